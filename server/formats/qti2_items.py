"""One QTI item as a native question: which interaction it holds, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from server.formats.gift_answers import ESSAY_RUBRIC
from server.formats.gift_text import words
from server.formats.qti2_choices import read_choice, read_hottext, read_order
from server.formats.qti2_concrete import Body, Concrete, Doubt, NoKey, NotGraded
from server.formats.qti2_entries import read_entry, read_slider
from server.formats.qti2_gaps import gaps_of, is_gap_alone
from server.formats.qti2_pairs import read_associate, read_match
from server.formats.qti2_processing import variants
from server.formats.qti2_rows import filled, merged
from server.formats.qti2_texts import Columns, Media, prompt_html, taken_out
from server.formats.qti2_tree import Element, children, inner_html, inside, put_in_place, renamed
from server.formats.qti2_values import NotHere, as_text, listed, scope_of
from server.formats.unkeyed import NO_KEY

Reader = Callable[[Element, Concrete], Body]
_READERS: dict[str, Reader] = {
    "choiceInteraction": read_choice,
    "hottextInteraction": read_hottext,
    "orderInteraction": read_order,
    "matchInteraction": read_match,
    "associateInteraction": read_associate,
    "textEntryInteraction": read_entry,
    "sliderInteraction": read_slider,
}
_WRITTEN = ("extendedTextInteraction", "uploadInteraction")
_OF_A_NUMBER = frozenset({"answer", "tolerance", "credit", "mistakes", "mistake_gap", "decimals", "figures"})
MOST_ELEMENTS = 20_000
"""of one item's XML"""
_MOST_POINTS = 100
_ASKED = {
    "hotspot": "a place in a picture", "selectPoint": "a place in a picture", "drawing": "a drawing",
    "graphicOrder": "places in a picture in their order", "graphicAssociate": "places in a picture to be joined",
    "graphicGapMatch": "something to be put into a picture", "positionObject": "something to be put into a picture",
    "media": "a film or a sound to be played", "upload": "a file",
}  # fmt: skip
"""what else an interaction may ask for, in words"""
_GAP = re.compile(r"\[\[(\d{1,4})\]\]")


@dataclass
class ItemRead:
    """What became of an item: its type and body, what is doubtful, why no screen can grade it, what is told once."""

    type: str
    body: Body
    doubts: list[Doubt] = field(default_factory=list)
    to_the_letter: Body = field(default_factory=dict)
    """where there are doubts, the question without anything mended; empty where it would be none"""
    why_other: str = ""
    remarks: set[str] = field(default_factory=set)
    by_key: str = ""
    """what its marking program asks for that this reader does not know, where its key was used instead"""


def read_item(item: Element, luck: str, media: Media, source: str) -> ItemRead:
    """An item as a native body. `luck` is the key for numbers that vary; `source` is kept where no screen can grade."""
    columns = Columns()
    try:
        if item.get("adaptive") in ("true", "1"):
            raise NotGraded("it goes through several attempts within one question")
        if sum(1 for _ in item.iter()) > MOST_ELEMENTS:
            raise NotGraded("it is larger than any question")
        found = variants(item, luck)
        if not found:
            raise NotGraded("no numbers meet its own conditions")
        built = [Concrete.of(item, scope, columns, media) for scope in found]
        bodies = [_built(each) for each in built]
        if bodies[0]["type"] == "description":  # a text that asks nothing has no variants
            built, bodies = built[:1], bodies[:1]
        rows = [each.row for each in built]
        body, told = merged(bodies, rows)
    except (NotGraded, NotHere) as why:
        asks = f"its programs ask for {why}, which is not done here" if isinstance(why, NotHere) else str(why)
        other = _other(item, columns, media, source, asks)
        if isinstance(why, NoKey) and not columns.names:
            other.body["unkeyed"], other.why_other = why.choice, ""
            other.doubts.append(Doubt(*NO_KEY))
        return other
    read = ItemRead(body.pop("type"), body, built[0].doubts, by_key=built[0].marking.why_by_key)
    if told:
        read.doubts.append(Doubt("Its variants differ in more than texts and numbers.", " ".join(told)))
    elif read.doubts and all(doubt.to_the_letter is not None for each in built for doubt in each.doubts):
        literal, untold = merged([_to_the_letter(*pair) for pair in zip(built, bodies, strict=True)], rows)
        read.to_the_letter = {} if untold else literal
    for each in built:
        read.remarks |= each.remarks
    return read


def _to_the_letter(concrete: Concrete, body: Body) -> Body:
    """A variant without anything mended."""
    literal = dict(body)
    for doubt in concrete.doubts:
        differs = doubt.to_the_letter or {}
        if differs.get("type") == "numeric":
            literal = {key: value for key, value in literal.items() if key not in _OF_A_NUMBER}
        literal |= differs
    return literal


def _built(concrete: Concrete) -> Body:
    for button in list(inside(concrete.body, "endAttemptInteraction")):
        put_in_place(button)
    interactions = [each for each in inside(concrete.body) if str(each.tag).endswith("Interaction")]
    body = _asked(interactions, concrete)
    if body["type"] != "essay":
        body.pop("weight", None)
        _add_explanations(body, concrete)
    body["prompt"] = prompt_html(concrete.body) or _title(concrete.item) or "…"
    marks = [int(mark) for mark in _GAP.findall(body["prompt"])]
    if body["type"] == "cloze" and sorted(marks) != list(range(1, len(body["gaps"]) + 1)):
        raise NotGraded("its gaps cannot be told from its text")
    return {"type": body.pop("type"), "prompt": body.pop("prompt"), "format": "html", **body}


def _asked(interactions: list[Element], concrete: Concrete) -> Body:
    if not interactions:
        return {"type": "description"}
    if all(each.tag in _WRITTEN for each in interactions):
        return _essay(interactions, concrete)
    alone = interactions[0]
    reader = _READERS.get(str(alone.tag))
    if len(interactions) > 1 or is_gap_alone(alone):
        return {"type": "cloze", "gaps": gaps_of(interactions, concrete)}
    if reader is None:
        raise NotGraded(_why_not(alone))
    try:
        body = _read_alone(reader, alone, concrete)
    except NoKey as unkeyed:
        # The words to mark stand in the text itself.
        renamed(alone, "div") if alone.tag == "hottextInteraction" else taken_out(alone, "")
        unkeyed.choice["prompt"] = prompt_html(concrete.body) or _title(concrete.item) or "…"
        raise
    if alone.tag == "hottextInteraction":
        for each in children(alone, "prompt"):
            renamed(each, "p")
        renamed(alone, "div")
    elif alone.tag == "textEntryInteraction":
        _take_unit(alone, body)
        taken_out(alone, "_____" if _something_follows(alone) else "")
    else:
        taken_out(alone, "")
    return body


def _read_alone(reader: Reader, interaction: Element, concrete: Concrete) -> Body:
    """By the marking program; by the key only where the program gives no points for anything."""
    if concrete.marking.key_earns_nothing:
        concrete.marking.by_key = False
        try:
            return reader(interaction, concrete)
        except NotGraded:
            concrete.marking.by_key = True
    return reader(interaction, concrete)


def _add_explanations(body: Body, concrete: Concrete) -> None:
    """What is said whatever was answered, or to the right answer as a whole, is the solution; the rest is a note."""
    said = [concrete.marking.always_said()]
    if body["type"] in ("multiple_choice", "matching", "ordering", "cloze"):
        told = " ".join(_texts(body))
        said += [text for text in concrete.marking.said_to_all() if text not in told]
    if any(said):
        body["solution"] = "<br>".join(dict.fromkeys(text for text in said if text))
    notes = [inner_html(each) for each in concrete.aside]
    notes.append(concrete.marking.unsaid(_texts(body)))
    if any(notes):
        body["note"] = "<br>".join(text for text in notes if text)
        concrete.remarks.add("note")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]


def _essay(interactions: list[Element], concrete: Concrete) -> Body:
    body: Body = {"type": "essay", "rubric": _rubric(concrete)}
    solution = [concrete.marking.always_said()]
    for interaction in interactions:
        key = concrete.scope.correct.get(interaction.get("responseIdentifier", ""))
        solution += [as_text(value) for value in listed(key)]
        if interaction.tag == "uploadInteraction":
            body["upload"] = True
        taken_out(interaction, "")
    solution += [inner_html(each) for each in concrete.aside if not _lines(each)]
    solution.append(concrete.marking.unsaid(solution))
    if any(solution):
        body["solution"] = "<br>".join(dict.fromkeys(text for text in solution if text))
    return body


def _rubric(concrete: Concrete) -> list[Body]:
    for block in concrete.aside:
        if _lines(block):
            return _lines(block)
    points = max(1, min(_MOST_POINTS, round(concrete.marking.best())))
    return [{**ESSAY_RUBRIC, "points": points}]


def _lines(block: Element) -> list[Body]:
    """The lines of a rubric as our own writer puts them: a list, each line with its points as its class."""
    lines = []
    for listing in (each for each in inside(block, "ol", "ul") if each.get("class") == "rubric"):
        for line in children(listing, "li"):
            points = re.fullmatch(r"points-(\d{1,3})", line.get("class", ""))
            lines.append({"points": int(points[1]) if points else 1, "text": inner_html(line)})
    return lines


def _other(item: Element, columns: Columns, media: Media, source: str, why: str) -> ItemRead:
    scope = scope_of(item)
    concrete = Concrete.of(item, scope, columns, media)
    kinds = [str(each.tag) for each in inside(concrete.body) if str(each.tag).endswith("Interaction")]
    known = (*_READERS, "endAttemptInteraction")
    kind = next((kind for kind in kinds if kind not in known), (*kinds, "qti")[0])
    _lay_open(concrete.body)
    body: Body = {
        "prompt": filled(prompt_html(concrete.body), dict.fromkeys(concrete.row, "…")) or _title(item) or "…",
        "format": "html",
        "other": kind.removesuffix("Interaction"),
        "kept": source,
        "rubric": _rubric(concrete),
    }
    said = [concrete.marking.always_said(), *map(inner_html, concrete.aside)]
    said.append(concrete.marking.unsaid(said))
    if any(said):
        body["solution"] = filled("<br>".join(text for text in said if text), dict.fromkeys(concrete.row, "…"))
    return ItemRead("essay", body, why_other=why)


def _lay_open(body: Element) -> None:
    """Leaves of the interactions what can be read: their prompts, their choices, and a line for each box."""
    for element in list(inside(body)):
        tag = str(element.tag)
        if tag in ("textEntryInteraction", "gap", "endAttemptInteraction"):
            put_in_place(element, "" if tag.startswith("end") else "_____")
        elif tag in ("inlineChoice", "hottext"):
            renamed(element, "u")
        elif tag.endswith("Choice") or tag in ("prompt", "gapText", "gapImg"):
            renamed(element, "p") if words(inner_html(element)) or len(element) else put_in_place(element)
        elif tag == "inlineChoiceInteraction":
            renamed(element, "span")
        elif tag.endswith(("Interaction", "Stage")) or tag == "simpleMatchSet":
            renamed(element, "div")
        elif tag in ("interactionMarkup", "interactionModules", "templateVariable", "associableHotspot"):
            put_in_place(element)


def _why_not(interaction: Element) -> str:
    asked = _ASKED.get(str(interaction.tag).removesuffix("Interaction"), "something")
    return f"it asks for {asked}, which cannot be done on these pages"


def _title(item: Element) -> str:
    title = str(item.get("title", "")).strip()
    return title.replace("&", "&amp;").replace("<", "&lt;")


def _take_unit(entry: Element, body: Body) -> None:
    after = entry.getnext()
    if after is not None and after.tag == "span" and after.get("class") == "unit" and body["type"] == "numeric":
        body["unit"] = words(inner_html(after))
        put_in_place(after)


def _something_follows(element: Element) -> bool:
    while element.tag != "itemBody" and element.getparent() is not None:
        if (element.tail or "").strip() or any(True for _ in element.itersiblings()):
            return True
        element = element.getparent()
    return False



