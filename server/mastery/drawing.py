"""An item as it goes into somebody's test: numbers filled in, options shuffled, the key worked out beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from server.mastery.chemistry import reading
from server.mastery.givens import Variant, ranked, variant
from server.mastery.keys import (
    USUAL_FIGURES,
    Fill,
    enough_figures,
    flags,
    gap_key,
    numeric_key,
    text_credit,
    tolerance_of,
    why,
)
from server.mastery.luck import Dice
from server.mastery.rounding import shown
from server.mastery.values import JSON, DrawnItem, DrawnTest, Item

READ_BY_TEACHER = frozenset({"essay", "performance"})
_LATER = frozenset({"purpose", "reads", "passage", "marks", "why", "template", "upload"})
_NAME = re.compile(r"\{([^\W\d]\w*)\}")


def draw_item(item: Item, number: int, dice: Dice) -> DrawnItem:
    """The item in its variant of that number, with options in the order that the dice give.

    `key` holds all that grading needs and nothing of it may be shown early; for matching and ordering `order`
    gives the answer away too. NoVariant or ExpressionError when the item cannot be made concrete.
    """
    chosen = variant(item, number)
    body = item.body
    fill = _filling(chosen.values)
    solved = fill
    if item.type == "numeric":
        text, figures = _as_shown(item, chosen.answer)
        solved = _filling({**chosen.values, "answer": text})
        parts: JSON = {"key": numeric_key(item, chosen, text, solved), "figures": figures}
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
        picture=str(body.get("picture", "")),
        picture_alt=fill(body.get("picture_alt", "")),
        hint=fill(body.get("hint", "")),
        solution=solved(body.get("solution", "")),
        nice=item.nice,
        format=str(body.get("format", "")),
        **parts,
    )


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
            answers = [*key["answers"], *(credit["text"] for credit in key.get("credit", ()))]
            return (reading(str(answers[0])) if drawn.reads else "") or str(answers[0])
        case _:
            return drawn.solution or "; ".join(str(line["text"]) for line in drawn.rubric)


def to_json(drawn: DrawnItem) -> JSON:
    """A drawn item as plain lists and tables, to be stored with the attempt; `from_json` gives it back."""
    # What came later is left out where it is empty, so that the same test stays the same text for ever.
    return {name: value for name, value in asdict(drawn).items() if value or name not in _LATER}


def from_json(stored: Mapping[str, Any]) -> DrawnItem:
    """The drawn item that `to_json` stored, equal to what it was; fields of a later version are left out."""
    known = {field.name for field in fields(DrawnItem)}
    parts = {name: value for name, value in stored.items() if name in known}
    for name in ("options", "order", "left", "rubric", "marks"):
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
    def fill(text: object) -> str:
        # Only known names are replaced, so that LaTeX keeps its braces.
        written = str(text)
        return _NAME.sub(lambda found: values.get(found[1], found[0]), written) if "{" in written else written

    return fill


def _as_shown(item: Item, key: float) -> tuple[str, int]:
    """The key of a numeric item as it is shown, and how many figures students are asked for; 0 for none."""
    body = item.body
    asked = body.get("figures", body.get("figures_asked", 0 if "decimals" in body else None))
    enough = enough_figures(key, tolerance_of(item, key)) if asked is None else int(asked)
    text, _ = shown(key, figures=enough or None, decimals=body.get("decimals"))
    # Where nobody asked for figures, more than the usual three are for the key's sake, not for students to give.
    return text, enough if asked is not None or enough == USUAL_FIGURES else 0


def _choice(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    options: Sequence[Mapping[str, Any]] = item.body["options"]
    order = list(range(len(options)))
    if not item.body.get("fixed_order", False):
        order = dice.shuffled(order)
    as_shown = [options[place] for place in order]
    key: JSON = {
        "right": [place for place, option in enumerate(as_shown) if option.get("correct", False)],
        "options": [why(option, fill) for option in as_shown],
    }
    if any("fraction" in option for option in options):
        shares = [float(o.get("fraction", 1.0 if o.get("correct", False) else 0.0)) for o in as_shown]
        least = max(shares) if item.type == "single_choice" else 0.0
        key["fractions"] = shares
        key["right"] = [place for place, share in enumerate(shares) if share > 0 and share >= least]
    return {"options": tuple(fill(o["text"]) for o in as_shown), "order": tuple(order), "key": key}


def _true_false(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    key = {"right": bool(item.body["correct"]), **why(item.body, fill)}
    if "feedback_right" in item.body:
        key["feedback_right"] = fill(item.body["feedback_right"])
    return {"options": ("True", "False"), "order": (0, 1), "key": key}


def _short_text(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    body = item.body
    key = {"answers": [fill(answer) for answer in body.get("answers", ())], **why(body, fill)}
    key |= flags(body, "case", "accents", "wildcards", "strict", "states")
    if body.get("credit"):
        key["credit"] = [text_credit(entry, fill) for entry in body["credit"]]
    return {"key": key, "reads": str(body.get("reads", ""))}


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
        "key": {"right": [options.index(right) for right in rights], **why(item.body, fill)},
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
        "key": {"places": [right.index(place) + 1 for place in order], **why(item.body, fill)},
    }


def _cloze(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    gaps: Sequence[Mapping[str, Any]] = item.body["gaps"]
    choices = tuple(tuple(dice.shuffled([fill(choice) for choice in gap.get("choices", ())])) for gap in gaps)
    return {"gaps": choices, "key": {"gaps": [gap_key(gap, chosen.numbers, fill) for gap in gaps]}}


def _rubric(item: Item, chosen: Variant, fill: Fill, dice: Dice) -> JSON:
    rubric = [{**line, "text": fill(line["text"])} for line in item.body["rubric"]]
    return {
        "rubric": tuple(rubric),
        "points": sum(int(line.get("points", 1)) for line in rubric),
        "key": {"rubric": [dict(line) for line in rubric]},
        "passage": fill(item.body.get("passage", "")),
        "marks": tuple(str(tag) for tag in item.body.get("marks", ())),
        "why": bool(item.body.get("why", False)),
        "template": fill(item.body.get("template", "")),
        "upload": bool(item.body.get("upload", False)),
    }


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
