"""What stands in one question of a Moodle XML file: its texts in whatever format, and the pictures inside it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from lxml import etree

from server.formats.gift_text import LONGEST_MARKDOWN, as_html, words
from server.formats.guarded_xml import local
from server.formats.questions import Doubt

Body = dict[str, Any]
AS_READ: Body = {}
"""nothing differs: the doubt is about what the file says, not about how it was read"""
LONGEST_TEXT = 500_000
"""characters of one text, without the pictures inside it"""
MOST_DIGITS = 300
"""before or behind the decimal point; a computer reckons with no more"""
_FORMATS = {
    "html": "html", "1": "html", "moodle_auto_format": "moodle", "0": "moodle", "plain_text": "plain", "2": "plain",
    "plain": "plain", "markdown": "markdown", "4": "markdown",
}  # fmt: skip
_REFERENCE = re.compile(r"@@PLUGINFILE@@(/[^\"'<>\s?#)]*)(?:\?[^\"'<>\s)]*)?")
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif|webp|svg\+xml);base64,([A-Za-z0-9+/=\s%]+)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BESIDE = frozenset({
    "file", "text", "feedback", "answer", "fraction", "tolerance", "tolerancetype", "correctanswerformat",
    "correctanswerlength",
})  # fmt: skip
"""elements that stand inside another beside its text, and are no part of it"""
_SMALL = re.compile(r"<(sub|sup)\b[^<>]*>([-+0-9]{1,8})</\1>")
_IN_LINE = re.compile(r"</?(?:sub|sup|b|i|u|em|strong|span|font|code|tt|small|big)\b[^<>]*>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_POWER = re.compile(r"\s*[x×*·]\s*10\s*\^?\s*([-+]?\d+)\Z")
_MATHS = re.compile(r"\\\\\((.+?)\\\\\)|\\\\\[(.+?)\\\\\]", re.DOTALL)


class Ungradable(ValueError):
    """No screen can grade this question; the message says why, in words for its author."""


class NoKey(Ungradable):
    """A choice of which nothing is marked right; `options` are its choices."""

    def __init__(self, several: bool, options: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("no choice is marked right")
        self.type = "multiple_choice" if several else "single_choice"
        self.options = options


@dataclass
class Source:
    """One `<question>` while it is read: its elements, the file's pictures so far, and what was odd in it."""

    element: etree._Element
    files: dict[str, bytes]
    markdown: bool = False
    """all its texts are Markdown, and stay so"""
    warnings: list[str] = field(default_factory=list)
    doubts: list[tuple[Doubt, Body | None]] = field(default_factory=list)
    """what was mended or guessed, each with what differs in the question to the letter, or None (see `doubt`)"""

    def __post_init__(self) -> None:
        self.markdown = _all_markdown(self.element)

    @property
    def type(self) -> str:
        """Moodle's own word for it, in small letters; empty where none is given."""
        return (self.element.get("type") or "").strip().lower()

    def doubt(self, found: str, done: str, to_the_letter: Mapping[str, Any] | None = None) -> None:
        """Something is doubtful: two sentences, and what of the question is different when it is read to the letter.

        `to_the_letter` is AS_READ where that is the same question, and None where it would be none at all.
        """
        self.doubts.append((Doubt(found, done), None if to_the_letter is None else dict(to_the_letter)))

    def to_the_letter(self, body: Body) -> Body:
        """The question without anything mended or guessed; empty where it would be none."""
        literal = dict(body)
        for _, differs in self.doubts:
            if differs is None:
                return {}
            literal |= differs
        return literal

    def value(self, name: str, default: str = "") -> str:
        """The bare text of a child such as `<usecase>`; `default` where it is missing or empty."""
        return value(self.element, name) or default

    def flag(self, name: str) -> bool | None:
        """Whether a child such as `<single>` says yes or no; None where it is missing."""
        return {"true": True, "1": True, "false": False, "0": False}.get(self.value(name).lower())

    def all(self, name: str) -> list[etree._Element]:
        """The children of that name, in order."""
        return list(children(self.element, name))

    def text(self, name: str) -> str:
        """The text of a child, ready for an item (HTML, or Markdown where the whole question is)."""
        return self.shown(child(self.element, name))

    def shown(self, element: etree._Element | None, default: str = "html") -> str:
        """The text of an element with `<text>` and `<file>` in it, its pictures pointing to `media/…`."""
        if element is None:
            return ""
        text = inner(element)
        held = dict(self._unpacked(element))
        text = _DATA.sub(self._from_data, text) if "base64," in text else text
        if len(text) > LONGEST_TEXT:
            raise Ungradable(f"one of its texts is longer than {LONGEST_TEXT} characters")
        if "@@PLUGINFILE@@" in text:
            text = _REFERENCE.sub(lambda hit: self._pointing(hit, held), text)
        form = _FORMATS.get((element.get("format") or default).strip().lower(), "html")
        if self.markdown:
            # One dollar alone is a price; beside another, or a formula, it would open one.
            alone = text.count("$") == 1 and not _MATHS.search(text)
            return _MATHS.sub(_dollars, text if alone else text.replace("$", "\\$"))
        return as_html(text, form)

    def _unpacked(self, element: etree._Element) -> Iterator[tuple[str, str]]:
        for file in children(element, "file"):
            name, path = file.get("name") or "file", file.get("path") or "/"
            key = self.keep(name, file.text or "", file.get("encoding") or "base64")
            if key:
                yield f"/{path.strip('/')}/{name}".replace("//", "/"), key

    def keep(self, name: str, content: str, encoding: str = "base64") -> str:
        """Puts an embedded file among those of the import; its key (`media/…`), or "" when it cannot be unpacked."""
        if encoding != "base64":
            data = content.encode()
        else:
            try:
                data = base64.b64decode("".join(content.split()))
            except (binascii.Error, ValueError):
                self.warnings.append(f"the file “{name[:60]}” inside it is damaged and was left out")
                return ""
        key = media_key(name, data)
        self.files[key] = data
        return key

    def _pointing(self, hit: re.Match[str], held: Mapping[str, str]) -> str:
        place = unquote(html.unescape(hit[1]))
        by_name = {key.rpartition("/")[2]: media for key, media in held.items()}
        media = held.get(place) or by_name.get(place.rpartition("/")[2])
        if media is None:
            self.warnings.append(f"it shows “{place.lstrip('/')[:60]}”, which is not in the file")
            return hit[0]
        return media

    def _from_data(self, hit: re.Match[str]) -> str:
        kind = {"svg+xml": "svg", "jpeg": "jpg"}.get(hit[1], hit[1])
        return self.keep(f"picture.{kind}", unquote(hit[2])) or hit[0]


def media_key(name: str, data: bytes) -> str:
    """Where a file of an import is kept: `media/<short hash>-<safe name>`. The same file gets the same key again."""
    digest = hashlib.sha256(data).hexdigest()[:10]
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name.replace("\\", "/").rpartition("/")[2]).strip(".-")[-60:] or "file"
    return f"media/{safe}" if safe.startswith(f"{digest}-") else f"media/{digest}-{safe.lstrip('.-')}"


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The direct children of that name, whatever their namespace."""
    found: Iterator[etree._Element] = element.iterchildren(f"{{*}}{name}")
    return found


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first direct child of that name."""
    return next(children(element, name), None)


def value(element: etree._Element, name: str) -> str:
    """The bare text of a child, whether it stands in a `<text>` of its own or not."""
    found = child(element, name)
    return "" if found is None else words(inner(found)) if _TAG.search(inner(found)) else inner(found)


def inner(element: etree._Element) -> str:
    """The text in an element's `<text>`, or its own; markup that was not escaped there is kept as it was meant."""
    holder = child(element, "text")
    holder = element if holder is None else holder
    parts = [holder.text or ""]
    for each in holder:
        if isinstance(each.tag, str) and local(each) not in _BESIDE:
            parts.append(etree.tostring(each, encoding="unicode", method="html", with_tail=False))
        elif local(each) == "text":
            parts.append(each.text or "")
        parts.append(each.tail or "")
    return "".join(parts).strip()


def on_a_line(text: str) -> str:
    """HTML as words for a place that shows no HTML, such as a list to choose from: `H<sub>2</sub>O` is H₂O.

    A text that is nothing but a tag stays as it is: it may be the answer.
    """
    small = _SMALL.sub(lambda hit: hit[2].translate(_LOWERED if hit[1] == "sub" else _RAISED), text)
    return words(_IN_LINE.sub("", small)) or text


def fraction_of(answer: etree._Element) -> float:
    """What an answer is worth, from −1 to 1. Old files say it inside, newer ones in an attribute."""
    written = answer.get("fraction")
    number = decimal(written if written is not None else value(answer, "fraction"))
    share = 0.0 if number is None else max(-1.0, min(1.0, float(number) / 100))
    return round(1.0 if share > 0.99999 else share, 7)


def decimal(text: str) -> Decimal | None:
    """A number as these files write it ("3.5", "1e-3", "33,3"), or None; None also for what is beyond all sense."""
    text = _POWER.sub(r"e\1", text.strip().rstrip("%").replace(",", ".").replace("−", "-"))
    if not re.fullmatch(r"[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3})?", text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if not number or abs(number.adjusted()) <= MOST_DIGITS else None


def _dollars(hit: re.Match[str]) -> str:
    return f"${hit[1]}$" if hit[1] is not None else f"$${hit[2]}$$"


def _all_markdown(question: etree._Element) -> bool:
    found = False
    for element in question.iter():
        written = element.get("format") if isinstance(element.tag, str) else None
        if written is None:
            continue
        text = inner(element)
        markdown = _FORMATS.get(written.strip().lower()) == "markdown" and len(text) <= LONGEST_MARKDOWN
        if text and (not markdown or _TAG.search(text)):
            return False
        found = found or bool(text)
    return found
