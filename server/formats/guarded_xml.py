"""XML from strangers: no entities of its own, nothing fetched, and limits before anything is built."""

from __future__ import annotations

import re

from lxml import etree

from server.formats.guarded_zip import Refused

MOST_BYTES = 50_000_000
MOST_TAGS = 1_000_000
"""opening and closing ones"""
DEEPEST = 100
"""elements inside one another"""
_ENTITY = re.compile(b"|".join("<!ENTITY".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")))


def read_xml(data: bytes, name: str) -> tuple[etree._Element, list[str]]:
    """The root of an XML file, and what had to be mended to read it, in sentences with their line.

    `name` is the file as its owner knows it. Raises Refused when it is too long, too deep, declares entities (which
    may grow without end or fetch files), or holds nothing that can be read.
    """
    if len(data) > MOST_BYTES or data.count(b"<") > MOST_TAGS:
        raise Refused(f"{name} is too long to be read ({len(data)} bytes).")
    if _ENTITY.search(data):
        raise Refused(f"{name} declares entities of its own, which a file of questions never needs; it is not opened.")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"{name} cannot be read as XML: {error}.") from error
    if root is None:
        raise Refused(f"{name} holds no XML that can be read.")
    if _depth(root) > DEEPEST:
        raise Refused(f"{name} nests its elements more than {DEEPEST} deep.")
    mended = [f"{name}, line {fault.line}: {fault.message.strip()}." for fault in parser.error_log]
    return root, list(dict.fromkeys(mended))[:20]


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _depth(root: etree._Element) -> int:
    deepest = depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
