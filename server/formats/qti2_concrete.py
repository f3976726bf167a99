"""One variant of a QTI item, ready to be looked at: numbers filled in, its marking at hand, doubts collected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from server.formats.gift_text import words
from server.formats.qti2_marking import Feedback, Marking
from server.formats.qti2_texts import Columns, Media, resolve, without_feedback, without_rubrics
from server.formats.qti2_tree import Element, copied, first, inner_html
from server.formats.qti2_values import Scope
from server.formats.unkeyed import choice_kept

Body = dict[str, Any]
_TWO_STOREYED = ("mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mtable", "munder", "mover", "munderover")
"""parts of a formula that no line of text can show"""


class NotGraded(ValueError):
    """A question that no screen can grade; the message is the end of a sentence that says why."""


class NoKey(NotGraded):
    """A choice, of which the file does not say what is right; `choice` is what `unkeyed` keeps of it."""

    def __init__(self, several: bool, texts: Iterable[str]) -> None:
        super().__init__("the file states no right choice")
        options = [{"text": text} for text in texts]
        self.choice = choice_kept("multiple_choice" if several else "single_choice", "", options)


@dataclass(frozen=True)
class Doubt:
    """Something doubtful, and what differs in the question when it is read to the letter (None: it would be none)."""

    found: str
    done: str
    to_the_letter: Body | None = None


@dataclass
class Concrete:
    """A variant of an item. `body` is the item's text, from which interactions are still to be taken out."""

    item: Element
    body: Element
    scope: Scope
    marking: Marking
    row: dict[str, str]
    aside: list[Element]
    """what stood in the text for other eyes than a student's"""
    doubts: list[Doubt] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)
    """what many questions of a file share and is told once, by a short name"""

    @classmethod
    def of(cls, item: Element, scope: Scope, columns: Columns, media: Media) -> Concrete:
        """The variant in which the variables stand so. The item itself is left as it is."""
        twin = copied(item)
        row = resolve(twin, scope, columns, media)
        marking = Marking(twin, scope, Feedback.of(twin))
        without_feedback(twin, scope.values)
        body = first(twin, "itemBody")
        if body is None:
            body = etree.SubElement(twin, "itemBody")
        return cls(twin, body, scope, marking, row, without_rubrics(body))


def listable(element: Element) -> str:
    """What a choice says, as bare words for a list to choose from. NotGraded when it is a picture or a formula."""
    shapes = {str(below.tag) for below in element.iter()}
    if "math" in shapes:
        shapes -= {"math"} if not any(tag in _TWO_STOREYED for tag in shapes) else set()
    if shapes & {"img", "math", "svg", "object", "audio", "video"}:
        raise NotGraded("its choices are pictures or formulas, which a list to choose from cannot show")
    text = words(inner_html(element))
    if not text:
        raise NotGraded("one of its choices is empty")
    return text


def in_parts(concrete: Concrete, worths: Sequence[float], full: float) -> bool:
    """Whether each of several right parts earns its share by the file's own marking; remarked upon where not."""
    if abs(sum(worths) - full) <= 0.02 * abs(full):
        return True
    if not concrete.marking.by_key or len(worths) > 1:
        concrete.remarks.add("whole")
    return False
