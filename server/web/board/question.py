"""A question as it stands on a wall: large, with letters before its choices, and no key before the teacher says so."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from server.mastery.values import DrawnItem
from server.store import content
from server.store.on_board import OnBoard
from server.web.files import picture
from server.web.markdown import plainly, rich
from server.web.teacher.answers import key_line
from server.web.worksheets import Problem

SIZES = (("large", 260), ("medium", 520), ("small", 820))
"""how many letters stand on one screen in each size, at most"""
ANSWER, A_LINE = 100, 50
"""as many letters as would stand in the room that each takes: the frame of the answer, a line begun"""
BESIDE_PICTURE = 1.5
"""letters take so much more of the height where the picture has the other half of the wall"""


@dataclass(frozen=True)
class Asked:
    """A question on the board. `key` and `solution` are empty until its answer is shown.

    `size`: large | medium | small | smallest, by how much there is to read.
    """

    problem: Problem
    key: Markup
    solution: Markup
    size: str

    @property
    def item(self) -> DrawnItem:
        return self.problem.item


def asked(row: OnBoard) -> Asked:
    """What stands on the board, ready to be shown."""
    item, pack = row.drawn, content.pack_of(row.unit)
    answered = row.state == "answered"
    solution, key = (item.solution, key_line(item, pack)) if answered else ("", Markup(""))
    return Asked(
        Problem(item, 0, picture(pack, item.picture, dict(item.values)), pack), key,
        rich(solution, item.format, pack) if solution else Markup(""), _size(item, solution, key),
    )  # fmt: skip


def _size(item: DrawnItem, solution: str, key: Markup) -> str:
    """The largest letters in which it stands on one screen, as far as can be told from how much there is."""
    lines = (*item.options, *item.left, *filter(None, item.gaps))
    texts = (item.prompt, *item.options, *item.left, *(choice for gap in item.gaps for choice in gap), solution)
    letters = sum(len(plainly(text, item.format)) for text in texts) * (BESIDE_PICTURE if item.picture else 1)
    if key:
        letters += ANSWER + len(key.striptags()) + A_LINE * (len(lines) + solution.count("\n\n"))
    return next((size for size, most in SIZES if letters <= most), "smallest")
