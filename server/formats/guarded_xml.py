"""XML from strangers: no entities of its own, nothing fetched, and limits before anything is built."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from server.formats.guarded_zip import Refused
from server.formats.mended_xml import mended, without_forbidden

MOST_BYTES = 50_000_000
MOST_TAGS = 1_000_000
"""opening and closing ones"""
MOST_SIGNS = 2_000_000
"""equals signs, one for each attribute; and ampersands"""
DEEPEST = 100
"""elements inside one another"""
LONGEST_LIST = 20
"""mended places that are told"""
_MARKS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le", b"\0<\0?": "utf-16-be",
}  # fmt: skip
_DECLARED = re.compile(r"\s*<\?xml\b[^<>]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"'<>]*)[\"']")
# Codes that write "<" as ASCII does: in any other, what looks harmless could be markup.
_CODES = re.compile(
    r"utf-?8|us-ascii|ascii|(?:iso|latin)-?_?8859-?_?\d{1,2}|latin-?\d{1,2}|(?:windows|cp)-?125\d|koi8-[ru]|gbk|gb2312|"
    r"gb18030|big5|shift[_-]jis|euc-(?:jp|kr)|mac-?roman|utf-?16(?:-?[lb]e)?|utf-?32(?:-?[lb]e)?"
)
# What a server says before it sends a file ("Warning: …") comes to stand in front of it.
_JUNK = re.compile(r"\A[^<]{1,2000}(?=<\?xml\s|<\w)|\A\ufeff+")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
# A default is copied into each element that has the attribute: it can grow a file as entities can.
_ATTRIBUTES = re.compile(r"<!ATTLIST(?:[^>\"']|\"[^\"]*\"|'[^']*')*+")
_DEFAULT = re.compile(r"\"[^\"]*\"|'[^']*'")
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)


def read_xml(data: bytes, name: str) -> tuple[etree._Element, list[str]]:
    """The root of an XML file, and what had to be mended to read it, in sentences with their line.

    `name` is the file as its owner knows it. Raises Refused when it is too long, too deep, declares entities (which
    may grow without end or fetch files) or attributes that make it grow, or holds nothing that can be read.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"{name} is too long to be read ({len(data)} bytes).")
    text, told = xml_text(data, name)
    return parse_xml(text, name, told)


def xml_text(data: bytes, name: str) -> tuple[str, list[str]]:
    """The text of an XML file in whatever code it was written, and what had to be guessed. Refused for odd codes.

    A file that is not what it declares is read as Windows-1252, as in `plain_text`, and that is said.
    """
    code = next((code for mark, code in _MARKS.items() if data.startswith(mark)), "")
    if not code:
        declaration = _DECLARED.match(data[:300].decode("latin-1"))
        declared = _ENCODING.search(declaration[0]) if declaration else None
        code = declared[1].strip().lower() if declared else "utf-8"
    if not _CODES.fullmatch(code):
        raise Refused(f"{name} is written in a code that is not read here ({code[:40]}); save it as UTF-8.")
    if "16" in code or "32" in code:
        # Declared as such, but its first bytes are plain letters.
        code = "utf-8" if data[:2].isascii() and b"\0" not in data[:4] else code
    told: list[str] = []
    try:
        text = data.decode(code)
    except (UnicodeDecodeError, LookupError):
        text = data.decode("cp1252", errors="replace")
        told.append(f"{name}: Its letters are not saved in the way it says. Look whether all accents are right.")
    # Line ends stay, so that lines keep their numbers.
    return without_forbidden(_JUNK.sub(lambda junk: "\n" * junk[0].count("\n"), text)), told


def parse_xml(text: str, name: str, told: list[str] | None = None) -> tuple[etree._Element, list[str]]:
    """Like `read_xml`, for a text. `told` are sentences that go before those about what was mended."""
    if text.count("<") > MOST_TAGS or max(text.count("="), text.count("&")) > MOST_SIGNS or len(text) > MOST_BYTES:
        raise Refused(f"{name} is too long to be read.")
    # In CDATA it is text, in a question about XML perhaps; nothing reads a document type behind the first element.
    if _ENTITY.search(_CDATA.sub("", text)):
        raise _declares(name, "entities")
    if sum(len(d) for a in _ATTRIBUTES.findall(text) for d in _DEFAULT.findall(a)) * text.count("<") > MOST_BYTES:
        raise _declares(name, "attributes")
    declaration = _DECLARED.match(text)
    if declaration:
        # What it says about its code is no longer so; the lines are kept.
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    told = list(told or ())
    root, faults = _parsed(text, name)
    if faults:
        better, slips = mended(text)
        root, faults = _parsed(better, name)
        told += [f"{name}, {slip}." for slip in slips]
    if root is None:
        raise Refused(f"{name} holds no XML that can be read.")
    document = root.getroottree().docinfo.internalDTD
    if document is not None and any(True for _ in document.iterentities()):
        raise _declares(name, "entities")
    if _depth(root) > DEEPEST:
        raise Refused(f"{name} nests its elements more than {DEEPEST} deep.")
    # What the parser says of a fault names tags; its author is helped by the line.
    told += [f"{name}, {fault}" for fault in faults]
    return root, list(dict.fromkeys(told))[:LONGEST_LIST]


def _declares(name: str, own: str) -> Refused:
    return Refused(f"{name} declares {own} of its own, which a file of questions never needs; it is not opened.")


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


_GROWS = {etree.ErrorTypes.ERR_ENTITY_LOOP, 114}
"""what the parser stops by itself; an older lxml has no name for the second, libxml2's XML_ERR_RESOURCE_LIMIT"""


def _parsed(text: str, name: str) -> tuple[etree._Element | None, list[str]]:
    # huge_tree, because a picture inside a question may be long; how much there is has been counted before.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Refused(f"{name} cannot be read as XML: {str(error)[:200]}.") from error
    if any(fault.type in _GROWS for fault in parser.error_log):
        raise _declares(name, "attributes")
    damaged = "The file is damaged here. What could be read was read."
    return root, [f"line {fault.line}: {damaged}" for fault in parser.error_log]


def _depth(root: etree._Element) -> int:
    deepest = depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
