"""A retake as hard as the first attempt: a few items are changed for others that are as fresh to the student."""

from __future__ import annotations

from server.mastery.fair_forms import BAND, Facility, expected_share, points_of, share_right
from server.mastery.filling import Form, about_as_fresh
from server.mastery.freshness import Choice
from server.mastery.luck import Dice

Swap = tuple[int, int, Choice]
"""place, position in it, and what comes there"""


def bring_near(form: Form, like: float, dice: Dice, facility: Facility | None = None) -> None:
    """Changes items of a form until its expected share right lies within the band around `like`, or nothing helps.

    Each change takes the one step that brings it nearest; only items of the same place and about as fresh come in.
    """
    share = _expected(form, facility)
    while abs(share - like) > BAND + 1e-9:
        steps = sorted(((abs(then - like), swap) for then, swap in _steps(form, share, facility)), key=lambda s: s[0])
        if not steps or steps[0][0] >= abs(share - like) - 1e-9:
            return
        place, position, choice = dice.pick([swap for gap, swap in steps if gap <= steps[0][0] + 1e-9])
        form.taken[place][position] = choice
        share = _expected(form, facility)


def _expected(form: Form, facility: Facility | None) -> float:
    return expected_share([choice.item for taken in form.taken for choice in taken], facility)


def _steps(form: Form, share: float, facility: Facility | None) -> list[tuple[float, Swap]]:
    """Every swap that keeps the rules, and the expected share that it would lead to."""
    total = sum(points_of(choice.item) for taken in form.taken for choice in taken)
    right = share * total
    found = []
    for index, taken in enumerate(form.taken):
        for position, old in enumerate(taken):
            points, rest = points_of(old.item), right - points_of(old.item) * share_right(old.item, facility)
            may_read = form.may_read(form.places[index].objective, instead_of=old)
            for new in about_as_fresh(form.open_to(index, instead_of=old)):
                if new.item.id == old.item.id or (new.stratum[1] == "read" and not may_read):
                    continue
                worth = points_of(new.item)
                then = (rest + worth * share_right(new.item, facility)) / (total - points + worth)
                found.append((then, (index, position, new)))
    return found
