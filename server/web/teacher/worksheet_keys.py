"""Worksheets with answers and solutions, for the teacher alone: version by version, and a class's set to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.mastery.values import DrawnItem, LearningObject
from server.mastery.worksheets import HALF, NotACode, OtherEdition, place_of, read_code
from server.store import content, work
from server.web.answering import refuse_saying
from server.web.markdown import rich
from server.web.teacher.answers import key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, lesson, show
from server.web.words import _
from server.web.worksheets import EXAMPLE, Paper, Worksheet, scan, short_key, worksheet_of

MOST = 60
"""versions without names that are printed at once"""
READ = {"essay", "performance"}


def _sheets(at: Lesson) -> Iterator[tuple[LearningObject, Worksheet]]:
    """Every worksheet of this class's units."""
    for unit in at.units:
        pack = content.pack_of(unit.id)
        yield from ((o, worksheet_of(o, pack)) for o in unit.objects if o.is_sheet)


def _sheet(at: Lesson, object: str) -> tuple[LearningObject, Worksheet]:
    found = next((pair for pair in _sheets(at) if pair[0].id == object), None)
    if found is None:
        abort(404)
    return found


def _of_edition(at: Lesson, edition: str) -> LearningObject | None:
    return next((thing for thing, sheet in _sheets(at) if sheet.sheet.edition == edition), None)


@bp.get("/keys", endpoint="keys")
def keys_page() -> AnyResponse | str | tuple[str, int]:
    """Every worksheet of this class's units; and the worksheet that a code found on paper belongs to."""
    at, typed = lesson(), request.args.get("version", "").strip()
    wrong = ""
    if typed:
        code = read_code(typed)
        thing = None if isinstance(code, NotACode) else _of_edition(at, code[:HALF])
        if thing is not None:
            return redirect(url_for("teacher.key", object=thing.id, version=typed), 303)
        wrong = _not_a_code() if isinstance(code, NotACode) else _old_edition(code[:HALF], "")
    found = [(u, [o for o in u.objects if o.is_sheet]) for u in at.units]
    page = show("keys.html", at, "more", sheets=[(u, o) for u, o in found if o], typed=typed[:20], wrong=wrong)
    return (page, 422) if wrong else page


def _not_a_code() -> str:
    return _("That is not a version's code. It has six signs, such as 7KC-M4T, at the top right of the paper.")


def _old_edition(edition: str, now: str) -> str:
    told = _(
        "There is no key for this paper: edition %(edition)s of the sheet is not on this box. The sheet was changed"
        " after the paper was printed, or a sign of the code is mistyped."
    ) % {"edition": edition}
    return told + (" " + _("Codes of this sheet now begin with %(now)s.") % {"now": now} if now else "")


@bp.get("/keys/<object>", endpoint="key")
def key_page(object: str) -> str | tuple[str, int]:
    """The key of one version: each problem, its answer, its solution, and beside it what its student typed."""
    at, typed = lesson(), request.args.get("version", "").strip()
    thing, sheet = _sheet(at, object)
    places = sheet.places(at.section.id, [EXAMPLE])
    place = place_of(sheet.sheet, typed) if typed else places[EXAMPLE]
    names = {p: s for s, p in places.items()}
    versions = [(at.name(s), sheet.code(places[s])) for s in at.students]
    shared: dict[str, Any] = {"thing": thing, "sheet": sheet, "typed": typed[:20], "versions": versions}
    shared["pack"] = sheet.pack
    if isinstance(place, NotACode | OtherEdition):
        other = _of_edition(at, place.edition) if isinstance(place, OtherEdition) else None
        if isinstance(place, NotACode):
            wrong = _not_a_code()
        elif other is not None:
            wrong = _("This is a code of another sheet.")
        else:
            wrong = _old_edition(place.edition, sheet.sheet.edition)
        return show("key.html", at, "more", **shared, wrong=wrong, other=other, paper=None), 422
    whose = names.get(place, "")
    written = work.paper_of(whose, object) if whose else {}
    return show(
        "key.html", at, "more", **shared, wrong="", paper=sheet.paper(place), rich=rich, key_line=key_line,
        short_key=short_key, whose=at.name(whose) if whose and whose != EXAMPLE else "", example=whose == EXAMPLE,
        written={name: text for name, (_rev, text) in written.items() if text},
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of a class's key: the version, whose it is, and the answers that are not the same for all."""

    paper: Paper
    name: str
    answers: tuple[str, ...]


@bp.get("/keys/<object>/class", endpoint="key_class")
def class_page(object: str) -> AnyResponse | str:
    """A sheet for everybody, one after another, to print; then all their keys on pages of their own."""
    at = lesson()
    thing, sheet = _sheet(at, object)
    blank = request.args.get("blank", "").strip()
    if blank and not (blank.isascii() and blank.isdigit() and len(blank) < 4 and 1 <= int(blank) <= MOST):
        return refuse_saying(_("Give a whole number from %(least)s to %(most)s.") % {"least": 1, "most": MOST})
    unnamed = [f"{EXAMPLE}/{n}" for n in range(1, int(blank or 0) + 1)]
    places = sheet.places(at.section.id, [EXAMPLE, *unnamed])
    papers = [(sheet.paper(places[s]), at.name(s) if not unnamed else "") for s in unnamed or at.students]
    keys = [[_answer(p.item) for p in paper.problems] for paper, _name in papers]
    vary = [n for n, column in enumerate(zip(*keys, strict=True)) if len(set(column)) > 1]
    alike = [(n, p.item) for n, p in enumerate(papers[0][0].problems) if n not in vary] if papers else []
    rows = [
        Row(paper, name, tuple(answers[n] for n in vary))
        for (paper, name), answers in zip(papers, keys, strict=True)
    ]  # fmt: skip
    return show(
        "class_sheets.html", at, "more", thing=thing, sheet=sheet, rows=rows, vary=vary, alike=alike,
        pack=sheet.pack, key_line=key_line, blank=blank, scan=scan, most=MOST,
    )  # fmt: skip


def _answer(item: DrawnItem) -> str:
    return "" if item.type in READ else short_key(item)
