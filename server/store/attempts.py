"""Attempts at a unit test or a quiz: released, drawn, typed, handed in, talked over."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import peewee

from server.mastery import progression
from server.store.answered import keep_answers, keep_mark
from server.store.database import Table, db
from server.store.exposure import note_gone_over, note_seen
from server.store.facts import Fact, derives, student_tables

NO_SEAT = "-"
"""The seat of an attempt that waits for the teacher to release it again."""
BY_TEACHER = "teacher"
"""The seat of questions gone through aloud: the teacher marks them, the student has no screen."""
ON_PAPER = "paper"
"""The seat of a printed test: its answers are typed in by the teacher."""
OFF_SCREEN = (BY_TEACHER, ON_PAPER)

MOST_AHEAD = 100_000
"""How far a revision may run ahead of the one that stands: more than a lesson of typing without Wi-Fi."""


class AttemptRow(Table):
    id = peewee.TextField(primary_key=True)
    student = peewee.TextField()
    section = peewee.TextField()
    unit = peewee.TextField()
    kind = peewee.TextField()
    """`test` of a unit, or `check`: a quiz on one objective"""
    objective = peewee.TextField()
    after = peewee.TextField()
    """the quiz that these few more questions belong to"""
    number = peewee.IntegerField()
    state = peewee.TextField()
    seat = peewee.TextField()
    seating = peewee.IntegerField()
    """counts the releases and moves: what was typed at a later seat is newer, whatever a clock or a counter says"""
    seed = peewee.TextField()
    items = peewee.TextField()
    responses = peewee.TextField()
    marks = peewee.TextField()
    pass_share = peewee.FloatField()
    share = peewee.FloatField(null=True)
    outcome = peewee.TextField()
    missed = peewee.TextField()
    when = peewee.TextField()
    at = peewee.TextField()

    class Meta:
        table_name = "attempt"

    @property
    def passed(self) -> bool | None:
        """Whether it passed; None before hand-in and while something waits to be marked."""
        return None if self.share is None else bool(self.share >= self.pass_share - 1e-9)

    @property
    def whole(self) -> str:
        """The attempt by which its result is known: three more belong to the quiz before them."""
        return str(self.after or self.id)


class Cleared(Table):
    attempt = peewee.TextField()
    student = peewee.TextField()
    objective = peewee.TextField()
    how = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("attempt", "objective")


class Draft(Table):
    attempt = peewee.TextField()
    place = peewee.IntegerField()
    seating = peewee.IntegerField()
    rev = peewee.IntegerField()
    op = peewee.TextField()
    value = peewee.TextField()
    at = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("attempt", "place")


student_tables += [AttemptRow, Cleared]


def _update(fact: Fact, **changes: Any) -> None:
    AttemptRow.update(changes).where(
        (AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student)
    ).execute()


def _row(fact: Fact) -> AttemptRow:
    found: AttemptRow = AttemptRow.get((AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student))
    return found


@derives("attempt_released")
def _attempt_released(fact: Fact) -> None:
    d = fact.data
    AttemptRow.create(
        id=d["attempt"], student=fact.student, section=fact.section, unit=d["unit"], kind=d.get("kind", "test"),
        objective=d.get("objective", ""), after=d.get("after", ""), number=d["number"], state="released",
        seat=d["seat"], seating=1, seed="", items="[]", responses="{}",
        marks="[]", pass_share=1.0, share=None, outcome="", missed="[]", when="", at=fact.at,
    )  # fmt: skip


@derives("attempt_moved")
def _attempt_moved(fact: Fact) -> None:
    _update(fact, seat=fact.data["seat"], seating=AttemptRow.seating + 1)


@derives("attempt_withdrawn")
def _attempt_withdrawn(fact: Fact) -> None:
    if outcome := fact.data.get("outcome"):
        # A verdict came first: whoever has the quiz before them is to read that, not that it does not exist.
        _update(fact, state="put_away", outcome=outcome)
        return
    AttemptRow.delete().where((AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student)).execute()


@derives("attempt_started")
def _attempt_started(fact: Fact) -> None:
    d = fact.data
    _update(
        fact, state="open", seat=d["seat"], seed=d["seed"], items=json.dumps(d["items"], ensure_ascii=False),
        pass_share=d["pass_share"],
    )  # fmt: skip
    # A printed form with a name on it was seen when it was printed.
    for item in () if d.get("seen") else d["items"]:
        note_seen(fact, item["objective"], item["id"], item["variant"])


@derives("attempt_submitted")
def _attempt_submitted(fact: Fact) -> None:
    d = fact.data
    _update(
        fact, state="handed_in", responses=json.dumps(d["responses"], ensure_ascii=False),
        marks=json.dumps(d["marks"], ensure_ascii=False), share=d["share"], missed=json.dumps(d["missed"]),
        at=fact.at,
    )  # fmt: skip
    row = _row(fact)
    keep_answers(fact, row.kind, json.loads(row.items), d["marks"], d["responses"])


@derives("response_marked")
def _response_marked(fact: Fact) -> None:
    d = fact.data
    marks = json.loads(_row(fact).marks)
    told = ("points", "reading", "misconception", "feedback", "parts", "marked_by", "rubric")
    # The rows that an earlier mark was given by are not those of this one.
    before = {name: value for name, value in marks[d["place"]].items() if name != "rubric"}
    marks[d["place"]] = {**before, **{name: d[name] for name in told if name in d}}
    keep_mark(d["attempt"], d["place"], marks[d["place"]])
    _update(fact, marks=json.dumps(marks, ensure_ascii=False), share=d["share"], missed=json.dumps(d["missed"]))


@derives("appointment_chosen")
def _appointment_chosen(fact: Fact) -> None:
    _update(fact, when=fact.data["when"])


@derives("objective_cleared")
def _objective_cleared(fact: Fact) -> None:
    d = fact.data
    Cleared.replace(attempt=d["attempt"], student=fact.student, objective=d["objective"], how=d["how"]).execute()
    for item in json.loads(_row(fact).items):
        if item["objective"] == d["objective"]:
            note_gone_over(fact, item["objective"], item["id"], item["variant"])


@derives("appointment_closed")
def _appointment_closed(fact: Fact) -> None:
    outcome = fact.data["outcome"]
    row = _row(fact)
    for item, mark in zip(json.loads(row.items), json.loads(row.marks), strict=True):
        if mark["points"] is not None and mark["points"] < mark["out_of"]:
            note_gone_over(fact, item["objective"], item["id"], item["variant"])
    # "More help" leaves the talk open: the student comes back.
    _update(fact, outcome=outcome, state="handed_in" if outcome == "more_help" else "closed")


@derives("items_swapped")
def _items_swapped(fact: Fact) -> None:
    items, back = json.loads(_row(fact).items), fact.data.get("back", False)
    for place, item in fact.data["items"].items():
        items[int(place)] = item if back else {**item, "swapped": True}
        if not back:
            note_seen(fact, item["objective"], item["id"], item["variant"])
    _update(fact, items=json.dumps(items, ensure_ascii=False))
    if back:
        # A page that shows the other question still is from an earlier seating now.
        _update(fact, seating=AttemptRow.seating + 1)


def open_now(student: str) -> AttemptRow | None:
    """The test or quiz that this student is writing on a screen, at whatever seat, overnight as well."""
    found: AttemptRow | None = AttemptRow.get_or_none(
        (AttemptRow.student == student) & (AttemptRow.state == "open") & AttemptRow.seat.not_in(OFF_SCREEN)
    )
    return found


def on_screens(section: str) -> list[str]:
    """The students of a class who are writing a test or a quiz on a screen."""
    rows = AttemptRow.select(AttemptRow.student).where(
        (AttemptRow.section == section) & (AttemptRow.state == "open") & AttemptRow.seat.not_in(OFF_SCREEN)
    )
    return [row.student for row in rows]


def in_a_test(student: str) -> bool:
    """Whether a test or a quiz of this student is open on a screen."""
    return open_now(student) is not None


def attempt(id: str) -> AttemptRow | None:
    """An attempt by its id."""
    found: AttemptRow | None = AttemptRow.get_or_none(AttemptRow.id == id)
    return found


def attempts_of(students: list[str], kind: str = "test") -> dict[str, list[AttemptRow]]:
    """The attempts of these students at unit tests (or at quizzes: `check`), first to last, without what was drawn."""
    found: dict[str, list[AttemptRow]] = {s: [] for s in students}
    columns = [f for name, f in AttemptRow._meta.fields.items() if name not in {"items", "responses", "marks", "seed"}]
    rows = AttemptRow.select(*columns).where(AttemptRow.student.in_(students) & (AttemptRow.kind == kind))
    for row in rows.order_by(AttemptRow.number, AttemptRow.id):
        found[row.student].append(row)
    return found


def attempts_by_id(ids: Iterable[str]) -> dict[str, AttemptRow]:
    """The attempts of these ids, each under its own."""
    return {row.id: row for row in AttemptRow.select().where(AttemptRow.id.in_(set(ids)))}


def rounds_of(row: AttemptRow) -> list[AttemptRow]:
    """The rounds of one result, first to last: a quiz and the three more after it; a test is alone."""
    mine = (AttemptRow.student == row.student) & ((AttemptRow.id == row.whole) | (AttemptRow.after == row.whole))
    return list(AttemptRow.select().where(mine).order_by(AttemptRow.number, AttemptRow.id))


def cleared_in(attempts: list[str]) -> dict[str, dict[str, str]]:
    """For each attempt, the objectives ticked at the appointment, with how."""
    found: dict[str, dict[str, str]] = {a: {} for a in attempts}
    for row in Cleared.select().where(Cleared.attempt.in_(attempts)):
        found[row.attempt][row.objective] = row.how
    return found


def as_values(rows: list[AttemptRow]) -> tuple[progression.Attempt, ...]:
    """Attempts as the gates need them."""
    cleared = cleared_in([r.id for r in rows])
    return tuple(
        progression.Attempt(
            id=r.id,
            unit=r.unit,
            number=r.number,
            status=r.state,
            passed=r.passed,
            outcome=r.outcome,
            missed=tuple(json.loads(r.missed)),
            cleared=frozenset(cleared[r.id]),
        )
        for r in rows
    )


def drafts_of(attempt: str) -> dict[int, dict[str, Any]]:
    """What stands in an open test, by place: {"rev", "value", "at"}."""
    rows = Draft.select().where(Draft.attempt == attempt)
    return {r.place: {"rev": r.rev, "value": json.loads(r.value), "at": r.at} for r in rows}


def open_places(attempt: str) -> tuple[str, int, int]:
    """An attempt's state, how many questions it has, without reading them, and its seating; ("", 0, 0) for none."""
    query = "SELECT state, json_array_length(items), seating FROM attempt WHERE id = ?"
    found = db.execute_sql(query, (attempt,)).fetchone()
    return (found[0], found[1], found[2]) if found else ("", 0, 0)


def draft_seating(attempt: str, place: int) -> int:
    """The seating at which an answer was typed last; 0 where nothing was typed."""
    row = Draft.get_or_none((Draft.attempt == attempt) & (Draft.place == place))
    return row.seating if row else 0


def save_draft(
    attempt: str, place: int, seating: int, rev: int, value: dict[str, str], op: str, at: str
) -> tuple[bool, int, int]:
    """Keep what was typed, if it is the newest: by seating first, then by revision. Every one is logged.

    A revision more than MOST_AHEAD above the one that stands is not kept: nothing typed after it ever could be.
    Returns whether it was kept (now or by an earlier try of the same tap), and the seating and revision that stand.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    again = db.execute_sql("SELECT 1 FROM draft_log WHERE op = ? AND attempt = ?", (op, attempt)).fetchone()
    stands = Draft.get_or_none((Draft.attempt == attempt) & (Draft.place == place))
    newest = stands is None or (seating, rev) > (stands.seating, stands.rev)
    runaway = rev > (stands.rev if stands else 0) + MOST_AHEAD
    if again is None and newest and not runaway:
        db.execute_sql(
            "INSERT INTO draft_log (op, attempt, place, seating, rev, value, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (op, attempt, place, seating, rev, text, at),
        )
        Draft.replace(attempt=attempt, place=place, seating=seating, rev=rev, op=op, value=text, at=at).execute()
        return True, seating, rev
    return again is not None, stands.seating if stands else 0, stands.rev if stands else 0
