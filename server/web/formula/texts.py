"""Words inside a formula, with formulas inside the words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from server.web.formula import symbols
from server.web.formula.nodes import Unreadable, node, row, words

if TYPE_CHECKING:
    from server.web.formula.reading import Reader

_PARTS = re.compile(r"\$([^$]*)\$|\\\((.*?)\\\)", re.S)
_SAID = re.compile(r"\\(?:[A-Za-z]+\s?|.)|[{}~]|\s+|-{2,3}", re.S)


def text_of(reader: Reader, source: str, variant: str = "") -> Element:
    """The words of \\text{…} as one element: spaces stay, signs are signs, and $x$ between them is a formula."""
    found: list[Element] = []
    past = 0
    for part in _PARTS.finditer(source):
        found += _plain(source[past : part.start()], variant)
        found.append(reader.inner(part[1] if part[1] is not None else part[2]))
        past = part.end()
    found += _plain(source[past:], variant)
    return row(found) if found else node("mtext", text="")


def _plain(source: str, variant: str) -> list[Element]:
    if not source:
        return []
    made = words(_SAID.sub(_said, source))
    if variant:
        made.set("mathvariant", variant)
    return [made]


def _said(found: re.Match[str]) -> str:
    piece = found[0]
    if piece in {"{", "}"}:
        return ""
    if piece == "~" or piece.isspace():
        return "\u00a0" if piece == "~" else " "
    if piece[0] == "-":
        return "–"
    name = piece[1:].rstrip()
    if not name.isalpha():
        return " " if name in ", ;:" else "" if name in "()!" else name or " "
    if name in {"textbf", "textit", "textrm", "emph", "text", "mbox", "textnormal", "mathrm", "rm", "bf", "it"}:
        return ""
    for table in (symbols.UPRIGHT, symbols.IDENTIFIERS, symbols.OPERATORS, symbols.RELATIONS):
        if name in table:
            return table[name]
    if name in symbols.SPACES:
        return " "
    raise Unreadable(f"\\{name} is not known among words")
