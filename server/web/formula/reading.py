"""LaTeX as teachers write it, read into MathML. What is not known is refused: a formula half read is a wrong one."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

from server.web.formula import constructs, symbols
from server.web.formula.nodes import (
    Unreadable,
    closed_up,
    node,
    number,
    row,
    scripted,
    sign,
    space,
    stacked,
    tight,
    words,
)
from server.web.formula.rows import Atom, bracket_of, legible, spaced
from server.web.formula.source import Source

LONGEST = 4000
"""Characters of one formula."""
DEEPEST = 40
"""Braces within braces."""

_NUMBER = re.compile(r"(?:\d+(?:[.,]\d+)*|\.\d+)")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": "~"}
_ENDS = frozenset({"", "}", "&", "\\\\", "\\cr", "\\newline", "\\tabularnewline", "\\end", "\\right", "\\middle"})
_LINE_ENDS = frozenset({"\\\\", "\\cr", "\\newline", "\\tabularnewline"})
_TIGHT = frozenset("/!|‖.?@")
_WRITTEN = {"-": "−", "*": "∗", "–": "−", "…": "…", "’": "′"}


def read(source: str, display: bool = False) -> Element:
    """A formula as one MathML element `math`. Raises Unreadable for what is not understood, too long or too deep."""
    if len(source) > LONGEST:
        raise Unreadable("the formula is too long")
    for written, meant in _ENTITIES.items():
        source = source.replace(written, meant)
    root = node("math", *Reader(source, display).whole())
    if display:
        root.set("display", "block")
    else:
        legible(root)
    return root


class Reader(Source):
    """What stands in a source, as MathML. Every method reads on from the place it has come to."""

    def __init__(self, source: str, display: bool = False, font: str = "", depth: int = 0) -> None:
        super().__init__(source)
        self.display, self.font, self.depth = display, font, depth

    def whole(self) -> list[Element]:
        """All of the source; lines broken with a double backslash stand below each other."""
        lines = self.lines()
        if self.peek():
            raise Unreadable(f"{self.peek()} without its beginning")
        if len(lines) == 1 and len(lines[0]) == 1:
            return lines[0][0]
        return [constructs.table(lines, "rl" if any(len(line) > 1 for line in lines) else "l", spread=False)]

    def lines(self) -> list[list[list[Element]]]:
        """The cells of each line of a table, up to what ends it."""
        found: list[list[list[Element]]] = [[self.row()]]
        while True:
            piece = self.peek()
            if piece == "&":
                self.take()
                found[-1].append(self.row())
            elif piece in _LINE_ENDS:
                self.take()
                self.bracket()
                found.append([self.row()])
            else:
                break
        if len(found) > 1 and found[-1] == [[]]:
            found.pop()
        return found

    def row(self) -> list[Element]:
        """What stands side by side, up to the end of the group or cell."""
        self.deeper()
        font = self.font
        atoms: list[Atom] = []
        while (piece := self.peek()) not in _ENDS:
            name = piece[1:]
            if name in symbols.SWITCHES and piece[0] == "\\":
                self.take()
                self.font = symbols.FONTS[name]
            elif piece in constructs.BETWEEN:
                self.take()
                return self._close(font, [constructs.between(piece, spaced(atoms), self.row())])
            elif piece in {"\\displaystyle", "\\textstyle", "\\scriptstyle"}:
                self.take()
                large = "true" if piece == "\\displaystyle" else "false"
                return self._close(font, [*spaced(atoms), node("mstyle", *self.row(), displaystyle=large)])
            else:
                atoms.append(self._scripts(self._atom()))
        return self._close(font, spaced(atoms))

    def deeper(self) -> None:
        """One level further into braces and commands. Raises Unreadable where nobody could read it any more."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("too many braces within braces")

    def _close(self, font: str, found: list[Element]) -> list[Element]:
        self.font = font
        self.depth -= 1
        return found

    def argument(self) -> Element:
        """What a command is about: a group in braces, or the one thing that follows."""
        piece = self.peek()
        if piece in _ENDS or piece in {"^", "_"}:
            raise Unreadable("something is missing")
        if piece.isdigit():
            return number(self.take())
        return self._atom().element

    def inner(self, source: str, font: str = "") -> Element:
        """Another source, read as part of this one."""
        return row(Reader(source, False, font or self.font, self.depth).whole())

    def fence(self) -> str:
        """The bracket after a size or a \\left; empty for the one that is not to be seen."""
        piece = self.take()
        if piece not in symbols.FENCES:
            raise Unreadable(f"{piece} is no bracket")
        return symbols.FENCES[piece]

    def in_font(self, font: str) -> Element:
        """An argument in a font of its own."""
        before, self.font = self.font, font
        found = self.argument()
        self.font = before
        return found

    def _atom(self) -> Atom:
        piece = self.peek()
        if piece in {"^", "_", "'"}:
            return Atom(node("mrow"))
        if found := _NUMBER.match(self.source, self.at):
            self.at = found.end()
            return Atom(self._variant(number(found[0])))
        self.take()
        if piece == "{":
            children = self.row()
            if self.take() != "}":
                raise Unreadable("a brace is not closed")
            if len(children) == 1 and children[0].tag == "mo":
                children[0].attrib.update(lspace="0", rspace="0")
            return Atom(row(children))
        if piece[0] == "\\":
            return self._command(piece[1:])
        return self._character(piece)

    def _command(self, name: str) -> Atom:
        if name in symbols.IDENTIFIERS:
            return Atom(self._variant(node("mi", text=symbols.IDENTIFIERS[name])))
        if name in symbols.UPRIGHT or name in {"%", "$", "#", "&", "_"}:
            return Atom(self._variant(node("mi", text=symbols.UPRIGHT.get(name, name), mathvariant="normal")))
        if name in symbols.OPERATORS:
            return Atom(sign(symbols.OPERATORS[name]), "operator")
        if name in symbols.RELATIONS:
            return Atom(sign(symbols.RELATIONS[name], stretchy="false"), "operator")
        if name in symbols.FUNCTIONS:
            return Atom(node("mi", text=name), "function")
        if name in symbols.LIMITS:
            return Atom(sign(symbols.LIMITS[name], movablelimits="true", lspace="0", rspace="0"), "limits")
        if name in symbols.BIG:
            return Atom(sign(symbols.BIG[name], movablelimits="true"), "limits")
        if name in symbols.INTEGRALS:
            return Atom(sign(symbols.INTEGRALS[name]), "operator")
        if name in symbols.SPACES:
            return Atom(space(symbols.SPACES[name]), "space")
        if name in symbols.FONTS:
            font = symbols.FONTS[name]
            if name == "operatorname":
                starred = self.peek() == "*" and self.take() == "*"
                return Atom(self.in_font(font), "limits" if starred else "function")
            return Atom(self.in_font(font))
        if f"\\{name}" in symbols.FENCES:
            return bracket_of(symbols.FENCES[f"\\{name}"])
        if name in constructs.CONSTRUCTS:
            self.deeper()
            made = constructs.CONSTRUCTS[name](self, name)
            self.depth -= 1
            return Atom(made, constructs.KINDS.get(name, "plain"))
        raise Unreadable(f"\\{name} is not known here")

    def _character(self, piece: str) -> Atom:
        char = _WRITTEN.get(piece, piece)
        if char == "~":
            return Atom(words(" "), "space")
        if char in symbols.OPENING or char in symbols.CLOSING or char in symbols.BARS:
            return bracket_of(char)
        kind = unicodedata.category(char[0])
        if kind[0] in "LM":
            return Atom(self._letters(piece))
        if kind[0] == "N" or char in "°%‰′″":
            return Atom(node("mi", text=char, mathvariant="normal") if char in "°%‰′″" else number(char))
        if kind[0] in "SP" and char != "$":
            return Atom(tight(char) if char in _TIGHT else sign(char), "operator")
        raise Unreadable(f"{char!r} has no place in a formula")

    def _letters(self, first: str) -> Element:
        """A letter is a quantity of its own, save in a font where several make a name, and in other scripts a word."""
        foreign = not (first[0].isascii() or unicodedata.name(first[0], "").startswith(("GREEK", "LATIN")))
        if self.font in {"", "bold-italic", *symbols.ALPHABETS} and not foreign:
            shown = symbols.in_alphabet(first, self.font)
            return self._variant(node("mi", text=shown))
        run = re.compile(r"[^\W\d_]*").match(self.source, self.at)
        more = run[0] if run else ""
        after = self.source[self.at + len(more) :].lstrip()[:1]
        # The 3 of cm³ belongs to the m alone.
        if more and after in {"^", "_", "'"} and after:
            more = more[:-1]
        if not more and foreign:
            return node("mtext", text=first)
        self.at += len(more)
        return node("mtext", text=first + more) if foreign else self._variant(node("mi", text=first + more))

    def _variant(self, made: Element) -> Element:
        """The element in the font that holds here."""
        text = made.text or ""
        if self.font in {"normal", *symbols.ALPHABETS}:
            made.text = "".join(symbols.in_alphabet(char, self.font) for char in text)
            if made.tag == "mi" and len(made.text) == 1:
                made.set("mathvariant", "normal")
        elif self.font and (made.tag == "mi" or self.font.startswith("bold")):
            made.set("mathvariant", self.font)
        return made

    def _scripts(self, atom: Atom) -> Atom:
        """The atom with its index and power, its limits, its primes."""
        below: Element | None = None
        above: Element | None = None
        primes, limits = "", atom.kind == "limits"
        while (piece := self.peek()) in {"^", "_", "'", "′", "’", "\\limits", "\\nolimits"}:
            self.take()
            if piece == "^" and above is None:
                above = self.argument()
            elif piece == "_" and below is None:
                below = self.argument()
            elif piece in "'′’":
                primes += "′"
            elif piece[0] == "\\":
                limits = piece == "\\limits"
            else:
                raise Unreadable("two powers or two indices on one thing")
        if len(primes) > 4:
            raise Unreadable("too many primes")
        if primes:
            prime = sign({2: "″", 3: "‴"}.get(len(primes), primes))
            above = prime if above is None else node("mrow", prime, above)
        if below is None and above is None:
            return atom
        base = atom.element
        if base.tag == "mrow" and not len(base) and self._names_something():
            return Atom(self._before(below, above))
        if limits:
            if atom.kind != "limits":
                base.set("movablelimits", "false")
            small = (part if part is None else closed_up(part) for part in (below, above))
            return Atom(stacked(base, *small), atom.kind)
        return Atom(scripted(base, below, above), atom.kind)

    def _names_something(self) -> bool:
        piece = self.peek()
        return piece.isalpha() or piece in {"\\mathrm", "\\text", "\\rm", "\\ce"}

    def _before(self, below: Element | None, above: Element | None) -> Element:
        """Numbers in front of a symbol, as of a nuclide: they stand as high as its own would."""
        if self.peek() == "\\rm":
            self.take()
            self.font = "normal"
        symbol = self._scripts(self._atom()).element
        none = node("mrow")
        return node("mmultiscripts", symbol, node("mprescripts"), below if below is not None else none,
                    above if above is not None else node("mrow"))  # fmt: skip
