"""The help queue: who is next, and why. Tiers, not a score; total and deterministic.

promised · waited past the ceiling · not talked to this lesson · the rest by fewest contacts. Inside a tier first come,
first served, then the furthest behind. The teacher's tap on any row always wins: the order is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["check", "stuck", "appointment", "seat"]
State = Literal["waiting", "called", "helping", "held", "parked", "carried", "done", "cancelled", "dismissed"]
Role = Literal["student", "teacher", "server"]
Move = Literal["call", "start", "not_here", "come_back", "ready", "cancel", "dismiss", "bell", "close", "carry_on"]

OPEN: frozenset[str] = frozenset({"waiting", "called", "helping", "held", "parked", "carried"})
CEILING_MINUTES = 12

# (state, move) → (next state, who may). Anything not here is refused with the state as it is.
MOVES: dict[tuple[str, str], tuple[State, frozenset[str]]] = {}


def _allow(froms: str, move: Move, to: State, *who: Role) -> None:
    for state in froms.split():
        MOVES[state, move] = (to, frozenset(who))


_allow("waiting held parked carried", "call", "called", "teacher")
_allow("waiting called held parked carried", "start", "helping", "teacher")
_allow("called", "not_here", "held", "teacher")
_allow("waiting called helping", "come_back", "held", "teacher")
_allow("held parked carried called", "ready", "waiting", "student", "teacher")
_allow("waiting called held parked carried", "cancel", "cancelled", "student", "teacher")
_allow("waiting called helping held parked carried", "dismiss", "dismissed", "teacher")
_allow("waiting called held parked", "bell", "carried", "server")
_allow("carried", "carry_on", "waiting", "server")
_allow("waiting called helping held parked carried", "close", "done", "teacher", "server")


@dataclass(frozen=True)
class Moved:
    """The ticket's new state. `missed` counts *not here*; a second one parks the ticket."""

    state: State
    missed: int
    promised: bool


@dataclass(frozen=True)
class Refused:
    """The move does not fit the ticket's state (or the one who asks); `state` is what it is now."""

    state: str


def move(state: str, what: str, who: str, *, missed: int = 0, promised: bool = False) -> Moved | Refused:
    """What a tap does to a ticket. A tap on a stale row is refused with the state as it is, never applied blindly."""
    found = MOVES.get((state, what))
    if found is None or who not in found[1]:
        return Refused(state)
    to = found[0]
    if what == "not_here":
        missed += 1
        # One miss lets the next student go first, and the place is promised; the second waits for "I'm here".
        return Moved("parked", missed, promised) if missed >= 2 else Moved("held", missed, True)
    if what in {"come_back", "carry_on"}:
        promised = True
    return Moved(to, missed, promised)


@dataclass(frozen=True)
class Ticket:
    """A place in the queue, with all that the order may look at.

    number: the queue's own count, first come first; waited: minutes; contacts: talks this lesson;
    behind: objectives behind the pace (negative when ahead).
    """

    id: str
    student: str
    kind: str
    number: int
    objective: str = ""
    waited: float = 0.0
    contacts: int = 0
    behind: int = 0
    promised: bool = False
    state: str = "waiting"


Why = Literal["promised", "waited", "not_talked", "turn"]


@dataclass(frozen=True)
class Row:
    """One place in line, and the reason for it."""

    ticket: Ticket
    why: Why


def why(ticket: Ticket, ceiling: float = CEILING_MINUTES) -> Why:
    """Which tier a ticket is in."""
    if ticket.promised:
        return "promised"
    if ticket.waited > ceiling:
        return "waited"
    return "turn" if ticket.contacts else "not_talked"


_TIER: dict[str, int] = {"promised": 0, "waited": 1, "not_talked": 2, "turn": 3}


def in_order(tickets: Iterable[Ticket], ceiling: float = CEILING_MINUTES) -> list[Row]:
    """Everybody who waits, in the order they will be called. Seats are a line of their own and not in it."""

    def place(row: Row) -> tuple[int, int, int, int, str]:
        t = row.ticket
        return (_TIER[row.why], t.contacts if row.why == "turn" else 0, t.number, -t.behind, t.id)

    rows = [Row(t, why(t, ceiling)) for t in tickets if t.state == "waiting" and t.kind != "seat"]
    return sorted(rows, key=place)


def may_join(kind: str, open_tickets: Sequence[tuple[str, str]], objective: str = "") -> bool:
    """One open ticket of a kind for each student (one for each objective in checks), and never more than three."""
    if len(open_tickets) >= 3:
        return False
    return not any(k == kind and (kind != "check" or o == objective) for k, o in open_tickets)


def estimate(ahead: Sequence[str], samples: dict[str, list[float]]) -> tuple[int, int] | None:
    """Minutes to wait as a range (least, most), or None below five samples: an honest guess or none."""
    if sum(len(s) for s in samples.values()) < 5:
        return None
    everything = sorted(x for s in samples.values() for x in s)
    overall = everything[len(everything) // 2]
    total = 0.0
    for kind in ahead:
        mine = sorted(samples.get(kind, []))
        total += mine[len(mine) // 2] if mine else overall
    return max(0, int(total * 0.7)), int(total * 1.5) + 1


def not_seen(
    present: Iterable[str], contacts: dict[str, int], waiting: Iterable[str], behind: dict[str, int]
) -> list[str]:
    """Present students nobody has talked to and who do not wait either, furthest behind first."""
    in_line = set(waiting)
    return sorted(
        (s for s in present if not contacts.get(s) and s not in in_line), key=lambda s: (-behind.get(s, 0), s)
    )
