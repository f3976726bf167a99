"""HTML from other programs, with only what a question needs: words, tables, lists, pictures, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import unquote

import nh3
from markupsafe import Markup

from server.web.formula import allowed
from server.web.formula.words import lowered, raised
from server.web.maths import mathml, maths

_KEPT = {
    "p", "div", "br", "hr", "b", "strong", "i", "em", "u", "s", "del", "small", "sub", "sup", "ul", "ol", "li", "dl",
    "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "code", "pre", "kbd", "samp", "var",
    "blockquote", "img", "ruby", "rt", "rp", "bdi",
}  # fmt: skip
_FORMULAS = allowed.TOKENS | allowed.OTHERS | frozenset(allowed.CHILDREN) | {
    "semantics", "maction", "merror", "mfenced", "menclose", "ms", "none",
}  # fmt: skip
_UNREAD = {"script", "style", "title", "textarea", "select", "iframe", "object", "annotation", "annotation-xml"}
_SPANS = {"colspan", "rowspan"}

_HEADING = re.compile(r"<(/?)h[1-6]\b", re.I)
_PREFIXED = re.compile(r"<(/?)(?:m|mml|math):(?=[a-z])", re.I)
# Canvas keeps a formula as a picture of its own server, with the LaTeX beside it.
_EQUATION = re.compile(r"""<img\b[^>]*?\bdata-equation-content=(?:"([^"]*)"|'([^']*)')[^>]*>""", re.I)
_MATH = re.compile(r"<math\b.*?</math>", re.S)
_TAG = re.compile(r"""<(?P<ends>/?)(?P<name>[a-z][a-z0-9-]*)(?P<given>(?:[^<>"]|"[^"]*")*)>""")
_PIECE = re.compile(rf"(?P<math>{_MATH.pattern})|(?P<tag>{_TAG.pattern})|(?P<text>[^<]+)|<", re.S)
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.S)
_BREAK = re.compile(r"<br>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SMALL = re.compile(r"<su([bp])>(.*?)</su\1>", re.S)
_BETWEEN = re.compile(r"<(?:br|hr|/?(?:p|div|li|td|th|tr|dt|dd|pre))\b[^>]*>")


def foreign(html: str, pack: str = "") -> Markup:
    """HTML from another program as safe HTML: no script, no frame, no address elsewhere.

    LaTeX between \\(…\\), \\[…\\] or $$…$$ and MathML become formulas; a single $ is money. Pictures come from the
    pack, where one is named; a picture that is not there leaves its words.
    """
    ready = _EQUATION.sub(lambda found: rf"\({found[1] or found[2] or ''}\)", html)
    ready = _HEADING.sub(r"<\1p", _PREFIXED.sub(r"<\1", ready))
    clean = nh3.clean(
        ready,
        tags=_KEPT | _FORMULAS,
        clean_content_tags=_UNREAD,
        attributes={
            "*": {"dir", "lang"},
            "img": {"src", "alt", "width"},
            "td": _SPANS,
            "th": _SPANS,
            **{name: set(allowed.ATTRIBUTES) for name in _FORMULAS},
        },
        attribute_filter=_narrow,
        url_schemes=set(),
    )
    return Markup("".join(_pieces(clean, pack)))  # noqa: S704 - what is not our own went through the cleaner


def plain(html: str) -> str:
    """Safe HTML as one line of text, for the lines of a list to choose from: H₂O, ½, x²."""
    text = _SMALL.sub(_small, _MATH.sub("", html))
    text = unescape(_TAG.sub("", _BETWEEN.sub(" ", text)))
    return " ".join(text.split())


def _small(found: re.Match[str]) -> str:
    inner = unescape(_TAG.sub("", found[2])).strip()
    return escape(lowered(inner) if found[1] == "b" else raised(inner))


def _narrow(tag: str, attribute: str, value: str) -> str | None:
    """Numbers in attributes stay small: a cell a thousand columns wide is an attack, and so is such a picture."""
    if attribute in {*_SPANS, "width"} and tag in {"td", "th", "img"}:
        return value if re.fullmatch(r"[1-9]\d{0,2}", value) else None
    return value


def _pieces(clean: str, pack: str) -> Iterator[str]:
    """The cleaned text, piece by piece. LaTeX is looked for between two tags, of which a line break is none."""
    words, verbatim = "", 0
    for found in _PIECE.finditer(clean):
        name = found["name"]
        if found["text"] or name == "br":
            words += found[0]
            continue
        yield words if verbatim else _TEX.sub(_formula, words)
        words = ""
        if found["math"]:
            yield mathml(found["math"]) or _broken(found["math"])
        elif name in {"code", "pre", "kbd", "samp"}:
            verbatim += -1 if found["ends"] else 1
            yield found[0]
        elif name == "img":
            yield _picture(found["given"], pack)
        elif name == "table":
            yield "</table></div>" if found["ends"] else '<div class="scroll" role="group" tabindex="0"><table>'
        elif name in _KEPT:
            yield found[0]
    yield words if verbatim else _TEX.sub(_formula, words)


def _formula(found: re.Match[str]) -> str:
    tex = found[1] or found[2] or found[3]
    return maths(unescape(_BREAK.sub(" ", tex)), block=found[1] is None)


def _broken(source: str) -> str:
    """The signs of a formula that cannot be drawn, apart from each other: run together they would be another number."""
    return f'<span class="tex">{" ".join(_TAG.sub(" ", source).split())}</span>'


def _picture(attributes: str, pack: str) -> str:
    """A picture of the pack as an image element, or its words where there is none."""
    # It reads Markdown too, so it is above this module.
    from server.web.files import picture

    given = dict(_ATTRIBUTE.findall(attributes))
    path = unquote(unescape(given.get("src", "")))
    words = given.get("alt", "")
    source = picture(pack, path, {}) if pack and path.startswith("media/") else ""
    if not source:
        return f" [{words or escape(path.rpartition('/')[2])}] " if given else ""
    width = f' width="{given["width"]}"' if "width" in given else ""
    return f'<img src="{source}" alt="{words}"{width}>'
