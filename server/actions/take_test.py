"""Taking a test: started at the released seat, saved as it is typed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from server import clock
from server.actions.acting import Actor, Answer, Tap, act
from server.actions.draw_for import draw_for
from server.actions.late_answers import Counts, bring_back, late_answer
from server.mastery.progression import No
from server.store import attempts, box
from server.store.attempts import BY_TEACHER, NO_SEAT, AttemptRow
from server.store.facts import new_id
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


def start_test(actor: Actor, attempt_id: str, op: str) -> Answer:
    """Open the released test at this seat, or go on with it. The student's other sign-ins are closed.

    No(wrong_seat) at another device than the released one; No(too_few_items) when a bank cannot fill the blueprint.
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        return sit_down(tap, row)

    return act(actor, op, change)


def not_here(tap: Tap, row: AttemptRow) -> No | None:
    """Why a test or a quiz cannot be written or handed in by whoever taps, where they sit; None when it can."""
    if row.seat in {NO_SEAT, BY_TEACHER} or (row.seat and row.seat != tap.actor.device):
        return No("wrong_seat")
    return No("no_meeting") if tap.meeting is None else None


def sit_down(tap: Tap, row: AttemptRow) -> Answer:
    """Open a test or a quiz at the seat of whoever taps, or go on with it; runs inside the writer."""
    if row.state == "put_away":
        return {"attempt": row.id}
    if row.state not in {"released", "open"}:
        return No("handed_in")
    away = not_here(tap, row)
    if away is not None:
        return away
    if row.state == "released":
        refused = draw_for(tap, row, seat=tap.actor.device)
        if refused is not None:
            return refused
    elif not row.seat:
        tap.note("attempt_moved", row.student, attempt=row.id, seat=tap.actor.device)
    Session.delete().where(
        (Session.person == row.student) & (Session.role == "student") & (Session.device != tap.actor.device)
    ).execute()
    return {"attempt": row.id}


def save_answer(
    attempt_id: str, token: str, place: int, rev: int, value: Mapping[str, str], op: str, ago: float | None = None
) -> int | Newer | No:
    """Keep one answer as typed; authorised by the attempt's own token. Returns the revision kept.

    `ago` is how many seconds before it was sent it was typed, for one that comes from an earlier seating.
    Newer when a later revision of this seat stands; No(moved) when the answer was changed at a later seat;
    No(kept) when it was typed after the bell, No(swapped) when its question is there no more; No(forbidden) for a wrong
    token, No(handed_in) when the test is over, No(unknown) for a place it does not have.
    """
    seating = _seating(attempt_id, token)
    if seating is None:
        return No("forbidden")
    return write(lambda: _keep(attempt_id, seating, place, rev, value, op, ago))


def _keep(
    attempt_id: str, seating: int, place: int, rev: int, value: Mapping[str, str], op: str, ago: float | None
) -> int | Newer | No:
    kept = {_plain(k, 20): _plain(v, MOST_TYPED) for k, v in list(value.items())[:60]}
    now = clock.now()
    state, places, present = attempts.open_places(attempt_id)
    if not 0 <= place < places:
        return No("unknown")
    if state != "open":
        return No("handed_in")
    counts = late_answer(attempt_id, place, seating, kept, ago, now) if seating < present else Counts()
    if isinstance(counts, No):
        return counts
    saved, at_seating, stands = attempts.save_draft(attempt_id, place, seating, rev, kept, _plain(op, 64), now.at)
    if not saved:
        return No("moved") if at_seating > seating else Newer(stands)
    if counts.back is not None:
        bring_back(attempt_id, place, counts.back, now)
    box.bump(f"attempt:{attempt_id}")
    return stands


def keep_page(
    actor: Actor, attempt_id: str, typed: Mapping[int, Mapping[str, str]], revs: Mapping[int, int], token: str
) -> Answer:
    """Keep the answers of a whole page that was sent as a form. Done: {"newer": [places]}, those where something newer
    stands than the page was shown with.

    `revs` are the revisions it was shown with, by place, and `token` says at which seating; without a token it must
    come from the seat of the test, and counts as shown just now. No(kept) when it comes after the bell.
    """

    def change(tap: Tap) -> Answer:
        row = attempts.attempt(attempt_id)
        if row is None or row.student != actor.id:
            return No("unknown")
        if row.state != "open":
            return No("handed_in")
        away = None if token else not_here(tap, row)
        if away is not None:
            return away
        seating = _seating(attempt_id, token) if token else row.seating
        if seating is None:
            return No("forbidden")
        drafts, newer = attempts.drafts_of(attempt_id), []
        for place, value in typed.items():
            had = drafts.get(place, {"rev": 0, "value": {}})
            if had["value"] == value:
                continue
            stands = _keep(attempt_id, seating, place, revs.get(place, had["rev"]) + 1, value, new_id(), None)
            if stands == No("kept"):
                return stands
            if not isinstance(stands, int):
                newer.append(place)
        return {"newer": newer}

    return act(actor, "", change)
