"""Marks that a student made in a passage: which words, what they are, and why.

The passage is shown as plain text, so that a place in it means the same to a browser, to this program and in ten
years. Places are counted in characters from 0; an emoji is one, whatever a browser's script says.
"""

import html
import re
from typing import NamedTuple

from server.mastery.values import DrawnItem, Response

MOST = 30
"""marks in one passage: the fields m0 to m29"""
LONGEST_REASON = 1000
"""characters"""


class Annotation(NamedTuple):
    """One mark: the words from `start` up to `end`, the tag chosen, and the reason given, perhaps empty."""

    start: int
    end: int
    quote: str
    tag: str
    why: str


def paragraphs(drawn: DrawnItem) -> tuple[tuple[int, str], ...]:
    """The paragraphs of an item's passage, each with the place in `plain_passage` where it begins."""
    found, start = list[tuple[int, str]](), 0
    for paragraph in plain_passage(drawn).split("\n\n"):
        found.append((start, paragraph))
        start += len(paragraph) + 2
    return tuple(found) if drawn.passage.strip() else ()


def plain_passage(drawn: DrawnItem) -> str:
    """The passage as it is shown to be marked: without markup, an empty line between paragraphs, lines kept."""
    text = _without_tags(drawn.passage) if drawn.format == "html" else _without_markdown(drawn.passage)
    blocks = re.split(r"\n[ \t]*\n", re.sub(r"\r\n?", "\n", text))
    tidy = ("\n".join(" ".join(line.split()) for line in block.split("\n")).strip() for block in blocks)
    return "\n\n".join(block for block in tidy if block)


def marks_in(drawn: DrawnItem, response: Response) -> tuple[Annotation, ...]:
    """The marks of a response, in the order of the passage, each only once.

    Each of the fields m0 to m29 holds `start-end|tag|why`. What is outside the passage, holds no words, or carries a
    tag that was not offered is left out.
    """
    text = plain_passage(drawn)
    found: dict[tuple[int, int, str, str], Annotation] = {}
    for field in (f"m{n}" for n in range(MOST)):
        place, _, rest = str(response.get(field, "")).partition("|")
        tag, _, why = rest.partition("|")
        places = re.fullmatch(r"\s*([0-9]{1,7})-([0-9]{1,7})\s*", place)
        if not places or tag.strip() not in (drawn.marks or ("",)):
            continue
        start, end = int(places[1]), int(places[2])
        quote = text[start:end]
        if end <= len(text) and quote.strip():
            mark = Annotation(start, end, quote, tag.strip(), why.strip()[:LONGEST_REASON])
            found.setdefault(mark[:4], mark)
    return tuple(sorted(found.values()))


def _without_markdown(text: str) -> str:
    text = re.sub(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)", "", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,500}\)", r"\1", text)
    text = re.sub(r"(\*\*|__|`)(?=\S)([^\n]{1,2000}?)(?<=\S)\1", r"\2", text)
    return re.sub(r"(?<![\w*])([*_])(?=[^\s*_])([^\n*_]{1,2000})(?<=\S)\1(?![\w*])", r"\2", text)


def _without_tags(text: str) -> str:
    text = re.sub(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|$)", "", text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*<br\b[^>]*>\s*", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"\s*</?(?:p|div|li|h[1-6]|blockquote|tr)\b[^>]*>\s*", "\n\n", text, flags=re.IGNORECASE)
    return html.unescape(re.sub(r"<[^<>]*>", "", text))
