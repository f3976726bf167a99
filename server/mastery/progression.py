"""What is open to a student, what is not and why, and what comes next.

The gates of the loop. They open on demonstrated mastery, never on elapsed time (B&S; FMM).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.mastery.values import Activity, Objective, Unit


@dataclass(frozen=True)
class SignOff:
    """Mastery, with who saw it and when. `meeting` is the class period's number."""

    at: str
    by: str
    meeting: int
    how: str = "talk"
    initialed: str = ""


@dataclass(frozen=True)
class RemedyDue:
    """What a student was asked to do after *not yet* (or after a missed objective in a test)."""

    id: str
    say: str
    object: str = ""
    misconception: str = ""
    done: bool = False


@dataclass(frozen=True)
class Attempt:
    """One test of one student, as far as the gates need it. `passed` is None while a teacher has yet to mark."""

    id: str
    unit: str
    number: int
    status: str
    """released → open → handed_in → closed"""
    passed: bool | None = None
    outcome: str = ""
    """"" | passed | cleared_for_retake | more_help"""
    missed: tuple[str, ...] = ()
    cleared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Record:
    """Everything known of one student that a gate may ask for."""

    mastered: Mapping[str, SignOff] = field(default_factory=dict)
    not_yet: Mapping[str, int] = field(default_factory=dict)
    remedies: Mapping[str, RemedyDue] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    """activity id → done | owed | excused"""
    asked: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    """objectives, `test:<unit>` and `unit:<unit>` that a teacher opened by word"""
    attempts: tuple[Attempt, ...] = ()

    def attempts_of(self, unit: str) -> tuple[Attempt, ...]:
        """This student's attempts at a unit's test, first to last."""
        return tuple(sorted((a for a in self.attempts if a.unit == unit), key=lambda a: a.number))

    def passed_and_talked_over(self, unit: str) -> bool:
        """The unit is behind this student: a test passed, and gone over with the teacher."""
        return any(a.status == "closed" and a.outcome == "passed" for a in self.attempts_of(unit))


# --- objectives -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Locked:
    """Can be looked at, not checked: `missing` are the objectives to master first, `units` the units to pass."""

    missing: tuple[Objective, ...] = ()
    units: tuple[str, ...] = ()
    name: Literal["locked"] = "locked"


@dataclass(frozen=True)
class Ready:
    """Open, nothing done yet."""

    name: Literal["ready"] = "ready"


@dataclass(frozen=True)
class InProgress:
    """Open and begun."""

    name: Literal["in_progress"] = "in_progress"


@dataclass(frozen=True)
class CheckRequested:
    """In the help queue for a check."""

    name: Literal["check_requested"] = "check_requested"


@dataclass(frozen=True)
class NotYet:
    """Checked, not mastered yet; the remedy says what to do, and is None once it is done."""

    remedy: RemedyDue | None
    times: int
    name: Literal["not_yet"] = "not_yet"


@dataclass(frozen=True)
class Mastered:
    """Shown and signed off. Never goes silently."""

    sign_off: SignOff
    name: Literal["mastered"] = "mastered"


Standing = Locked | Ready | InProgress | CheckRequested | NotYet | Mastered


def unit_locked_by(unit: Unit, record: Record) -> tuple[str, ...]:
    """The units that must still be passed and talked over before this one opens. Empty: it is open."""
    if f"unit:{unit.id}" in record.opened:
        return ()
    return tuple(u for u in unit.requires if not record.passed_and_talked_over(u))


def standing(unit: Unit, objective: Objective, record: Record) -> Standing:
    """Where a student stands with one objective. Mastery wins over everything: it never locks again."""
    code = objective.code
    if code in record.mastered:
        return Mastered(record.mastered[code])
    if code not in record.opened:
        missing = tuple(unit.objective(c) for c in objective.requires if c not in record.mastered)
        units = unit_locked_by(unit, record)
        if missing or units:
            return Locked(missing, units)
    if code in record.asked:
        return CheckRequested()
    if record.not_yet.get(code):
        remedy = record.remedies.get(code)
        return NotYet(None if remedy is None or remedy.done else remedy, record.not_yet[code])
    begun = any(o.id in record.used for o in unit.menu(code)) or any(
        a.id in record.activities for a in unit.required(code)
    )
    return InProgress() if begun else Ready()


# --- the check --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Yes:
    """Allowed."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class No:
    """Not allowed, and every reason why.

    reason: locked | mastered | asked | remedy | no_meeting | not_mastered | activities | test_open | talk_first |
    not_cleared | passed | unit_locked
    """

    reason: str
    objectives: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return False


def may_request_check(unit: Unit, objective: Objective, record: Record, *, meeting_open: bool) -> Yes | No:
    """May this student ask to be checked now? A remedy given after *not yet* is done first: never a timer."""
    match standing(unit, objective, record):
        case Locked(missing, units):
            return No("locked", objectives=tuple(o.code for o in missing), units=units)
        case Mastered():
            return No("mastered", objectives=(objective.code,))
        case CheckRequested():
            return No("asked", objectives=(objective.code,))
        case NotYet(remedy) if remedy is not None:
            return No("remedy", objectives=(objective.code,))
    return Yes() if meeting_open else No("no_meeting")


def open_activities(unit: Unit, code: str, record: Record) -> tuple[Activity, ...]:
    """Required activities of an objective that are neither done nor spoken for by the teacher."""
    return tuple(a for a in unit.required(code) if a.id not in record.activities)


def may_record_mastered(unit: Unit, objective: Objective, record: Record, spoken_for: Mapping[str, str]) -> Yes | No:
    """May *mastered* be recorded? Asks once about an activity not done: `spoken_for` says owed or excused for each."""
    match standing(unit, objective, record):
        case Locked(missing, units):
            return No("locked", objectives=tuple(o.code for o in missing), units=units)
        case Mastered():
            return No("mastered", objectives=(objective.code,))
    silent = tuple(
        a.id for a in open_activities(unit, objective.code, record) if spoken_for.get(a.id) not in {"owed", "excused"}
    )
    return No("activities", activities=silent) if silent else Yes()


# --- the unit test ----------------------------------------------------------------------------------------------


def owed_activities(unit: Unit, record: Record) -> tuple[Activity, ...]:
    """Activities of essential objectives, and of nice ones already mastered, that are not done and not excused."""
    counts = {o.code for o in unit.objectives if o.essential or o.code in record.mastered}
    return tuple(
        a
        for a in unit.activities
        if counts & set(a.objectives) and record.activities.get(a.id) not in {"done", "excused"}
    )


def by_word(unit: Unit, record: Record) -> bool:
    """Did a teacher say that this student may take the unit's test, whatever is still missing?"""
    return f"test:{unit.id}" in record.opened


def test_opens(unit: Unit, record: Record, *, meeting_open: bool) -> Yes | No:
    """May this student sit the unit's test (or a retake of it) now?

    Every essential objective mastered, nothing required still owed, in an open meeting; a retake only when the
    teacher cleared it at the appointment. A teacher's word (`test:<unit>`) opens it past what is missing, but not
    past a test under way or a talk not yet had.
    """
    told = by_word(unit, record)
    attempts = record.attempts_of(unit.id)
    last = attempts[-1] if attempts else None
    if last is not None:
        if last.status in {"released", "open"}:
            return No("test_open")
        if last.status == "handed_in":
            return No("talk_first")
        if last.outcome == "passed" and not told:
            return No("passed")
        if not retake_opens(last) and not told:
            return No("not_cleared", objectives=tuple(c for c in last.missed if c not in last.cleared))
    if not told:
        if units := unit_locked_by(unit, record):
            return No("unit_locked", units=units)
        if missing := tuple(o.code for o in unit.essentials if o.code not in record.mastered):
            return No("not_mastered", objectives=missing)
        if owed := owed_activities(unit, record):
            return No("activities", activities=tuple(a.id for a in owed))
    return Yes() if meeting_open else No("no_meeting")


test_opens.__test__ = False  # type: ignore[attr-defined]  # a rule, although its name starts like a test's


def retake_opens(last: Attempt) -> bool:
    """A retake needs the teacher's *cleared for retake*, and every missed objective ticked."""
    return last.status == "closed" and last.outcome == "cleared_for_retake" and set(last.missed) <= set(last.cleared)


def may_close_appointment(attempt: Attempt, outcome: str) -> Yes | No:
    """May the talk after a test end like this? Nothing unmarked; cleared only with every missed objective ticked."""
    if attempt.status != "handed_in":
        return No("no_talk")
    if attempt.passed is None:
        return No("unmarked")
    if outcome == "passed" and not attempt.passed:
        return No("not_passed")
    if outcome in {"cleared_for_retake", "passed"}:
        left = tuple(c for c in attempt.missed if c not in attempt.cleared)
        if left:
            return No("not_cleared", objectives=left)
    return Yes()
