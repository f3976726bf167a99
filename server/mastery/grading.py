"""What a response is worth. Whatever a student or a browser sends, it gets a mark and never an error."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.mastery.beginnings import own_part
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.numeric_answers import grade_number
from server.mastery.text_answers import Judged, judge_choice, judge_number, judge_text
from server.mastery.values import DrawnItem, Mark, Response

SURE = "sure"
"""the field of the certainty tap, beside any answer; it earns and costs nothing"""
WHOLE = 0.95
"""right choices that together give at least this share give all: a file says 33 % three times and means everything"""

GRADER_VERSION = 2
"""Goes up when an answer may be worth something else than before. It stands with every attempt handed in, so that a
replay years later can say which rules gave its marks."""
DROPPED = "dropped"
"""the field in the key of a question that was dropped: it earns all its points, whatever was put in"""


@dataclass(frozen=True)
class ObjectiveScore:
    """What an attempt shows about one objective; `waiting` items are still to be read by the teacher."""

    objective: str
    points: float
    out_of: int
    waiting: int


def grade(drawn: DrawnItem, response: Response) -> Mark:
    """The mark for a response to a drawn item.

    One choice, number, statement or text earns all points, none, or the share its author gave it. Of several ticks:
    the right ones less the wrong ones, as a share of those to be ticked, or the sum of the shares their author gave
    them; never below nothing. Of pairs, places and gaps: the share that is right, gaps by their weight. Shares are cut
    to hundredths. Essays and performances wait for the teacher (points None), but an essay left blank is worth 0, and
    so is one that says no more than the text it began from; not so where a drawing is given to the teacher. A blank
    response is worth 0.
    """
    typed = {str(field): str(text) for field, text in response.items()}
    if drawn.key.get(DROPPED):
        return Mark(float(drawn.points), drawn.points)
    if drawn.in_person:  # done without a screen: blank here says nothing
        return Mark(None, drawn.points)
    if is_blank(typed, drawn):
        return Mark(0.0, drawn.points)
    if drawn.type in READ_BY_TEACHER:
        return Mark(None, drawn.points)
    return _GRADERS[drawn.type](drawn, typed)


def is_blank(response: Response, drawn: DrawnItem | None = None) -> bool:
    """Whether nothing at all was put in. How sure somebody is of nothing is nothing too; and, where the question is
    at hand, so is a text to begin from that nobody changed."""
    own = own_part(drawn, response) if drawn else response
    return not any(str(text).strip() for field, text in own.items() if field != SURE)


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


def _wrong(drawn: DrawnItem, why: Mapping[str, Any], reading: str, points: float = 0.0) -> Mark:
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
    share = drawn.key["fractions"][place] if "fractions" in drawn.key else float(place in drawn.key["right"])
    if share >= WHOLE:
        return Mark(float(drawn.points), drawn.points, drawn.options[place], feedback=chosen["feedback"])
    return _wrong(drawn, chosen, drawn.options[place], _share(drawn, share))


def _multiple_choice(drawn: DrawnItem, typed: Response) -> Mark:
    right = set(drawn.key["right"])
    fields = [_place(field, len(drawn.options)) for field, text in typed.items() if text.strip()]
    ticked = sorted({place for place in fields if place is not None})
    reading = "; ".join(drawn.options[place] for place in ticked)
    if "fractions" in drawn.key:
        points = _share(drawn, _ticked_share(drawn.key["fractions"], ticked))
    else:
        points = _points(drawn, len(right.intersection(ticked)) - len(set(ticked) - right), len(right))
    said = _together(drawn, [drawn.key["options"][place]["feedback"] for place in ticked])
    betrayed = [drawn.key["options"][place]["misconception"] for place in ticked if place not in right]
    return Mark(points, drawn.points, reading, betrayed[0] if betrayed else "", said)


def _ticked_share(fractions: Sequence[float], ticked: Sequence[int]) -> float:
    """What the ticks give together. The best that can be ticked gives everything where that was meant."""
    share = math.fsum(fractions[place] for place in ticked)
    best = math.fsum(fraction for fraction in fractions if fraction > 0)
    return 1.0 if best >= WHOLE and share >= best - 1e-9 else share


def _true_false(drawn: DrawnItem, typed: Response) -> Mark:
    said = {"true": True, "false": False}.get(typed.get("choice", "").strip().lower())
    if said is None:
        return Mark(0.0, drawn.points)
    if said == drawn.key["right"]:
        # `feedback` is said to the wrong answer only.
        return Mark(float(drawn.points), drawn.points, str(said), feedback=drawn.key.get("feedback_right", ""))
    return _wrong(drawn, drawn.key, str(said))


def _short_text(drawn: DrawnItem, typed: Response) -> Mark:
    judged = judge_text(typed.get("text", "").strip(), drawn.key, drawn.reads)
    points = _share(drawn, judged.share or 0.0)
    return Mark(points, drawn.points, judged.reading, judged.misconception, judged.feedback)


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
    keys = drawn.key["gaps"]
    judged = [_gap(text, key, tuple(choices)) for text, key, choices in zip(texts, keys, drawn.gaps, strict=True)]
    reading = "; ".join(one.reading for one in judged)
    weights = [max(0.0, key.get("weight", 1.0)) for key in keys]
    if any(one.share is None and weight for one, weight in zip(judged, weights, strict=True)):
        return Mark(None, drawn.points, reading)
    # A wrong gap doesn't take away what another has earned.
    earned = math.fsum(weight * max(0.0, one.share or 0.0) for one, weight in zip(judged, weights, strict=True))
    share = earned / math.fsum(weights) if any(weights) else 0.0
    betrayed = next((one.misconception for one in judged if one.misconception), "")
    said = _together(drawn, [one.feedback for one in judged])
    return Mark(_share(drawn, share), drawn.points, reading, betrayed, said)


def _gap(text: str, key: Mapping[str, Any], choices: tuple[str, ...]) -> Judged:
    if not text:
        return Judged(0.0, "")
    if choices:
        return judge_choice(text, key, choices)
    return judge_number(text, key) if "numbers" in key else judge_text(text, key)


def _together(drawn: DrawnItem, feedback: Iterable[str]) -> str:
    """What is said to each part of an answer, one after another, nothing twice."""
    return ("<br>" if drawn.format == "html" else "\n\n").join(dict.fromkeys(filter(None, feedback)))


def _parts(drawn: DrawnItem, right: int, of: int, why: Mapping[str, Any], reading: str) -> Mark:
    if right == of:
        return Mark(float(drawn.points), drawn.points, reading)
    return _wrong(drawn, why, reading, _points(drawn, right, of))


def _points(drawn: DrawnItem, right: int, of: int) -> float:
    return max(0, 100 * drawn.points * right // of) / 100 if of else 0.0


def _share(drawn: DrawnItem, share: float) -> float:
    """Points for a share, cut to hundredths: 0.33333 and 0.99999, as files write them, are a third and the whole."""
    hundredths = math.floor(round(100 * drawn.points * min(max(share, 0.0), 1.0), 2))
    return hundredths / 100


_GRADERS: dict[str, Callable[[DrawnItem, Response], Mark]] = {
    "numeric": grade_number,
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
