"""*Something wrong with this question?* The key is corrected or the question dropped, after a look at who gains."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import correct_item as actions
from server.actions.correct_item import Named
from server.actions.hand_in import drawn_items
from server.actions.withdraw_correction import correction_of, why_it_stands
from server.mastery import variants
from server.mastery.amending import same_question
from server.mastery.correcting import BadKey, Correction, filled, names_left_out
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
from server.web.teacher.answers import key_line
from server.web.teacher.asked_correction import Parts, asked, parts_of
from server.web.teacher.blueprint import bp
from server.web.teacher.corrected_before import also_right, corrected_before
from server.web.teacher.correction_lines import gained_by, in_words, passing_line, preview, told
from server.web.teacher.dropping import smaller_bank
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import labels, why_not
from server.web.words import _

ENOUGH_DRAWS = 8
"""draws of the bank that tell whether its numbers differ"""


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


def _back(objective: str, item: str) -> str:
    """Where the teacher came from: the answer being marked, or the list of corrections."""
    came = request.values
    if not came.get("marking"):
        return url_for("teacher.corrections")
    answer = f"{came['attempt']}.{came.get('place', '')}" if came.get("attempt") else None
    blind = "1" if came["marking"] == "blind" else None
    return url_for("teacher.marking", objective=objective, item=item, answer=answer, blind=blind)


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
        made = [(fact, *told(fact)) for fact in corrections.corrections_of(at.section.id)]
        withdrawn = corrections.withdrawals_of(at.section.id)
        return show("corrections.html", at, "more", made=made, labels=labels, names=_teachers(), withdrawn=withdrawn)
    drawn, bank, pack = _question(at, named)
    parts = parts_of(drawn, bank)
    own = _came_from(at, named)
    shared: dict[str, Any] = {
        "back": _back(named.objective, named.item),
        "own": own[0] if own else None, "place": request.args.get("place", ""), "in_bank": _in_bank(named, bank),
        "named": named, "drawn": drawn, "parts": parts, "pack": pack, "rich": rich, "choice": choice,
        "key": key_line(drawn, pack), "picture": picture(pack, drawn.picture, dict(drawn.values)),
        "asked": request.args, "solution": str(bank.body.get("solution", "")) if bank else drawn.solution,
        "fill": partial(filled, drawn.values), "said": "", "lines": None, "now": _right_now(drawn, parts),
        "before": corrected_before(at, named, drawn), "also": also_right(drawn),
    }  # fmt: skip
    if "how" in request.args:
        try:
            correction = asked(request.args, parts)
            planned = actions.changes(at.section.id, named, correction)
        except BadKey as wrong:
            shared["said"] = str(wrong)
        else:
            shared |= preview(at, planned, pack) | {"told": in_words(asdict(correction), drawn.values)}
            shared["smaller"] = smaller_bank(at, named) if correction.how == "drop" else []
            shared["warned"] = _same_for_all(correction, _left_out(at, named, bank, correction))
    return show("correction.html", at, "more", **shared)


def _right_now(drawn: DrawnItem, parts: Parts) -> list[str]:
    """What the key says now, as the form's fields would: the shown texts of the options that are right."""
    right = drawn.key.get("right", ())
    return [drawn.options[n] for n in right] if parts.type in ("single_choice", "multiple_choice") else []


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
    came = {name: request.form[name] for name in ("marking", "attempt", "place") if request.form.get(name)}
    return go(url_for("teacher.corrections"), correction=answer["correction"], **came)


@bp.post("/attempts/<attempt>/passed")
def count_as_passed(attempt: str) -> AnyResponse:
    """A test that passes by a corrected key, and was closed without being passed, is passed by the teacher's word."""
    at, tap = lesson(), op()
    answer = actions.count_as_passed(at.actor, attempt, tap)
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.home"), done=tap)


def _result(at: Lesson, id: str) -> str:
    fact = correction_of(id, at.section.id)
    if fact is None:
        abort(404)
    question, said = told(fact)
    id = fact.data["correction"]
    withdrawn = corrections.withdrawals_of(at.section.id).get(id)
    back = _back(fact.data["objective"], fact.data["item"])
    shared: dict[str, Any] = {"back": back, "fact": fact, "question": question, "told": said, "by": _by(fact)}
    if withdrawn is not None:
        return show("corrected.html", at, "more", **shared, withdrawn=withdrawn, withdrawn_by=_by(withdrawn), gained=[])
    return show(
        "corrected.html", at, "more", **shared, stands=_stands(at, fact),
        gained=gained_by(at, corrections.remarked_by(at.section.id, id)),
        passing=[passing_line(at, one) for one in actions.passing_now(at.section.id, id)],
    )  # fmt: skip


def _stands(at: Lesson, correction: Fact) -> str:
    """Why a correction cannot be undone any more, and whose talks stand in the way; empty while it can."""
    stands = why_it_stands(correction)
    if stands is None:
        return ""
    whose = "; ".join(map(at.name, stands.students))
    return why_not(No(stands.reason)) + (f" ({whose})" if whose else "")


def _teachers() -> dict[str, str]:
    return {teacher.id: teacher.name for teacher in Teacher.select(Teacher.id, Teacher.name)}


def _by(fact: Fact) -> str:
    return _teachers().get(fact.by, "")
