"""Which native question a QTI 1.2 question becomes; what no screen can grade is kept whole for the teacher."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from lxml import etree

from server.formats.gift_answers import ESSAY_RUBRIC
from server.formats.qti12_blanks import make_gaps, make_short
from server.formats.qti12_choices import NoKey, make_choice, without_key
from server.formats.qti12_kinds import Kind, kind_of, told_kind
from server.formats.qti12_lists import make_categories, make_jumbled, make_matching, make_ordering
from server.formats.qti12_numbers import make_formula, make_numeric
from server.formats.qti12_source import AS_READ, Made, Mending, Source
from server.formats.qti12_texts import is_empty
from server.formats.skipped import Unreadable
from server.formats.unkeyed import NO_KEY


def made_of(source: Source) -> Made:
    """The native question, or the whole of it kept for the teacher where no screen can grade it.

    Unreadable when there is nothing in it.
    """
    kind = kind_of(source)
    make = _MAKERS.get(kind)
    if is_empty(source.prompt) and not source.places and not source.title:
        raise Unreadable("it is empty")
    if make is None:
        return _other(source, kind)
    try:
        made = make(source)
    except Unreadable as reason:
        return _without_key(source, kind, reason)
    told = told_kind(source)
    if told is not None and told not in (kind, "choice", "several", "short", "blanks", "dropdowns"):
        # True or false with other words for the two is the same choice everywhere; the rest would be no question.
        literal = AS_READ if (told, kind) == ("truth", "choice") else None
        found, done = f"The file calls it {_SPOKEN[told]}.", f"It was read as {_SPOKEN[kind]}."
        made.mendings.append(Mending(found, done, literal))
    return made


def _without_key(source: Source, kind: Kind, reason: Unreadable) -> Made:
    found = f"{str(reason)[0].upper()}{str(reason)[1:]}."
    if kind == "short" and not any(rule.wanted for rule in source.scoring.rules):
        made = _essay(source)
        made.mendings.append(Mending(found, "It was read as a question with a free answer, for you to mark."))
        return made
    made = _other(source, kind if isinstance(reason, NoKey) else _SPOKEN[kind].split(" ", 1)[-1])
    if isinstance(reason, NoKey) and kind in ("choice", "several", "truth"):
        made.body["unkeyed"] = without_key(source, several=kind == "several")
        made.mendings.append(Mending(*NO_KEY))
    else:
        made.mendings.append(Mending(found, "It was kept as it is, for you to mark."))
    return made


def _essay(source: Source, upload: bool = False) -> Made:
    body: dict[str, Any] = {"rubric": [{**ESSAY_RUBRIC, "points": source.points}]}
    notes = html.escape(source.about.get("grading_notes", ""), quote=False)
    model = [text for text in (source.solution, notes) if text]
    if model:
        body["solution"] = "<br>".join(model)
    start = next((label.html for place in source.places for label in place.labels if not is_empty(label.html)), "")
    if start and not upload:
        body["template"] = start
    return Made("essay", body | ({"upload": True} if upload else {}))


def _other(source: Source, kind: str) -> Made:
    """What no screen can grade: shown with its choices, marked by the teacher, its source kept."""
    made = _essay(source)
    made.body.pop("template", None)
    asked = [place for place in source.places if place.kind != "xy"]  # the labels of a picture are coordinates
    choices = [label.html for place in asked for label in place.labels if not is_empty(label.html)]
    listed = "".join(f"<li>{text}</li>" for text in dict.fromkeys(choices))
    texts = [place.text for place in source.places if not is_empty(place.text)]
    prompt = "<br>".join(text for text in [source.prompt, *texts] if text)
    made.body["prompt"] = f"{prompt}<ul>{listed}</ul>" if listed else prompt
    made.body |= {"other": _NAMES.get(kind, kind), "kept": etree.tostring(source.element, encoding="unicode").strip()}
    return made


_MAKERS: dict[Kind, Callable[[Source], Made]] = {
    "choice": lambda source: make_choice(source, several=False),
    "several": lambda source: make_choice(source, several=True),
    "truth": lambda source: make_choice(source, several=False),
    "short": make_short,
    "blanks": lambda source: make_gaps(source, choosing=False),
    "dropdowns": lambda source: make_gaps(source, choosing=True),
    "matching": make_matching,
    "categories": make_categories,
    "ordering": make_ordering,
    "jumbled": make_jumbled,
    "numeric": make_numeric,
    "formula": make_formula,
    "essay": _essay,
    "upload": lambda source: _essay(source, upload=True),
    "text": lambda source: Made("description", {}),
}
_SPOKEN: dict[Kind, str] = {
    "choice": "a choice", "several": "a choice of several", "truth": "a true-or-false question",
    "short": "a short answer", "blanks": "a text with blanks", "dropdowns": "a text with choices",
    "matching": "a matching question", "categories": "a sorting question", "ordering": "an ordering question",
    "jumbled": "a jumbled sentence", "numeric": "a number to type", "formula": "a formula question",
    "essay": "an essay", "upload": "a file to hand in", "text": "a text", "hotspot": "a place in a picture",
    "opinion": "an opinion",
}  # fmt: skip
_NAMES = {"hotspot": "hot spot", "opinion": "opinion scale"}
