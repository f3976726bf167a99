"""A correction that was a slip is taken back: marks, keys and bank are as they were, while nothing was built on it.

Better marks are kept for whoever was marked by a wrong key and did nothing wrong; a slip of the thumb is no such key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from server.actions.acting import Answer, Tap
from server.actions.hand_in import drawn_items, marks_of, standing_of
from server.actions.mark_answer import MARKABLE, missed_now
from server.mastery.grading import grade
from server.mastery.progression import No
from server.store import attempts, content, facts
from server.store.attempts import AttemptRow
from server.store.corrections import about_students, corrections_of, drawn_since, withdrawals_of
from server.store.facts import Fact

CLOSES = frozenset({"appointment_closed", "objective_cleared"})


@dataclass(frozen=True)
class Stands:
    """Why a correction cannot be taken back any more.

    `reason`: already (it was) · corrected_again (a later one of the question stands) · bank_newer (the bank asks or
    answers something else by now) · asked_since (with the corrected key) · talked_over (or three more were given, on
    the marks it changed), with the `students`.
    """

    reason: str
    students: tuple[str, ...] = ()


def why_it_stands(correction: Fact) -> Stands | None:
    """Why this correction cannot be taken back, in the class where it was made; None while it can."""
    d = correction.data
    if d["correction"] in withdrawals_of(correction.section):
        return Stands("already")
    if any(_same_question(later, correction) for later in _standing_since(correction)):
        return Stands("corrected_again")
    bank = content.home_of(d["objective"], d["item"])[1]
    if d.get("bank_before") is None or bank != d["bank"]:  # earlier releases did not keep what was drawn before
        return Stands("bank_newer")
    if drawn_since(correction, {d["bank"]}):
        return Stands("asked_since")
    closed = tuple(student for student, done in about_students(correction).items() if _built_on(student, done))
    return Stands("talked_over", closed) if closed else None


def take_back(tap: Tap, correction: Fact) -> Answer:
    """Take a correction back; runs inside the writer. No(reason) as `why_it_stands` says."""
    stands = why_it_stands(correction)
    if stands is not None:
        return No(stands.reason)
    d = correction.data
    told = about_students(correction)
    if d["bank"] != d["bank_before"]:
        content.back_to_version(d["objective"], d["item"], d["bank_before"], d["bank"])
    tap.note("correction_withdrawn", correction=d["correction"], objective=d["objective"], item=d["item"])
    for student, done in told.items():
        tap.note("fact_undone", student, facts=[fact.id for fact in done])
        for fact in done:
            if fact.kind == "key_corrected":
                _settle(tap, fact)
    return {"correction": d["correction"]}


def _standing_since(correction: Fact) -> Iterator[Fact]:
    withdrawn = {fact.data["correction"] for fact in facts.facts(kind="correction_withdrawn", after=correction.seq)}
    for later in facts.facts(kind="item_corrected", after=correction.seq):
        if later.data["correction"] not in withdrawn:
            yield later


def _same_question(one: Fact, other: Fact) -> bool:
    return (one.data["objective"], one.data["item"]) == (other.data["objective"], other.data["item"])


def _built_on(student: str, done: Sequence[Fact]) -> bool:
    """Whether a talk, a verdict or three more questions came of marks that a correction changed.

    Those are the marks it made better, and those of whoever handed in with the corrected key."""
    story = facts.effective([*facts.facts(student=student, after=done[0].seq)])
    submitted = {fact.data["attempt"] for fact in story if fact.kind == "attempt_submitted"}
    changed = {f.data["attempt"] for f in done if f.kind == "attempt_remarked" or f.data["attempt"] in submitted}
    for row in filter(None, map(attempts.attempt, sorted(changed))):
        rounds = {one.id for one in attempts.rounds_of(row)}
        if any(_rests_on(fact, row, rounds) for fact in story):
            return True
    return False


def _rests_on(fact: Fact, row: AttemptRow, rounds: set[str]) -> bool:
    match fact.kind:
        case "attempt_released":
            return fact.data.get("after") in rounds
        case "verdict_given":
            return row.kind == "check" and bool(fact.data["objective"] == row.objective)
        case kind:
            return kind in CLOSES and fact.data["attempt"] in rounds


def _settle(tap: Tap, undone: Fact) -> None:
    """Bring an attempt's marks in line with its old key, where something else happened to it since: it was handed in
    with the corrected one, or another of its answers was marked and the score worked out with the better mark."""
    row = attempts.attempt(undone.data["attempt"])
    if row is None or row.state not in MARKABLE:
        return
    items, before = drawn_items(row), marks_of(row)
    after = [*before]
    responses: Mapping[str, Mapping[str, str]] = json.loads(row.responses)
    for place in _places_to_grade(undone, responses):
        after[place] = grade(items[place], responses.get(str(place), {}))
    share, missed = standing_of(items, after, row.pass_share)
    missed = missed_now(row, missed)
    changed = {str(n): asdict(mark) for n, mark in enumerate(after) if mark != before[n]}
    if changed or share != row.share or missed != json.loads(row.missed):
        tap.note(
            "attempt_remarked", row.student, attempt=row.id, correction=undone.data["correction"], marks=changed,
            share=share, share_before=row.share, missed=missed,
        )  # fmt: skip


def _places_to_grade(undone: Fact, responses: Mapping[str, Mapping[str, str]]) -> list[int]:
    """The places whose answers came in after their key was corrected, and that no teacher has marked."""
    since = facts.effective([*facts.facts(student=undone.student, after=undone.seq)])
    mine = [fact for fact in since if fact.data.get("attempt") == undone.data["attempt"]]
    if not any(fact.kind == "attempt_submitted" for fact in mine):
        return []
    by_hand = {fact.data["place"] for fact in mine if fact.kind == "response_marked"}
    places = {int(place) for place in undone.data["items"]}
    return sorted(n for n in places - by_hand if "marked" not in responses.get(str(n), {}))


def correction_of(named: str, section: str) -> Fact | None:
    """The correction of this class with that id, or made by that tap; None where there is none."""
    made = corrections_of(section) if named else []
    return next((fact for fact in made if named in (fact.data["correction"], fact.op)), None)
