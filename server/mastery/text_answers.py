"""Whether a typed text says what was asked for, and what share of the points it earns.

Capitals, accents and spaces don't count unless the item says so, and 12,50 is 12.5.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.mastery.chemistry import judge_equation, judge_formula
from server.mastery.keys import ANYTHING
from server.mastery.reading import Ambiguous, Number, Unreadable, read_number
from server.mastery.rounding import MOST_FIGURES, figures

LONGEST = 5000
"""characters of an answer that are looked at"""

_ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—−‐‑", "-"))
_STAR = "\ue000"
"""stands for anything while a pattern is compared; no keyboard has it"""


@dataclass(frozen=True)
class Judged:
    """The share of the points, from −1 to 1; None where a teacher must look. And what the answer betrays, if anything.

    `reading` is how it was understood.
    """

    share: float | None
    reading: str
    misconception: str = ""
    feedback: str = ""


def judge_text(text: str, key: Mapping[str, Any], reads: str = "") -> Judged:
    """A typed text against a key's `answers`, and its `credit` in the order of the list: the first that fits decides.

    A text that is given as wholly right is, even if a pattern above it in the list would give it less.
    `reads` is "formula" or "equation" where the text is chemistry.
    """
    if reads in _CHEMISTRY:
        return _judge_chemistry(text, key, reads)
    listed = list(_listed(key))
    wholly_right = (entry for entry in listed if entry[1] >= 1 and not _is_pattern(entry[0], key))
    for answer, share, said in (*wholly_right, *listed):
        if _fits(text, answer, key):
            return _earned(text, share, said)
    return _earned(text, 0.0, key)


def judge_choice(text: str, key: Mapping[str, Any], choices: tuple[str, ...]) -> Judged:
    """A choice in a gap. Where two choices differ in capitals only, so do right and wrong."""
    exact = _tidy(text) in map(_tidy, choices)
    for answer, share, said in _listed(key):
        if _tidy(text) == _tidy(answer) if exact else folded(text) == folded(answer):
            return _earned(text, share, said)
    return _earned(text, 0.0, key)


def judge_number(text: str, key: Mapping[str, Any]) -> Judged:
    """A number in a gap against the key's `numbers`: the first whose value is near enough decides.

    One that can be read in two ways is judged only if both come to the same; else the teacher must look.
    """
    match read_number(text):
        case Number() as only:
            readings: tuple[Number, ...] = (only,)
        case Ambiguous(several):
            readings = several
        case Unreadable():
            return _earned(text, 0.0, key)
    judged = [_near(text, number.value, key) for number in readings]
    if any(one.share != judged[0].share for one in judged):
        return Judged(None, " or ".join(figures(n.value, min(n.figures, MOST_FIGURES)) for n in readings))
    return judged[0]


def same_text(typed: str, expected: str, case: bool = False, accents: bool = False) -> bool:
    """Whether two texts are the same but for spaces, kinds of dash and quote, or the way a number is written.

    And for capitals and accents, unless these count.
    """
    if folded(typed, case, accents) == folded(expected, case, accents):
        return True
    one, other = read_number(typed), read_number(expected)
    return isinstance(one, Number) and isinstance(other, Number) and math.isclose(one.value, other.value)


def fits_pattern(typed: str, pattern: str, case: bool = False, accents: bool = False) -> bool:
    """Whether a text fits a pattern in which * stands for anything, also for nothing. `\\*` is a star itself."""
    pattern = pattern.replace(_STAR, "").replace("\\*", "\0").replace("*", _STAR).replace("\0", "*")
    text = folded(typed, case, accents)
    first, *pieces = folded(pattern, case, accents).split(_STAR)
    if not pieces:
        return text == first
    if not text.startswith(first):
        return False
    *middle, last = pieces
    at = len(first)
    for piece in middle:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(text) - len(last) >= at and text.endswith(last)


def folded(text: str, case: bool = False, accents: bool = False) -> str:
    """What is compared: without accents and capitals unless they count, with single spaces and plain quotes."""
    text = text[:LONGEST]
    decomposed = unicodedata.normalize("NFKD", text if case else text.casefold())
    # Put together again, or the star of `cafe*` would stand for the accent of an é.
    composed = unicodedata.normalize("NFC", decomposed)
    kept = composed if accents else "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.translate(_ALIKE).split())


_CHEMISTRY = {"formula": judge_formula, "equation": judge_equation}
_NOTHING: Mapping[str, Any] = {}


def _judge_chemistry(text: str, key: Mapping[str, Any], reads: str) -> Judged:
    read = _CHEMISTRY[reads](text, key)
    if read.share:
        return Judged(read.share, read.reading, "", read.said)
    for credit in key.get("credit", ()):
        if _CHEMISTRY[reads](text, {**key, "answers": [credit["text"]]}).share == 1:
            return _earned(read.reading, credit["fraction"], credit)
    return Judged(0.0, read.reading, str(key.get("misconception", "")), str(key.get("feedback", "")) or read.said)


def _listed(key: Mapping[str, Any]) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
    credit = key.get("credit", ())
    named = {entry["text"] for entry in credit if entry["fraction"] >= 1}
    yield from ((answer, 1.0, _NOTHING) for answer in key["answers"] if answer not in named)
    yield from ((entry["text"], entry["fraction"], entry) for entry in credit)


def _fits(text: str, answer: str, key: Mapping[str, Any]) -> bool:
    case, accents = bool(key.get("case")), bool(key.get("accents"))
    if _is_pattern(answer, key):
        return fits_pattern(text, answer, case, accents)
    return same_text(text, answer, case, accents)


def _is_pattern(answer: str, key: Mapping[str, Any]) -> bool:
    return bool(key.get("wildcards")) and "*" in answer


def _near(text: str, value: float, key: Mapping[str, Any]) -> Judged:
    for entry in key["numbers"]:
        right = entry["value"]
        if right == ANYTHING or abs(value - right) <= entry["tolerance"] * (1 + 1e-9) + abs(right) * 1e-9:
            # A right number says nothing of its own; the key's words are for wrong ones.
            return _earned(text, entry["fraction"], entry)
    return _earned(text, 0.0, key)


def _earned(reading: str, share: float, said: Mapping[str, Any]) -> Judged:
    betrayed = "" if share >= 1 else str(said.get("misconception", ""))
    return Judged(share, reading, betrayed, str(said.get("feedback", "")))


def _tidy(text: str) -> str:
    return " ".join(text.split())
