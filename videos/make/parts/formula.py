"""A formula whose pieces glide to new places when it is rearranged, are struck out, or give way to numbers."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from colours import BRAND, GREY, INK, WARM

from parts.part import NEEDED, Part


@dataclass(frozen=True)
class Piece:
    """One token in its place (its middle); a fraction's bar is a piece too, with its own width."""

    key: str
    words: str
    x: float
    y: float
    wide: float


class Formula(Part):
    """`tokens` are separated by spaces; `[ a b / c ]` is a fraction; `~` is a space in a token; `#2` an own name."""

    TAKES: ClassVar[dict[str, float]] = {"tokens": 1.4}
    FIELDS: ClassVar[dict[str, Any]] = {
        "at": NEEDED, "tokens": NEEDED, "size": 28, "anchor": "middle", "becomes": {}, "cancel": [], "light": [],
        "quiet": [], "colour": "ink", "bold": False,
    }  # fmt: skip

    def draw(self, c: Any, now: Any) -> None:
        before, after, share = now.change("tokens")
        old = {piece.key: piece for piece in self._laid(c, now, before)}
        new = {piece.key: piece for piece in self._laid(c, now, after)}
        if share >= 1:
            old = new
        comes_from = {b.replace("~", " "): a.replace("~", " ") for a, b in now.becomes.items()}
        used = set()
        for key, piece in new.items():
            name, _, count = key.partition("@")
            source = key if key in old else f"{comes_from.get(name, '')}@{count}"
            if source in old:
                used.add(source)
                self._between(c, now, old[source], piece, share)
            else:
                with c.faded(2 * share - 1):
                    self._piece(c, now, piece, piece.x, piece.y, piece.wide)
        for key, piece in old.items():
            if key not in used and share < 0.5:
                with c.faded(1 - 2 * share):
                    self._piece(c, now, piece, piece.x, piece.y, piece.wide)

    def _between(self, c: Any, now: Any, one: Piece, other: Piece, share: float) -> None:
        place = [a + (b - a) * share for a, b in ((one.x, other.x), (one.y, other.y), (one.wide, other.wide))]
        if one.words == other.words != "bar" and abs(one.x - other.x) > now.size:
            # In an arc, so that two that change places do not run through each other.
            side = 1 if other.x > one.x else -1
            place[1] += side * 0.7 * now.size * math.sin(math.pi * share)
        if one.words == other.words:
            self._piece(c, now, other, *place)
        else:
            with c.faded(abs(2 * share - 1)):
                self._piece(c, now, one if share < 0.5 else other, *place)

    def _piece(self, c: Any, now: Any, piece: Piece, x: float, y: float, wide: float) -> None:
        if piece.key.startswith("bar@"):
            c.line([(x - wide / 2, y), (x + wide / 2, y)], now.colour, 2)
            return
        struck_before, struck_after, share = now.change("cancel")
        struck = share if _named(piece, struck_after) else 0.0
        if _named(piece, struck_before):
            struck = 1.0 if struck else 1 - share
        quiet = struck > 0.5 or _named(piece, now.quiet)
        colour = GREY if quiet else WARM if _named(piece, now.light) else now.colour or INK
        c.text(x, y, piece.words, now.size, colour, now.bold or _named(piece, now.light))
        if struck > 0.02:
            begin, end = (x - wide / 2 - 3, y + now.size * 0.36), (x + wide / 2 + 3, y - now.size * 0.36)
            tip = (begin[0] + (end[0] - begin[0]) * struck, begin[1] + (end[1] - begin[1]) * struck)
            c.line([begin, tip], BRAND, 3)
        if piece.words == "?":
            c.ring(x, y, now.size * 0.72, WARM, 2)

    def _laid(self, c: Any, now: Any, text: str) -> list[Piece]:
        """The tokens in their places, the first one's number in each name telling equal tokens apart."""
        seen: dict[str, int] = {}

        def piece(token: str, x: float, y: float, wide: float) -> Piece:
            name = token.replace("~", " ")
            seen[name] = seen.get(name, 0) + 1
            return Piece(f"{name}@{seen[name]}", name.partition("#")[0], x, y, wide)

        def width(token: str) -> float:
            return c.width(token.replace("~", " ").partition("#")[0], now.size, now.bold)

        gap, pieces, x = now.size * 0.32, [], 0.0
        for token in _grouped(text):
            if isinstance(token, tuple):
                rows = [sum(width(t) + gap for t in row) - gap for row in token]
                wide = max(rows) + gap
                for row, length, y in zip(token, rows, (-0.66, 0.72), strict=True):
                    at = x + (wide - length) / 2
                    for t in row:
                        pieces.append(piece(t, at + width(t) / 2, now.at[1] + y * now.size, width(t)))
                        at += width(t) + gap
                pieces.append(piece("bar", x + wide / 2, now.at[1] + 0.03 * now.size, wide))
            else:
                wide = width(token)
                pieces.append(piece(token, x + wide / 2, now.at[1], wide))
            x += wide + gap
        shift = now.at[0] - {"left": 0.0, "middle": 0.5, "right": 1.0}[now.anchor] * (x - gap)
        return [Piece(p.key, p.words, p.x + shift, p.y, p.wide) for p in pieces]


def _named(piece: Piece, names: list[str]) -> bool:
    """Whether one of the names means this piece: its words, or its words and #name, or its @number among equals."""
    name = piece.key.partition("@")[0]
    return any(wanted in (piece.words, name, piece.key) for wanted in names)


def _grouped(text: str) -> list[str | tuple[list[str], list[str]]]:
    """The tokens in a row; a fraction as a pair of rows. SystemExit with a sentence if a bracket is not closed."""
    groups: list[str | tuple[list[str], list[str]]] = []
    words = iter(text.split())
    for word in words:
        if word != "[":
            groups.append(word)
            continue
        rows: list[list[str]] = [[]]
        for inner in words:
            if inner == "]":
                break
            if inner == "/":
                rows.append([])
            else:
                rows[-1].append(inner)
        else:
            raise SystemExit(f"formula: a “[” without “]”: {text}")
        if len(rows) != 2:
            raise SystemExit(f"formula: a fraction is written [ above / below ]: {text}")
        groups.append((rows[0], rows[1]))
    return groups
