"""Numbers in a GIFT file: `3.14:0.01`, `3..4`, `3,14`; and the numeric item that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from server.formats.gift_text import plain
from server.formats.questions import Doubt
from server.formats.skipped import Unreadable

_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")
# As in 1 000 or 1'000: what stands between the digits in groups of three.
_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
MOST_DIGITS = 30
"""powers of ten; what is larger or smaller is a slip of the keyboard"""


def numeric_body(credit: list[dict[str, Any]]) -> dict[str, Any]:
    """The keys of a numeric item from its answers in order (`value`, `tolerance`, `fraction`, maybe `feedback`).

    Empty where none is a number that earns anything.
    """
    numbers = [entry for entry in credit if entry["fraction"] > 0 and entry["value"] != "*"]
    right = [entry for entry in numbers if entry["fraction"] >= max(other["fraction"] for other in numbers)]
    if not right:
        return {}
    key, near = Decimal(right[0]["value"]), Decimal(right[0]["tolerance"])
    body: dict[str, Any] = {"answer": _text(key), "tolerance": _text(near), "decimals": max(0, -_exponent(key))}
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
    if len(credit) > 1 or "feedback" in credit[0] or right[0]["fraction"] < 1:
        body["credit"] = credit
    return body


def reads_commas(texts: Sequence[str]) -> bool:
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


def range_of(text: str, doubts: list[Doubt]) -> tuple[str, str]:
    """The value and how far off it may be, both as decimal text."""
    plainly = _GROUPS.sub("", text.replace("−", "-"))
    if plainly != text:
        doubts.append(Doubt(f"“{text[:40]}” is not how a computer writes a number.", f"It was read as {plainly}."))
        text = plainly
    low, dots, high = text.partition("..")
    if dots:
        first, last = _number(low), _number(high)
        if first > last:
            doubts.append(Doubt("A range begins with its larger end.", "The ends were exchanged."))
            first, last = last, first
        return _text((first + last) / 2), _text((last - first) / 2)
    value, _, tolerance = text.partition(":")
    if tolerance.strip().endswith("%"):
        share = abs(_number(tolerance.strip()[:-1])) / 100
        doubts.append(Doubt("The tolerance is given in %.", "It was taken of the answer."))
        return _text(_number(value)), _text((abs(_number(value)) * share).normalize())
    return _text(_number(value)), _text(abs(_number(tolerance))) if tolerance.strip() else "0"


def _number(text: str) -> Decimal:
    text = text.strip()
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        raise Unreadable(f"“{text[:40]}” is not a number")
    number = Decimal(text.replace(",", "."))
    if abs(number.adjusted()) > MOST_DIGITS:
        raise Unreadable(f"“{text}” is too large or too small")
    return number


def _text(number: Decimal) -> str:
    """A number in full, without a power of ten: `1822`, `0.0005`."""
    return f"{number:f}"


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
