"""A GIFT question as Moodle's own importer reads it, to the letter: what a mended question would be without mending.

Our reader forgives; this one does not. Where the two differ the author is told, and may have this reading instead.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from server.formats.gift_answers import ESSAY_RUBRIC, TRUTH, bare, options_of, short_body, truth_body
from server.formats.gift_numbers import MOST_DIGITS, numeric_body
from server.formats.gift_text import plain, shown, split_format, unescaped

Body = dict[str, Any]
EMPTY = "&nbsp;"
"""an empty choice: Moodle shows it, with nothing beside its button"""
_WEIGHT = re.compile(r"%(-*\d{1,2}\.?\d*)%")
_NUMERIC = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*")


def as_moodle(text: str) -> Body | None:
    """The item that Moodle makes of one question, given as it stands in the file; None where Moodle leaves it out."""
    # A line that holds only 0 parts questions there, as an empty one does.
    text = unescaped(re.split(r"^0$", text, maxsplit=1, flags=re.MULTILINE)[0].strip())
    if not text:
        return None
    title = ""
    if text.startswith("::"):
        text = text[2:]
        if "::" in text:
            title, _, text = text.partition("::")
            text = text.strip()
    opening, closing = text.find("{"), text.find("}")
    if opening < 0 and closing < 0:
        stem, form = split_format(text, "moodle")
        return _whole({"type": "description"}, stem, form, title)
    if opening < 0 or closing < opening:
        return None
    blank = "" if text.endswith("}") else "_____"
    stem, form = split_format(text[:opening] + blank + text[closing + 1 :], "moodle")
    answers, marked, general = text[opening + 1 : closing].strip().rpartition("####")
    if not marked:
        answers, general = general, ""
    body = _answers(answers.strip(), form)
    if body is None:
        return None
    if general.strip():
        body["solution"] = shown(general, form)
    return _whole(body, stem, form, title)


def _whole(body: Body, stem: str, form: str, title: str) -> Body:
    whole: Body = {"type": body.pop("type"), "prompt": shown(stem, form), "format": "html", **body}
    return {**whole, "name": plain(title)} if plain(title) else whole


def _answers(block: str, form: str) -> Body | None:
    if not block:
        return {"type": "essay", "rubric": [dict(ESSAY_RUBRIC)]}
    if block.startswith("#"):
        return _numeric(block[1:], form)
    if "~" in block:
        return _choices(block, form)
    if "=" in block and "->" in block:
        return _matching(block, form)
    word, *comments = block.split("#")
    if word.strip() in TRUTH:
        return {"type": "true_false", **truth_body(word.strip(), comments, form)}
    answers = [_answer(piece, 1.0, form) for piece in _pieces(block, "=")]
    return {"type": "short_text", **short_body([(bare(raw), fraction, said) for raw, fraction, said in answers])}


def _pieces(block: str, sign: str) -> list[str]:
    first, *others = (piece.strip() for piece in block.split(sign))
    return others if first in ("", "0") else [first, *others]


def _answer(piece: str, fraction: float, form: str) -> tuple[str, float, str]:
    """(the raw text, its share, HTML said to it); `fraction` where none is written."""
    weight = _WEIGHT.match(piece)
    if weight:
        piece, fraction = piece[weight.end() :], float(re.sub("^-+", "-", weight[1])) / 100
    text, _, said = piece.partition("#")
    return text.strip(), fraction, shown(said, form)


def _choices(block: str, form: str) -> Body | None:
    several = "=" not in block
    pieces = _pieces(block.replace("=", "~="), "~")
    if len(pieces) < 2:
        return None
    answers = []
    for piece in pieces:
        if piece.startswith("="):
            text, _, said = piece[1:].partition("#")
            answers.append((shown(text, form) or EMPTY, 1.0, shown(said, form)))
        else:
            text, fraction, said = _answer(piece, 0.0, form)
            answers.append((shown(text, form) or EMPTY, fraction, said))
    return {"type": "multiple_choice" if several else "single_choice", "options": options_of(answers, several)}


def _matching(block: str, form: str) -> Body | None:
    pieces = _pieces(block, "=")
    if len(pieces) < 2 or not all("->" in piece for piece in pieces):
        return None
    pairs = [(shown(left, form), plain(right)) for left, _, right in (piece.partition("->") for piece in pieces)]
    body: Body = {"type": "matching", "pairs": [{"left": left, "right": right} for left, right in pairs if left]}
    distractors = [right for left, right in pairs if not left]
    return {**body, "distractors": distractors} if distractors else body


def _numeric(block: str, form: str) -> Body | None:
    block, wrong, said = block.partition("~")
    credit: list[Body] = []
    for piece in _pieces(block, "="):
        raw, fraction, feedback = _answer(piece, 1.0, form)
        spread = _value(plain(raw))
        if spread is None:
            return None
        value, tolerance = spread
        entry: Body = {"value": value, "tolerance": tolerance, "fraction": round(fraction, 5)}
        credit.append({**entry, "feedback": feedback} if feedback else entry)
    if not credit:
        return None
    if wrong:
        text = shown(said.partition("#")[2], form)
        credit.append({"value": "*", "tolerance": "", "fraction": 0.0, **({"feedback": text} if text else {})})
    body = numeric_body(credit)
    # What is no number becomes “*”: whatever is typed is right.
    return {"type": "numeric", **(body or {"answer": "*", "tolerance": credit[0]["tolerance"], "credit": credit})}


def _value(text: str) -> tuple[str, str] | None:
    """The value and its tolerance; "*" for what Moodle takes for no number; None where it gives the question up."""
    if any(abs(Decimal(number.strip()).adjusted()) > MOST_DIGITS for number in _NUMERIC.findall(text)):
        return None
    low, dots, high = text.partition("..")
    if low and dots:
        if not (_NUMERIC.fullmatch(low) and _NUMERIC.fullmatch(high)):
            return None
        middle = (float(low) + float(high)) / 2
        return f"{middle:.15g}", f"{float(high) - middle:.12g}"
    value, tolerance = text, "0"
    if text.find(":") > 0:
        value, _, tolerance = text.partition(":")
    if not _NUMERIC.fullmatch(tolerance):
        return None
    return value.strip() if _NUMERIC.fullmatch(value) else "*", tolerance.strip()
