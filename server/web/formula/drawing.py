"""A formula as a picture, for browsers that cannot draw one themselves: outlines only, no text, no font to fetch."""

from __future__ import annotations

import threading
from copy import deepcopy
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from server.web.formula.nodes import Unreadable, node, scripted, space

MOST_ELEMENTS = 400
"""A bigger formula stays text: on the box, a picture of this size takes about a second."""
SIZE = 18
"""Pixels of a letter's height, in text of 16: the letters drawn are smaller than those of most pages."""

MOST_LETTERS = 800

_ENCLOSURES = {
    "boxed": "box", "cancel": "updiagonalstrike", "bcancel": "downdiagonalstrike",
    "xcancel": "updiagonalstrike downdiagonalstrike", "sout": "horizontalstrike", "overline": "top",
    "underline": "bottom",
}  # fmt: skip
_ROWS = frozenset({"math", "mrow", "mstyle", "mtd", "msqrt", "mphantom"})
_SCRIPTED = frozenset({"msub", "msup", "msubsup"})
_BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
# The drawing library keeps its fonts and settings for the whole process; a class asks for one formula at a time.
_one_at_a_time = threading.Lock()


def drawn(formula: Element) -> bytes:
    """An SVG of a `math` element. Its middle is where fraction lines stand, so that the page can align it.

    Raises Unreadable where it is too big to draw.
    """
    if sum(1 for _ in formula.iter()) > MOST_ELEMENTS or len("".join(formula.itertext())) > MOST_LETTERS:
        raise Unreadable("the formula is too big to draw")
    made = _for_the_drawer(deepcopy(formula))
    with _one_at_a_time:
        # It brings fonts of two megabytes, and most boxes never need it.
        from ziamath.config import config
        from ziamath.zmath import Math

        config.minsizefraction = 0.4
        config.svg2 = False  # the browsers that ask for pictures are old
        try:
            picture = Math(made, size=SIZE)
            svg = picture.svgxml()
            axis = picture.node.units_to_points(picture.font.math.consts.axisHeight)
        except RecursionError as deep:
            raise Unreadable("the formula is too deep to draw") from deep
        except Exception as unknown:
            raise Unreadable("the formula cannot be drawn") from unknown
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    half = max(-axis - top, top + height + axis)
    svg.set("viewBox", f"{left:g} {-axis - half:g} {width:g} {2 * half:g}")
    svg.set("width", f"{width:g}")
    svg.set("height", f"{2 * half:g}")
    return bytes(ElementTree.tostring(svg, encoding="utf-8"))


def _for_the_drawer(made: Element) -> Element:
    """The same formula in the words of the drawing library, with what it spaces otherwise than browsers put right."""
    made.attrib.setdefault("display", "inline")
    _limits(made, made.get("display") == "block")
    for part in made.iter():
        if enclosed := _ENCLOSURES.get(part.attrib.pop("class", "")):
            part.tag = "menclose"
            part.set("notation", enclosed)
        variant = part.get("mathvariant", "normal")
        if part.tag == "mi" and (variant == "bold" or (variant == "normal" and len(part.text or "") > 1)):
            part.tag = "mtext"
        if part.tag in {"msub", "msubsup"} and part[0].tag == "mi" and "mathvariant" not in part[0].attrib:
            # An index tucked under a slanted letter makes another letter of it: P with a 1 looks like B.
            part[1] = node("mrow", space("0.12em"), part[1])
        if part.tag == "mmultiscripts":
            _in_front(part)
        if part.tag in _ROWS:
            for place in range(len(part) - 2, -1, -1):
                if part[place].tag in _SCRIPTED and part[place + 1].tag != "mo":
                    part.insert(place + 1, space("0.08em"))
    return made


def _limits(part: Element, large: bool) -> None:
    """Within a line of text the limits of a sum and of "lim" stand beside them, as browsers put them."""
    large = {"true": True, "false": False}.get(part.get("displaystyle", ""), large) and part.tag != "mfrac"
    if not large and part.tag in _BESIDE and part[0].get("movablelimits") == "true":
        part.tag = _BESIDE[part.tag]
    for child in part:
        _limits(child, large)


def _in_front(part: Element) -> None:
    """Mass and charge numbers: scripts of nothing, followed by the symbol."""
    kinds = [child.tag for child in part]
    at = kinds.index("mprescripts") if "mprescripts" in kinds else len(part)
    base, after, before = part[0], list(part)[1:at], list(part)[at + 1 :]
    if len(before) != 2 or len(after) not in {0, 2}:
        raise Unreadable("so many scripts cannot be drawn")
    made = scripted(base, *(one if len(one) or one.text else None for one in after)) if after else base
    for old in list(part):
        part.remove(old)
    part.tag = "mrow"
    part.extend([scripted(node("mrow"), *before), made])
