"""How an action is carried out: on the one writer, once for each tap, however often a weak network repeats it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from server import clock
from server.clock import Moment
from server.mastery.progression import No
from server.store import facts, lessons
from server.store.box import DoneOp
from server.store.facts import Fact
from server.store.writer import write


@dataclass(frozen=True)
class Actor:
    """Who acts: a student, a teacher, or the server itself. `section` is the class they act in."""

    id: str
    role: str
    section: str
    device: str = ""


Done = dict[str, Any]
Answer = Done | No

_pretended: ContextVar[Moment | None] = ContextVar("pretended", default=None)


@contextmanager
def at(moment: Moment) -> Iterator[None]:
    """Let the actions inside happen at this moment instead of now. For simulated lessons only; no page uses it."""
    before = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(before)


@dataclass(frozen=True)
class Tap:
    """One tap under way: who, when, in which meeting. `note` appends a fact in its name."""

    actor: Actor
    op: str
    moment: Moment
    meeting: lessons.Meeting | None

    def note(self, kind: str, student: str = "", /, **data: Any) -> Fact:
        """Append a fact."""
        return facts.append(
            kind, at=self.moment.at, by=self.actor.id, section=self.actor.section, student=student,
            meeting=self.meeting.id if self.meeting else "", op=self.op, **data,
        )  # fmt: skip

    @property
    def meeting_number(self) -> int:
        """The number of the class period, counted from 1; between lessons, of the last one."""
        return self.meeting.number if self.meeting else lessons.meetings_held(self.actor.section)


def act(actor: Actor, op: str, change: Callable[[Tap], Answer]) -> Answer:
    """Carry out an action. A repeated `op` by the same person gives the first answer again and changes nothing."""

    pretended = _pretended.get()  # read here: the writer is another thread

    # The same id on another action is another tap, not a repetition.
    action = change.__qualname__.partition(".")[0]

    def once() -> Answer:
        if op:
            before = DoneOp.get_or_none((DoneOp.op == op) & (DoneOp.actor == actor.id) & (DoneOp.action == action))
            if before is not None:
                return dict(json.loads(before.answer))
        tap = Tap(actor, op, pretended or clock.now(), lessons.open_meeting(actor.section) if actor.section else None)
        answer = change(tap)
        if op and not isinstance(answer, No):
            DoneOp.create(op=op, actor=actor.id, action=action, answer=json.dumps(answer))
        return answer

    return write(once)
