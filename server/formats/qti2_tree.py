"""QTI 2 and 3 as one tree: QTI 3's `qti-choice-interaction response-identifier` becomes 2's `choiceInteraction`."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from server.formats.guarded_xml import local, read_xml
from server.formats.guarded_zip import Refused

Element: TypeAlias = etree._Element
MOST_TAGS = 200_000
"""opening and closing ones"""
KEPT_AS_CLASS = frozenset({"u", "s", "mark", "ins", "del", "ruby", "rb", "rt", "rp", "figure", "figcaption", "bdo"})
"""elements that QTI 2.1 lacks: there they are `<span class="html-u">`, and become themselves again when read"""
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_BLOCKS = frozenset({
    "address", "article", "blockquote", "div", "dl", "fieldset", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip


def read_tree(data: bytes, name: str) -> tuple[Element, list[str]]:
    """The root of a QTI file with plain local names everywhere, and what had to be mended, in sentences.

    Comments, schema references and namespaces are gone; what is HTML, MathML or SVG keeps its own names.
    Raises Refused as read_xml does, and for a file larger than any test or question is.
    """
    if data.count(b"<") > MOST_TAGS:
        raise Refused(f"{name} is larger than any test or question.")
    root, mended = read_xml(data, name)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            put_in_place(element)
            continue
        plain = local(element).rpartition(":")[2]
        ours = plain.startswith("qti-")
        plain = _camel(plain[4:]) if ours else plain
        element.tag = plain if _NAME.fullmatch(plain) else "span"
        attributes = dict(element.attrib.items())
        element.attrib.clear()
        for key, value in attributes.items():
            camel = ours and not key.startswith(("data-", "aria-"))
            key = "lang" if key == _XML_LANG else _camel(key) if camel else key
            if _NAME.fullmatch(key):
                element.set(key, value)
    etree.cleanup_namespaces(root)
    return root, mended


def children(element: Element, *names: str) -> list[Element]:
    """The child elements of these names, in order; all of them where no name is given."""
    return [child for child in element if isinstance(child.tag, str) and (not names or child.tag in names)]


def first(element: Element, name: str) -> Element | None:
    """The first child element of that name."""
    return next(iter(children(element, name)), None)


def inside(element: Element, *names: str) -> Iterator[Element]:
    """The elements of these names anywhere below, in the order of the file."""
    return (below for below in element.iter(*names) if below is not element)


def said_by(element: Element) -> str:
    """All words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def inner_html(element: Element) -> str:
    """What stands inside an element, as HTML without needless space."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        parts.append(etree.tostring(child, method="html", encoding="unicode"))
    text = "".join(parts).strip()
    return text if "<pre" in text else re.sub(r"[ \t\r\n]+", " ", text)


def put_in_place(element: Element, *pieces: str | Element) -> None:
    """Puts texts and elements where an element stood; what followed it stays."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    tail = element.tail or ""
    parent.remove(element)
    for piece in (*pieces, tail):
        if not isinstance(piece, str):
            piece.tail = None
            parent.insert(place, piece)
            place += 1
        elif piece and place:
            before = parent[place - 1]
            before.tail = (before.tail or "") + piece
        elif piece:
            parent.text = (parent.text or "") + piece


def unwrapped(element: Element) -> None:
    """Puts what stands inside an element in its place."""
    pieces: list[str | Element] = [element.text or ""]
    for child in list(element):
        tail = child.tail or ""
        pieces += [child, tail]
    put_in_place(element, *pieces)


def renamed(element: Element, name: str, **attributes: str) -> Element:
    """The element under another name, with these attributes only."""
    element.tag = name
    element.attrib.clear()
    for key, value in attributes.items():
        element.set(key, value)
    return element


def holds_blocks(element: Element) -> bool:
    """Whether paragraphs, lists or tables stand inside."""
    return any(child.tag in _BLOCKS for child in element.iter())


def is_bare(element: Element) -> bool:
    """Whether nothing stands inside: no words, pictures or formulas."""
    return not said_by(element) and not any(
        below.tag in ("img", "math", "svg", "object", "audio", "video", "picture") or str(below.tag).endswith("action")
        for below in inside(element)
    )


def copied(element: Element) -> Element:
    """The element by itself, to be changed freely."""
    twin = copy.deepcopy(element)
    twin.tail = None
    return twin


def _camel(name: str) -> str:
    first_part, *others = name.split("-")
    return first_part + "".join(part[:1].upper() + part[1:] for part in others)

