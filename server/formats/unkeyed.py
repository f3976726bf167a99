"""A choice of which its file does not say what is right: marked by the teacher, until they choose the right answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from server.formats.questions import Doubt
from server.mastery.values import Item

NO_KEY = Doubt("The file does not say which choice is right.", "You mark it by hand until you choose the right one.")
_CHOICES = frozenset({"single_choice", "multiple_choice"})
_OF_HAND = frozenset({"id", "type", "prompt", "rubric", "other", "kept", "unkeyed"})
"""what a question has only while the teacher marks it by hand"""


def names_no_right(item: Item) -> bool:
    """Whether it is a choice, and nothing that may be chosen earns anything."""
    options = item.body.get("options", ())
    earns = (option.get("fraction", float(bool(option.get("correct")))) > 0 for option in options)
    return item.type in _CHOICES and len(options) > 1 and not any(earns)


def choice_kept(type: str, prompt: str, options: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The choice, as the key `unkeyed` of the question that the teacher marks by hand."""
    kept = [{name: option[name] for name in ("text", "feedback") if option.get(name)} for option in options]
    return {"type": type, "prompt": prompt, "options": kept}


def unkeyed(item: Item) -> Mapping[str, Any] | None:
    """The choice that a question marked by hand was in its file: type, prompt, options. None where it was none."""
    found = item.body.get("unkeyed")
    return found if item.type == "essay" and isinstance(found, Mapping) else None


def keyed(item: Item, right: Collection[int]) -> Item:
    """The choice with the options at these places (from 0) as right; with more than one, all of them are to be ticked.

    Only for an item that `unkeyed` finds a choice in.
    """
    choice = item.body["unkeyed"]
    kind = "multiple_choice" if len(right) > 1 else choice["type"]
    options = [{**o, "correct": True} if place in right else dict(o) for place, o in enumerate(choice["options"])]
    body = {"id": item.id, "type": kind, "prompt": choice["prompt"], "options": options}
    body |= {name: value for name, value in item.body.items() if name not in _OF_HAND}
    points = sum(int(line.get("points", 1)) for line in item.body.get("rubric", ()))
    return replace(item, type=kind, body=body if points <= 1 else {**body, "points": points}, variants=None)
