"""What each student has shown, done, used, and was asked to do."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from server.mastery.progression import Record, RemedyDue, SignOff
from server.store import rubric_marks
from server.store.database import Table
from server.store.facts import Fact, derives, student_tables
from server.store.rubric_marks import RubricMarks


class SignOffRow(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    at = peewee.TextField()
    by = peewee.TextField()
    meeting = peewee.IntegerField()
    how = peewee.TextField()
    initialed = peewee.TextField()

    class Meta:
        table_name = "sign_off"
        primary_key = peewee.CompositeKey("student", "objective")


class NotYetRow(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    times = peewee.IntegerField()

    class Meta:
        table_name = "not_yet"
        primary_key = peewee.CompositeKey("student", "objective")


class Remedy(Table):
    id = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    objective = peewee.TextField()
    say = peewee.TextField()
    misconception = peewee.TextField()
    object = peewee.TextField()
    attempt = peewee.TextField()
    done = peewee.IntegerField()
    number = peewee.IntegerField()


class ActivityRow(Table):
    student = peewee.TextField()
    activity = peewee.TextField()
    state = peewee.TextField()
    evidence = peewee.TextField()
    together = peewee.TextField()
    """the ids of those it was handed in with, parted by spaces"""
    role = peewee.TextField()

    class Meta:
        table_name = "activity"
        primary_key = peewee.CompositeKey("student", "activity")


class ObjectUse(Table):
    student = peewee.TextField()
    object = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "object")


class Opened(Table):
    student = peewee.TextField()
    what = peewee.TextField()
    reason = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "what")


class AskedQuestion(Table):
    student = peewee.TextField()
    objective = peewee.TextField()
    question = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "objective", "question")


student_tables += [SignOffRow, NotYetRow, Remedy, ActivityRow, ObjectUse, Opened, AskedQuestion]


@derives("verdict_given")
def _verdict_given(fact: Fact) -> None:
    d, student = fact.data, fact.student
    if d.get("rubric"):
        marks = RubricMarks(dict(d["rubric"]), fact.at, d["meeting_number"], d["verdict"])
        rubric_marks.keep(student, d["objective"], marks)
    if d["verdict"] == "mastered":
        SignOffRow.replace(
            student=student,
            objective=d["objective"],
            at=fact.at,
            by=fact.by,
            meeting=d["meeting_number"],
            how=d["how"],
            initialed="",
        ).execute()
        Remedy.update(done=1).where((Remedy.student == student) & (Remedy.objective == d["objective"])).execute()
    else:
        _, new = NotYetRow.get_or_create(student=student, objective=d["objective"], defaults={"times": 1})
        if not new:
            NotYetRow.update(times=NotYetRow.times + 1).where(
                (NotYetRow.student == student) & (NotYetRow.objective == d["objective"])
            ).execute()


@derives("mastery_withdrawn")
def _mastery_withdrawn(fact: Fact) -> None:
    SignOffRow.delete().where(
        (SignOffRow.student == fact.student) & (SignOffRow.objective == fact.data["objective"])
    ).execute()


@derives("objective_initialed")
def _objective_initialed(fact: Fact) -> None:
    SignOffRow.update(initialed=fact.at).where(
        (SignOffRow.student == fact.student) & (SignOffRow.objective == fact.data["objective"])
    ).execute()


@derives("remedy_given")
def _remedy_given(fact: Fact) -> None:
    d = fact.data
    # A newer remedy for the same objective takes the place of an older one.
    Remedy.update(done=1).where((Remedy.student == fact.student) & (Remedy.objective == d["objective"])).execute()
    Remedy.create(
        id=fact.id, student=fact.student, objective=d["objective"], say=d["say"], misconception=d["misconception"],
        object=d["object"], attempt=d["attempt"], done=0, number=fact.seq,
    )  # fmt: skip


@derives("remedy_done")
def _remedy_done(fact: Fact) -> None:
    Remedy.update(done=1).where((Remedy.student == fact.student) & (Remedy.id == fact.data["remedy"])).execute()


@derives("activity_done", "activity_owed", "activity_excused")
def _activity(fact: Fact) -> None:
    d, state = fact.data, fact.kind.removeprefix("activity_")
    ActivityRow.replace(
        student=fact.student, activity=d["activity"], state=state, evidence=d.get("evidence", ""),
        together=" ".join(d.get("together", ())), role=d.get("role", ""),
    ).execute()  # fmt: skip


@derives("activity_unticked")
def _activity_unticked(fact: Fact) -> None:
    ActivityRow.delete().where(
        (ActivityRow.student == fact.student) & (ActivityRow.activity == fact.data["activity"])
    ).execute()


@derives("object_used")
def _object_used(fact: Fact) -> None:
    ObjectUse.replace(student=fact.student, object=fact.data["object"]).execute()


@derives("opened_by_word")
def _opened_by_word(fact: Fact) -> None:
    Opened.replace(student=fact.student, what=fact.data["what"], reason=fact.data["reason"]).execute()


@derives("contact_asked")
def _contact_asked(fact: Fact) -> None:
    AskedQuestion.replace(
        student=fact.student, objective=fact.data["objective"], question=fact.data["question"]
    ).execute()


def learning_of(students: list[str]) -> dict[str, Record]:
    """What each of these students has shown so far (tickets and attempts are added by their own modules)."""
    mastered: dict[str, dict[str, SignOff]] = {s: {} for s in students}
    not_yet: dict[str, dict[str, int]] = {s: {} for s in students}
    remedies: dict[str, dict[str, RemedyDue]] = {s: {} for s in students}
    activities: dict[str, dict[str, str]] = {s: {} for s in students}
    used: dict[str, set[str]] = {s: set() for s in students}
    opened: dict[str, set[str]] = {s: set() for s in students}
    for sign in SignOffRow.select().where(SignOffRow.student.in_(students)):
        mastered[sign.student][sign.objective] = SignOff(sign.at, sign.by, sign.meeting, sign.how, sign.initialed)
    for missed in NotYetRow.select().where(NotYetRow.student.in_(students)):
        not_yet[missed.student][missed.objective] = missed.times
    for due in Remedy.select().where(Remedy.student.in_(students)).order_by(Remedy.number):
        remedies[due.student][due.objective] = RemedyDue(due.id, due.say, due.object, due.misconception, bool(due.done))
    for did in ActivityRow.select().where(ActivityRow.student.in_(students)):
        activities[did.student][did.activity] = did.state
    for use in ObjectUse.select().where(ObjectUse.student.in_(students)):
        used[use.student].add(use.object)
    for word in Opened.select().where(Opened.student.in_(students)):
        opened[word.student].add(word.what)
    return {
        s: Record(
            mastered=mastered[s],
            not_yet=not_yet[s],
            remedies=remedies[s],
            activities=activities[s],
            used=frozenset(used[s]),
            opened=frozenset(opened[s]),
        )
        for s in students
    }


def evidence_of(student: str) -> dict[str, str]:
    """What a student wrote beside each activity they ticked."""
    rows = ActivityRow.select().where((ActivityRow.student == student) & (ActivityRow.state == "done"))
    return {r.activity: r.evidence for r in rows}


@dataclass(frozen=True)
class HandIn:
    """What one student handed in for an activity: the words, with whom (ids of the others), and as what."""

    evidence: str
    together: tuple[str, ...]
    role: str


def hand_ins(activity: str, students: list[str]) -> dict[str, HandIn]:
    """What each of these students handed in for this activity; those who did not are left out."""
    rows = ActivityRow.select().where(
        (ActivityRow.activity == activity) & (ActivityRow.state == "done") & ActivityRow.student.in_(students)
    )
    return {r.student: HandIn(r.evidence, tuple(r.together.split()), r.role) for r in rows}


def questions_asked(student: str) -> set[str]:
    """The key questions this student was asked before."""
    return {r.question for r in AskedQuestion.select().where(AskedQuestion.student == student)}


def past_misconceptions(student: str) -> list[str]:
    """Misconceptions seen in this student's talks and tests, newest first, each once."""
    rows = Remedy.select().where((Remedy.student == student) & (Remedy.misconception != ""))
    return list(dict.fromkeys(r.misconception for r in rows.order_by(Remedy.number.desc())))
