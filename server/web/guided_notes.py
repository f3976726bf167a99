"""Guided notes: a text with gaps to fill and moments of the film to look at again."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

from server.web.files import pack_html

_GAP = re.compile(r"\[\[([^\[\]]+)\]\]|_{4,}")
_CELLS = re.compile(r"<tbody>.*?</tbody>", re.S)
_MOMENT = re.compile(r"\[(\d{1,2}):([0-5]\d)\]")
_PLACE = re.compile("\ue000([gm])(\\d+)\ue001")
_TAG = re.compile("<[^>]*\ue000[^>]*>")
_FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])([^$\n]*\ue000[^$\n]*)(?<=\S)\$(?!\d)")
_LINES = re.compile(r"(?:^___[ \t]*(?:\n[ \t]*)*)+$", re.M)


def answers_of(text: str) -> list[str]:
    """What belongs into the gaps, in their order; a plain line `____`, which is anybody's own, is left out."""
    return [answer for answer in _GAP.findall(text) if answer]


def moments_of(text: str) -> list[int]:
    """The moments of the film that the notes point at, in seconds."""
    return [int(m) * 60 + int(s) for m, s in _MOMENT.findall(text)]


def notes_html(
    text: str,
    pack: str,
    gap: Callable[[int, str], str],
    lines: Callable[[int, int], str],
    moment: Callable[[int, str], str],
) -> Markup:
    """Notes as safe HTML. `gap` draws the n-th gap, given its answer, which is empty for a plain `____` and for an
    empty cell of a table; `lines` the n-th place to write, given how many lines; `moment` a time of the film, given in
    seconds and as written. All count from 1."""
    drawn: dict[str, list[str]] = {"g": [], "l": [], "m": []}

    def held(kind: str, html: str) -> str:
        drawn[kind].append(html)
        return f"\ue000{kind}{len(drawn[kind]) - 1}\ue001"

    # These two signs mark our places, so a text may not bring its own.
    text = text.replace("\ue000", "").replace("\ue001", "")

    # Gaps are taken out before Markdown is read: an answer may hold a sign that Markdown would take for its own.
    def gap_for(answer: str) -> str:
        return held("g", gap(len(drawn["g"]) + 1, answer))

    text = _GAP.sub(lambda found: gap_for(found[1] or ""), text)
    text = _FORMULA.sub(_parted, text)
    text = _LINES.sub(lambda found: "\n" + held("l", lines(len(drawn["l"]) + 1, found[0].count("___"))) + "\n", text)
    text = _MOMENT.sub(lambda found: held("m", moment(int(found[1]) * 60 + int(found[2]), found[0][1:-1])), text)
    html = str(pack_html(text, pack))
    html = _CELLS.sub(lambda body: re.sub("(?<=<td>)(?=</td>)", lambda _cell: gap_for(""), body[0]), html)
    html = re.sub("<p>\ue000l(\\d+)\ue001</p>", lambda found: drawn["l"][int(found[1])], html)
    # In a picture's words or an address there is room for words alone.
    html = _TAG.sub(lambda tag: _PLACE.sub("…", tag[0]), html)
    return Markup(_PLACE.sub(lambda found: drawn[found[1]][int(found[2])], html))  # noqa: S704


def _parted(formula: re.Match[str]) -> str:
    """A formula with gaps in it as formulas round its gaps, since nobody can type inside one."""
    parts = re.split("(\ue000g\\d+\ue001)", formula[1])
    return " ".join(p if p.startswith("\ue000") else f"${p.strip()}$" for p in parts if p.strip())
