"""The texts of a QTI 1.2 file as HTML: material of every dialect, formulas as LaTeX, pictures taken along."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from lxml import etree

from server.formats.gift_text import as_html, words
from server.formats.guarded_xml import local
from server.formats.guarded_zip import Refused
from server.formats.question_package import Package

ESCAPED_TWICE = ("Its text was escaped twice: tags would be shown as letters.", "They were read as tags.")
MOST_FILE_BYTES = 200_000_000
"""pictures and other files of one package together"""
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"}
_MARKUP = re.compile(
    r"<(?:p|div|span|br|img|strong|em|b|i|u|sub|sup|ul|ol|li|table|pre|code|font|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(r"<(img|a|audio|video|source|embed)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:\-]{1,60})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_TWICE = re.compile(r"\s*&lt;([a-zA-Z][a-zA-Z0-9]*)\b.*&lt;/\1&gt;\s*", re.DOTALL)
_ENDING = re.compile(r"(?:\s|&nbsp;|<br\s*/?>)+\Z")
_DATA = re.compile(r"data:image/([a-z+]+);base64,(.*)", re.DOTALL | re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")


def tag_of(element: etree._Element) -> str:
    """An element's name without namespace or prefix, declared or not."""
    return local(element).rpartition(":")[2]


def attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever its namespace or prefix; "" when it has none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == name:
            return str(value).strip()
    return ""


class Texts:
    """Turns material into HTML, and gathers in `files` what it shows and in `doubts` what it had to guess.

    `name` is the file that the material stands in: references are read from there.
    """

    def __init__(self, package: Package, name: str, files: dict[str, bytes]) -> None:
        self.doubts: list[str] = []
        self.escaped_twice = False
        """whether a text of this question has tags that would be shown as letters, and was read with them as tags"""
        self._tags_as_letters = False
        self._package = package
        self._name = name
        self._files = files
        self._paths: dict[str, str | None] = {}

    def start(self, tags_as_letters: bool = False) -> None:
        """Begin another question, with nothing doubtful yet; or the same one again, with its texts to the letter."""
        self.doubts.clear()
        self.escaped_twice = False
        self._tags_as_letters = tags_as_letters

    def html(self, element: etree._Element) -> str:
        """All material inside an element, one after another, as HTML. "" when it holds none."""
        text = "".join(self._pieces(element)).strip()
        # Looked for near the end only: a long run of blanks elsewhere would cost its square in time.
        return text[:-200] + _ENDING.sub("", text[-200:])

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            match tag_of(child):
                case "mattext" | "matemtext" | "mat_formattedtext" | "localizable_mattext":
                    yield self._text(child)
                case "matbreak":
                    yield "<br>"
                case "matimage" | "mataudio" | "matvideo" | "matapplication":
                    yield self._file(child)
                case "variable":
                    yield f"[{attribute(child, 'name')}]"
                case "altmaterial" | "calculated" | "material_table":
                    continue
                case _:
                    yield from self._pieces(child)

    def _text(self, element: etree._Element) -> str:
        kind = (attribute(element, "texttype") or attribute(element, "type")).lower().rpartition("/")[2]
        inner = (element.text or "") + "".join(_as_written(child) for child in element)
        if kind == "smart_text":
            return self.shown(as_html(inner.strip(), "moodle"))
        if kind == "html" or len(element) or (not kind and _MARKUP.search(inner)):
            return self.shown(self._escaped_once(inner))
        return as_html(inner if attribute(element, "space") == "preserve" else inner.strip(), "plain")

    def _escaped_once(self, text: str) -> str:
        if self._tags_as_letters or _MARKUP.search(text) or not _TWICE.fullmatch(text):
            return text
        plain = html.unescape(text)
        if not _MARKUP.search(plain):
            return text
        self.escaped_twice = True
        return plain

    def _file(self, element: etree._Element) -> str:
        source, label = attribute(element, "uri"), attribute(element, "label")
        if not source and element.text and attribute(element, "embedded") == "base64":
            kind = attribute(element, "imagtype").rpartition("/")[2] or "png"
            source = f"data:image/{kind};base64,{element.text}"
        if not source:
            return ""
        name = html.escape(label if label and not label.startswith("wct_") else "")
        kind = tag_of(element).removeprefix("mat")
        if kind == "image" or (source + label).lower().endswith(_PICTURES):
            return self.shown(f'<img src="{html.escape(source)}" alt="{name}">')
        if kind in ("audio", "video"):
            return self.shown(f'<{kind} controls src="{html.escape(source)}"></{kind}>')
        return self.shown(f'<a href="{html.escape(source)}">{name or html.escape(posixpath.basename(source))}</a>')

    def shown(self, text: str) -> str:
        r"""HTML as it can be shown here: pictures by their `media/…` path, pictures of formulas as `\(…\)`."""
        return _TAG.sub(lambda tag: self._tag(tag[0], tag[1].lower()), text)

    def _tag(self, tag: str, kind: str) -> str:
        found = {hit[1].lower(): html.unescape(hit[2] or hit[3] or hit[4] or "") for hit in _ATTRIBUTE.finditer(tag)}
        key = "href" if kind == "a" else "src"
        source = found.get(key, "")
        if kind == "img":
            formula = found.get("data-equation-content", "")
            if not formula and "equation_images/" in source:
                # Quoted twice by those who made it, so that a server in between may undo one.
                formula = unquote(unquote(source.partition("equation_images/")[2].partition("?")[0]))
            if formula.strip():
                return rf"\({html.escape(formula.strip(), quote=False)}\)"
        if not source:
            return tag
        path = self._taken_along(source, told=kind != "a")
        return tag if path is None else _with(tag, key, path)

    def _taken_along(self, source: str, told: bool) -> str | None:
        embedded = _DATA.fullmatch(source)
        if embedded is not None:
            try:
                data = base64.b64decode(embedded[2], validate=False)
            except (binascii.Error, ValueError):
                return None
            return self._kept(data, f"picture.{embedded[1].lower().partition('+')[0]}")
        name = self._package.find(source, self._name)
        if name is None:
            if told:
                where = "on the internet" if re.match(r"(?:https?:)?//", source) else "not in the file"
                self.doubts.append(f"It shows “{source[:120]}”, which is {where}: that place stays empty.")
            return None
        if name not in self._paths:
            try:
                self._paths[name] = self._kept(self._package.read(name), posixpath.basename(name))
            except Refused as reason:
                self.doubts.append(f"A picture was left out: {reason}")
                self._paths[name] = None
        return self._paths[name]

    def _kept(self, data: bytes, name: str) -> str | None:
        stem = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")[-60:] or "file"
        path = f"media/{hashlib.sha256(data).hexdigest()[:12]}-{stem}"
        if path not in self._files and sum(map(len, self._files.values())) + len(data) > MOST_FILE_BYTES:
            self.doubts.append(f"“{name}” was left out: the files of this package are too many to keep.")
            return None
        self._files[path] = data
        return path


def plain_words(text: str) -> str:
    """HTML as words, for an answer to be typed or a choice in a list; a picture is named by its description."""
    return words(re.sub(r"<img\b[^<>]*>", lambda tag: f" {_described(tag[0])} ", text, flags=re.IGNORECASE))


def is_empty(text: str) -> bool:
    """Whether a reader would see nothing: no words, and no picture, sound or film."""
    return not words(text) and not re.search(r"<(?:img|audio|video|svg|math)\b", text, re.IGNORECASE)


def replaced(text: str, pattern: str, by: Callable[[re.Match[str]], str]) -> str:
    """The text of an HTML with `pattern` replaced, tags and their attributes left alone."""
    parts = re.split(r"(<[^<>]*>)", text)
    return "".join(part if part.startswith("<") else re.sub(pattern, by, part) for part in parts)


def _described(tag: str) -> str:
    found = {hit[1].lower(): hit[2] or hit[3] or hit[4] or "" for hit in _ATTRIBUTE.finditer(tag)}
    return found.get("alt", "")


def _with(tag: str, key: str, path: str) -> str:
    def written(hit: re.Match[str]) -> str:
        return f'{hit[1]}="{path}"' if hit[1].lower() == key else hit[0]

    return _ATTRIBUTE.sub(written, tag)


def _as_written(element: etree._Element) -> str:
    """Markup that somebody put in without escaping it, as HTML again, with the text that follows it."""
    tail = html.escape(element.tail or "", quote=False)
    if not isinstance(element.tag, str):
        return tail
    name = tag_of(element)
    listed = "".join(f' {str(key).rpartition("}")[2]}="{html.escape(value)}"' for key, value in element.attrib.items())
    if name in _VOID:
        return f"<{name}{listed}>{tail}"
    inner = html.escape(element.text or "", quote=False) + "".join(_as_written(child) for child in element)
    return f"<{name}{listed}>{inner}</{name}>{tail}"
