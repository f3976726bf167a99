"""A passage with what a student marked in it, cut into pieces so that marks may overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.mastery.annotations import Annotation, marks_in, paragraphs
from server.mastery.values import DrawnItem
from server.web.teacher.blueprint import bp

LONG = 400
"""letters and spaces; a longer text is folded where a question is only looked back at"""
KINDS = 4
"""colours for tags; a fifth tag has the first one's again, and its name beside it all the same"""


@dataclass(frozen=True)
class Piece:
    """Some words of the passage: `kind` is the colour of the mark over them, or None; `ends` numbers the marks that
    end here, from 1."""

    text: str
    kind: int | None
    ends: tuple[int, ...]


@dataclass(frozen=True)
class MarkedPassage:
    """The paragraphs of a passage in pieces, and the marks in the order of the passage, each with its colour."""

    paragraphs: Sequence[Sequence[Piece]]
    marks: Sequence[tuple[Annotation, int]]

    @property
    def is_long(self) -> bool:
        """Whether it would push what was asked and answered off the page."""
        return sum(len(piece.text) for paragraph in self.paragraphs for piece in paragraph) > LONG


@bp.app_template_global()

def marked_passage(item: DrawnItem, response: Mapping[str, str]) -> MarkedPassage | None:
    """An answer to a passage, ready to be shown; None where the question has no passage."""
    if not item.passage:
        return None
    found = marks_in(item, response)
    kinds = [list(item.marks).index(mark.tag) % KINDS if mark.tag in item.marks else 0 for mark in found]
    cut = [_pieces(start, text, found, kinds) for start, text in paragraphs(item)]
    return MarkedPassage(cut, list(zip(found, kinds, strict=True)))


def _pieces(start: int, text: str, found: Sequence[Annotation], kinds: Sequence[int]) -> list[Piece]:
    end = start + len(text)
    places = {place for mark in found for place in (mark.start, mark.end) if start < place < end}
    borders = [start, *sorted(places), end]
    pieces = []
    for left, right in pairwise(borders):
        over = [n for n, mark in enumerate(found) if mark.start <= left and mark.end >= right]
        ends = tuple(n + 1 for n in over if found[n].end == right)
        pieces.append(Piece(text[left - start : right - start], kinds[over[-1]] if over else None, ends))
    return pieces
