"""The projector: who is being seen now, who is next, this week's target, and how far the class is as a whole.

First names and initials only. Why somebody waits, how far they are, and what they scored never reach a wall.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from server.actions.help_queue import line, pace_of
from server.mastery import pacing
from server.mastery.progression import Record, open_activities
from server.mastery.values import Unit
from server.store import box, lessons, records
from server.store.help_queue import open_tickets
from server.store.on_board import on_board
from server.store.people import Student, students_of
from server.web import gate
from server.web.answering import version_text
from server.web.board.question import asked
from server.web.wording import labels

MOST_NEXT = 5

bp = Blueprint("board", __name__, url_prefix="/board")


@bp.before_request
def _who_may() -> AnyResponse | None:
    """The board's own code opens it; so does the teacher's sign-in, for the class they look at."""
    if gate.viewer("board") is None:
        teacher = gate.viewer("teacher")
        section = gate.current_section(teacher) if teacher else None
        if section is not None:
            g.board_section = section.id
            return None
    refused = gate.require("board")
    if refused is None:
        g.board_section = g.viewer.section
    return refused


@dataclass(frozen=True)
class Shown:
    """What the wall shows of a class. state: closed | orientation | going."""

    state: str
    now: tuple[str, ...]
    next: tuple[str, ...]
    week: str
    mastered: int
    of: int
    activities: tuple[tuple[str, int], ...]


def shown(section: str) -> Shown:
    """Everything on the board of a class."""
    meeting = lessons.open_meeting(section)
    students = students_of(section)
    names = board_names(students)
    known = records.records_of([s.id for s in students])
    units = records.units_of(section)
    unit = class_unit(units, known)
    essentials = [o.code for o in unit.essentials] if unit else []
    week = pacing.this_week(essentials, lessons.meetings_held(section), pace_of(section))
    # Two talks of one student are one name on the wall.
    queue = list(dict.fromkeys(names[r.ticket.student] for r in line(section, meeting) if r.ticket.student in names))
    seen = [t for t in open_tickets(section) if t.state in {"called", "helping"} and t.student in names]
    now = tuple(dict.fromkeys(names[t.student] for t in seen))
    return Shown(
        state=meeting.state if meeting else "closed",
        now=now if meeting else (),
        next=tuple(n for n in queue if n not in now)[:MOST_NEXT] if meeting else (),
        week=labels([unit], week) if unit else "",
        mastered=sum(1 for record in known.values() for code in essentials if code in record.mastered),
        of=len(students) * len(essentials),
        activities=activities_now(unit, known, lessons.present(meeting.id)) if unit and meeting else (),
    )


def board_names(students: list[Student]) -> dict[str, str]:
    """First name and initial. Two who read alike get a second letter of the family name, never more."""
    taken = Counter(s.tile for s in students)
    return {s.id: s.tile if taken[s.tile] == 1 else f"{s.given} {s.family[:2]}." for s in students}


def class_unit(units: list[Unit], known: dict[str, Record]) -> Unit | None:
    """The unit that most of the class is in."""
    where = Counter(u.id for record in known.values() if (u := records.current_unit(units, record)))
    most = max((u for u in units), key=lambda u: where[u.id], default=None)
    return most


def activities_now(unit: Unit, known: dict[str, Record], present: set[str]) -> tuple[tuple[str, int], ...]:
    """The required activities still to be done for the objective that each one present is at, with how many."""
    count: Counter[str] = Counter()
    for student, record in known.items():
        at = next((o for o in unit.essentials if o.code not in record.mastered), None)
        if student in present and at is not None:
            count.update(a.id for a in open_activities(unit, at.code, record))
    titles = {a.id: a.title for a in unit.activities}
    return tuple((titles[id], n) for id, n in count.most_common(3) if id in titles)


def version() -> str:
    """Changes when anything on the board may have changed."""
    return box.versions(f"section:{g.board_section}")


@bp.get("")
def board() -> str:
    """The board of a class."""
    row = on_board(g.board_section)
    return render_template(
        "board/board.html", shown=shown(g.board_section), asked=asked(row) if row else None, version=version()
    )


@bp.get("/version", endpoint="version")
def version_poll() -> Response:
    """What the board asks every two seconds."""
    return version_text(version())
