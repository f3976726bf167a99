"""A GIFT file in pieces: one block of lines for each question, with the comments that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.formats.gift_text import plain, template_hidden, unescaped

_ID = re.compile(r"\[id:\s*([^\]]+?)\s*\]")
_TAG = re.compile(r"\[tag:\s*([^\]]+?)\s*\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
LONGEST_QUESTION = 100_000
"""characters; what is longer is no question"""
MOST_JOINED = 40
"""blocks; no question is held together over more empty lines than that"""


@dataclass
class Block:
    """The lines of one question, without comments. `line` counts from 1; `category` where one is named."""

    line: int
    text: str
    id: str = ""
    tags: list[str] = field(default_factory=list)
    category: str | None = None
    joined: bool = False


def blocks_of(text: str) -> Iterator[Block]:
    """The questions of a file: parted by empty lines, except where an answer block was left open across one."""
    pending: list[Block] = []
    for block in _paragraphs(text):
        if pending and (len(pending) > MOST_JOINED or not _continues(block)):
            yield from pending
            pending = []
        pending.append(block)
        if len(pending) > 1 and _depth(block.text) < 0:
            yield _joined(pending)
            pending = []
        elif len(pending) == 1 and _depth(block.text) <= 0:
            yield from pending
            pending = []
    yield from pending


def closed(text: str, opening: int) -> int:
    """Where the brace at `opening` is closed, counting nested ones; −1 when it never is."""
    depth = 0
    for hit in re.finditer("[{}]", text[opening:]):
        depth += 1 if hit[0] == "{" else -1
        if depth == 0:
            return opening + hit.start()
    return -1


def _paragraphs(text: str) -> Iterator[Block]:
    current: Block | None = None
    lines: list[str] = []
    for number, raw in enumerate([*text.split("\n"), ""], start=1):
        line = raw.strip()
        category = _CATEGORY.fullmatch(line)
        if (not line or category) and current is not None:
            if lines:
                current.text = "\n".join(lines)
                yield current
            current, lines = None, []
        if category:
            yield Block(number, line, category=plain(unescaped(category[1])))
        elif line.startswith("//"):
            current = current or Block(number, "")
            found = _ID.search(line)
            current.id = found[1] if found else current.id
            current.tags += _TAG.findall(line)
        elif line:
            current = current or Block(number, "")
            if not lines:
                current.line = number
            lines.append(line)


def _depth(text: str) -> int:
    """Braces opened less braces closed, escaped ones and template code aside."""
    if len(text) > LONGEST_QUESTION:
        return 0
    bare = unescaped(template_hidden(text))
    return bare.count("{") - bare.count("}")


def _continues(block: Block) -> bool:
    """Whether a block may be the rest of a question whose braces are still open: it starts no question of its own."""
    bare = unescaped(block.text)
    opening, closing = bare.find("{"), bare.find("}")
    return block.category is None and not bare.startswith("::") and (opening < 0 or 0 <= closing < opening)


def _joined(parts: list[Block]) -> Block:
    first = parts[0]
    text = "\n".join(part.text for part in parts)
    return Block(first.line, text, first.id, [tag for part in parts for tag in part.tags], joined=True)
