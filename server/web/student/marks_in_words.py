"""Marks in a passage put into words: for pages without script, and for whoever would rather write than point.

Each mark has three plain fields: the words as they stand in the text, what they are, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import NamedTuple

from server.mastery.annotations import LONGEST_REASON, MOST, marks_in, plain_passage
from server.mastery.values import DrawnItem
from server.web.student.blueprint import bp
from server.web.words import _

BLANK_ROWS = 3
_ROW = re.compile(r"[pqtw](?:[0-9]|[12][0-9])")
_AROUND = " \t\r\n\"'“”‘’„«»"


class Row(NamedTuple):
    """One mark in words. `place` is where it stood ("12-18"), `why_not` what is still to be mended."""

    place: str = ""
    quote: str = ""
    tag: str = ""
    why: str = ""
    why_not: str = ""


@bp.app_template_global()
def mark_rows(item: DrawnItem, value: Mapping[str, str]) -> list[Row]:
    """The marks of an answer as rows to go on with: those placed, those not found yet, and a few empty ones."""
    placed = [Row(f"{m.start}-{m.end}", m.quote, m.tag, m.why) for m in marks_in(item, value)]
    kept = [row._replace(why_not=_why_not(item, row)) for row in _rows(value) if row.quote]
    return [*placed, *kept, *[Row()] * BLANK_ROWS][:MOST]


def placed(item: DrawnItem, typed: Mapping[str, str]) -> dict[str, str]:
    """An answer with its marks in words turned into places in the passage; any other answer as it is.

    A row whose words are not in the passage, or that says not what they are, stays in words: nothing is lost.
    """
    if not item.passage or not any(_ROW.fullmatch(field) for field in typed):
        return dict(typed)
    answer = {field: text for field, text in typed.items() if not _ROW.fullmatch(field)}
    free = (f"m{n}" for n in range(MOST) if f"m{n}" not in answer)
    taken, numbers = set[tuple[int, int]](), count()
    for row in _rows(typed):
        found = _place(item, row, taken)
        slot = next(free, None) if found and not _why_not(item, row) else None
        if found and slot:
            taken.add(found)
            answer[slot] = f"{found[0]}-{found[1]}|{_tag(item, row)}|{row.why[:LONGEST_REASON]}"
        elif row.quote:
            n = next(numbers)
            fields = {"q": row.quote, "t": row.tag, "w": row.why}
            answer |= {f"{name}{n}": text for name, text in fields.items() if text}
    return answer


def _rows(typed: Mapping[str, str]) -> list[Row]:
    def field(name: str, n: int) -> str:
        return typed.get(f"{name}{n}", "").strip()

    return [Row(field("p", n), field("q", n).strip(_AROUND), field("t", n), field("w", n)) for n in range(MOST)]


def _tag(item: DrawnItem, row: Row) -> str:
    return row.tag or (item.marks[0] if len(item.marks) == 1 else "")


def _why_not(item: DrawnItem, row: Row) -> str:
    if not _place(item, row, set()):
        return _("These words are not in the text. Copy them exactly as they stand there.")
    if item.marks and _tag(item, row) not in item.marks:
        return _("Choose what it is.")
    return ""


def _place(item: DrawnItem, row: Row, taken: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Where the words of a row stand: where they stood before, else the first place that no other row has."""
    text = plain_passage(item)
    before = re.fullmatch(r"([0-9]{1,7})-([0-9]{1,7})", row.place)
    if before and row.quote and text[int(before[1]) : int(before[2])].strip(_AROUND) == row.quote:
        return int(before[1]), int(before[2])
    words = [re.escape(word) for word in row.quote.split()]
    if not words:
        return None
    places = [found.span() for found in re.finditer(r"\s+".join(words), text, re.IGNORECASE)]
    return next((place for place in places if place not in taken), places[0] if places else None)
