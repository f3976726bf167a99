"""The part of a GIFT question between its braces, read into a native item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from server.formats.gift_text import as_html, plain, split_format

Body = dict[str, Any]
ESSAY_RUBRIC = {"points": 1, "text": "answers the question fully"}
"""GIFT has no rubric; a teacher who reads essays may replace this line"""
MOST_ANSWERS = 1000
_WEIGHT = re.compile(r"\s*%\s*([-+]?\d+(?:[.,]\d+)?)\s*%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")


class Unreadable(ValueError):
    """This question cannot be read; the message says why, in words for its author."""


@dataclass
class Answer:
    """One `=` or `~` of the block: its text (still with stand-ins), its share of the points, and what to say to it."""

    text: str
    fraction: float
    feedback: str
    right: bool
    """it began with `=`"""


@dataclass
class Read:
    """What an answer block became: the type, the keys it adds to the item, and the format each text was in."""

    type: str
    body: Body
    warnings: list[str] = field(default_factory=list)


def read_answers(block: str, form: str) -> Read:
    """Recognises the kind of a block by its signs, as GIFT does, and reads it. Unreadable when it makes no sense."""
    block = block.strip()
    if block.count("~") + block.count("=") > MOST_ANSWERS:
        raise Unreadable(f"it has more than {MOST_ANSWERS} answers")
    if not block:
        return Read("essay", {"rubric": [dict(ESSAY_RUBRIC)]})
    if block.startswith("#"):
        return _numeric(block[1:])
    if "~" in block:
        return _choices(block, form)
    if "=" in block and "->" in block:
        return _matching(block, form)
    return _truth(block, form) or _short(block, form)


def split_answers(block: str) -> tuple[list[Answer], list[str]]:
    """The answers of a block, in order, and what had to be mended."""
    warnings: list[str] = []
    starts = _starts(block, warnings)
    answers = []
    for place, (begin, sign) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(block)
        text = block[begin + 1 : end]
        if sign == "~" and not text.strip() and place + 1 < len(starts) and starts[place + 1][1] == "=":
            warnings.append("“~=” was read as one right answer (an empty choice was left out)")
            continue
        answers.append(_answer(text, sign == "="))
    return answers, list(dict.fromkeys(warnings))


def _starts(block: str, warnings: list[str]) -> list[tuple[int, str]]:
    """Where each answer begins. An `=` inside a word is text when the other answers have a line of their own."""
    hits = [(hit.start(), hit[0]) for hit in re.finditer("[~=]", block)]
    own_line = [place for place, _ in hits if not block[:place].rpartition("\n")[2].strip(" \t~")]
    right_on_own_line = any(block[place] == "=" for place in own_line)
    kept = []
    for place, sign in hits:
        inside_word = place > 0 and not block[place - 1].isspace() and block[place - 1] != "~"
        if sign == "=" and inside_word and right_on_own_line and len(own_line) >= 3:
            warnings.append("an “=” inside an answer was read as part of its text")
            continue
        kept.append((place, sign))
    return kept


def _answer(text: str, right: bool) -> Answer:
    text, feedback = _with_feedback(text)
    fraction = 1.0 if right else 0.0
    weight = _WEIGHT.match(text)
    if weight:
        fraction = max(-1.0, min(1.0, float(weight[1].replace(",", ".")) / 100))
        text = text[weight.end() :]
    return Answer(text, fraction, feedback, right)


def _with_feedback(text: str) -> tuple[str, str]:
    before, _, after = text.partition("#")
    return before, after


def _shown(text: str, form: str) -> str:
    """A text for the page: HTML, whatever format it was in."""
    rest, own = split_format(text, form)
    return as_html(plain(rest), own)


def _bare(text: str) -> str:
    """A text to compare an answer with: without its format mark."""
    return plain(split_format(text, "")[0])


def _choices(block: str, form: str) -> Read:
    answers, warnings = split_answers(block)
    several = not any(answer.right for answer in answers)
    options: list[Body] = []
    for answer in answers:
        option: Body = {"text": _shown(answer.text, form)}
        right = answer.fraction > 0 if several else answer.fraction >= 1
        if right:
            option["correct"] = True
        if answer.fraction not in (0.0, 1.0) or (several and answer.fraction):
            option["fraction"] = round(answer.fraction, 5)
        if answer.feedback.strip():
            option["feedback"] = _shown(answer.feedback, form)
        options.append(option)
    if any(not option["text"] for option in options):
        warnings.append("an empty choice was left out")
        options = [option for option in options if option["text"]]
    if len(options) < 2:
        raise Unreadable("there is only one choice")
    if not any(option.get("correct") for option in options):
        raise Unreadable("no choice is marked right")
    rights = sum(bool(option.get("correct")) for option in options)
    if not several and rights > 1:
        warnings.append("several choices are marked right: it was read as a question with several right answers")
        for option in options:
            option["fraction"] = option.get("fraction", 1.0 if option.get("correct") else 0.0)
    elif several and abs(sum(max(answer.fraction, 0) for answer in answers) - 1) > 0.02:
        warnings.append("the shares of the right choices do not add up to 100 %")
    return Read("multiple_choice" if several or rights > 1 else "single_choice", {"options": options}, warnings)


def _matching(block: str, form: str) -> Read:
    pieces = [piece for piece in block.split("=") if piece.strip()]
    pairs: list[Body] = []
    distractors: list[str] = []
    warnings: list[str] = []
    for piece in pieces:
        if "->" not in piece:
            raise Unreadable(f"“{_bare(piece)[:40]}” has no “->” to its partner")
        left, _, right = piece.partition("->")
        right, feedback = _with_feedback(right)
        if feedback.strip():
            warnings.append("a comment after “#” was left out: a pair has none")
        if left.strip():
            pairs.append({"left": _shown(left, form), "right": _bare(right)})
        else:
            distractors.append(_bare(right))
    if len(pairs) < 2:
        raise Unreadable("a matching question needs two pairs")
    body: Body = {"pairs": pairs}
    if distractors:
        body["distractors"] = distractors
    return Read("matching", body, list(dict.fromkeys(warnings)))


def _truth(block: str, form: str) -> Read | None:
    word, *comments = block.split("#")
    word = word.strip()
    if word.upper() not in _TRUTH:
        return None
    body: Body = {"correct": _TRUTH[word.upper()]}
    for key, comment in zip(("feedback", "feedback_right"), comments, strict=False):
        if comment.strip():
            body[key] = _shown(comment, form)
    warnings = [] if word.isupper() else [f"“{word}” was read as a true-or-false question; GIFT wants capitals"]
    return Read("true_false", body, warnings)


def _short(block: str, form: str) -> Read:
    answers = [_answer(piece, True) for piece in block.split("=") if piece.strip()]
    credit: list[Body] = []
    for answer in answers:
        entry: Body = {"text": _bare(answer.text), "fraction": round(answer.fraction, 5)}
        if answer.feedback.strip():
            entry["feedback"] = _shown(answer.feedback, form)
        if entry["text"]:
            credit.append(entry)
    right = [entry["text"] for entry in credit if entry["fraction"] >= 1]
    if not right:
        raise Unreadable("no answer is worth all the points")
    warnings = (
        [] if not any("\n" in text for text in right) else ["an answer runs over several lines: nobody can type it"]
    )
    body: Body = {"answers": right}
    if len(right) < len(credit) or any("feedback" in entry for entry in credit):
        body["credit"] = credit
    return Read("short_text", body, warnings)


def _numeric(block: str) -> Read:
    """`3.14:0.01`, `3..4`, or a list of answers with their shares. A decimal comma is read as one."""
    if "=" in block or "~" in block:
        answers = [_answer(piece[1:], piece[0] == "=") for piece in re.findall(r"[=~][^=~]*", "=" + block.lstrip())]
        answers = [answer for answer in answers if answer.text.strip() or answer.feedback.strip()]
    else:
        answers = [_answer(block, True)]
    warnings: list[str] = []
    commas = _reads_commas([answer.text for answer in answers])
    credit: list[Body] = []
    for answer in answers:
        text = plain(answer.text)
        entry: Body = {"value": "*", "tolerance": "", "fraction": round(answer.fraction, 5)}
        if text not in ("", "*"):
            entry["value"], entry["tolerance"] = _range(text, warnings)
        if answer.feedback.strip():
            entry["feedback"] = _shown(answer.feedback, "moodle")
        credit.append(entry)
    right = [entry for entry in credit if entry["fraction"] >= 1 and entry["value"] != "*"]
    if not right:
        raise Unreadable("no number is given as the right answer")
    if commas:
        warnings.append(f"the decimal comma was read as a point: {right[0]['value']}")
    if Decimal(right[0]["tolerance"]) == 0:
        warnings.append(f"no tolerance is given: only exactly {right[0]['value']} is right")
    if len({entry["value"] for entry in right}) > 1:
        warnings.append(f"of several right numbers only the first, {right[0]['value']}, will be taken for right")
    key, near = Decimal(right[0]["value"]), Decimal(right[0]["tolerance"])
    body: Body = {"answer": _text(key), "tolerance": _text(near), "decimals": max(0, -_exponent(key))}
    mistakes = [
        {"value": entry["value"], "misconception": "", "feedback": entry["feedback"]}
        for entry in credit
        if entry["fraction"] <= 0
        and entry["value"] != "*"
        and "feedback" in entry
        and abs(Decimal(entry["value"]) - key) > near
    ]
    if mistakes:
        body |= {"mistakes": mistakes, "mistake_gap": 0}
    if len(credit) > 1 or "feedback" in credit[0]:
        body["credit"] = credit
    return Read("numeric", body, list(dict.fromkeys(warnings)))


def _reads_commas(texts: Sequence[str]) -> bool:
    """Whether commas are decimal ones. Unreadable when `1,234` could as well be a thousand and more."""
    numbers = [number for text in texts for number in _NUMBER.findall(plain(text)) if "," in number]
    if not numbers:
        return False
    if all(re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", number) for number in numbers):
        raise Unreadable(
            f"“{numbers[0]}” could be a decimal or a thousand: write {numbers[0].replace(',', '.')} or "
            f"{numbers[0].replace(',', '')}"
        )
    return True


def _range(text: str, warnings: list[str]) -> tuple[str, str]:
    """The value and how far off it may be, both as decimal text."""
    low, dots, high = text.partition("..")
    if dots:
        first, last = _number(low), _number(high)
        if first > last:
            warnings.append("a range was written with its larger end first")
            first, last = last, first
        return _text((first + last) / 2), _text((last - first) / 2)
    value, _, tolerance = text.partition(":")
    return _text(_number(value)), _text(abs(_number(tolerance))) if tolerance.strip() else "0"


def _number(text: str) -> Decimal:
    text = text.strip()
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        raise Unreadable(f"“{text[:40]}” is not a number")
    number = Decimal(text.replace(",", "."))
    if abs(number.adjusted()) > 30:
        raise Unreadable(f"“{text}” is too large or too small")
    return number


def _text(number: Decimal) -> str:
    """A number in full, without a power of ten: `1822`, `0.0005`."""
    return f"{number:f}"


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
