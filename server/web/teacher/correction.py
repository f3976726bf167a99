"""*Something wrong with this question?* The key is corrected or the question dropped, after a look at who gains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions import correct_item as actions
from server.actions.correct_item import Change, Named
from server.actions.hand_in import drawn_items
from server.mastery import variants
from server.mastery.amending import same_question
from server.mastery.correcting import BadKey, Correction, names_left_out
from server.mastery.expressions import ExpressionError
from server.mastery.luck import Dice
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Item
from server.store import attempts, content, corrections
from server.store.attempts import AttemptRow
from server.store.facts import Fact
from server.store.people import Teacher
from server.web.answering import go, op, refuse_saying
from server.web.files import picture
from server.web.markdown import choice, rich
from server.web.teacher.answers import answer_line, key_line
from server.web.teacher.asked_correction import Parts, asked, parts_of
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import labels, unit_titles
from server.web.words import _

ENOUGH_DRAWS = 8
"""draws of the bank that tell whether its numbers differ"""


@dataclass(frozen=True)
class Line:
    """One attempt in the preview: whose, what for, what was answered, and the points before and after."""

    change: Change
    what: str
    answer: Markup
    before: float | None
    after: float | None
    of: int


def _named() -> Named:
    """The question that a page or a form is about."""
    values = request.values
    version = values.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    objective, item = values.get("objective", ""), values.get("item", "")
    if not number:
        found = content.versions_of(objective, item)
        number = found[-1].version if found else 0
    return Named(objective, item, number)


def _question(at: Lesson, named: Named) -> tuple[DrawnItem, Item | None, str]:
    """An example of the question as it stands in somebody's test (or would), its item in the bank, and its pack.

    It is the one that the teacher came from, where the address names an attempt and the place in it.
    """
    bank = next((i for i in content.versions_of(named.objective, named.item) if i.version == named.version), None)
    own = _came_from(at, named)
    if own is not None:
        return own[1], bank, content.pack_of(own[0].unit)
    for row in corrections.holding(at.section.id, named.objective, named.item):
        for _place, item in _drawn_in(row, named):
            return item, bank, content.pack_of(row.unit)
    if bank is None or not variants.offered(bank):
        abort(404)
    try:
        drawn = variants.draw_item(bank, variants.offered(bank)[0], Dice(bank.id))
    except (variants.NoVariant, ExpressionError):
        abort(404)
    return drawn, bank, content.pack_of(content.home_of(named.objective, named.item)[0])


def _drawn_in(row: AttemptRow, named: Named) -> list[tuple[int, DrawnItem]]:
    """The question as it was drawn in an attempt, with its place there."""
    meant = (named.objective, named.item, named.version)
    return [(n, item) for n, item in enumerate(drawn_items(row)) if (item.objective, item.id, item.version) == meant]


def _came_from(at: Lesson, named: Named) -> tuple[AttemptRow, DrawnItem] | None:
    """The attempt that the teacher came from, and the question with this student's own numbers."""
    row = attempts.attempt(request.values.get("attempt", ""))
    found = _drawn_in(row, named) if row is not None and row.section == at.section.id else []
    if row is None or not found:
        return None
    place = request.values.get("place", "")
    return row, next((item for n, item in found if str(n) == place), found[0][1])


def _left_out(at: Lesson, named: Named, bank: Item | None, correction: Correction) -> list[str]:
    """The numbers that differ from student to student, and that the new key takes no notice of."""
    rows = corrections.holding(at.section.id, named.objective, named.item)
    examples = [item for row in rows for _place, item in _drawn_in(row, named)]
    if bank is not None:
        # A bank may not be drawn from any more: then those who had it say whether their numbers differ.
        with suppress(variants.NoVariant, ExpressionError):
            examples += [variants.draw_item(bank, n, Dice(bank.id)) for n in variants.offered(bank)[:ENOUGH_DRAWS]]
    return names_left_out(examples, correction)


def _same_for_all(correction: Correction, names: Sequence[str]) -> str:
    """What to think of before one number becomes right for everybody; nothing where each has their own."""
    if not names:
        return ""
    sum_of = "*".join(names[:2]) + "".join(f"/{name}" for name in names[2:3]) if names[1:] else f"2*{names[0]}"
    return _(
        "%(what)s would be right for everybody, although their numbers differ. A sum like %(sum)s follows each "
        "student's own."
    ) % {"what": "; ".join(correction.texts), "sum": sum_of}


def _in_bank(named: Named, bank: Item | None) -> bool:
    """Whether the bank changes with it: it does not where it asks something else by now."""
    return bank is not None and same_question(content.versions_of(named.objective, named.item)[-1], bank)


@bp.get("/corrections", endpoint="corrections")
def corrections_page() -> str:
    """The form for one question, with a preview once it says what is right; without one, what was corrected so far."""
    at = lesson()
    if request.args.get("correction"):
        return _result(at, request.args["correction"])
    named = _named()
    if not named.item:
        made = [(fact, in_words(fact.data)) for fact in corrections.corrections_of(at.section.id)]
        return show("corrections.html", at, "more", made=made, labels=labels, names=_teachers())
    drawn, bank, pack = _question(at, named)
    parts = parts_of(drawn, bank)
    own = _came_from(at, named)
    shared: dict[str, Any] = {
        "own": own[0] if own else None, "place": request.args.get("place", ""), "in_bank": _in_bank(named, bank),
        "named": named, "drawn": drawn, "parts": parts, "pack": pack, "rich": rich, "choice": choice,
        "key": key_line(drawn, pack), "picture": picture(pack, drawn.picture, dict(drawn.values)),
        "asked": request.args, "solution": str(bank.body.get("solution", "")) if bank else drawn.solution,
        "said": "", "lines": None, "now": _right_now(drawn, parts),
    }  # fmt: skip
    if "how" in request.args:
        try:
            correction = asked(request.args, parts)
            planned = actions.changes(at.section.id, named, correction)
        except BadKey as wrong:
            shared["said"] = str(wrong)
        else:
            shared |= _preview(at, planned, pack) | {"told": _told(correction)}
            shared["warned"] = _same_for_all(correction, _left_out(at, named, bank, correction))
    return show("correction.html", at, "more", **shared)


def _right_now(drawn: DrawnItem, parts: Parts) -> list[str]:
    """What the key says now, as the form's fields would: the shown texts of the options that are right."""
    right = drawn.key.get("right", ())
    return [drawn.options[n] for n in right] if parts.type in ("single_choice", "multiple_choice") else []


def _preview(at: Lesson, planned: Sequence[Change], pack: str) -> dict[str, Any]:
    lines = [line for change in planned for line in _lines(at, change, pack)]
    return {
        "lines": sorted(lines, key=lambda line: not line.change.gains),
        "gain": len({line.change.row.student for line in lines if line.change.gains}),
        "writing": sum(change.row.state == "open" for change in planned),
    }


def _lines(at: Lesson, change: Change, pack: str) -> list[Line]:
    row = change.row
    if row.state == "open":
        return []
    responses, marks = json.loads(row.responses), json.loads(row.marks)
    found = []
    for place, item in change.items.items():
        old, new = change.marks.get(place, (None, None))
        before = old.points if old else marks[place]["points"]
        answer = answer_line(item, responses.get(str(place), {}), pack)
        found.append(Line(change, _what(at, row), answer, before, new.points if new else before, item.points))
    return found


def _what(at: Lesson, row: AttemptRow) -> str:
    """What an attempt is: "Test: The Gas Laws", "Quiz: Gases 2"."""
    if row.kind == "test":
        return _("Test: %(what)s") % {"what": unit_titles(at.units, [row.unit])}
    return _("Quiz: %(what)s") % {"what": labels(at.units, [row.objective])}


def _told(correction: Correction) -> str:
    return in_words({"how": correction.how, "texts": correction.texts, "gap": correction.gap})


def in_words(data: dict[str, Any]) -> str:
    """What a correction says, in a sentence."""
    what = "; ".join(data["texts"])
    match data["how"]:
        case "replace":
            return _("This is right: %(what)s") % {"what": what}
        case "accept":
            return _("This is right as well: %(what)s") % {"what": what}
        case _:
            return _("Dropped: everybody who had it gets its points")


@bp.post("/corrections", endpoint="correct_item")
def correct_item() -> AnyResponse:
    """Correct it, as the preview showed."""
    at, tap, named = lesson(), op(), _named()
    if not named.item or not actions.is_known(at.section.id, named):
        return deny(No("unknown"), at)
    drawn, bank, _pack = _question(at, named)
    try:
        correction = asked(request.form, parts_of(drawn, bank))
        actions.changes(at.section.id, named, correction)
    except BadKey as wrong:
        return refuse_saying(str(wrong))
    warned = _same_for_all(correction, _left_out(at, named, bank, correction))
    if warned and not request.form.get("for_all"):
        return refuse_saying(warned)
    answer = actions.correct_item(at.actor, named, correction, request.form.get("why", ""), tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.corrections"), correction=answer["correction"])


@bp.post("/attempts/<attempt>/passed")
def count_as_passed(attempt: str) -> AnyResponse:
    """A test that passes by a corrected key, and was closed without being passed, is passed by the teacher's word."""
    at, tap = lesson(), op()
    answer = actions.count_as_passed(at.actor, attempt, tap)
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.home"), done=tap)


def _result(at: Lesson, id: str) -> str:
    fact = next((f for f in corrections.corrections_of(at.section.id) if f.data["correction"] == id), None)
    if fact is None:
        abort(404)
    rows = [(f, attempts.attempt(f.data["attempt"])) for f in corrections.remarked_by(at.section.id, id)]
    gained = [(f, row, _what(at, row)) for f, row in rows if row is not None]
    return show(
        "corrected.html", at, "more", fact=fact, told=in_words(fact.data), gained=gained, by=_by(fact),
        passing=[(row, _what(at, row)) for row in actions.passing_now(at.section.id, id)],
    )  # fmt: skip


def _teachers() -> dict[str, str]:
    return {teacher.id: teacher.name for teacher in Teacher.select(Teacher.id, Teacher.name)}


def _by(fact: Fact) -> str:
    return _teachers().get(fact.by, "")
