"""*Questions from a file*: chosen, looked at first, taken in; and afterwards what was mended, undone, moved."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import bring_questions, undo_repair
from server.actions.imported import CannotImport, NoSuchPlace
from server.actions.move_questions import move_questions as move
from server.mastery.progression import No
from server.mastery.values import Objective, Unit
from server.store import content
from server.store.imports import Import, import_of, imports
from server.web import files
from server.web.answering import go, op, refuse_saying
from server.web.question_words import FORMATS, question_counts
from server.web.teacher import bank_words
from server.web.teacher.blueprint import bp
from server.web.teacher.import_review import Review, after, before
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import why_not
from server.web.words import _, ngettext

LISTED = 50
"""files of the list"""
MOST_REMARKS = 4
"""about a file that are told at once; the others are folded away"""


@bp.get("/imports", endpoint="imports")
def imports_page() -> str:
    """A file to choose, and what was brought in before."""
    return _list(lesson())


def _list(at: Lesson, wrong: str = "", skipped: Any = ()) -> str:
    waiting = bring_questions.waiting_now(current_app.config["SETTINGS"], at.actor)
    return show(
        "imports.html", at, "more", rows=imports()[:LISTED], waiting=waiting, wrong=wrong, skipped=skipped[:LISTED],
        formats=FORMATS, counts_of=question_counts,
    )  # fmt: skip


@bp.post("/imports")
def look_at_questions() -> AnyResponse | tuple[str, int]:
    """A file arrives. Nothing is changed yet: it is read, and the next page shows what it holds."""
    at, settings = lesson(), current_app.config["SETTINGS"]
    sent, into = request.files.get("file"), request.form.get("into", "")
    if into and at.objective(into) is None:
        return deny(No("unknown"), at)
    if sent is None or not sent.filename:
        return _list(at, why_not(No("no_file"))), 422
    id = bring_questions.keep_waiting(settings, at.actor, sent.filename, sent.stream)
    if isinstance(id, No):
        return _list(at, why_not(id)), 422
    wrong, skipped = "", list[Any]()
    try:
        told = bring_questions.look_first(settings, at.actor, id, into)
        wrong = why_not(told) if isinstance(told, No) else ""
    except (CannotImport, NoSuchPlace) as error:
        wrong, skipped = str(error), list(getattr(error, "skipped", ()))
    if wrong:
        bring_questions.drop_waiting(settings, at.actor, id)
        return _list(at, wrong, skipped), 422
    return go(url_for("teacher.import_review", imported=id), **({"into": into} if into else {}))


@bp.get("/imports/<imported>", endpoint="import_review")
def review_page(imported: str) -> AnyResponse | str:
    """A file that waits, question by question; or, once it was taken in, the same with what can be undone."""
    at, page = lesson(), request.args.get("page", 1, type=int)
    found = import_of(imported)
    if found is None:
        return _before(at, imported, page)
    told = after(found.file, found.kind, found.body, found.questions, page)
    return _shown(at, told, imported, taken=found, own=_own_units(at, told), moved=_moved())


def _before(at: Lesson, id: str, page: int) -> AnyResponse | str:
    settings, into = current_app.config["SETTINGS"], request.args.get("into", "")
    path = bring_questions.waiting_file(settings, at.actor, id)
    if path is None or (into and at.objective(into) is None):
        abort(404)
    try:
        told = bring_questions.look_first(settings, at.actor, id, into)
    except (CannotImport, NoSuchPlace) as error:
        return refuse_saying(str(error), url_for("teacher.imports"))
    if isinstance(told, No):
        return deny(told, at)
    with files.also_showing(told.files):
        return _shown(at, before(path.name, told.kind, told.note, told.kept, page), id, taken=None, into=into)


def _shown(at: Lesson, review: Review, id: str, **more: Any) -> str:
    return show(
        "import_review.html", at, "more", id=id, review=review, formats=FORMATS, counts_of=question_counts,
        bank_of=_bank_name, most_remarks=MOST_REMARKS, kind=bank_words.kind, **more,
    )  # fmt: skip


def _bank_name(code: str) -> str:
    """How a bank is called: its objective's label with its title, or the name of a bank of its own."""
    unit = content.unit_with_objective(code)
    objective: Objective | None = unit.objective(code) if unit is not None else None
    if objective is None:
        return _("a bank of its own")
    return objective.title if objective.title == objective.label else f"{objective.label}: {objective.title}"


def _own_units(at: Lesson, review: Review) -> list[Unit]:
    """The units that the questions are in and that this class does not have."""
    mine = {unit.id for unit in at.units}
    there = (content.unit_with_objective(code) for code, _n in review.banks)
    return list({u.id: u for u in there if u is not None and u.id not in mine}.values())


def _moved() -> str:
    """What the last tap on *move* did, from its address."""
    moved, seen = request.args.get("moved", -1, type=int), request.args.get("seen", 0, type=int)
    if moved < 0:
        return ""
    said = ngettext("%(num)s question moved.", "%(num)s questions moved.", moved) % {"num": moved}
    if seen:
        stayed = ngettext(
            "%(num)s stays: a student has seen it, and the box remembers that under its old objective.",
            "%(num)s stay: students have seen them, and the box remembers that under their old objective.",
            seen,
        )
        said += " " + stayed % {"num": seen}
    return said


@bp.post("/imports/<imported>")
def take_questions(imported: str) -> AnyResponse:
    """Take in what was looked at."""
    at, into = lesson(), request.form.get("into", "")
    if into and at.objective(into) is None:
        return deny(No("unknown"), at)
    try:
        told = bring_questions.take_questions(current_app.config["SETTINGS"], at.actor, imported, into)
    except (CannotImport, NoSuchPlace) as error:
        return refuse_saying(str(error), url_for("teacher.imports"))
    return deny(told, at) if isinstance(told, No) else go(url_for("teacher.import_review", imported=imported))


@bp.post("/imports/<imported>/left")
def leave_questions(imported: str) -> AnyResponse:
    """Leave a file that waits; nothing of it is kept."""
    at, settings = lesson(), current_app.config["SETTINGS"]
    if bring_questions.waiting_file(settings, at.actor, imported) is None:
        return deny(No("unknown"), at)
    bring_questions.drop_waiting(settings, at.actor, imported)
    return go(url_for("teacher.imports"))


@bp.post("/imports/<imported>/undone")
def undo_mending(imported: str) -> AnyResponse:
    """A mended question becomes what other programs make of it."""
    at, n = lesson(), request.form.get("n", -1, type=int)
    answer = undo_repair.undo_repair(at.actor, imported, n, op())
    return deny(answer, at) if isinstance(answer, No) else go(_back(imported))


@bp.post("/imports/<imported>/mended")
def mend_again(imported: str) -> AnyResponse:
    """The question is mended as it was before."""
    at, n = lesson(), request.form.get("n", -1, type=int)
    answer = undo_repair.mend_again(at.actor, imported, n, op())
    return deny(answer, at) if isinstance(answer, No) else go(_back(imported))


@bp.post("/imports/<imported>/moved")
def move_questions(imported: str) -> AnyResponse:
    """The ticked questions, or all of them, into the bank of an objective of this class."""
    at, to = lesson(), request.form.get("to", "")
    found: Import | None = import_of(imported)
    if found is None or (to and at.objective(to) is None):
        return deny(No("unknown"), at)
    if not to:
        return deny(No("no_objective"), at)
    ticked = [int(n) for n in request.form.getlist("question") if n.isascii() and n.isdigit() and len(n) < 7]
    every = request.form.get("which") == "all"
    answer = move(at.actor, imported, range(len(found.questions)) if every else ticked, to, op())
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.import_review", imported=imported), moved=answer["moved"], seen=answer["seen"])


def _back(imported: str) -> str:
    page = request.form.get("page", 1, type=int)
    place = request.form.get("place", -1, type=int)
    # The script stays where it is; without it the page opens again at the question.
    at = f"q-{place}" if place >= 0 and not request.headers.get("X-Tap") else None
    return url_for("teacher.import_review", imported=imported, page=page if page > 1 else None, _anchor=at)
