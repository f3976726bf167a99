"""A wrong key found in class: everybody who had the question is marked again by the right one, and the better mark
stays. Nothing is closed by it, and an outcome that was given stays until the teacher says otherwise.

A quiz and the three more after it are one result, so what a correction means is said of both together.

A question that is dropped earns everybody all its points. Leaving it out of the sum instead would take a right answer
away from those who had it, and change what *4 of 5* means for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.hand_in import drawn_items, marks_of, standing_of
from server.actions.mark_answer import MARKABLE, missed_now
from server.mastery.amending import amended, same_question
from server.mastery.correcting import BadKey, Correction, corrected, keeps, remarked
from server.mastery.expressions import ExpressionError
from server.mastery.givens import NoVariant
from server.mastery.progression import No
from server.mastery.proofing import problems_of
from server.mastery.values import DrawnItem, Item, Mark
from server.mastery.whole_result import Whole, whole
from server.store import attempts, content, facts
from server.store.attempts import AttemptRow
from server.store.corrections import holding, remarked_by, standing_corrections


@dataclass(frozen=True)
class Named:
    """The question that is corrected: in the version that the teacher looked at, and those that ask the same."""

    objective: str
    item: str
    version: int


@dataclass(frozen=True)
class Change:
    """What a correction means for one attempt; `marks` are those that change, by place, old and new.

    `kept` are the places whose points stand although the right key would give less. `before` and `after` are the whole
    result that the attempt is part of; None while it is under way.
    """

    row: AttemptRow
    items: Mapping[int, DrawnItem]
    marks: Mapping[int, tuple[Mark, Mark]]
    share: float | None
    missed: Sequence[str]
    kept: frozenset[int] = frozenset()
    before: Whole | None = None
    after: Whole | None = None

    @property
    def gains(self) -> bool:
        """Whether a mark becomes better."""
        return bool(self.marks)

    @property
    def passes_now(self) -> bool:
        """Whether the result that it is part of passes now and did not before."""
        return self.after is not None and bool(self.after.passed) and not (self.before and self.before.passed)

    def marks_now(self) -> list[Mark]:
        """All marks of the attempt, with those that change."""
        return [self.marks.get(place, (mark, mark))[1] for place, mark in enumerate(marks_of(self.row))]


@dataclass(frozen=True)
class PassesNow:
    """A result that a correction made pass, as it stands today; `row` is the test, or the quiz without three more."""

    row: AttemptRow
    whole: Whole


def changes(section: str, named: Named, correction: Correction) -> list[Change]:
    """What a correction would do, attempt by attempt; it changes nothing. BadKey says why it cannot be used."""
    try:
        bank = newer_version(named, correction)
        if bank is not None and (problems := problems_of(bank)):
            raise BadKey(" ".join(problems))
        return _with_wholes([_change(row, found, correction) for row, found in _drawn(section, named)])
    except (ExpressionError, NoVariant) as wrong:
        raise BadKey(str(wrong)) from None


def correct_item(actor: Actor, named: Named, correction: Correction, why: str, op: str) -> Answer:
    """Correct a key, or drop the question, for the class of who acts, and in the bank for everybody who draws later.

    No(reason) without a reason, No(key) for a correction that cannot be used, No(unknown) for a question that this
    class never had and no bank holds.
    """

    def change(tap: Tap) -> Answer:
        if not why.strip():
            return No("reason")
        if not is_known(actor.section, named):
            return No("unknown")
        try:
            planned = changes(actor.section, named, correction)
        except BadKey:
            return No("key")
        id = facts.new_id()
        drawn_before = content.home_of(named.objective, named.item)[1]
        version = _into_bank(actor.section, named, correction)
        tap.note(
            "item_corrected", correction=id, **asdict(named), **asdict(correction), why=why.strip()[:300], bank=version,
            bank_before=drawn_before, attempts=len(planned), gain=len({one.row.whole for one in planned if one.gains}),
        )  # fmt: skip
        for one in planned:
            keys = {str(n): {"key": dict(item.key), "solution": item.solution} for n, item in one.items.items()}
            tap.note("key_corrected", one.row.student, attempt=one.row.id, correction=id, items=keys)
            if one.gains:
                tap.note(
                    "attempt_remarked", one.row.student, attempt=one.row.id, correction=id,
                    marks={str(place): asdict(new) for place, (_old, new) in one.marks.items()},
                    share=one.share, share_before=one.row.share, missed=list(one.missed), **_told_whole(one),
                )  # fmt: skip
        return {"correction": id}

    return act(actor, op, change)


def count_as_passed(actor: Actor, attempt_id: str, op: str) -> Answer:
    """The teacher's word: a test that was closed without being passed, and passes by a corrected key, is passed."""

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.section != actor.section or row.kind != "test":
            return No("unknown")
        if row.state != "closed" or row.outcome == "passed":
            return No("already")
        mine = facts.effective([*facts.facts(student=row.student)])
        remarked = any(fact.kind == "attempt_remarked" and fact.data["attempt"] == row.id for fact in mine)
        if not row.passed or not remarked:
            return No("not_passed")
        tap.note("appointment_closed", row.student, attempt=row.id, outcome="passed")
        return {"student": row.student, "attempt": row.id}

    return act(actor, op, change)


def is_known(section: str, named: Named) -> bool:
    """Whether a bank holds this question or somebody in the class had it."""
    return bool(content.versions_of(named.objective, named.item) or any(_drawn(section, named)))


def newer_version(named: Named, correction: Correction) -> Item | None:
    """The bank's item as it would be drawn from now on; None where the bank has no such question any more, or it is
    dropped."""
    newest = _newest(named)
    return amended(newest, correction) if newest is not None and correction.how != "drop" else None


def standing_now(row: AttemptRow) -> Whole:
    """How the result that an attempt is part of stands today."""
    return _whole(_handed_in(row), {})


def passing_now(section: str, correction: str) -> list[PassesNow]:
    """The results that a correction made pass, as they stand today."""
    found: dict[str, PassesNow] = {}
    for fact in remarked_by(section, correction):
        row = attempts.attempt(fact.data["attempt"])
        if row is None or row.whole in found or _passed_before(fact.data, row):
            continue
        now = standing_now(row)
        if now.passed:
            found[row.whole] = PassesNow(attempts.rounds_of(row)[0], now)
    return [*found.values()]


def _passed_before(told: Mapping[str, Any], row: AttemptRow) -> bool:
    if "passed_before" in told:
        return bool(told["passed_before"])
    before = told["share_before"]  # corrections of earlier releases spoke of each attempt alone
    return before is not None and bool(before >= row.pass_share - 1e-9)


def _told_whole(one: Change) -> dict[str, Any]:
    """What a fact keeps of the result that an attempt is part of."""
    assert one.before is not None and one.after is not None
    return {
        "whole": one.row.whole, "of": one.after.of, "points": one.after.points, "points_before": one.before.points,
        "passed": one.after.passed, "passed_before": one.before.passed,
    }  # fmt: skip


def _with_wholes(planned: Sequence[Change]) -> list[Change]:
    """Each change with the result that it is part of, before and after."""
    again = {one.row.id: one.marks_now() for one in planned if one.gains}
    found = []
    for one in planned:
        if one.row.state in MARKABLE:
            rounds = _handed_in(one.row)
            found.append(replace(one, before=_whole(rounds, {}), after=_whole(rounds, again)))
        else:
            found.append(one)
    return found


def _handed_in(row: AttemptRow) -> list[AttemptRow]:
    # While three more are being written, the quiz before them stands alone.
    return [one for one in attempts.rounds_of(row) if one.state in MARKABLE]


def _whole(rounds: Sequence[AttemptRow], again: Mapping[str, Sequence[Mark]]) -> Whole:
    marked = [(drawn_items(row), again.get(row.id) or marks_of(row)) for row in rounds]
    return whole(marked, rounds[0].pass_share)


def _newest(named: Named) -> Item | None:
    """The bank's newest version, as long as it asks the same as the one that is corrected."""
    versions = content.versions_of(named.objective, named.item)
    asked = next((item for item in versions if item.version == named.version), versions[-1] if versions else None)
    return versions[-1] if asked is not None and same_question(versions[-1], asked) else None


def _drawn(section: str, named: Named) -> Iterator[tuple[AttemptRow, dict[int, DrawnItem]]]:
    versions = content.versions_of(named.objective, named.item)
    asked = next((item for item in versions if item.version == named.version), None)
    meant = {named.version} | {item.version for item in versions if asked and same_question(item, asked)}
    for row in holding(section, named.objective, named.item):
        found = {
            place: item
            for place, item in enumerate(drawn_items(row))
            if (item.objective, item.id) == (named.objective, named.item) and item.version in meant
        }
        if found:
            yield row, found


def _change(row: AttemptRow, found: Mapping[int, DrawnItem], correction: Correction) -> Change:
    items = {place: corrected(item, correction) for place, item in found.items()}
    if row.state not in MARKABLE:  # still under way: the right key is there when it is handed in
        return Change(row, items, {}, None, ())
    responses: dict[str, Any] = json.loads(row.responses)
    before = marks_of(row)
    again = {place: remarked(item, responses.get(str(place), {}), before[place]) for place, item in items.items()}
    marks = {place: (before[place], mark) for place, mark in again.items() if mark != before[place]}
    after = [again.get(place, mark) for place, mark in enumerate(before)]
    share, missed = standing_of(drawn_items(row), after, row.pass_share)
    kept = {place for place, item in items.items() if keeps(item, responses.get(str(place), {}), before[place])}
    return Change(row, items, marks, share, missed_now(row, missed), frozenset(kept))


def _into_bank(section: str, named: Named, correction: Correction) -> int:
    """Correct the bank; returns the version drawn from now on, 0 where there is none."""
    unit, drawn_from = content.home_of(named.objective, named.item)
    if _newest(named) is None:
        return drawn_from
    fresh = newer_version(named, correction)
    if fresh is None:
        content.retire_item(named.objective, named.item)
        return 0
    earlier = (f.data for f in standing_corrections(section) if f.data["item"] == named.item)
    dropped = next((d["how"] == "drop" for d in earlier if d["objective"] == named.objective), False)
    # What a newer pack took out stays out; what was dropped by mistake comes back.
    if drawn_from or dropped:
        content.save_items([fresh], unit)
    return content.home_of(named.objective, named.item)[1]
