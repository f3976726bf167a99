"""Simulated hands that rise by themselves, so that a demonstration's lesson goes on while somebody looks at it.

Started by the demonstration only. A student in whom a person has signed in since the start is never touched again.
"""

from __future__ import annotations

import logging
import threading

from server import clock
from server.actions import help_queue
from server.actions.acting import Actor
from server.mastery.luck import Dice
from server.mastery.next_step import next_step
from server.mastery.progression import No, Record, may_request_check
from server.simulate.people import demo_people
from server.simulate.stage import do_activities, ids_of
from server.store import database, lessons, records
from server.store.help_queue import open_tickets
from server.store.signins import Session

log = logging.getLogger("classroom.hands")

MOST_IN_QUEUE = 9
QUICKEST, SLOWEST = 20, 40
"""Seconds between two hands."""

STUCK = (
    "Which pressure do I put in when it is collected over water?",
    "I get a negative volume in problem 4.",
    "Why does the graph of P against 1/V go through zero?",
    "Is it the same R when the pressure is in atm?",
    "My manometer answer is smaller than the air pressure.",
)


class Hands:
    """What the simulated students of one class do while nobody plays them. `raised` are tickets of their own making."""

    def __init__(self, section: str, seed: str) -> None:
        self.section = section
        self.dice = Dice(f"hands/{seed}")
        self.raised: set[str] = set()
        self.before = {row.token for row in _sessions(section)}
        self.played: set[str] = {p.student for p in (demo_people(),) if p is not None}

    def one(self) -> str:
        """Let one student do one thing; says what, or nothing when there was nothing to do."""
        # A person's sign-in is a session that was not there at the start; its student is theirs for good.
        self.played |= {row.person for row in _sessions(self.section) if row.token not in self.before}
        meeting = lessons.open_meeting(self.section)
        if meeting is None or meeting.state != "going":
            return ""
        ids = ids_of(self.section)
        known = records.records_of(list(ids.values()))
        testing = {id for id, r in known.items() if any(a.status in {"released", "open"} for a in r.attempts)}
        free = [id for id in ids.values() if id in lessons.present(meeting.id) and id not in self.played | testing]
        if not free:
            return ""
        full = len(open_tickets(self.section)) >= MOST_IN_QUEUE
        throw = self.dice.below(10)
        for student in self.dice.shuffled(sorted(free)):
            done = self._act(student, known[student], throw, full)
            if done:
                return done
        return ""

    def _act(self, student: str, record: Record, throw: int, full: bool) -> str:
        actor = Actor(student, "student", self.section)
        mine = open_tickets(student=student)
        if mine and (full or throw == 9):
            return self._cancel(actor, [t.id for t in mine if t.id in self.raised])
        if mine:
            return ""
        unit = records.current_unit(records.units_of(self.section), record)
        if unit is None:
            return ""
        step = next_step(unit, record)
        if step.kind == "activity" and (full or throw >= 6):
            do_activities(actor, unit, unit.objective(step.objective), self.dice)
            return "ticked"
        if full or not step.objective:
            return ""
        if throw < 3:
            words = self.dice.pick(STUCK)
            return self._raise(help_queue.flag_stuck(actor, step.objective, words, ""), "stuck")
        objective = unit.objective(step.objective)
        if may_request_check(unit, objective, record, meeting_open=True):
            return self._raise(help_queue.request_check(actor, objective.code, ""), "asked")
        return ""

    def _raise(self, answer: object, what: str) -> str:
        if isinstance(answer, No) or not isinstance(answer, dict):
            return ""
        self.raised.add(str(answer["ticket"]))
        return what

    def _cancel(self, actor: Actor, tickets: list[str]) -> str:
        for ticket in tickets[:1]:
            if not isinstance(help_queue.student_moves(actor, ticket, "cancel", ""), No):
                self.raised.discard(ticket)
                return "cancelled"
        return ""


def _sessions(section: str) -> list[Session]:
    return list(Session.select().where((Session.section == section) & (Session.role == "student")))


_thread: threading.Thread | None = None
_end = threading.Event()


def start(section: str) -> None:
    """Let hands rise in a class, one every 20 to 40 seconds, until `stop`."""
    global _thread
    stop()
    _end.clear()
    hands = Hands(section, clock.now().at)
    _thread = threading.Thread(target=_go_on, args=(hands,), name="hands", daemon=True)
    _thread.start()


def stop() -> None:
    """No more hands: before the server ends."""
    global _thread
    if _thread is not None:
        _end.set()
        _thread.join(timeout=3)
        _thread = None


def _go_on(hands: Hands) -> None:
    try:
        while not _end.wait(QUICKEST + hands.dice.below(SLOWEST - QUICKEST + 1)):
            database.connect()
            try:
                hands.one()
            except Exception:
                # A demonstration goes on without hands rather than with a traceback on the terminal.
                log.exception("a simulated hand did not rise")
    finally:
        database.close()
