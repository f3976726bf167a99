"""The small pieces a formula is built from, as MathML elements without a namespace."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

THIN = "0.1667em"


class Unreadable(Exception):
    """A formula that cannot be read. Its message says where it went wrong; the page shows the source as typed."""


def node(tag: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """One element with its children, its text and its attributes."""
    made = Element(tag, attributes)
    made.text = text
    made.extend(children)
    return made


def row(children: Iterable[Element]) -> Element:
    """Several things as one: a single one stands for itself."""
    found = list(children)
    return found[0] if len(found) == 1 else node("mrow", *found)


def upright(text: str) -> Element:
    """Letters that are no variables: an element of chemistry, a unit. Several letters are upright by themselves."""
    return node("mi", text=text, mathvariant="normal") if len(text) == 1 else node("mi", text=text)


def number(text: str) -> Element:
    return node("mn", text=text)


def sign(text: str, **attributes: str) -> Element:
    return node("mo", text=text, **attributes)


def tight(text: str) -> Element:
    """An operator with no space round it that does not grow, such as the sign in front of a number."""
    return sign(text, stretchy="false", lspace="0", rspace="0")


def closed_up(made: Element) -> Element:
    """An index, a power or a limit: there is no space round the signs in it."""
    for part in made.iter("mo"):
        part.attrib.setdefault("lspace", "0")
        part.attrib.setdefault("rspace", "0")
    return made


def space(width: str = THIN) -> Element:
    return node("mspace", width=width)


def words(text: str) -> Element:
    """Plain text in a formula. Spaces at its ends would be lost, so they are made to stay."""
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if inner else ""
    return node("mtext", text="\u00a0" * bool(before) + inner + "\u00a0" * bool(after))


def scripted(base: Element, below: Element | None, above: Element | None) -> Element:
    """A base with its index and its power, whichever there are."""
    below, above = (part if part is None else closed_up(part) for part in (below, above))
    if below is not None and above is not None:
        return node("msubsup", base, below, above)
    if below is not None:
        return node("msub", base, below)
    return node("msup", base, above) if above is not None else base


def stacked(base: Element, under: Element | None, over: Element | None, **attributes: str) -> Element:
    """A base with something straight below or above it."""
    if under is not None and over is not None:
        return node("munderover", base, under, over, **attributes)
    if under is not None:
        return node("munder", base, under, **attributes)
    return node("mover", base, over, **attributes) if over is not None else base
