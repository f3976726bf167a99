"""The wrong answers that people really give: those which the author of a question expected, the same one mostly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Response
from server.simulate.answers import right

FIRST_IN_HUNDRED = 75
"""of those who fall for a question, so many fall for its first lure"""
SURE_IN_HUNDRED = 70
"""of right answers; a wrong one is given with doubt"""


def lures(item: DrawnItem) -> list[Response]:
    """The wrong answers to a question that betray something, as its author put them; empty where none does."""
    return list(_found(item))


def quiz_sheet(items: Sequence[DrawnItem], misses: int, dice: Dice) -> dict[int, dict[str, str]]:
    """A quiz filled in with so many questions missed, if it has so many that somebody can fall for.

    Some questions are traps, the same ones for everybody; so a question shows whom it draws. What came back from an
    earlier objective is right.
    """
    traps = [n for n, item in enumerate(items) if item.purpose != "retrieval" and lures(item)]
    missed = sorted(traps, key=lambda n: -_trap(items[n]) - dice.below(60))[:misses]
    sheet = {}
    for place, item in enumerate(items):
        if place in missed:
            sheet[place] = {**_lured(item, dice), "sure": "unsure"}
        else:
            sheet[place] = {**right(item), "sure": "sure" if dice.below(100) < SURE_IN_HUNDRED else "unsure"}
    return sheet


def _trap(item: DrawnItem) -> int:
    return Dice(f"trap/{item.objective}/{item.id}").below(100)


def _lured(item: DrawnItem, dice: Dice) -> Response:
    found = lures(item)
    return found[0] if dice.below(100) < FIRST_IN_HUNDRED else dice.pick(found)


def _found(item: DrawnItem) -> Iterator[Response]:
    key = item.key
    match item.type:
        case "single_choice":
            # In the author's order, whatever order this student has them in.
            for place in sorted(range(len(item.options)), key=item.order.__getitem__):
                if place not in key["right"] and key["options"][place].get("misconception"):
                    yield {"choice": str(place)}
        case "true_false":
            yield {"choice": "false" if key["right"] else "true"}
        case "numeric":
            for mistake in key["mistakes"]:
                yield {"number": f"{mistake['value']:.4g}"}
        case "cloze":
            for gap, (entry, choices) in enumerate(zip(key["gaps"], item.gaps, strict=True)):
                others = [choice for choice in sorted(choices) if choice not in entry["answers"]]
                if entry.get("misconception") and others:
                    yield {**right(item), str(gap): others[0]}
