"""A key that turns out wrong after students have answered: what is right now, and what each answer earns by it.

The better mark is kept for everybody. Whoever was marked right by the wrong key did nothing wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from server.mastery.expressions import ExpressionError
from server.mastery.givens import worked_out
from server.mastery.grading import DROPPED, grade
from server.mastery.keys import enough_figures, gap_key, reach
from server.mastery.reading import Ambiguous, Number, read_number
from server.mastery.rounding import shown
from server.mastery.values import JSON, DrawnItem, Mark, Response

_NAME = re.compile(r"\{([^\W\d]\w*)\}")
NO_REASON = {"misconception": "", "feedback": ""}


WIDEST = 10.0
"""times its key, or times one: the widest tolerance in a question's own unit that anybody can mean"""


class BadKey(ValueError):
    """A correction that cannot be used; the message is a sentence for the teacher."""


@dataclass(frozen=True)
class Correction:
    """What a teacher says about a key: `replace` it, `accept` something also, or `drop` the question.

    `texts` are written as in the bank, so `{V1}` stands for each student's own value. What they are follows the type:
    the right options · "true" or "false" · one number or sum for a number · the accepted texts · the right side of each
    pair in order · the things in their right order · what belongs into gap number `gap` (from 0).
    `tolerance` is that of a number ("1 %"); `solution` takes the place of the old one unless it is empty.
    """

    how: str
    texts: tuple[str, ...] = ()
    tolerance: str = ""
    gap: int = 0
    solution: str = ""


WAYS: Mapping[str, tuple[str, ...]] = {
    "single_choice": ("replace", "accept", "drop"),
    "multiple_choice": ("replace", "accept", "drop"),
    "true_false": ("replace", "drop"),
    "numeric": ("replace", "accept", "drop"),
    "short_text": ("replace", "accept", "drop"),
    "matching": ("replace", "drop"),
    "ordering": ("replace", "drop"),
    "cloze": ("replace", "accept", "drop"),
    "essay": ("drop",),
    "performance": ("drop",),
}
"""What can be done about a question of each type. What a teacher reads has no key: it is marked again instead."""


def corrected(drawn: DrawnItem, correction: Correction) -> DrawnItem:
    """A drawn item with the key that it should have had; a sum is worked out with the numbers this student was given.

    A dropped question keeps its key and earns all its points, whatever was put in. BadKey when the correction does not
    fit the question, ExpressionError or NoVariant when its sum or its tolerance cannot be read.
    """
    if correction.how not in WAYS[drawn.type]:
        raise BadKey("This kind of question cannot be corrected like that.")
    if correction.how == "drop":
        return replace(drawn, key={**drawn.key, DROPPED: True})
    asked = replace(correction, texts=tuple(filled(drawn.values, text) for text in correction.texts))
    if not asked.texts or not all(text.strip() for text in asked.texts):
        raise BadKey("Say what is right.")
    key = {name: value for name, value in _KEYS[drawn.type](drawn, asked).items() if name != DROPPED}
    solution = correction.solution.strip()
    if solution:
        values = {**drawn.values, "answer": str(key.get("shown", "{answer}"))}
        return replace(drawn, key=key, solution=filled(values, solution))
    return replace(drawn, key=key)


def remarked(drawn: DrawnItem, response: Response, mark: Mark) -> Mark:
    """The mark by a corrected key, or the one given before where that is the better one.

    What waits for the teacher goes on waiting unless it is all right now. What the teacher marked aloud has no answer
    that could be marked again: only dropping the question changes it.
    """
    if "marked" in response and not drawn.key.get(DROPPED):
        return mark
    again = grade(drawn, response)
    if mark.points is None:
        return again if again.right else mark
    return again if again.points is not None and again.points > mark.points else mark


def keeps(drawn: DrawnItem, response: Response, mark: Mark) -> bool:
    """Whether an answer keeps points that its corrected key would not give any more."""
    if mark.points is None or "marked" in response:
        return False
    again = grade(drawn, response).points
    return again is not None and again < mark.points


def as_expression(typed: str) -> str:
    """A number as half the world writes it (1,5 or 6.02 × 10²³) as one that can be worked with; a sum as it stands.

    BadKey when it can be read in two ways.
    """
    read = read_number(typed)
    if isinstance(read, Number):
        return f"{read.value:.12g}"
    if isinstance(read, Ambiguous):
        raise BadKey(f'"{typed.strip()}" can be read in two ways. Write it with a point, or without any mark.')
    return typed.strip()


def sane_reach(tolerance: str, key: float) -> float:
    """How far from this key an answer may lie, in its unit: "1 %" of it where nothing was typed.

    BadKey for what can be read and yet takes almost any number for right (300 %, no figures at all, 99999 about a key
    of 4), NoVariant for what is no tolerance.
    """
    written = tolerance.strip() or "1 %"
    in_its_unit = written[-1].isdigit()
    # Beside a key near nothing, half a unit may be little; a share or figures mean the same beside any key.
    if reach(written, key if in_its_unit else 1.0) > (WIDEST * max(1.0, abs(key)) if in_its_unit else 1.0):
        raise BadKey(f'The tolerance "{written}" would take almost any number for right.')
    return reach(written, key)


def filled(values: Mapping[str, str], text: str) -> str:
    """A text of the bank with these values in it."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def numbers_in(drawn: DrawnItem) -> dict[str, float]:
    """The numbers that a student was given, read back from how they were shown."""
    read = {name: read_number(text) for name, text in drawn.values.items()}
    return {name: number.value for name, number in read.items() if isinstance(number, Number)}


def names_left_out(examples: Sequence[DrawnItem], correction: Correction) -> list[str]:
    """The names of the numbers that differ between these examples of a question, where a new key is the same for all.

    None where the key is no number, where it follows any of them, or where it cannot be worked out. Of several numbers
    that are accepted also, one that is the same for all is enough.
    """
    if correction.how == "drop" or not examples:
        return []
    try:
        said = [_numbers_said(drawn, correction) for drawn in examples]
    except (BadKey, ExpressionError):
        return []
    if not any(len(set(one)) == 1 for one in zip(*said, strict=True)):
        return []
    names = numbers_in(examples[0])
    return [name for name in names if len({drawn.values.get(name) for drawn in examples}) > 1]


def _numbers_said(drawn: DrawnItem, correction: Correction) -> list[float]:
    """What a correction says is right for one student, where that is a number."""
    gaps = drawn.key.get("gaps", ())
    of_gap = 0 <= correction.gap < len(gaps) and "numbers" in gaps[correction.gap]
    if drawn.type != "numeric" and not of_gap:
        return []
    numbers = numbers_in(drawn)
    return [worked_out(as_expression(filled(drawn.values, text)), numbers) for text in correction.texts]


def _right_options(drawn: DrawnItem, asked: Correction) -> set[int]:
    found = {place for place, text in enumerate(drawn.options) if text in asked.texts}
    if len(found) < len(set(asked.texts)):
        raise BadKey("The question has no such option.")
    if drawn.type == "single_choice" and len(found) != 1:
        raise BadKey("Choose one option.")
    return found


def _options(drawn: DrawnItem, asked: Correction) -> JSON:
    right = _right_options(drawn, asked)
    said = [NO_REASON if place in right else line for place, line in enumerate(drawn.key["options"])]
    key: JSON = {**drawn.key, "options": said}
    if asked.how == "replace":
        key.pop("fractions", None)
        return {**key, "right": sorted(right)}
    if drawn.type == "multiple_choice" and "fractions" not in key:
        return {**key, "right": sorted(right.union(key["right"]))}
    before = key.get("fractions") or [float(place in key["right"]) for place in range(len(drawn.options))]
    most = max(before) if drawn.type == "multiple_choice" else 1.0
    shares = [most if place in right else share for place, share in enumerate(before)]
    least = max(shares) if drawn.type == "single_choice" else 0.0
    listed = [place for place, share in enumerate(shares) if share > 0 and share >= least]
    return {**key, "fractions": shares, "right": listed}


def _true_false(drawn: DrawnItem, asked: Correction) -> JSON:
    if asked.texts[0] not in ("true", "false"):
        raise BadKey("Choose true or false.")
    return {"right": asked.texts[0] == "true", **NO_REASON}


def _numeric(drawn: DrawnItem, asked: Correction) -> JSON:
    value = worked_out(as_expression(asked.texts[0]), numbers_in(drawn))
    if not math.isfinite(value):
        raise BadKey("The key has no value for these numbers.")
    width = float(f"{sane_reach(asked.tolerance, value):.12g}")
    if asked.how == "accept":
        line = {"value": value, "tolerance": width, "fraction": 1.0, **NO_REASON}
        return {**drawn.key, "credit": [line, *drawn.key.get("credit", ())]}
    text, _read = shown(value, figures=drawn.figures or enough_figures(value, width))
    return {**drawn.key, "value": value, "shown": text, "tolerance": width}


def _short_text(drawn: DrawnItem, asked: Correction) -> JSON:
    if asked.how == "accept":
        return {**drawn.key, "answers": [*dict.fromkeys([*drawn.key["answers"], *asked.texts])]}
    key: JSON = {**drawn.key, "answers": [*asked.texts]}
    if "credit" in key:
        key["credit"] = [line for line in key["credit"] if line["fraction"] < 1]
    return {name: value for name, value in key.items() if name != "credit" or value}


def _matching(drawn: DrawnItem, asked: Correction) -> JSON:
    options = list(drawn.options)
    if len(asked.texts) != len(drawn.left) or not set(asked.texts) <= set(options):
        raise BadKey("Choose a right side for each left one.")
    return {**drawn.key, "right": [options.index(text) for text in asked.texts]}


def _ordering(drawn: DrawnItem, asked: Correction) -> JSON:
    if sorted(asked.texts) != sorted(drawn.options):
        raise BadKey("Give each of them a place of its own.")
    return {**drawn.key, "places": [asked.texts.index(text) + 1 for text in drawn.options]}


def _cloze(drawn: DrawnItem, asked: Correction) -> JSON:
    if not 0 <= asked.gap < len(drawn.gaps):
        raise BadKey("The question has no such gap.")
    before, choices = drawn.key["gaps"][asked.gap], drawn.gaps[asked.gap]
    if choices and not set(asked.texts) <= set(choices):
        raise BadKey("The gap has no such choice.")
    gaps = [*drawn.key["gaps"]]
    gaps[asked.gap] = _gap(before, asked, numbers_in(drawn))
    return {**drawn.key, "gaps": gaps}


def _gap(before: JSON, asked: Correction, numbers: Mapping[str, float]) -> JSON:
    replacing = asked.how == "replace"
    texts: Sequence[str] = asked.texts
    key: JSON = dict(before)
    if "numbers" in before:
        entry = {"answer": as_expression(texts[0]), "accept": [as_expression(text) for text in texts[1:]]}
        fresh = gap_key({**entry, "numeric": True, "tolerance": asked.tolerance or "0"}, numbers, str)
        partly = [line for line in before["numbers"] if line["fraction"] < 1]
        key["numbers"] = [*fresh["numbers"], *(partly if replacing else before["numbers"])]
        texts = fresh["answers"]
    elif replacing and "credit" in before:
        key["credit"] = [line for line in before["credit"] if line["fraction"] < 1]
    key["answers"] = [*texts] if replacing else [*dict.fromkeys([*before["answers"], *texts])]
    return key


_KEYS: Mapping[str, Callable[[DrawnItem, Correction], JSON]] = {
    "single_choice": _options,
    "multiple_choice": _options,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
