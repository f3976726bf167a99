"""An item as it goes into somebody's test: numbers filled in, options shuffled, the key worked out beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from server.mastery.expressions import evaluate_number
from server.mastery.givens import NoVariant, Variant, answer_of, mistakes_of, ranked, variant
from server.mastery.luck import Dice
from server.mastery.rounding import shown
from server.mastery.values import JSON, DrawnItem, DrawnTest, Item

READ_BY_TEACHER = frozenset({"essay", "performance"})
_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_WHY = ("misconception", "feedback")

Fill = Callable[[object], str]


def draw_item(item: Item, number: int, dice: Dice) -> DrawnItem:
    """The item in its variant of that number, with options in the order that the dice give.

    `key` holds all that grading needs and nothing of it may be shown early; for matching and ordering `order`
    gives the answer away too. NoVariant or ExpressionError when the item cannot be made concrete.
    """
    chosen = variant(item, number)
    body = item.body
    fill = _filling(chosen.values)
    parts: JSON = {}
    figures = 0
    solved = fill
    if item.type == "numeric":
        figures = int(body.get("figures", 0 if "decimals" in body else 3))
        text, _ = shown(answer_of(item, chosen.numbers), figures=figures or None, decimals=body.get("decimals"))
        solved = _filling({**chosen.values, "answer": text})
        parts["key"] = _numeric_key(item, chosen, text, solved)
    else:
        parts = _PARTS[item.type](item, chosen, fill, dice)
    return DrawnItem(
        id=item.id,
        version=item.version,
        objective=item.objective,
        type=item.type,
        variant=number,
        prompt=fill(body.get("prompt", "")),
        values=dict(chosen.values),
        unit=str(body.get("unit", "")),
        figures=figures,
        picture=str(body.get("picture", "")),
        picture_alt=fill(body.get("picture_alt", "")),
        hint=fill(body.get("hint", "")),
        solution=solved(body.get("solution", "")),
        nice=item.nice,
        format=str(body.get("format", "")),
        **parts,
    )


def tolerance_of(item: Item, key: float) -> float:
    """How far from the key an answer may lie, in its unit: from "1 %", "0.5" or "3 figures" (half a step)."""
    written = str(item.body.get("tolerance", "1 %")).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%|figures?)?", written)
    if not found:
        raise NoVariant(f'The tolerance "{written}" is none of: "1 %", "0.5", "3 figures".')
    amount = float(found[1])
    if found[2] == "%":
        return amount / 100 * abs(key)
    if found[2]:
        size = Decimal(str(key)).adjusted() if key else 0
        return 0.5 * 10.0 ** (size - int(amount) + 1)
    return amount


def key_text(drawn: DrawnItem) -> str:
    """The right answer in words, for the talk: "173 kPa", an option's text, "pressure → kPa; volume → L"."""
    key = drawn.key
    match drawn.type:
        case "numeric":
            return f"{key['shown']} {key['unit']}".strip()
        case "single_choice" | "multiple_choice":
            return "; ".join(drawn.options[place] for place in key["right"])
        case "true_false":
            return "True" if key["right"] else "False"
        case "matching":
            return "; ".join(f"{left} → {drawn.options[key['right'][i]]}" for i, left in enumerate(drawn.left))
        case "ordering":
            placed = sorted(zip(key["places"], drawn.options, strict=True))
            return "; ".join(f"{place}. {text}" for place, text in placed)
        case "cloze":
            return "; ".join(gap["answers"][0] for gap in key["gaps"])
        case "short_text":
            return str(key["answers"][0])
        case _:
            return drawn.solution or "; ".join(str(line.get("text", "")) for line in drawn.rubric)


def to_json(drawn: DrawnItem) -> JSON:
    """A drawn item as plain lists and tables, to be stored with the attempt; `from_json` gives it back."""
    return asdict(drawn)


def from_json(stored: Mapping[str, Any]) -> DrawnItem:
    """The drawn item that `to_json` stored, equal to what it was; fields of a later version are left out."""
    known = {field.name for field in fields(DrawnItem)}
    parts = {name: value for name, value in stored.items() if name in known}
    for name in ("options", "order", "left", "rubric"):
        parts[name] = tuple(parts.get(name, ()))
    parts["gaps"] = tuple(tuple(gap) for gap in parts.get("gaps", ()))
    return DrawnItem(**parts)


def stored_test(test: DrawnTest) -> JSON:
    """A whole drawn test as plain lists and tables."""
    return {"seed": test.seed, "items": [to_json(item) for item in test.items]}


def restored_test(stored: Mapping[str, Any]) -> DrawnTest:
    """The test that `stored_test` stored."""
    return DrawnTest(str(stored["seed"]), tuple(from_json(item) for item in stored["items"]))


def _filling(values: Mapping[str, str]) -> Fill:
    # Only known names are replaced, so that LaTeX keeps its braces.
    return lambda text: _NAME.sub(lambda found: values.get(found[1], found[0]), str(text))


def _why(entry: Mapping[str, Any], fill: Fill) -> JSON:
    return {name: fill(entry.get(name, "")) for name in _WHY}


def _numeric_key(item: Item, chosen: Variant, text: str, fill: Fill) -> JSON:
    body = item.body
    key = answer_of(item, chosen.numbers)
    wrong = zip(body.get("mistakes", ()), mistakes_of(item, chosen.numbers), strict=True)
    return {
        "value": key,
        "shown": text,
        "unit": str(body.get("unit", "")),
        "tolerance": float(f"{tolerance_of(item, key):.12g}"),
        "accept": [
            {"unit": str(other["unit"]), "times": evaluate_number(str(other["times"]), chosen.numbers)}
            for other in body.get("accept", ())
        ],
        "mistakes": [{"value": value, **_why(mistake, fill)} for mistake, value in wrong],
    }


def _choice(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    options: Sequence[Mapping[str, Any]] = item.body["options"]
    order = list(range(len(options)))
    if not item.body.get("fixed_order", False):
        order = dice.shuffled(order)
    as_shown = [options[place] for place in order]
    key = {
        "right": [place for place, option in enumerate(as_shown) if option.get("correct", False)],
        "options": [_why(option, fill) for option in as_shown],
    }
    return {"options": tuple(fill(o["text"]) for o in as_shown), "order": tuple(order), "key": key}


def _true_false(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    key = {"right": bool(item.body["correct"]), **_why(item.body, fill)}
    return {"options": ("True", "False"), "order": (0, 1), "key": key}


def _short_text(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    return {"key": {"answers": [fill(answer) for answer in item.body["answers"]], **_why(item.body, fill)}}


def _matching(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    pairs: Sequence[Mapping[str, Any]] = item.body["pairs"]
    rights = [fill(pair["right"]) for pair in pairs]
    # Two left sides may share a right one; it is shown once.
    texts = list(dict.fromkeys([*rights, *map(fill, item.body.get("distractors", ()))]))
    order = dice.shuffled(range(len(texts)))
    options = [texts[place] for place in order]
    return {
        "options": tuple(options),
        "order": tuple(order),
        "left": tuple(fill(pair["left"]) for pair in pairs),
        "key": {"right": [options.index(right) for right in rights], **_why(item.body, fill)},
    }


def _ordering(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    if "sequence_by" in item.body:
        texts = [fill(entry["text"]) for entry in item.body["sequence_by"]]
        sizes = ranked(item, chosen.numbers)
        right = sorted(range(len(texts)), key=sizes.__getitem__)
    else:
        texts = [fill(text) for text in item.body["sequence"]]
        right = list(range(len(texts)))
    order = dice.shuffled(right)
    while len(order) >= 3 and order == right:
        order = dice.shuffled(right)
    return {
        "options": tuple(texts[place] for place in order),
        "order": tuple(order),
        "key": {"places": [right.index(place) + 1 for place in order], **_why(item.body, fill)},
    }


def _cloze(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    gaps: Sequence[Mapping[str, Any]] = item.body["gaps"]
    key = [{"answers": [fill(a) for a in (gap["answer"], *gap.get("accept", ()))], **_why(gap, fill)} for gap in gaps]
    choices = tuple(tuple(dice.shuffled([fill(choice) for choice in gap.get("choices", ())])) for gap in gaps)
    return {"gaps": choices, "key": {"gaps": key}}


def _rubric(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    rubric = [{**line, "text": fill(line["text"])} for line in item.body["rubric"]]
    points = sum(int(line.get("points", 1)) for line in rubric)
    return {"rubric": tuple(rubric), "points": points, "key": {"rubric": [dict(line) for line in rubric]}}


_PARTS: dict[str, Callable[[Item, Variant, Fill, Dice], JSON]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "essay": _rubric,
    "performance": _rubric,
}
