"""Texts of ours as the XML that QTI 2.1 allows: HTML made well-formed, and `{name}` as a printed variable."""

from __future__ import annotations

import re
from collections.abc import Collection
from mimetypes import guess_type

from lxml import etree

from server.formats.qti2_tree import KEPT_AS_CLASS, Element, put_in_place, unwrapped

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"
_ALLOWED = frozenset({
    "a", "abbr", "acronym", "address", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "object",
    "ol", "p", "param", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "tt", "ul", "var",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "alt", "class", "colspan", "data", "headers", "height", "href", "id", "lang", "rowspan", "scope", "src", "title",
    "type", "width",
})  # fmt: skip
_BOXES = frozenset({"article", "aside", "figure", "footer", "header", "main", "nav", "section"})
_NEVER = frozenset({"script", "style", "iframe", "form", "input", "button", "select", "textarea", "link", "meta"})
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def box(tag: str, text: str, names: Collection[str] = (), lost: set[str] | None = None, **attributes: str) -> Element:
    """An element with this HTML inside. Each `{name}` that is among `names` prints that variable.

    What QTI 2.1 has no place for becomes a plain box or is left out; `lost` is told in words.
    """
    holder = _parsed(_NOT_XML.sub("", text))
    told = set[str]() if lost is None else lost
    for element in list(holder.iter()):
        if element is not holder:
            _allowed(element, told)
    for element in list(holder.iter()):
        _print_variables(element, names)
    holder.tag = tag
    holder.attrib.clear()
    for key, value in attributes.items():
        holder.set(key, value)
    return holder


def node(tag: str, *inside: Element | str, **attributes: str) -> Element:
    """An element with these elements or words inside."""
    made = etree.Element(tag)
    for key, value in attributes.items():
        made.set(key, _NOT_XML.sub("", value))
    for part in inside:
        if isinstance(part, str):
            put_last(made, _NOT_XML.sub("", part))
        else:
            made.append(part)
    return made


def put_last(element: Element, text: str) -> None:
    """Adds words at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def as_file(root: Element, namespace: str = QTI) -> bytes:
    """The XML file of that root, every element in its namespace."""
    spaced = etree.Element(f"{{{namespace}}}{root.tag}", nsmap={None: namespace})
    _into(root, spaced, namespace)
    etree.indent(spaced) if namespace != QTI else None
    data: bytes = etree.tostring(spaced, xml_declaration=True, encoding="UTF-8")
    return data


def _into(source: Element, target: Element, namespace: str) -> None:
    for key, value in source.attrib.items():
        target.set(f"{{{_XML}}}lang" if key == "lang" and namespace == QTI else key, value)
    target.text, target.tail = source.text, source.tail
    for child in source:
        inner = {"math": _MATHML, "svg": _SVG}.get(str(child.tag), namespace)
        nsmap = {None: inner} if inner != namespace else None
        _into(child, etree.SubElement(target, f"{{{inner}}}{child.tag}", nsmap=nsmap), inner)


def _parsed(text: str) -> Element:
    try:
        return etree.fromstring(f"<div>{text}</div>", _PARSER)
    except etree.XMLSyntaxError:
        pass
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    found = etree.fromstring(f"<body><div>{text}</div></body>".encode(), parser)
    body = None if found is None else found.find("body")
    holder = etree.Element("div")
    for part in [] if body is None else list(body):
        put_last(holder, part.tail or "") if part.tag != "div" else None
        holder.append(part)
    for part in list(holder):
        if part.tag == "div" and not part.attrib:
            unwrapped(part)
    return holder


def _allowed(element: Element, lost: set[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _NEVER:
        put_in_place(element)
        return
    element.tag = element.tag.rpartition("}")[2]
    if any(above.tag in ("math", "svg") for above in element.iterancestors()) or element.tag in ("math", "svg"):
        kept = [key for key in element.attrib if re.fullmatch(r"[A-Za-z_][\w.-]*", str(key)) and key[:2] != "on"]
    else:
        kept = [key for key in element.attrib if key in _ATTRIBUTES]
        if element.tag in ("audio", "video"):
            kept = _sound(element)
        elif element.tag not in _ALLOWED:
            kept = [*kept, "class"] if element.tag in KEPT_AS_CLASS else kept
            if element.tag in KEPT_AS_CLASS:
                element.set("class", f"html-{element.tag}")
            else:
                lost.add(f"<{element.tag}>")
            element.tag = "div" if element.tag in _BOXES else "span"
    for key in list(element.attrib):
        if key not in kept:
            lost.add(f"{key}=…") if not str(key).startswith("on") else None
            del element.attrib[key]
    if element.tag == "img" and element.get("alt") is None:
        element.set("alt", "")


def _sound(element: Element) -> list[str]:
    """A film or sound as an object; returns the attributes that it has then."""
    sources = [each.get("src") for each in element.iter("source", element.tag) if each.get("src")]
    for child in list(element):
        element.remove(child)
    element.tag = "object"
    element.set("data", sources[0] if sources else "")
    element.set("type", guess_type(sources[0])[0] or "video/mp4" if sources else "video/mp4")
    return ["data", "type", "width", "height"]


def _print_variables(element: Element, names: Collection[str]) -> None:
    for text, spot in [(element.text or "", "text"), *((child.tail or "", child) for child in list(element))]:
        pieces = _NAME.split(text)
        if not any(name in names for name in pieces[1::2]):
            continue
        if spot == "text":
            element.text = None
            before, place = element, 0
        else:
            spot.tail = None
            before, place = spot, element.index(spot) + 1
        for number, piece in enumerate(pieces):
            if number % 2 and piece in names:
                printed = node("printedVariable", identifier=piece)
                element.insert(place, printed)
                before, place = printed, place + 1
            else:
                words = f"{{{piece}}}" if number % 2 else piece
                if before is element:
                    element.text = (element.text or "") + words
                else:
                    before.tail = (before.tail or "") + words
