"""What a student answered, in words, whatever the type of question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from server.mastery import variants
from server.mastery.annotations import MOST, marks_in
from server.mastery.beginnings import own_part
from server.mastery.grading import SURE
from server.mastery.reading import Ambiguous, Number, read_number
from server.mastery.values import DrawnItem
from server.web.foreign import foreign
from server.web.markdown import inline
from server.web.words import _

OF_OPTIONS = frozenset({"single_choice", "multiple_choice", "matching", "ordering"})
"""Types whose answers are made of the bank's own words alone."""
NOTHING = "–"


def answer_text(item: DrawnItem, response: Mapping[str, str]) -> str:
    """An answer as a person would say it; empty when nothing was put in, or only the text to begin from was left.
    How sure somebody was is not part of it."""
    response = {field: text for field, text in own_part(item, response).items() if field != SURE}
    if not any(v.strip() for v in response.values()):
        return ""
    match item.type:
        case "single_choice":
            return _at(item.options, response.get("choice", ""))
        case "true_false":
            return _("True") if response.get("choice") == "true" else _("False")
        case "multiple_choice":
            return "; ".join(_at(item.options, place) for place in sorted(response, key=_number))
        case "matching":
            pairs = sorted((place, chosen) for place, chosen in response.items() if chosen)
            return "; ".join(f"{_at(item.left, place)} → {_at(item.options, chosen)}" for place, chosen in pairs)
        case "ordering":
            numbered = [(number, shown) for shown, number in response.items() if number]
            placed = sorted(numbered, key=lambda p: _number(p[0]))
            return "; ".join(f"{number}. {_at(item.options, shown)}" for number, shown in placed)
        case "cloze":
            return "; ".join(response.get(str(i), "") or NOTHING for i in range(len(item.gaps)))
        case "numeric":
            return _with_unit(item, response.get("number", ""))
        case _:
            return "\n".join(filter(None, [*_marks(item, response), response.get("text", "")]))


def answer_line(item: DrawnItem, response: Mapping[str, str], pack: str = "") -> Markup:
    """An answer as shown: options as the bank wrote them, what was typed exactly as typed."""
    text = answer_text(item, response)
    if item.type in OF_OPTIONS:
        return _as_written(item, text, pack)
    if item.type == "cloze" and text:
        return _gaps(item, [response.get(str(i), "") for i in range(len(item.gaps))], pack)
    return Markup("<br>").join(map(escape, text.splitlines()))


def key_line(item: DrawnItem, pack: str = "") -> Markup:
    """The right answer as shown."""
    if item.type == "cloze":
        return _gaps(item, [str(gap["answers"][0]) for gap in item.key["gaps"]], pack)
    text = variants.key_text(item)
    typed = item.format == "html" and item.type not in OF_OPTIONS
    return escape(text) if typed else _as_written(item, text, pack)


def _at(texts: Sequence[str], place: str) -> str:
    return texts[int(place)] if place.isdigit() and int(place) < len(texts) else "?"


def _with_unit(item: DrawnItem, typed: str) -> str:
    """A number with the unit that stood beside the box; one that was typed with a unit has it already."""
    bare = isinstance(read_number(typed), Number | Ambiguous) and not item.key.get("unit_required")
    return f"{typed} {item.unit if bare else ''}".strip()


def _marks(item: DrawnItem, response: Mapping[str, str]) -> list[str]:
    """The marks made in a passage, one a line; and what was written down as one but stands nowhere in it."""
    said = [(mark.tag, mark.quote, mark.why) for mark in marks_in(item, response)]
    for n in range(MOST if item.passage else 0):
        tag, words, why = (response.get(f"{field}{n}", "") for field in "tqw")
        if words:
            said.append((tag, _("%(words)s (not in the text)") % {"words": words}, why))
    return [(f"{tag}: " if tag else "") + f"“{quote}”" + (f" ({why})" if why else "") for tag, quote, why in said]


def _gaps(item: DrawnItem, texts: Sequence[str], pack: str) -> Markup:
    """What stands in each gap: a word that was chosen as the bank wrote it, one that was typed as it is."""
    shown = [
        _as_written(item, text, pack) if text in choices else escape(text or NOTHING)
        for text, choices in zip(texts, item.gaps, strict=True)
    ]
    return Markup("; ").join(shown)


def _as_written(item: DrawnItem, text: str, pack: str) -> Markup:
    if item.format == "html":
        return foreign(text, pack)
    # "1. …; 2. …" is an order to be read, not the start of a list.
    return inline(re.sub(r"^(\d+)\.", r"\1\.", text))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 999
