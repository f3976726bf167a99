"""What a unit is made of, for the teacher: guide, films, every sheet to read or print, notes with their gaps filled."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from flask import Response, abort, url_for
from markupsafe import Markup, escape

from server.mastery.values import Activity, LearningObject, Unit
from server.store import content
from server.store.recordings import recorded_by
from server.web import media
from server.web.files import pack_html, pack_text
from server.web.films import pack_file
from server.web.guided_notes import notes_html
from server.web.rubric import shown as shown_rubric
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import lesson, show

READ = {"text", "worked_example", "notes", "simulation"}


@bp.get("/units/<unit>", endpoint="materials")
def materials_page(unit: str) -> str:
    """One unit, objective by objective: what students learn from, and what they do."""
    at = lesson()
    found = at.unit(unit)
    menu = [(o, [(thing, _page_of(found, thing)) for thing in found.menu(o.code)]) for o in found.objectives]
    return show("materials.html", at, "more", unit=found, menu=menu, recorded=recorded_by(at.section.teacher))


def _page_of(unit: Unit, thing: LearningObject) -> str:
    """Where a teacher opens a learning object; empty when there is nothing to read."""
    if thing.is_sheet:
        return url_for("teacher.key", object=thing.id)
    if thing.kind == "video":
        return url_for("teacher.film", object=thing.id)
    return url_for("teacher.reading", unit=unit.id, object=thing.id) if thing.kind in READ else ""


@bp.get("/units/<unit>/guide", endpoint="guide")
def guide_page(unit: str) -> str:
    """The teacher's guide of a unit, on two pages of paper."""
    at = lesson()
    found = at.unit(unit)
    text = pack_text(content.pack_of(unit), found.guide)
    if not text:
        abort(404)
    return show("sheet.html", at, "more", unit=found, title="", dense=True, html=pack_html(text, content.pack_of(unit)))


@bp.get("/units/<unit>/activities/<activity>", endpoint="activity_sheet")
def activity_sheet(unit: str, activity: str) -> str:
    """A lab sheet, or another required activity, as students get it."""
    at = lesson()
    found = at.unit(unit)
    doing: Activity | None = next((a for a in found.activities if a.id == activity), None)
    if doing is None:
        abort(404)
    pack = content.pack_of(unit)
    return show(
        "sheet.html", at, "more", unit=found, title="", name_line=True, safety=doing.safety,
        rubrics=[r for r in (shown_rubric(found.objective(c)) for c in doing.objectives) if r],
        html=pack_html(pack_text(pack, doing.instructions), pack),
    )  # fmt: skip


@bp.get("/units/<unit>/objects/<object>", endpoint="reading")
def reading_page(unit: str, object: str) -> str:
    """A text, a worked example, or guided notes with the answers in their gaps."""
    at = lesson()
    found = at.unit(unit)
    thing = next((o for o in found.objects if o.id == object and o.kind in READ), None)
    if thing is None:
        abort(404)
    pack = content.pack_of(unit)
    if thing.kind == "simulation":
        source = url_for("teacher.object_file", unit=unit, object=object, name=PurePosixPath(thing.path).name)
        return show("simulation.html", at, "more", unit=found, object=thing, source=f"{source}?{thing.reference}")
    text = pack_text(pack, thing.path).removeprefix(f"# {thing.title}\n")
    if thing.kind == "worked_example":
        text = re.sub(r"^---\s*$", "", text, flags=re.M)
    html = _with_answers(text, pack) if thing.kind == "notes" else pack_html(text, pack)
    return show("sheet.html", at, "more", unit=found, title=thing.title, html=html)


@bp.get("/units/<unit>/objects/<object>/files/<name>", endpoint="object_file")
def object_file(unit: str, object: str, name: str) -> Response:
    """A simulation, for the teacher to try first."""
    thing = next((o for o in lesson().unit(unit).objects if o.id == object and o.kind == "simulation"), None)
    row = pack_file(content.pack_of(unit), thing, name) if thing else None
    if row is None:
        abort(404)
    return media.send(media.stored(row.sha256), name, row.sha256[:32])


def _with_answers(text: str, pack: str) -> Markup:
    return notes_html(
        text, pack,
        gap=lambda _n, answer: f'<b class="gap">{escape(answer)}</b>' if answer else "______",
        lines=lambda _n, _count: "",
        moment=lambda _at, as_written: f"<b>{escape(as_written)}</b>",
    )  # fmt: skip
