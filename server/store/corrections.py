"""A wrong key found after answers were in: what a correction changes in attempts, and the corrections of a class."""

from __future__ import annotations

import json
from typing import Any

from server.store.answered import Answered, keep_mark
from server.store.attempts import AttemptRow
from server.store.facts import Fact, FactRow, derives, effective, facts


@derives("item_corrected", "correction_withdrawn")
def _item_corrected(fact: Fact) -> None:
    """What follows for a student is a fact of their own; the bank is no derived table."""


@derives("key_corrected")
def _key_corrected(fact: Fact) -> None:
    row = _row(fact)
    items = json.loads(row.items)
    for place, corrected in fact.data["items"].items():
        items[int(place)] = {**items[int(place)], **corrected}
    _update(fact, items=json.dumps(items, ensure_ascii=False))


@derives("attempt_remarked")
def _attempt_remarked(fact: Fact) -> None:
    d = fact.data
    marks = json.loads(_row(fact).marks)
    for place, mark in d["marks"].items():
        marks[int(place)] = mark
        keep_mark(d["attempt"], int(place), mark)
    _update(fact, marks=json.dumps(marks, ensure_ascii=False), share=d["share"], missed=json.dumps(d["missed"]))


def _mine(fact: Fact) -> Any:
    return (AttemptRow.id == fact.data["attempt"]) & (AttemptRow.student == fact.student)


def _row(fact: Fact) -> AttemptRow:
    found: AttemptRow = AttemptRow.get(_mine(fact))
    return found


def _update(fact: Fact, **changes: Any) -> None:
    AttemptRow.update(changes).where(_mine(fact)).execute()


def holding(section: str, objective: str, item: str) -> list[AttemptRow]:
    """The attempts of a class in which this item was drawn, under way or handed in, in the order they were made."""
    answered = Answered.select(Answered.attempt).where(
        (Answered.section == section) & (Answered.objective == objective) & (Answered.item == item)
    )
    rows = AttemptRow.select().where(
        AttemptRow.id.in_(answered) | ((AttemptRow.section == section) & (AttemptRow.state == "open"))
    )
    return list(rows.order_by(AttemptRow.id))


def corrections_of(section: str) -> list[Fact]:
    """The corrections made in a class, newest first; those that were taken back among them."""
    return list(facts(section=section, kind="item_corrected"))[::-1]


def withdrawals_of(section: str) -> dict[str, Fact]:
    """The corrections of a class that were taken back, by their id, with when and by whom."""
    return {fact.data["correction"]: fact for fact in facts(section=section, kind="correction_withdrawn")}


def standing_corrections(section: str) -> list[Fact]:
    """The corrections of a class that stand, newest first."""
    withdrawn = withdrawals_of(section)
    return [fact for fact in corrections_of(section) if fact.data["correction"] not in withdrawn]


def about_students(correction: Fact) -> dict[str, list[Fact]]:
    """What a correction did to each student that stands, first to last: the keys and the marks it changed."""
    id = correction.data["correction"]
    mine = FactRow.select(FactRow.student).where(
        (FactRow.section == correction.section) & (FactRow.kind == "key_corrected") & (FactRow.seq > correction.seq)
        & FactRow.data.contains(id)
    ).distinct()  # fmt: skip
    found = {}
    for row in mine.order_by(FactRow.student):
        story = effective(list(facts(student=row.student)))
        done = [f for f in story if f.data.get("correction") == id]
        if done:
            found[row.student] = done
    return found


def drawn_since(correction: Fact, versions: set[int]) -> bool:
    """Whether the question stands in a test or on a form that was made since: in its class at all, in another in one of
    these versions."""
    which = (correction.data["objective"], correction.data["item"])
    rows = FactRow.select(FactRow.section, FactRow.data).where(
        (FactRow.seq > correction.seq) & FactRow.kind.in_(("attempt_started", "items_swapped", "form_printed"))
        & FactRow.data.contains(json.dumps(which[1], ensure_ascii=False))
    )  # fmt: skip
    for row in rows.iterator():
        items = json.loads(row.data)["items"]
        for item in items.values() if isinstance(items, dict) else items:
            if (item["objective"], item["id"]) == which and (
                row.section == correction.section or item["version"] in versions
            ):
                return True
    return False


def remarked_by(section: str, correction: str) -> list[Fact]:
    """The attempts whose marks a correction changed, in the order they were made: one fact each, with the share before
    (`share_before`) and after (`share`)."""
    return [fact for fact in facts(section=section, kind="attempt_remarked") if fact.data["correction"] == correction]
