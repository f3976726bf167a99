"""A question goes to the projector: whoever is there has seen it, and has gone over it once its answer is shown."""

from __future__ import annotations

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.drawing import draw_item, to_json
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Item
from server.store import content, facts, lessons, records
from server.store.on_board import OnBoard, have_seen, on_board, writing_it
from server.store.people import students_of


def drawn_as(item: Item, number: int) -> DrawnItem:
    """A question in its variant of that number, its options always in the same order."""
    return draw_item(item, number, Dice(f"{item.objective}/{item.id}/{number}"))


def show_on_board(actor: Actor, objective: str, item: str, variant: int, op: str) -> Answer:
    """Put a question of a bank on the class's board, in place of what stood there.

    No(no_meeting) between lessons. No(in_a_test) names the students who have this very question in a test or a quiz not
    handed in yet: nobody is shown it before. No(unknown) where the class has no such question.
    """

    def change(tap: Tap) -> Answer:
        unit = next((u for u in records.units_of(actor.section) if objective in {o.code for o in u.objectives}), None)
        found = next((i for i in content.bank(objective) if i.id == item), None)
        if unit is None or found is None or variant not in offered(found):
            return No("unknown")
        if tap.meeting is None:
            return No("no_meeting")
        if writing := writing_it(actor.section, objective, item):
            return No("in_a_test", objectives=tuple(writing))
        take_away(tap)
        showing = facts.new_id()
        tap.note("board_shown", showing=showing, unit=unit.id, item=to_json(drawn_as(found, variant)))
        _note_who_sees_it(tap)
        return {"showing": showing}

    return act(actor, op, change)


def show_answer(actor: Actor, showing: str, op: str) -> Answer:
    """Show the answer beside the question: everybody there has gone over it. No(stale) when it is no longer there."""

    def change(tap: Tap) -> Answer:
        row = on_board(actor.section)
        if row is None or row.id != showing:
            return No("stale")
        if row.state == "asked":
            _note_who_sees_it(tap)
            tap.note("board_answered", showing=row.id)
            for student in sorted(have_seen(row)):
                _note(tap, "item_gone_over", student, row)
        return {"showing": row.id}

    return act(actor, op, change)


def take_down(actor: Actor, showing: str, op: str) -> Answer:
    """Take a question off the board; done is done when it is there no longer."""

    def change(tap: Tap) -> Answer:
        row = on_board(actor.section)
        if row is not None and row.id == showing:
            take_away(tap)
        return {"showing": showing}

    return act(actor, op, change)


def take_away(tap: Tap) -> None:
    """Clear the board, runs inside the writer. Whoever came in while the question stood there has seen it too."""
    row = on_board(tap.actor.section)
    if row is not None:
        _note_who_sees_it(tap)
        tap.note("board_cleared", showing=row.id)


def _note_who_sees_it(tap: Tap) -> None:
    row = on_board(tap.actor.section)
    if row is None or tap.meeting is None:
        return
    here = lessons.present(tap.meeting.id) & {student.id for student in students_of(tap.actor.section)}
    for student in sorted(here - have_seen(row)):
        _note(tap, "item_shown", student, row)
        if row.state == "answered":
            _note(tap, "item_gone_over", student, row)


def _note(tap: Tap, kind: str, student: str, row: OnBoard) -> None:
    item = row.drawn
    tap.note(
        kind, student, showing=row.id, objective=item.objective, item=item.id, version=item.version,
        variant=item.variant,
    )  # fmt: skip
