"""GIFT's lettering: escapes, format marks, and text that only looks like GIFT (formulas, template code, HTML tags).

While a question is taken apart, every character that must *not* act as a sign is replaced by a stand-in; `plain` puts
the real character back. So the rest of the reader may split at `~`, `=` and `#` without asking again.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from markdown_it import MarkdownIt

SIGNS = "\\:#={}~\n"
_STAND_INS = {sign: chr(0xFDD0 + place) for place, sign in enumerate(SIGNS)}
_BACK = {ord(stand_in): sign for sign, stand_in in _STAND_INS.items()}
_HIDE = {ord(sign): stand_in for sign, stand_in in _STAND_INS.items() if sign != "\n"}

LONGEST_MARKDOWN = 20_000
"""characters; of brackets alone, what renders it takes four times as long for twice as many"""
FORMATS = ("html", "markdown", "plain", "moodle")
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_SIMPLE = r"[^{}\\]|\\."
# What begins like an answer is no part of a formula: `\alpha{=a ~b}`. Deeper braces than these nobody types.
_NESTED = rf"\{{(?:{_SIMPLE}|\{{(?:{_SIMPLE}|\{{(?:{_SIMPLE})*+\}})*+\}})*+\}}"
_GROUP = rf"(?!\{{\s*[=~#]){_NESTED}"
# `\n` is GIFT's line end, so of the commands with that letter only the known ones count.
_COMMAND = (
    r"\\?(?<!\\\\)\\(?:"
    rf"(?:[a-zA-Z]*(?:frac|binom)|overset|underset|stackrel|textcolor|begin|SI|qty)(?:{_GROUP}){{1,2}}|"
    rf"(?!n)[a-zA-Z]+\*?(?:\[[^\[\]{{}}]*+\])?(?:{_GROUP})?|(?:norm|num|not){_GROUP})"
    rf"(?:[_^](?:[0-9a-zA-Z]|{_GROUP}))*"
)
# A lone `$` is money: a formula closes on its line, close to its last sign, and has braces that hang on a sign.
_DOLLARS = (
    r"(?<![\\$])\$(?![\s$])(?=[^$\n]*(?<![\s\\])\$(?![\d$]))(?![^$\n]*\{\s*[=~#])"
    r"(?=[^$\n]*?(?:\^|(?<!_)_|\\[a-zA-Z]{1,40}+(?:\[\w{1,9}\])?)\{)[^$\n]+\$"
)
# No formula opens inside another: that also keeps the search short on hostile text.
_MATHS = re.compile(
    r"(?<!\\)\\\((?:(?!\\\().)*?(?<!\\)\\\)|\$\$.+?\$\$|(?<!\\)\\\[(?:(?!\\\[).)*?(?<!\\)\\\]|"
    rf"{_DOLLARS}|(?P<command>{_COMMAND})",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"\{%(?:\s[^{}]*)?\s%\}|\{\{(?:\s[^{}]*)?\s\}\}")
_TAG = re.compile(r"<[a-zA-Z][^<>{}]*=\s*[\"'][^<>]*>|&#x?[0-9a-fA-F]+;")
_MARKDOWN = MarkdownIt("commonmark")


def without_stand_ins(text: str) -> str:
    """A file's text as given, cleared of the characters that this reader uses for itself (no alphabet has them)."""
    return text.translate(dict.fromkeys(_BACK))


def unescaped(text: str) -> str:
    r"""The text with each escaped sign (`\=`, `\{`, `\\` …) as a stand-in; `\n` is a line end that parts nothing."""
    return _ESCAPE.sub(lambda hit: _STAND_INS["\n" if hit[1] == "n" else hit[1]], text)


def hidden(text: str) -> str:
    """The same text with every sign in it as a stand-in."""
    return text.translate(_HIDE)


def plain(text: str) -> str:
    """The text as it was meant to be read, with the space around it dropped."""
    return text.translate(_BACK).strip()


def maths_hidden(block: str) -> str:
    r"""A raw question whose formulas were typed without escapes (`\(\nu = \frac{1}{2}\)`), with these kept whole.

    A formula stands between `\(…\)`, `\[…\]`, `$$…$$` or `$…$`, or is a command with its braces: `\ce{H2O}`.
    Only one with a bare brace, or with `\n` before a letter, is taken for unescaped.
    """

    def keep(hit: re.Match[str]) -> str:
        formula = hit[0]
        inside = re.sub(r"\\[{}]", "", formula)
        if "{" in inside or "}" in inside:
            return hidden(formula.replace("\\\\", "\\", 1) if hit["command"] else formula)
        if hit["command"]:
            return formula
        return re.sub(r"\\n(?=[a-zA-Z])", lambda _: _STAND_INS["\\"] + "n", formula)

    return _MATHS.sub(keep, block)


def template_hidden(block: str) -> str:
    """A raw question that shows template code (`{% include %}`), with that code kept whole."""
    return _TEMPLATE.sub(lambda hit: hidden(hit[0]), block)


def tags_hidden(answers: str) -> str:
    """An answer block whose HTML tags and character numbers (`&#39;`) cannot be taken for signs."""
    return _TAG.sub(lambda hit: hidden(hit[0]), answers)


def split_format(text: str, default: str) -> tuple[str, str]:
    """The text without its `[html]` mark, and the format: the one marked, or else `default`."""
    mark = _FORMAT.match(text)
    if mark is None:
        return text, default
    return text[mark.end() :], mark[1].lower()


def as_html(text: str, form: str) -> str:
    """A text in any of the four formats, as HTML. What its author wrote as HTML stays as it is (not made safe).

    Markdown that is longer than any question is shown with its signs.
    """
    if form == "html":
        return text
    if form == "markdown" and len(text) <= LONGEST_MARKDOWN:
        rendered = str(_MARKDOWN.render(text)).strip()
        one = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", rendered, re.DOTALL)
        return one[1] if one else rendered
    if form == "plain":
        text = html.escape(text, quote=False)
    else:
        text = re.sub(r"&(?!#?\w+;)", "&amp;", text)
        text = re.sub(r"<(?!/?[a-zA-Z][^<>]*>|!--)", "&lt;", text)
    return re.sub(r"(?<!>)\n", "<br>\n", text)


# Each text is read several times: as it is meant, as other programs take it, and in every question that repeats it.
@lru_cache(200)
def shown(text: str, form: str) -> str:
    """A piece of a question as HTML: its own `[markdown]` mark counts, and else `form`."""
    rest, own = split_format(text, form)
    return as_html(plain(rest), own)


def words(text: str) -> str:
    """HTML as bare words on one line, for a name or a comparison."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())
