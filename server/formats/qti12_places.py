"""What one question of a QTI 1.2 file shows: its texts and the places to answer, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from server.formats.qti12_texts import Texts, attribute, is_empty, tag_of
from server.formats.skipped import Unreadable

MOST_LABELS = 1000
"""answers at one place"""
_PLACES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp"}


@dataclass(frozen=True)
class Label:
    """One answer to choose: what the conditions call it, and its text as HTML."""

    ident: str
    html: str
    about: dict[str, str]
    """its attributes: `scoring_algorithm`, `answer_type` …"""


@dataclass
class Place:
    """One place to answer. `kind` is lid (choose), str, num, xy (point at) or grp; `many` single, multiple or ordered.

    `text` is the text that stands with it (the left side of a pair); `parts` are the texts and labels of an ordering
    in the order of the file; `pattern` says how a typed answer looks ("decimal", "integer", "string").
    """

    ident: str
    kind: str
    many: str = "single"
    text: str = ""
    labels: list[Label] = field(default_factory=list)
    parts: list[str | Label] = field(default_factory=list)
    shuffled: bool | None = None
    pattern: str = ""
    about: dict[str, str] = field(default_factory=dict)

    def label(self, ident: str) -> Label | None:
        """The label of that name."""
        return next((label for label in self.labels if label.ident == ident), None)


def shown_in(item: etree._Element, texts: Texts) -> tuple[list[str | Place], list[str]]:
    """The texts and places of a question in order; and Blackboard's list of right sides, in the order of their labels.

    Unreadable when a place has too many answers.
    """
    parts: list[str | Place] = []
    rights: list[str] = []
    for element in item:
        if tag_of(element) == "presentation":
            _present(element, texts, parts, rights, "")
    return parts, rights


def labels_of_places(places: Sequence[Place], kinds: tuple[str, ...], many: str = "") -> dict[str, str]:
    """The names of labels at places of these kinds, each with the name of its place."""
    own = {place.ident for place in places}
    fitting = [place for place in places if place.kind in kinds and many in ("", place.many)]
    return {label.ident: place.ident for place in fitting for label in place.labels if label.ident not in own}


def _present(element: etree._Element, texts: Texts, parts: list[str | Place], rights: list[str], block: str) -> None:
    """Walks through what is shown. `block` is the part of Blackboard's layout that we are in."""
    for child in element:
        name = tag_of(child)
        kind = attribute(child, "class").upper()
        if name in _PLACES:
            place = _place(child, texts)
            parts.append(place)
        elif name == "flow" and kind == "RIGHT_MATCH_BLOCK":
            rights += [text for text in (texts.html(each) for each in child) if not is_empty(text)]
        elif name == "flow":
            _present(child, texts, parts, rights, kind if kind.endswith("_BLOCK") else block)
        elif name in ("material", "flow_mat"):
            text = texts.html(child)
            if is_empty(text):
                continue
            last = parts[-1] if parts else ""
            # Blackboard writes the left side of a pair after its place.
            if "FORMATTED_TEXT" in block and isinstance(last, Place) and last.labels and not last.text:
                last.text = text
            else:
                parts.append(text)


def _place(element: etree._Element, texts: Texts) -> Place:
    place = Place(
        attribute(element, "ident") or attribute(element, "respident"),
        tag_of(element).removeprefix("response_"),
        (attribute(element, "rcardinality") or "single").lower(),
        about={str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()},
    )
    own: list[str] = []
    _fill(element, place, texts, own)
    place.text = place.text or "<br>".join(text for text in own if not is_empty(text))
    if len(place.labels) > MOST_LABELS:
        raise Unreadable(f"it has more than {MOST_LABELS} answers")
    return place


def _fill(element: etree._Element, place: Place, texts: Texts, own: list[str]) -> None:
    """What stands inside a place: its text, the way it is shown, and its labels."""
    for child in element:
        name = tag_of(child)
        if name in ("material", "material_ref"):
            text = texts.html(child)
            own.append(text)
            place.parts.append(text)
        elif name == "response_label":
            about = {str(key).rpartition("}")[2]: str(value) for key, value in child.attrib.items()}
            label = Label(attribute(child, "ident"), _label_text(child, texts), about)
            place.labels.append(label)
            place.parts.append(label)
        else:
            if name.startswith("render_"):
                place.pattern = attribute(child, "fibtype").lower() or place.pattern
                shuffle = attribute(child, "shuffle").lower()
                place.shuffled = {"yes": True, "no": False}.get(shuffle, place.shuffled)
                place.about.setdefault("render", name.removeprefix("render_"))
            _fill(child, place, texts, own)


def _label_text(label: etree._Element, texts: Texts) -> str:
    text = texts.html(label)
    return text or (label.text or "").strip()
