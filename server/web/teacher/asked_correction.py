"""The form of a correction: what can be said about a question of this type, and what was said, read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from server.mastery.correcting import WAYS, BadKey, Correction
from server.mastery.values import DrawnItem, Item

MOST = 60
"""choices, pairs or gaps that a form is read for"""
LONGEST = 4000


@dataclass(frozen=True)
class Parts:
    """What a question is made of, as its bank has it: `choices` are the options, the right sides of pairs or the things
    to put in order; each of the `gaps` has its choices (none to type in) and whether it is a number."""

    type: str
    choices: Sequence[str] = ()
    left: Sequence[str] = ()
    gaps: Sequence[tuple[Sequence[str], bool, str]] = ()
    tolerance: str = ""
    ways: Sequence[str] = ()


def parts_of(drawn: DrawnItem, item: Item | None) -> Parts:
    """The parts of a question of the bank; those of an example where no bank has it."""
    if item is None:
        return _of_example(drawn)
    body: Any = item.body
    ways = WAYS[item.type]
    choices: list[str] = [str(option["text"]) for option in body.get("options", ())] or [*body.get("sequence", ())]
    pairs = body.get("pairs", ())
    if pairs:
        choices = [*dict.fromkeys([*(str(p["right"]) for p in pairs), *map(str, body.get("distractors", ()))])]
    if item.type == "ordering" and not choices:
        ways = ("drop",)
    gaps = [
        ([*map(str, gap.get("choices", ()))], bool(gap.get("numeric")), str(gap.get("tolerance", "0")))
        for gap in body.get("gaps", ())
    ]
    left = [str(pair["left"]) for pair in pairs]
    return Parts(item.type, choices, left, gaps, str(body.get("tolerance", "1 %")), ways)


def _of_example(drawn: DrawnItem) -> Parts:
    keys = drawn.key.get("gaps", ())
    gaps = [
        ([*choices], "numbers" in key, f"{key['numbers'][0]['tolerance']:g}" if key.get("numbers") else "0")
        for choices, key in zip(drawn.gaps, keys, strict=False)
    ]
    tolerance = f"{drawn.key['tolerance']:g}" if drawn.type == "numeric" else ""
    return Parts(drawn.type, drawn.options, drawn.left, gaps, tolerance, WAYS[drawn.type])


def asked(form: MultiDict[str, str], parts: Parts) -> Correction:
    """What a form says is right. BadKey where it says nothing that could be meant."""
    how = form.get("how", "")
    if how not in parts.ways:
        raise BadKey("Choose what is wrong.")
    if how == "drop":
        return Correction("drop")
    gap = _number(form.get("gap", "1")) - 1 if parts.gaps else 0
    if parts.gaps and not 0 <= gap < len(parts.gaps):
        raise BadKey("The question has no such gap.")
    tolerance = parts.gaps[gap][2] if parts.gaps else form.get("tolerance", "").strip()[:40] or parts.tolerance
    texts = tuple(_texts(form, parts))
    if not texts:
        raise BadKey("Say what is right.")
    return Correction(how, texts, tolerance, gap, form.get("solution", "").strip()[:LONGEST])


def _texts(form: MultiDict[str, str], parts: Parts) -> list[str]:
    match parts.type:
        case "true_false":
            return [form.get("right", "")]
        case "single_choice" | "multiple_choice":
            return [_choice(parts, place) for place in form.getlist("right")[:MOST]]
        case "matching":
            return [_choice(parts, form.get(f"right{n}", "")) for n in range(len(parts.left))]
        case "ordering":
            places = [_number(form.get(f"place{n}", "")) for n in range(len(parts.choices))]
            if sorted(places) != [*range(1, len(places) + 1)]:
                raise BadKey("Give each of them a place of its own.")
            return [parts.choices[places.index(n)] for n in range(1, len(places) + 1)]
        case "numeric":
            return [text for text in [form.get("text", "").strip()[:300]] if text]
        case _:
            lines = form.get("text", "")[:LONGEST].splitlines()
            return [line.strip() for line in lines if line.strip()][:MOST]


def _choice(parts: Parts, place: str) -> str:
    n = _number(place)
    if not 0 <= n < len(parts.choices):
        raise BadKey("The question has no such option.")
    return parts.choices[n]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
