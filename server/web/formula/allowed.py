"""MathML that others wrote, rebuilt from the pieces we know: what browsers draw, nothing that acts or leads away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from server.web.formula.nodes import Unreadable, node, row, sign
from server.web.formula.symbols import in_alphabet

MOST_ELEMENTS = 2000
DEEPEST = 60

TOKENS = frozenset({"mi", "mn", "mo", "mtext"})
CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
}  # fmt: skip
"""Elements that are drawn wrongly with more or fewer parts."""
OTHERS = frozenset({
    "math", "mrow", "msqrt", "mstyle", "mpadded", "mphantom", "mtable", "mtr", "mtd", "mspace", "mmultiscripts",
    "mprescripts",
})  # fmt: skip
_DROPPED = frozenset({"annotation", "annotation-xml", "script", "style", "mglyph", "malignmark", "maligngroup"})
_FIRST_ONLY = frozenset({"semantics", "maction"})

_YES_NO = re.compile(r"true|false")
_LENGTH = re.compile(r"[+-]?(?:\d{1,2}(?:\.\d{0,4})?|\.\d{1,4})(?:em|ex|px|pt|mm|cm|in|%)?|0")
_SIDES = re.compile(r"(?:left|center|right)(?: (?:left|center|right)){0,20}")
_SPAN = re.compile(r"[1-9]\d?")
_VARIANTS = re.compile(r"normal|bold|italic|bold-italic|sans-serif|monospace|script|fraktur|double-struck")
_VALUES = {
    "display": re.compile(r"block|inline"),
    "dir": re.compile(r"rtl|ltr"),
    "form": re.compile(r"prefix|infix|postfix"),
    "mathvariant": _VARIANTS,
    **dict.fromkeys(("displaystyle", "stretchy", "fence", "separator", "accent", "accentunder", "movablelimits",
                     "largeop", "symmetric"), _YES_NO),
    **dict.fromkeys(("lspace", "rspace", "width", "height", "depth", "voffset", "minsize", "maxsize",
                     "linethickness", "columnspacing"), _LENGTH),
    "columnalign": _SIDES,
    "columnspan": _SPAN,
    "rowspan": _SPAN,
}  # fmt: skip
"""Each attribute that may stay, with what it may say."""
ATTRIBUTES = frozenset(_VALUES) | {"open", "close", "separators", "notation"}
"""What is worth reading of an element; the last four are said in another way."""
_STRIKES = {
    "updiagonalstrike": "cancel", "downdiagonalstrike": "bcancel", "horizontalstrike": "sout", "box": "boxed",
    "roundedbox": "boxed", "top": "overline", "bottom": "underline",
}  # fmt: skip
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def from_others(source: str) -> Element:
    """One element `math` as text, rebuilt. Raises Unreadable where it is broken, too big, or has parts missing."""
    if "<!" in source or "<?" in source:
        raise Unreadable("no document belongs in a formula")
    try:
        root = ElementTree.fromstring(_UNSEEN.sub("", source.replace("&nbsp;", "\u00a0")))  # noqa: S314 - no DTD, see above
    except ElementTree.ParseError as broken:
        raise Unreadable("the formula is not whole") from broken
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Unreadable("the formula is too big")
    made = _rebuilt(root, 0)
    if len(made) != 1 or made[0].tag != "math" or not "".join(made[0].itertext()).strip():
        raise Unreadable("there is no formula")
    return made[0]


def as_html(made: Element) -> str:
    """The element as a page carries it."""
    return ElementTree.tostring(made, encoding="unicode", short_empty_elements=False)


def _rebuilt(found: Element, deep: int) -> list[Element]:
    """What an element becomes: itself with what it may keep, its parts where it is unknown, or nothing."""
    if deep > DEEPEST:
        raise Unreadable("the formula is too deep")
    if not isinstance(found.tag, str):
        return []
    name = found.tag.rpartition("}")[2].lower()
    if name in _DROPPED:
        return []
    if name in TOKENS or name == "ms":
        return [_token(found, name)]
    parts = [made for child in found for made in _rebuilt(child, deep + 1)]
    if name in _FIRST_ONLY:
        return parts[:1]
    if name == "mfenced":
        return [_fenced(found, parts)]
    if name == "menclose":
        return [_enclosed(found, parts)]
    if name == "none":
        return [node("mrow")]
    if name in CHILDREN and len(parts) != CHILDREN[name]:
        raise Unreadable(f"{name} has {len(parts)} parts")
    if name == "mtable":
        parts = [part if part.tag == "mtr" else node("mtr", part) for part in parts]
    if name == "mtr":
        parts = [part if part.tag == "mtd" else node("mtd", part) for part in parts]
    if name not in CHILDREN and name not in OTHERS:
        return parts
    made = node(name, *parts, **_kept(found))
    if name == "mtable" and "columnalign" in made.attrib:
        _align(made, made.attrib.pop("columnalign").split())
    return [made]


def _kept(found: Element) -> dict[str, str]:
    given = ((name.lower(), value.strip()) for name, value in found.attrib.items())
    return {name: value for name, value in given if name in _VALUES and _VALUES[name].fullmatch(value)}


def _token(found: Element, name: str) -> Element:
    text = " ".join("".join(found.itertext()).split(" "))
    kept = _kept(found)
    if name == "mo" and text.strip() == "-":
        text = "−"
    font = kept.get("mathvariant", "")
    if font in {"script", "fraktur", "double-struck"}:
        text, kept["mathvariant"] = "".join(in_alphabet(char, font) for char in text), "normal"
    if name == "ms":
        text = f'"{text}"'
    return node("mtext" if name == "ms" else name, text=text if name in {"mtext", "ms"} else text.strip(), **kept)


def _fenced(found: Element, parts: list[Element]) -> Element:
    """An old way to write brackets, which browsers no longer draw."""
    opening, closing = found.get("open", "("), found.get("close", ")")
    between = found.get("separators", ",").replace(" ", "")
    inner: list[Element] = []
    for place, part in enumerate(parts):
        if place and between:
            inner.append(sign(between[min(place, len(between)) - 1]))
        inner.append(part)
    before = [sign(opening[:3], form="prefix", stretchy="true")] if opening else []
    after = [sign(closing[:3], form="postfix", stretchy="true")] if closing else []
    return node("mrow", *before, node("mrow", *inner), *after)


def _enclosed(found: Element, parts: list[Element]) -> Element:
    notation = found.get("notation", "longdiv").split()
    if {"updiagonalstrike", "downdiagonalstrike"} <= set(notation):
        return node("mrow", *parts, **{"class": "xcancel"})
    if "radical" in notation:
        return node("msqrt", *parts)
    known: Iterable[str] = (_STRIKES[name] for name in notation if name in _STRIKES)
    first = next(iter(known), "")
    return node("mrow", *parts, **{"class": first}) if first else row(parts)


def _align(table: Element, sides: list[str]) -> None:
    for line in table:
        for place, cell in enumerate(line):
            cell.attrib.setdefault("columnalign", sides[min(place, len(sides) - 1)])
