"""A formula as it is written, and how far it has been read."""

from __future__ import annotations

import re

from server.web.formula.nodes import Unreadable

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.[\u0300-\u036f\u20d0-\u20f0]*", re.S)
_SPACES = re.compile(r"\s+")


class Source:
    """A place in a formula. Every method reads on from there."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def peek(self) -> str:
        """The next command or character, empty at the end. Spaces mean nothing in a formula."""
        if spaces := _SPACES.match(self.source, self.at):
            self.at = spaces.end()
        found = _TOKEN.match(self.source, self.at)
        return found[0] if found else ""

    def take(self) -> str:
        """The same, and on past it."""
        piece = self.peek()
        self.at += len(piece)
        return piece

    def raw(self) -> str:
        """A group in braces as written, without them."""
        if self.take() != "{":
            raise Unreadable("a brace is missing")
        start, deep = self.at, 1
        while deep:
            found = _TOKEN.match(self.source, self.at)
            if not found:
                raise Unreadable("a brace is not closed")
            self.at = found.end()
            deep += {"{": 1, "}": -1}.get(found[0], 0)
        return self.source[start : self.at - 1]

    def bracket(self) -> str | None:
        """What stands in brackets after a command, such as the 3 of a cube root; None where nothing does."""
        if self.peek() != "[":
            return None
        start, deep = self.at + 1, 0
        for found in _TOKEN.finditer(self.source, start):
            if found[0] == "]" and deep == 0:
                self.at = found.end()
                return self.source[start : found.start()]
            deep += {"{": 1, "}": -1}.get(found[0], 0)
        raise Unreadable("a bracket is not closed")
