"""Texts that teachers and packs bring, made safe to show: Markdown with maths, or HTML from other programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from server.web.foreign import foreign, plain
from server.web.maths import maths


def _render_maths(content: str, options: dict[str, bool]) -> str:
    return maths(content.strip(), bool(options.get("display_mode")))


def _render_image(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    """A picture's place and words; whoever knows the pack puts the picture there (files.pack_html)."""
    # The name of the file as written: a pack's files are no addresses, so a space or an ü in them is no %20.
    path = unquote(str(tokens[at].attrGet("src") or ""))
    return f'<span data-media="{escape(path)}">{escape(tokens[at].content)}</span>'


def _render_table(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    """A table in a box of its own that the keyboard can reach: on a phone a wide one is pushed to the side."""
    begins = tokens[at].type == "table_open"
    return '<div class="scroll" role="group" tabindex="0"><table>\n' if begins else "</table></div>\n"


def _render_cell(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: object, env: object) -> str:
    """A cell. An empty corner is a cell like any other, since it heads nothing; pages take no style from a text."""
    kind, _dash, way = tokens[at].type.partition("_")
    if not tokens[at + 1 if way == "open" else at - 1].content.strip():
        kind = "td"
    return f"<{kind}>" if way == "open" else f"</{kind}>\n"


_GAP = re.compile(r"\[\[(\d+)\]\]")
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")
_markdown.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_render_maths)
_markdown.add_render_rule("image", _render_image)
for _name in ("table_open", "table_close"):
    _markdown.add_render_rule(_name, _render_table)
for _name in ("th_open", "th_close", "td_open", "td_close"):
    _markdown.add_render_rule(_name, _render_cell)


@lru_cache(maxsize=4096)
def _html(text: str) -> str:
    return str(_markdown.render(text))


def markdown(text: str) -> Markup:
    """Markdown as safe HTML."""
    return Markup(_html(text))  # noqa: S704 - raw HTML is switched off in the renderer


def inline(text: str) -> Markup:
    """One line of Markdown, without a paragraph round it."""
    html = _html(text).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return Markup(html)  # noqa: S704


def rich(text: str, format: str = "", pack: str = "") -> Markup:
    """An item's text in the format it was written in, with its gaps as numbered lines and the pictures of its pack."""
    html = foreign(text, pack) if format == "html" else _illustrated(text, pack)
    return Markup(_GAP.sub(r'<span class="gap">\1</span>', str(html)))  # noqa: S704 - only digits are put in


def choice(text: str, format: str = "", pack: str = "") -> Markup:
    """An option or one side of a pair, in the format it was written in, without a paragraph round it."""
    if format != "html":
        return inline(text)
    html = str(foreign(text, pack)).strip()
    if html.startswith("<p") and html.endswith("</p>") and html.count("<p") == 1:
        html = html[html.index(">") + 1 : -4]
    return Markup(html)  # noqa: S704


def plainly(text: str, format: str = "") -> str:
    """An option in a list to choose from, which holds nothing but text: H₂O, ½, →."""
    return plain(choice(text, format))


def _illustrated(text: str, pack: str) -> Markup:
    # It reads Markdown for whole texts, so it is above this module.
    from server.web.files import pack_html

    return pack_html(text, pack) if pack else markdown(text)
