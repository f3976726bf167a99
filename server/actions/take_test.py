"""Taking a test: started at the released seat, saved as it is typed."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Newer:
    """Not kept: something newer stands there, typed at the same seat. `rev` is its revision."""

    rev: int


def attempt_token(attempt_id: str, seating: int | None = None) -> str:
    """The right to save answers of this attempt, even after sign-out: a netbook that comes back late still delivers.

    It says for which seating it was given (by default the present one).
    """
    if seating is None:
        row = AttemptRow.select(AttemptRow.seating).where(AttemptRow.id == attempt_id).first()
        seating = row.seating if row else 0
    text = f"attempt/{attempt_id}/{seating}"
    return f"{seating}.{hmac.new(box.value('secret').encode(), text.encode(), hashlib.sha256).hexdigest()[:32]}"


def _seating(attempt_id: str, token: str) -> int | None:
    """The seating that a token was given for; None for a token that is not ours."""
    number = token.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    ours = attempt_token(attempt_id, int(number))
    return int(number) if hmac.compare_digest(token.encode(), ours.encode()) else None


def _plain(text: object, most: int) -> str:
    """Text that can be written down: half a surrogate pair, as a cut-off emoji leaves it, cannot."""
    return str(text)[:most].encode("utf-8", "replace").decode("utf-8")


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


def save_answer(attempt_id: str, token: str, place: int, rev: int, value: dict[str, str], op: str) -> int | Newer | No:
    """Keep one answer as typed; authorised by the attempt's own token. Returns the revision kept.

    Newer when a later revision of this seat stands; No(moved) when the answer was changed at a later seat;
    No(forbidden) for a wrong token, No(handed_in) when the test is over, No(unknown) for a place it does not have.
    """
    seating = _seating(attempt_id, token)
    if seating is None:
        return No("forbidden")
    kept = {_plain(k, 20): _plain(v, MOST_TYPED) for k, v in list(value.items())[:60]}

    def change() -> int | Newer | No:
        state, places = attempts.open_places(attempt_id)
        if not 0 <= place < places:
            return No("unknown")
        if state != "open":
            return No("handed_in")
        saved, at_seating, stands = attempts.save_draft(
            attempt_id, place, seating, rev, kept, _plain(op, 64), clock.now().at
        )
        if saved:
            box.bump(f"attempt:{attempt_id}")
            return stands
        return No("moved") if at_seating > seating else Newer(stands)

    return write(change)
