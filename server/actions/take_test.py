"""Taking a test: started at the released seat, saved as it is typed."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.mastery import assembly, variants
from server.mastery.progression import No
from server.mastery.values import Unit
from server.store import attempts, box, content, records
from server.store.attempts import NO_SEAT, AttemptRow
from server.store.signins import Session
from server.store.writer import write

MOST_TYPED = 4000
"""Characters kept of one answer."""


def attempt_token(attempt_id: str) -> str:
    """The right to save answers of this attempt, even after sign-out: a netbook that comes back late still delivers."""
    return hmac.new(box.value("secret").encode(), f"attempt/{attempt_id}".encode(), hashlib.sha256).hexdigest()[:32]


def ledger_of(student: str) -> assembly.Ledger:
    """Everything this student was ever shown."""
    seen = attempts.exposure_of(student)
    return assembly.Ledger.of((o, item, variant) for o, item, variant, times, _ in seen for _ in range(times))


def draw(unit: Unit, student: str, seed: str, mastered: set[str], nice_parts: set[str]) -> Any:
    """Draw a unit test for one student, unseen items first."""
    nice = [o.code for o in unit.objectives if not o.essential and o.code in mastered]
    return assembly.draw_test(
        unit, content.banks(unit), ledger_of(student), seed, nice_objectives=nice, nice_parts=nice_parts
    )


def start_test(actor: Actor, attempt_id: str, op: str) -> Answer:
    """Open the released test at this seat, or go on with it. The student's other sign-ins are closed.

    No(wrong_seat) at another device than the released one; No(too_few_items) when a bank cannot fill the blueprint.
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        if row.state not in {"released", "open"}:
            return No("handed_in")
        if row.seat == NO_SEAT or (row.seat and row.seat != actor.device):
            return No("wrong_seat")
        if tap.meeting is None:
            return No("no_meeting")
        if row.state == "released":
            refused = _open(tap, row)
            if refused is not None:
                return refused
        elif not row.seat:
            tap.note("attempt_moved", row.student, attempt=row.id, seat=actor.device)
        Session.delete().where(
            (Session.person == actor.id) & (Session.role == "student") & (Session.device != actor.device)
        ).execute()
        return {"attempt": row.id}

    return act(actor, op, change)


def _open(tap: Tap, row: AttemptRow) -> No | None:
    unit = content.unit(row.unit)
    if unit is None:
        return No("unknown")
    record = records.record_of(row.student)
    seed = hashlib.sha256(f"{box.value('secret')}/{row.id}".encode()).hexdigest()[:16]
    took = {what.removeprefix("nice:") for what in record.opened if what.startswith("nice:")}
    drawn = draw(unit, row.student, seed, set(record.mastered), took)
    if isinstance(drawn, assembly.TooFewItems):
        return No("too_few_items", objectives=(drawn.objective,))
    if not drawn.items:
        return No("too_few_items", objectives=(unit.title,))
    tap.note(
        "attempt_started", row.student, attempt=row.id, unit=unit.id, seat=tap.actor.device, seed=seed,
        pass_share=unit.blueprint.pass_share, items=[variants.to_json(i) for i in drawn.items],
    )  # fmt: skip
    return None


def save_answer(attempt_id: str, token: str, place: int, rev: int, value: dict[str, str], op: str) -> int | No:
    """Keep one answer as typed; authorised by the attempt's own token. Returns the revision that stands.

    No(forbidden) for a wrong token, No(handed_in) when the test is over, No(unknown) for a place it does not have.
    """
    if not hmac.compare_digest(token, attempt_token(attempt_id)):
        return No("forbidden")
    kept = {str(k)[:20]: str(v)[:MOST_TYPED] for k, v in list(value.items())[:60]}

    def change() -> int | No:
        row = (
            AttemptRow.select(AttemptRow.state, AttemptRow.items, AttemptRow.student)
            .where(AttemptRow.id == attempt_id)
            .first()
        )
        if row is None:
            return No("unknown")
        if row.state != "open":
            return No("handed_in")
        if not 0 <= place < MOST_PLACES:
            return No("unknown")
        stands = attempts.save_draft(attempt_id, place, rev, kept, op, clock.now().at)
        box.bump(f"attempt:{attempt_id}")
        return stands

    return write(change)


MOST_PLACES = 100
