"""A choice of which its file did not say what is right: its teacher chooses, and may take that back."""

from __future__ import annotations

from collections.abc import Iterable

from server.actions.acting import Actor, Answer, Tap, act
from server.formats.unkeyed import keyed, unkeyed
from server.mastery.progression import No
from server.mastery.values import Item
from server.mastery.variants import problems_of
from server.store import content


def choose_right(actor: Actor, objective: str, id: str, places: Iterable[int], op: str = "") -> Answer:
    """The choices at these places (from 0, in the order of the file) are right; more than one are all to be ticked.

    The question becomes a choice in a new version, which future tests draw. Done: {"item", "objective", "right"}.
    No: `unknown` (no such objective or choice) · `gone` (the question is no longer in the bank) · `already` (it has a
    key) · `no_right` (none is chosen) · `unsound` (it cannot be asked even with this key).
    """
    right = sorted(set(places))

    def change(tap: Tap) -> Answer:
        unit, item = content.unit_with_objective(objective), _in_bank(objective, id)
        if unit is None:
            return No("unknown")
        if item is None:
            return No("gone")
        choice = unkeyed(item)
        if choice is None:
            return No("already")
        if not right:
            return No("no_right")
        if not set(right) <= set(range(len(choice["options"]))):
            return No("unknown")
        found = keyed(item, right)
        if problems_of(found):
            return No("unsound")
        content.save_items([found], unit.id)
        return {"item": id, "objective": objective, "right": right}

    return act(actor, op, change)


def take_choice_back(actor: Actor, objective: str, id: str, op: str = "") -> Answer:
    """The question is marked by hand again, as it was before a right choice was chosen, in a new version.

    Done: {"item", "objective"}. No: `unknown` (no such objective) · `gone` · `already` (nothing was chosen).
    """

    def change(tap: Tap) -> Answer:
        unit, item = content.unit_with_objective(objective), _in_bank(objective, id)
        if unit is None:
            return No("unknown")
        if item is None:
            return No("gone")
        before = before_choosing(item)
        if before is None:
            return No("already")
        content.save_items([before], unit.id)
        return {"item": id, "objective": objective}

    return act(actor, op, change)


def before_choosing(item: Item) -> Item | None:
    """The question as it was while nobody had chosen what is right; None where its key is not a teacher's choice."""
    if item.type not in ("single_choice", "multiple_choice"):
        return None
    right = [place for place, option in enumerate(item.body.get("options", ())) if option.get("correct")]
    for before in reversed(content.versions_of(item.objective, item.id)):
        if unkeyed(before) is not None and dict(keyed(before, right).body) == dict(item.body):
            return before
    return None


def _in_bank(objective: str, id: str) -> Item | None:
    return next((item for item in content.bank(objective) if item.id == id), None)
