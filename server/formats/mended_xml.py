"""XML that a person or a careless program wrote: the few slips that can be put right without guessing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

# What is never closed runs to the end, so that a thousand openings are not searched for a thousand ends.
_PARTS = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^<>]*>", re.DOTALL
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_AMPERSAND = re.compile(r"&(?:#(x?[0-9a-fA-F]{1,8});|(\w{1,40});)?", re.ASCII)
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_NEVER_CLOSED = re.compile(r"<(br|hr|img|input|wbr)(?:\s[^<>]*)?(?<!/)>(?!\s*</\1>)", re.IGNORECASE)
_BARE_VALUE = re.compile(
    r"(<[A-Za-z][\w:.-]*(?:\s+[\w:.-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s+[\w:.-]+=)([\w.-]+)(?=[\s/>])"
)


def without_forbidden(text: str) -> str:
    """The text without the control characters that no XML file may hold."""
    return _FORBIDDEN.sub("", text)


def mended(text: str) -> tuple[str, list[str]]:
    """The text of an XML file with its slips put right, and a sentence for each kind, naming the first line of it.

    An `&` or `<` that stands for itself is written as such, a name such as `&nbsp;` becomes its character, a value
    without quotes gets them, and a `<br>` its end. What is inside CDATA, comments and the declaration stays as it is,
    and so does the number of lines.
    """
    told: dict[str, int] = {}
    pieces: list[str] = []
    line = 1
    last = 0
    for fenced in _PARTS.finditer(text):
        pieces.append(_outside(text[last : fenced.start()], line, told))
        pieces.append(fenced[0])
        line += text.count("\n", last, fenced.end())
        last = fenced.end()
    pieces.append(_outside(text[last:], line, told))
    return "".join(pieces), [f"line {line}: {what}" for what, line in told.items()]


def _outside(piece: str, line: int, told: dict[str, int]) -> str:
    for slip, what, right in _SLIPS:
        places: list[int] = []

        def put(hit: re.Match[str], right: Callable[[re.Match[str]], str] = right, places: list[int] = places) -> str:
            now = right(hit)
            if now != hit[0] and not places:
                places.append(hit.start())
            return now

        changed = slip.sub(put, piece)
        if places:
            told.setdefault(what, line + piece.count("\n", 0, places[0]))
        piece = changed
    return piece


def _ampersand(hit: re.Match[str]) -> str:
    if hit[1] is not None:
        digits = hit[1]
        code = int(digits[1:], 16) if digits.startswith("x") else int(digits) if digits.isdigit() else 0
        planes = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
        return hit[0] if code in (9, 10, 13) or any(code in plane for plane in planes) else ""
    if hit[2] is None:
        return "&amp;"
    if hit[2] in _XML_NAMES:
        return hit[0]
    named = html.unescape(hit[0])
    return f"&amp;{hit[0][1:]}" if named == hit[0] else html.escape(named, quote=False)


_SLIPS: list[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]]] = [
    (_AMPERSAND, "An “&” was read as the sign itself, or as the letter that it names", _ampersand),
    (_BARE_LESS, "A “<” was read as “less than”", lambda hit: "&lt;"),
    (_BARE_VALUE, "Missing quotation marks were put in", lambda hit: f'{hit[1]}"{hit[2]}"'),
    (_NEVER_CLOSED, "A line break or a picture had no end, and got one", lambda hit: f"{hit[0][:-1]}/>"),
]
