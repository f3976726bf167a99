"""Chemistry as one types it, \\ce{2H2 + O2 -> 2H2O}, read into MathML: what is an index, a charge, an arrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from server.web.formula.nodes import (
    Unreadable,
    node,
    number,
    row,
    scripted,
    sign,
    space,
    stacked,
    tight,
    upright,
    words,
)

if TYPE_CHECKING:
    from server.web.formula.reading import Reader

ARROWS = {
    "->": "→", "-->": "→", "<-": "←", "<--": "←", "<->": "↔", "<-->": "↔", "<=>": "⇌", "<=>>": "⇌", "<<=>": "⇌",
    "→": "→", "←": "←", "↔": "↔", "⇌": "⇌", "=>": "⇒",
}  # fmt: skip

_ARROW = re.compile("|".join(sorted(map(re.escape, ARROWS), key=len, reverse=True)))
_AMOUNT = re.compile(r"\(?(\d+)/(\d+)\)?|\d+(?:[.,]\d+)?|[nmxy](?=\s+[A-Z(\[])")
_STATE = re.compile(r"\((?:aq|s|l|g|cr|am|ads|sln|solid|liquid|gas|aq,\s*∞)\)")
_SYMBOL = re.compile(r"[A-Z][a-z]?|[a-z]+|[Α-Ωα-ω]")
_CHARGE = re.compile(r"[+\-−]+(?=$|[\s)\],;:/*·}\[]|\((?:aq|s|l|g)\))")
_POWER = re.compile(r"\d*[+\-−](?![\d.])|[+\-−]\d*|\d+|[IVX]+|[a-z]|[.*•·]|\\[A-Za-z]+")
# After a number a point is that of a hydrate where a substance follows: CuSO4.5H2O.
_COUNT = re.compile(r"\d+(?:[.,]\d+(?!\d*[A-Z(\[]))?")
_INDEX = re.compile(rf"{_COUNT.pattern}|[a-z]|\\[A-Za-z]+")
_BONDS = {"-": "−", "–": "−", "−": "−", "=": "=", "#": "≡", "≡": "≡", "~": "∼"}


def arrow(char: str, above: Element | None, below: Element | None) -> Element:
    """An arrow as long as the words above and below it."""
    if above is None and below is None:
        return sign(char, stretchy="false", lspace="0.2778em", rspace="0.2778em")
    labels = [None if part is None else node("mrow", space("0.5em"), part, space("0.5em")) for part in (below, above)]
    return stacked(sign(char, stretchy="true", lspace="0.2778em", rspace="0.2778em"), *labels)


def reaction(reader: Reader, source: str) -> Element:
    """A formula or an equation of chemistry. Raises Unreadable for what is no chemistry."""
    return node("mrow", *_Formula(reader, source.strip()).parts())


class _Formula:
    def __init__(self, reader: Reader, source: str) -> None:
        self.reader, self.source, self.at = reader, source, 0
        self.found: list[Element] = []
        self.fresh = True
        """at the start of a substance, where a number says how many of them"""

    def parts(self) -> list[Element]:
        self.reader.deeper()
        while self.at < len(self.source):
            self._next()
        self.reader.depth -= 1
        return self.found

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.source, self.at)
        if found:
            self.at = found.end()
        return found

    def _next(self) -> None:
        rest = self.source[self.at :]
        char = rest[0]
        if char.isspace():
            self.at += 1
            self.fresh = True
        elif found := self._match(_ARROW):
            above, below = self._label(), self._label()
            self._operator(arrow(ARROWS[found[0]], above, below))
        elif self.fresh and (sided := re.match(r"([+=\-−v^↑↓])(?=\s|$)", rest)):
            self.at += 1
            falls = {"v": "↓", "^": "↑", "↓": "↓", "↑": "↑"}.get(sided[1])
            if falls:
                self.found += [space(), tight(falls)]
            else:
                self._operator(sign({"-": "−"}.get(sided[1], sided[1])))
        elif rest.startswith(("(v)", "(^)")):
            self.at += 3
            self.found += [space(), tight("↓" if rest[1] == "v" else "↑")]
        elif self.fresh and (amount := _AMOUNT.match(self.source, self.at)) and amount[0]:
            self._amount(amount)
        elif char in "^_" and self.fresh:
            self._nuclide()
        elif state := self._match(_STATE):
            self.found.append(words(state[0]))
        elif symbol := self._match(_SYMBOL):
            self._place(upright(symbol[0]))
        elif char in "([":
            self.at += 1
            self.found.append(tight(char))
            self.fresh = False
        elif char in ")]":
            self.at += 1
            self._place(tight(char))
        elif char == "{":
            self._place(_Formula(self.reader, self._braces())._row())
        elif char == "$":
            end = self.source.find("$", self.at + 1)
            if end < 0:
                raise Unreadable("a $ is missing")
            self._place(self.reader.inner(self.source[self.at + 1 : end], "italic"), skip=end + 1 - self.at)
        elif char == "\\":
            self._command()
        else:
            self._other(char)

    def _row(self) -> Element:
        return row(self.parts())

    def _operator(self, made: Element) -> None:
        self.found.append(made)
        self.fresh = True

    def _other(self, char: str) -> None:
        self.at += 1
        after = self.source[self.at : self.at + 1]
        if char in "*·" or (char in ".•" and (after.isdigit() or after.isupper())):
            self.found.append(sign("·", lspace="0.1667em", rspace="0.1667em"))
            self.fresh = True
        elif char in _BONDS:
            self.found.append(tight(_BONDS[char]))
            self.fresh = False
        elif char == "+":
            self._operator(sign("+"))
        elif char in ".,;:/%°'′!?":
            self.found.append(tight({"'": "′"}.get(char, char)))
        elif char.isdigit():
            self.found.append(number(char))
        elif char in "•↑↓":
            self.found.append(tight(char))
        else:
            raise Unreadable(f"{char} is no chemistry")

    def _amount(self, found: re.Match[str]) -> None:
        self.at = found.end()
        if found[1]:
            made = node("mfrac", number(found[1]), number(found[2]))
        else:
            made = number(found[0]) if found[0][0].isdigit() else node("mi", text=found[0])
        self.found.append(made)
        # "2+" alone is a charge somebody writes about, and no space belongs in it.
        if self.source[self.at : self.at + 1] not in {"", "+", "-"}:
            self.found.append(space())
        self.fresh = False
        while self.source[self.at : self.at + 1] == " ":
            self.at += 1
        if self.source[self.at : self.at + 1] in {"^", "_"}:
            self.fresh = True

    def _place(self, made: Element, skip: int = 0) -> None:
        """A symbol or a bracket with the index and the charge that follow it."""
        self.at += skip
        self.fresh = False
        below = self._index()
        above = self._charge()
        if below is None:
            below = self._index()
        self.found.append(scripted(made, below, above))

    def _index(self) -> Element | None:
        if plain := self._match(_COUNT):
            return number(plain[0])
        if self.source[self.at : self.at + 1] != "_":
            return None
        self.at += 1
        return self._script(_INDEX)

    def _charge(self) -> Element | None:
        if plain := self._match(_CHARGE):
            return self._signed(plain[0])
        # "^" with a space before and after is a gas leaving; here it clings to the symbol.
        if self.source[self.at : self.at + 1] != "^":
            return None
        self.at += 1
        return self._script(_POWER)

    def _script(self, pattern: re.Pattern[str]) -> Element:
        if self.source[self.at : self.at + 1] == "{":
            return self._signed(self._braces())
        found = self._match(pattern)
        if not found:
            raise Unreadable("an index or a charge is missing")
        return self._signed(found[0])

    def _signed(self, text: str) -> Element:
        """A charge or an index: 2+, −, II, n+1, or a small formula of its own."""
        text = text.strip()
        if "\\" in text or "$" in text:
            return self.reader.inner(text.replace("$", ""))
        parts: list[Element] = []
        for piece in re.findall(r"\d+(?:[.,]\d+)?|[A-Za-z]+|\S", text):
            if piece[0].isdigit():
                parts.append(number(piece))
            elif piece.isalpha():
                parts.append(node("mi", text=piece) if len(piece) == 1 and piece.islower() else upright(piece))
            else:
                parts.append(tight({"-": "−", ".": "•", "*": "∗"}.get(piece, piece)))
        return row(parts)

    def _nuclide(self) -> None:
        """Mass and charge numbers in front of a symbol: ^{14}_{6}C."""
        scripts: dict[str, Element] = {}
        while (char := self.source[self.at : self.at + 1]) in {"^", "_"} and char not in scripts:
            self.at += 1
            scripts[char] = self._script(re.compile(r"[+\-−]?\d+"))
        start = len(self.found)
        if not (symbol := self._match(_SYMBOL)):
            raise Unreadable("no symbol after the mass number")
        self._place(upright(symbol[0]))
        base = self.found.pop()
        none = node("mrow")
        after: list[Element] = []
        if base.tag in {"msub", "msup", "msubsup"}:
            kept = {"msub": (1, None), "msup": (None, 1), "msubsup": (1, 2)}[base.tag]
            after = [node("mrow") if place is None else base[place] for place in kept]
            base = base[0]
        made = node("mmultiscripts", base, *after, node("mprescripts"), scripts.get("_", none))
        made.append(scripts.get("^", node("mrow")))
        self.found[start:] = [made]

    def _command(self) -> None:
        found = self._match(re.compile(r"\\(?:[A-Za-z]+|.)\s*"))
        if not found:
            raise Unreadable("a command is missing")
        source = found[0]
        while self.source[self.at : self.at + 1] == "{":
            source += "{" + self._braces() + "}"
        made = self.reader.inner(source)
        if made.tag in {"mo", "mspace"}:
            self.found.append(made)
        else:
            self._place(made)

    def _label(self) -> Element | None:
        """What stands in brackets after an arrow: conditions in words, or a formula."""
        if self.source[self.at : self.at + 1] != "[":
            return None
        deep, start = 0, self.at + 1
        for place in range(self.at, len(self.source)):
            deep += {"[": 1, "]": -1}.get(self.source[place], 0)
            if deep == 0:
                self.at = place + 1
                return self._condition(self.source[start:place].strip())
        raise Unreadable("a bracket is not closed")

    def _condition(self, text: str) -> Element | None:
        if not text:
            return None
        if "\\" in text or "$" in text:
            return self.reader.inner(text.replace("$", ""), "normal")
        # Words are words; what has a capital and a figure, or an element alone, is a substance.
        if text[0] == "{" or re.search(r"[a-z]{3}|°|\s[a-z]", text):
            return words(text.strip("{}"))
        return _Formula(self.reader, text)._row()

    def _braces(self) -> str:
        start, deep = self.at + 1, 0
        for place in range(self.at, len(self.source)):
            deep += {"{": 1, "}": -1}.get(self.source[place], 0)
            if deep == 0:
                self.at = place + 1
                return self.source[start:place]
        raise Unreadable("a brace is not closed")
