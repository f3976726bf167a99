"""Wrong tries at a PIN, a passphrase or a code: five at one device wait a minute, and so do twenty-five from anywhere.

Counted by device first, so that a bored classmate at the next netbook locks nobody out.
"""

from __future__ import annotations

from server import clock
from server.store.signins import WrongTry

AT_ONE_DEVICE = 5
FROM_ANYWHERE = 25
WAIT_SECONDS = 60


def _counters(who: str, device: str) -> tuple[tuple[str, int], ...]:
    return ((f"{who} at {device}", AT_ONE_DEVICE), (who, FROM_ANYWHERE))


def _waits(counter: str, most: int) -> bool:
    row = WrongTry.get_or_none(WrongTry.who == counter)
    return row is not None and row.times >= most and clock.waited(row.tick, row.boot, clock.now()) < WAIT_SECONDS


def too_many(who: str, device: str) -> bool:
    """Must whoever tries this wait first?"""
    return any(_waits(counter, most) for counter, most in _counters(who, device))


def wrong(who: str, device: str) -> None:
    """One more wrong try; after a wait the count starts again. Runs inside the writer."""
    moment = clock.now()
    for counter, most in _counters(who, device):
        row = WrongTry.get_or_none(WrongTry.who == counter)
        times = 0 if row is None or (row.times >= most and not _waits(counter, most)) else row.times
        WrongTry.replace(who=counter, times=times + 1, tick=moment.tick, boot=moment.boot).execute()


def right(who: str) -> None:
    """The right one: every count for it is forgotten. Runs inside the writer."""
    WrongTry.delete().where((WrongTry.who == who) | WrongTry.who.startswith(f"{who} at ")).execute()
