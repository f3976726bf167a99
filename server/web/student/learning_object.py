"""A learning object: a video that resumes, a text, a worksheet, a worked example, a simulation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import learn
from server.mastery.values import LearningObject, Unit
from server.store import content, work
from server.store.people import Section
from server.store.recordings import recording_of
from server.web import media
from server.web.answering import go, refuse_saying
from server.web.files import pack_text
from server.web.films import film_of, pack_file, recorded_file
from server.web.gate import Viewer
from server.web.student.blueprint import bp, learner, me
from server.web.student.guided_notes import notes_of
from server.web.student.problem_set import set_page
from server.web.words import _
from server.web.worksheets import scan, worksheet_of


def _find(id: str) -> tuple[Unit, LearningObject]:
    for unit in learner().units:
        for found in unit.objects:
            if found.id == id:
                return unit, found
    abort(404)


@bp.get("/objects/<id>")
def object_page(id: str) -> str:
    """The page of one learning object."""
    who = me()
    unit, found = _find(id)
    learn.use_object(who.actor, id)
    pack = content.pack_of(unit.id)
    code = request.args.get("for", "")
    back = code if code in found.objectives else found.objectives[0]
    shared = {"me": who, "unit": unit, "object": found, "objective": unit.objective(back), "pack": pack}
    if found.kind in {"video", "audio"}:
        return watching_page(found, pack, who, shared)
    if found.is_sheet:
        return worksheet_page(found, pack, who, shared) if found.kind == "worksheet" else set_page(found, pack, shared)
    if found.kind == "worked_example":
        text = pack_text(pack, found.path).removeprefix(f"# {found.title}\n")  # the page has that heading already
        steps = re.split(r"^---\s*$", text, flags=re.M)
        return render_template("student/worked_example.html", **shared, steps=[s.strip() for s in steps if s.strip()])
    if found.kind == "simulation":
        source = url_for("student.object_file", id=id, name=Path(found.path).name)
        return render_template("student/simulation.html", **shared, source=f"{source}?{found.reference}")
    if found.kind == "notes":
        film = next((o for o in unit.objects if o.id == found.reference), None)
        return render_template("student/notes.html", **shared, film=film, notes=notes_of(pack, who.id, found))
    if found.kind == "text":
        text = pack_text(pack, found.path).removeprefix(f"# {found.title}\n")  # the page has that heading already
        return render_template("student/text.html", **shared, text=text)
    file = url_for("student.object_file", id=id, name=Path(found.path).name) if found.path else ""
    return render_template("student/text.html", **shared, text="", file=file)


def worksheet_page(found: LearningObject, pack: str, student: Viewer, shared: dict[str, object]) -> str:
    """A student's own version of a worksheet, on screen and on paper; its key stays with the teacher."""
    sheet = worksheet_of(found, pack)
    paper = sheet.paper(sheet.place(student.section, student.id))
    return render_template(
        "student/worksheet.html", **shared, sheet=sheet, paper=paper, scan=scan(found.id, paper.code),
        written=work.paper_of(student.id, found.id),
    )  # fmt: skip


def watching_page(found: LearningObject, pack: str, student: Viewer, shared: dict[str, Any]) -> str:
    """A film that goes on where it stopped, with its guided notes beside it."""
    teacher = Section.get_by_id(student.section).teacher
    film = film_of(pack, found, teacher, packs=request.args.get("film") == "pack")
    beside = next((o for o in shared["unit"].objects if o.kind == "notes" and o.reference == found.id), None)
    return render_template(
        "student/video.html", **shared, film=film,
        replaced=not film.own and recording_of(teacher, found.id) is not None,
        seconds=request.args.get("at", type=int) or work.watched(student.id).get(found.id, 0),
        notes=notes_of(pack, student.id, beside) if beside else None,
    )  # fmt: skip


@bp.get("/objects/<id>/files/<name>")
def object_file(id: str, name: str) -> Response:
    """A file of a learning object: the video with its captions and poster, a simulation, a document."""
    unit, found = _find(id)
    sha256 = recorded_file(found, Section.get_by_id(me().section).teacher, name)
    if not sha256:
        row = pack_file(content.pack_of(unit.id), found, name)
        sha256 = row.sha256 if row else abort(404)
    return media.send(media.stored(sha256), name, sha256[:32], download="download" in request.args)


@bp.post("/objects/<id>/place")
def keep_place(id: str) -> AnyResponse:
    """Where the video stopped."""
    _find(id)
    try:
        seconds = float(request.form.get("seconds", ""))
    except ValueError:
        abort(400)
    if not 0 <= seconds < 86_400:
        abort(400)
    learn.keep_place(me().id, id, seconds)
    return jsonify({"kept": seconds})


@bp.post("/objects/<id>/paper")
def write_paper(id: str) -> AnyResponse:
    """One field of a worksheet, kept as it is typed."""
    _find(id)
    try:
        rev = int(request.form.get("rev", ""))
    except ValueError:
        abort(400)
    if not 0 <= rev < 2**53:
        abort(400)
    place = request.form.get("place", "")
    if request.form.get("who", me().id) != me().id:
        # A page left open by whoever sat here before: their words are not this student's.
        return refuse_saying(_("Somebody else has signed in here. What you typed last was not kept."), status=409)
    stands = learn.write_paper(me().id, id, place, rev, request.form.get("value", ""))
    if request.headers.get("X-Tap"):
        return jsonify({"rev": stands, "place": place})
    return go(url_for("student.object_page", id=id))
