"""What a student answered, in words, whatever the type of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from server.mastery import variants
from server.mastery.values import DrawnItem
from server.web.markdown import foreign, inline
from server.web.words import _


def _at(texts: Sequence[str], place: str) -> str:
    return texts[int(place)] if place.isdigit() and int(place) < len(texts) else "?"


def answer_text(item: DrawnItem, response: Mapping[str, str]) -> str:
    """An answer as a person would say it; empty when nothing was put in."""
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
            return "; ".join(response.get(str(i), "") or "–" for i in range(len(item.gaps)))
        case "numeric":
            return f"{response.get('number', '')} {item.unit}".strip()
        case _:
            return response.get("text", "")


def answer_line(item: DrawnItem, response: Mapping[str, str]) -> Markup:
    """An answer as shown: options as the bank wrote them, what was typed exactly as typed."""
    text = answer_text(item, response)
    return _as_written(item, text) if item.type in {"single_choice", "multiple_choice", "matching"} else escape(text)


def key_line(item: DrawnItem) -> Markup:
    """The right answer as shown."""
    return _as_written(item, variants.key_text(item))


def _as_written(item: DrawnItem, text: str) -> Markup:
    if item.format == "html":
        return foreign(text)
    # "1. …; 2. …" is an order to be read, not the start of a list.
    return escape(text) if item.type == "ordering" else inline(text)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 999
