"""What the page of one question needs beside its fields: a text parted at its gaps, and cards to drag."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from server.mastery.annotations import paragraphs
from server.mastery.beginnings import beginning
from server.mastery.values import DrawnItem
from server.web.files import pack_html
from server.web.foreign import foreign
from server.web.markdown import choice, plainly
from server.web.student.blueprint import bp

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Tags and formulas are left as they are: a field within either would be lost.
_GAP = re.compile(
    r"<span class=\"tex\">[^<]*</span>|<math\b.*?</math>|<(?:\"[^\"]*\"|'[^']*'|[^\"'>])*>|\[\[(?P<number>\d{1,3})\]\]",
    re.DOTALL,
)
_DRAWN = re.compile(r"<(?:img|math|table|ruby|pre)\b")


@dataclass(frozen=True)
class Parted:
    """A text with a place for each gap: pieces of it, each with the gap that follows, counted from 0 (None at the end).

    `left` are gaps that stand nowhere in the text, as a careless author leaves them; they go below it.
    """

    pieces: tuple[tuple[Markup, int | None], ...]
    left: tuple[int, ...]


@bp.app_template_global()
def parted(item: DrawnItem, pack: str) -> Parted:
    """The text of a cloze, parted where its gaps stand."""
    html = str(foreign(item.prompt, pack) if item.format == "html" else pack_html(item.prompt, pack))
    pieces, start, placed = list[tuple[Markup, int | None]](), 0, list[int]()
    for found in _GAP.finditer(html):
        gap = int(found["number"] or 0) - 1
        if 0 <= gap < len(item.gaps) and gap not in placed:
            pieces.append((Markup(html[start : found.start()]), gap))  # noqa: S704 - a piece of safe HTML
            placed.append(gap)
            start = found.end()
    pieces.append((Markup(html[start:]), None))  # noqa: S704
    return Parted(tuple(pieces), tuple(gap for gap in range(len(item.gaps)) if gap not in placed))


@bp.app_template_global()
def word_bank(item: DrawnItem) -> tuple[str, ...]:
    """The words that all gaps of a cloze choose from, where two gaps or more share them; else nothing."""
    chosen = [choices for choices in item.gaps if choices]
    if len(chosen) < 2 or any(set(choices) != set(chosen[0]) for choices in chosen):
        return ()
    return tuple(chosen[0])


@bp.app_template_global()
def cards_drawn(item: DrawnItem, pack: str) -> bool:
    """Whether an option holds what a list to choose from cannot show: then the options stand beside it as well."""
    return any(_DRAWN.search(str(choice(option, item.format, pack))) for option in item.options)


@bp.app_template_global()
def letter(place: int) -> str:
    """The letter of an option, as on paper: A for the first; a number after the twenty-sixth."""
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)


@bp.app_template_global()
def option_text(item: DrawnItem, place: int, lettered: bool) -> str:
    """An option as one line of a list to choose from; with its letter where it also stands beside the list."""
    text = plainly(item.options[place], item.format)
    return ". ".join(filter(None, (letter(place), text))) if lettered else text


@bp.app_template_global()
def passage_of(item: DrawnItem) -> tuple[tuple[int, str], ...]:
    """The paragraphs of a text to mark in, each with the place where it begins."""
    return paragraphs(item)


@bp.app_template_global()
def beginning_of(item: DrawnItem) -> str:
    """The text that stands in an essay's field before anybody wrote; empty for most."""
    return beginning(item)
