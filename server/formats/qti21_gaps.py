"""A text with gaps as QTI 2.1: a choice within the line or a box for each gap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.formats.qti2_tree import Element, put_in_place
from server.formats.qti21_html import node
from server.formats.qti21_items import Body, CannotHold, Writing, texts_of
from server.formats.qti21_marking import (
    adds_feedback,
    feedback_outcome,
    if_answered,
    is_right,
    literal,
    mapped,
    mapping,
    near,
    sets,
    variable,
    when,
    written_number,
)

_GAP = re.compile(r"\[\[(\d+)\]\]")


def cloze(writing: Writing) -> list[Element]:
    """cloze: an inline choice or a box for each gap; the points add up."""
    gaps: Sequence[Body] = writing.body["gaps"]
    text = writing.box("div", writing.body["prompt"], **{"class": "cloze"})
    if any(gap.get("feedback") or any(e.get("feedback") for e in gap.get("credit", ())) for gap in gaps):
        writing.outcomes.append(feedback_outcome("multiple"))
    made = {place: _gap(writing, gap, f"RESPONSE_{place}", place) for place, gap in enumerate(gaps, 1)}
    for element in list(text.iter()):
        _put_gaps(element, made)
    if made:
        raise CannotHold("gaps that do not stand in its text")
    return [text]


def _gap(writing: Writing, gap: Body, name: str, place: int) -> Element:
    weight = float(gap.get("weight", 1))
    said = {writing.plain(entry["text"]): entry["feedback"] for entry in gap.get("credit", ()) if entry.get("feedback")}
    if gap.get("choices"):
        texts = [writing.plain(text) for text in gap["choices"]]
        names = {text: f"{name}-{n}" for n, text in enumerate(texts, 1)}
        right = writing.plain(gap["answer"])
        if right not in names:
            raise CannotHold("a gap whose answer is not among its choices")
        worths = {text: worth for text, worth in texts_of(writing, gap).items() if text in names and worth}
        entries = {names[text]: weight * worth for text, worth in worths.items()}
        writing.respond("identifier", [names[right]], name=name).append(mapping(entries))
        chosen = [
            (node("match", variable(name), literal("identifier", names[text])), said_)
            for text, said_ in said.items()
            if text in names
        ]
        _mark_gap(writing, name, place, chosen, gap)
        interaction = node("inlineChoiceInteraction", responseIdentifier=name, shuffle="true")
        interaction.extend(writing.words_box("inlineChoice", text, identifier=names[text]) for text in texts)
        return interaction
    if gap.get("numeric"):
        _numeric_gap(writing, gap, name, place, weight)
    else:
        entries = {text: weight * worth for text, worth in texts_of(writing, gap).items()}
        if gap.get("wildcards"):
            raise CannotHold("gaps with * in their answers")
        writing.respond("string", [next(iter(entries))], name=name).append(mapping(entries, folded=not gap.get("case")))
        case = "true" if gap.get("case") else "false"
        says = [
            (node("stringMatch", variable(name), literal("string", text), caseSensitive=case, substring="false"), said_)
            for text, said_ in said.items()
        ]
        _mark_gap(writing, name, place, says, gap)
    return node("textEntryInteraction", responseIdentifier=name, expectedLength="15")


def _mark_gap(writing: Writing, name: str, place: int, says: Sequence[tuple[Element, str]], gap: Body) -> None:
    writing.marking.append(if_answered(name, [sets("SCORE", node("sum", variable("SCORE"), mapped(name)))]))
    branches: list[tuple[Element | None, list[Element]]] = []
    for number_, (condition, text) in enumerate(says, 1):
        branches.append((condition, [adds_feedback(f"gap-{place}-{number_}")]))
        writing.says(f"gap-{place}-{number_}", text)
    if gap.get("feedback"):
        wrong = node("not", is_right(name))
        branches.append((wrong, [adds_feedback(f"gap-{place}")]))
        writing.says(f"gap-{place}", gap["feedback"])
    if branches:
        writing.marking.append(when(*branches))


def _numeric_gap(writing: Writing, gap: Body, name: str, place: int, weight: float) -> None:
    if writing.varies:
        raise CannotHold("gaps for numbers that vary")
    key = writing.drawn[0].key["gaps"][place - 1]
    numbers = [entry for entry in key["numbers"] if entry["value"] != "*"]
    rights = [entry for entry in numbers if entry["fraction"] >= 1] or numbers[:1]
    writing.respond("float", [written_number(rights[0]["value"])], name=name)
    branches: list[tuple[Element | None, list[Element]]] = []
    for number_, entry in enumerate(sorted(numbers, key=lambda e: -float(e["fraction"])), 1):
        value = literal("float", written_number(entry["value"]))
        reach = (gap.get("tolerance") if entry in rights else None) or written_number(entry["tolerance"])
        lies_near = near(value, reach, writing.lost, name)
        worth = literal("float", f"{weight * float(entry['fraction']):.6g}")
        statements = [sets("SCORE", node("sum", variable("SCORE"), worth))]
        if entry.get("feedback"):
            statements.append(adds_feedback(f"gap-{place}-{number_}"))
            writing.says(f"gap-{place}-{number_}", entry["feedback"])
        branches.append((lies_near, statements))
    if gap.get("feedback"):
        branches.append((None, [adds_feedback(f"gap-{place}")]))
        writing.says(f"gap-{place}", gap["feedback"])
    writing.marking.append(when(*branches))


def _put_gaps(element: Element, made: dict[int, Element]) -> None:
    for spot in ("text", "tail"):
        text = getattr(element, spot) or ""
        pieces = _GAP.split(text)
        if len(pieces) < 2 or (spot == "tail" and element.getparent() is None):
            continue
        holder = node("span")
        if spot == "text":
            element.text = None
            element.insert(0, holder)
        else:
            element.tail = None
            element.addnext(holder)
        parts: list[str | Element] = []
        for number_, piece in enumerate(pieces):
            known = number_ % 2 and int(piece) in made
            parts.append(made.pop(int(piece)) if known else f"[[{piece}]]" if number_ % 2 else piece)
        put_in_place(holder, *parts)
