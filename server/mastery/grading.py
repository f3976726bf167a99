"""What a response is worth. Whatever a student or a browser sends, it gets a mark and never an error."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.reading import Ambiguous, Number, Quantity, Unreadable, read_number, read_quantity
from server.mastery.rounding import MOST_FIGURES, figures
from server.mastery.values import DrawnItem, Mark, Response

MISTAKE_WIDTH = 0.01
"""an answer within this share of a known mistake betrays it"""


@dataclass(frozen=True)
class ObjectiveScore:
    """What an attempt shows about one objective; `waiting` items are still to be read by the teacher."""

    objective: str
    points: float
    out_of: int
    waiting: int


def grade(drawn: DrawnItem, response: Response) -> Mark:
    """The mark for a response to a drawn item.

    One right choice, number, statement or text: all points or none. Of several ticks: the right ones less the
    wrong ones, as a share of those to be ticked, never below nothing. Of pairs, places and gaps: the share that
    is right. Shares are cut to hundredths. Essays and performances wait for the teacher (points None), but an
    essay left blank is worth 0. A blank response is worth 0.
    """
    typed = {str(field): str(text) for field, text in response.items()}
    if drawn.type == "performance":  # done without a screen: blank here says nothing
        return Mark(None, drawn.points)
    if is_blank(typed):
        return Mark(0.0, drawn.points)
    if drawn.type in READ_BY_TEACHER:
        return Mark(None, drawn.points)
    return _GRADERS[drawn.type](drawn, typed)


def is_blank(response: Response) -> bool:
    """Whether nothing at all was put in."""
    return not any(str(text).strip() for text in response.values())


def score(items: Sequence[DrawnItem], marks: Sequence[Mark]) -> tuple[ObjectiveScore, ...]:
    """The score for each objective, in the order in which the test comes to them. ValueError unless one mark each."""
    by_objective: dict[str, list[Mark]] = {}
    for item, mark in zip(items, marks, strict=True):
        by_objective.setdefault(item.objective, []).append(mark)
    return tuple(
        ObjectiveScore(
            objective,
            math.fsum(mark.points or 0.0 for mark in group),
            sum(mark.out_of for mark in group),
            sum(mark.points is None for mark in group),
        )
        for objective, group in by_objective.items()
    )


def share(scores: Iterable[ObjectiveScore]) -> float | None:
    """The whole score as a share from 0 to 1; None while anything waits to be read, or when there is nothing."""
    listed = tuple(scores)
    out_of = sum(score.out_of for score in listed)
    if not out_of or any(score.waiting for score in listed):
        return None
    return math.fsum(score.points for score in listed) / out_of


def same_text(typed: str, expected: str) -> bool:
    """Whether two texts are the same but for capitals, accents, spaces, or the way a number is written."""
    if _folded(typed) == _folded(expected):
        return True
    one, other = read_number(typed), read_number(expected)
    return isinstance(one, Number) and isinstance(other, Number) and math.isclose(one.value, other.value)


def _folded(text: str) -> str:
    bare = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(bare).replace("’", "'").split())


def _numeric(drawn: DrawnItem, typed: Response) -> Mark:
    key = drawn.key
    read = read_quantity(typed.get("number", ""), key["unit"], key["accept"])
    match read:
        case Unreadable(why):
            return Mark(0.0, drawn.points, feedback=why)
        case Quantity(number, typed_figures, unit, value):
            reading, values = _written(number, typed_figures, unit), [value]
        case Ambiguous(readings, unit):
            reading = " or ".join(_written(n.value, n.figures, "") for n in readings) + f" {unit}".rstrip()
            values = [n.value for n in readings]
    reach = key["tolerance"] * (1 + 1e-9) + abs(key["value"]) * 1e-9
    right = [value for value in values if abs(value - key["value"]) <= reach]
    if len(right) == 1:
        return Mark(float(drawn.points), drawn.points, reading)
    near = [
        (abs(value - mistake["value"]), place)
        for value in values
        for place, mistake in enumerate(key["mistakes"])
        if abs(value - mistake["value"]) <= MISTAKE_WIDTH * abs(mistake["value"]) * (1 + 1e-9)
    ]
    return _wrong(drawn, key["mistakes"][min(near)[1]] if near and not right else {}, reading)


def _written(number: float, typed_figures: int, unit: str) -> str:
    return f"{figures(number, min(typed_figures, MOST_FIGURES))} {unit}".strip()


def _wrong(drawn: DrawnItem, why: Mapping[str, Any], reading: str = "", points: float = 0.0) -> Mark:
    return Mark(points, drawn.points, reading, str(why.get("misconception", "")), str(why.get("feedback", "")))


def _place(text: str, count: int) -> int | None:
    """A place from 0 to count − 1 as a form sends it, or None."""
    if re.fullmatch(r"[0-9]{1,4}", text.strip()) and int(text) < count:
        return int(text)
    return None


def _single_choice(drawn: DrawnItem, typed: Response) -> Mark:
    place = _place(typed.get("choice", ""), len(drawn.options))
    if place is None:
        return Mark(0.0, drawn.points)
    chosen = drawn.key["options"][place]
    if place in drawn.key["right"]:
        return Mark(float(drawn.points), drawn.points, drawn.options[place], feedback=chosen["feedback"])
    return _wrong(drawn, chosen, drawn.options[place])


def _multiple_choice(drawn: DrawnItem, typed: Response) -> Mark:
    right = set(drawn.key["right"])
    fields = [_place(field, len(drawn.options)) for field, text in typed.items() if text.strip()]
    ticked = {place for place in fields if place is not None}
    reading = "; ".join(drawn.options[place] for place in sorted(ticked))
    points = _points(drawn, len(ticked & right) - len(ticked - right), len(right))
    betrayed = [drawn.key["options"][place] for place in sorted(ticked - right)]
    return _wrong(drawn, betrayed[0] if betrayed else {}, reading, points)


def _true_false(drawn: DrawnItem, typed: Response) -> Mark:
    said = {"true": True, "false": False}.get(typed.get("choice", "").strip().lower())
    if said is None:
        return Mark(0.0, drawn.points)
    if said == drawn.key["right"]:
        return Mark(float(drawn.points), drawn.points, str(said), feedback=drawn.key["feedback"])
    return _wrong(drawn, drawn.key, str(said))


def _short_text(drawn: DrawnItem, typed: Response) -> Mark:
    text = typed.get("text", "").strip()
    if any(same_text(text, answer) for answer in drawn.key["answers"]):
        return Mark(float(drawn.points), drawn.points, text)
    return _wrong(drawn, drawn.key, text)


def _matching(drawn: DrawnItem, typed: Response) -> Mark:
    chosen = [_place(typed.get(str(left), ""), len(drawn.options)) for left in range(len(drawn.left))]
    pairs = zip(drawn.left, chosen, strict=True)
    reading = "; ".join(f"{left} → {drawn.options[place]}" for left, place in pairs if place is not None)
    right = sum(place == key for place, key in zip(chosen, drawn.key["right"], strict=True))
    return _parts(drawn, right, len(chosen), drawn.key, reading)


def _ordering(drawn: DrawnItem, typed: Response) -> Mark:
    count = len(drawn.options)
    places = [_place(typed.get(str(shown), ""), count + 1) for shown in range(count)]
    said = sorted((place, drawn.options[shown]) for shown, place in enumerate(places) if place)
    reading = "; ".join(f"{place}. {text}" for place, text in said)
    # A place given twice counts for neither; the same place for everything would otherwise earn one part.
    right = sum(
        place == key and places.count(place) == 1 for place, key in zip(places, drawn.key["places"], strict=True)
    )
    return _parts(drawn, right, count, drawn.key, reading)


def _cloze(drawn: DrawnItem, typed: Response) -> Mark:
    texts = [typed.get(str(gap), "").strip() for gap in range(len(drawn.gaps))]
    fits = [
        any(_folded(text) == _folded(answer) if choices else same_text(text, answer) for answer in gap["answers"])
        for text, gap, choices in zip(texts, drawn.key["gaps"], drawn.gaps, strict=True)
    ]
    missed = [gap for gap, fit, text in zip(drawn.key["gaps"], fits, texts, strict=True) if text and not fit]
    return _parts(drawn, sum(fits), len(fits), missed[0] if missed else {}, "; ".join(texts))


def _parts(drawn: DrawnItem, right: int, of: int, why: Mapping[str, Any], reading: str) -> Mark:
    if right == of:
        return Mark(float(drawn.points), drawn.points, reading)
    return _wrong(drawn, why, reading, _points(drawn, right, of))


def _points(drawn: DrawnItem, right: int, of: int) -> float:
    return max(0, 100 * drawn.points * right // of) / 100 if of else 0.0


_GRADERS: dict[str, Callable[[DrawnItem, Response], Mark]] = {
    "numeric": _numeric,
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
