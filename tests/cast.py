"""The named cast of the tests: Ms Rivera teaches 10B; Amina, Joseph and Li learn there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from server.actions import (
    enroll_students,
    hand_in,
    help_queue,
    hold_appointment,
    install_samples,
    learn,
    mark_answer,
    override,
    record_verdict,
    release_seat,
    run_meeting,
    set_up_box,
    sign_in,
    take_test,
)
from server.actions.acting import Actor
from server.mastery.progression import No, Record
from server.mastery.values import DrawnItem, Unit
from server.settings import Settings
from server.store import attempts, box, content, database, people, records
from server.store import everything as everything

TEACHER, PASSPHRASE, PIN = "Ms Rivera", "boyle and charles", "2468"
NAMES = (("1001", "Amina", "Kamara"), ("1002", "Joseph", "Mensah"), ("1003", "Li", "Wen"))
_ops = count(1)


def op() -> str:
    """A fresh id for a tap."""
    return f"test-op-{next(_ops):06d}"


def done(answer: Any) -> dict[str, Any]:
    """The answer of an action that must have been allowed."""
    assert not isinstance(answer, No), answer
    return dict(answer)


@dataclass(frozen=True)
class Cast:
    """Everybody in one class."""

    settings: Settings
    section: str
    teacher: Actor
    amina: Actor
    joseph: Actor
    li: Actor

    @classmethod
    def make(cls, settings: Settings) -> None:
        """Make the box: the sample unit, the teacher, the class and the names."""
        settings.data.mkdir(parents=True, exist_ok=True)
        database.open_database(settings.database)
        box.first_start()
        install_samples.install_sample(settings.sample_pack, settings.videos, settings.media)
        code = box.value("setup_code")
        teacher = set_up_box.set_up_box(code, TEACHER, PASSPHRASE, "10B", "Chemistry", "Hill School")
        assert isinstance(teacher, str)
        section = people.Section.get(people.Section.code == "10B")
        roster = [enroll_students.NewStudent(*line) for line in NAMES]
        done(enroll_students.enroll_students(Actor(teacher, "teacher", section.id), section.id, roster, op()))

    @classmethod
    def of(cls, settings: Settings) -> Cast:
        """The cast of an open box."""
        section = people.Section.get(people.Section.code == "10B")
        students = {
            s.given: Actor(s.id, "student", section.id, f"device-{s.given}") for s in people.students_of(section.id)
        }
        teacher = people.Teacher.get(people.Teacher.name == TEACHER)
        return cls(
            settings, section.id, Actor(teacher.id, "teacher", section.id, "phone"), students["Amina"],
            students["Joseph"], students["Li"],
        )  # fmt: skip

    @property
    def unit(self) -> Unit:
        found = content.unit("gas-laws")
        assert found is not None
        return found

    def record(self, student: Actor) -> Record:
        return records.record_of(student.id)

    def open_class(self) -> None:
        """Class begins, and Go."""
        done(run_meeting.start_class(self.teacher, op()))
        done(run_meeting.go(self.teacher, op()))

    def bell(self, tests: str = "") -> Any:
        return run_meeting.ring_bell(self.teacher, tests, op())

    def master(self, student: Actor, *codes: str) -> None:
        """Sign objectives off in talks, activities excused."""
        for code in codes:
            spoken = {a.id: "excused" for a in self.unit.required(code)}
            done(record_verdict.record_mastered(self.teacher, student.id, code, spoken, op()))

    def master_essentials(self, student: Actor) -> None:
        self.master(student, *(o.code for o in self.unit.essentials))

    def release(self, student: Actor, seat: str = "") -> str:
        return str(done(release_seat.release_seat(self.teacher, student.id, seat, op()))["attempt"])

    def start(self, student: Actor) -> str:
        """Release and start the test; returns the attempt."""
        attempt = self.release(student)
        done(take_test.start_test(student, attempt, op()))
        return attempt

    def items(self, attempt: str) -> list[DrawnItem]:
        row = attempts.attempt(attempt)
        assert row is not None
        return hand_in.drawn_items(row)

    def hand_in(self, student: Actor, attempt: str, right: bool) -> None:
        """Hand a test in, all right or all blank; essays are marked by the teacher."""
        typed = {i: right_answer(item) for i, item in enumerate(self.items(attempt))} if right else {}
        done(hand_in.hand_in(student, attempt, typed, op()))
        for place, item in enumerate(self.items(attempt)):
            row = attempts.attempt(attempt)
            assert row is not None
            if hand_in.marks_of(row)[place].points is None:
                points = float(item.points) if right else 0.0
                done(mark_answer.mark_response(self.teacher, attempt, place, points, op()))

    def talk_over(self, attempt: str, outcome: str) -> Any:
        """The appointment: every missed objective ticked, then the outcome."""
        row = attempts.attempt(attempt)
        assert row is not None
        taken = next(a for a in records.record_of(row.student).attempts if a.id == attempt)
        for code in taken.missed:
            done(hold_appointment.clear_objective(self.teacher, attempt, code, "Try the gas box", "", op()))
        return hold_appointment.close_appointment(self.teacher, attempt, outcome, op())


def group_work(cast: Cast) -> str:
    """Make the sample's first activity one for groups of three with roles; returns its id."""
    unit = cast.unit
    first = replace(unit.activities[0], group=3, roles=("Reader: reads aloud", "Sceptic: asks how you know"))
    content.save_unit(replace(unit, activities=(first, *unit.activities[1:])), "gas-laws", "en")
    return first.id


def right_answer(item: DrawnItem) -> dict[str, str]:
    """The response that earns full points, from the key."""
    key = item.key
    match item.type:
        case "single_choice":
            return {"choice": str(key["right"][0])}
        case "multiple_choice":
            return {str(place): "on" for place in key["right"]}
        case "true_false":
            return {"choice": "true" if key["right"] else "false"}
        case "numeric":
            return {"number": repr(key["value"])}
        case "short_text":
            return {"text": key["answers"][0]}
        case "matching" | "ordering":
            return {str(k): str(v) for k, v in _pairs(key, item)}
        case "cloze":
            return {str(i): gap["answers"][0] for i, gap in enumerate(key["gaps"])}
    return {"text": "The particles hit the walls more often, so the pressure rises."}


def _pairs(key: Any, item: DrawnItem) -> list[tuple[Any, Any]]:
    found = key["right"] if "right" in key else key["places"]
    return list(found.items()) if isinstance(found, dict) else list(enumerate(found))


__all__ = [
    "NAMES",
    "PASSPHRASE",
    "PIN",
    "TEACHER",
    "Cast",
    "done",
    "group_work",
    "help_queue",
    "learn",
    "op",
    "override",
    "right_answer",
    "sign_in",
]
