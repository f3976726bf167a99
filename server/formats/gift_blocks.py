"""A GIFT file in pieces: one block of lines for each question, with the comments that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from server.formats.gift_text import plain, template_hidden, unescaped

_ID = re.compile(r"\[id:\s*([^\]]+?)\s*\]")
_TAG = re.compile(r"\[tag:\s*([^\]]+?)\s*\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
LONGEST_QUESTION = 100_000
"""characters; what is longer is no question"""
MOST_JOINED = 40
"""blocks; no question is held together over more empty lines than that"""


_TRUTH = re.compile(r"\s*(?:T|F|TRUE|FALSE)\s*(?:#.*)?", re.IGNORECASE)


@dataclass
class Block:
    """The lines of one question, without comments. `line` counts from 1; `category` where one is named."""

    line: int
    text: str
    id: str = ""
    tags: list[str] = field(default_factory=list)
    category: str | None = None
    joined: str = ""
    """"between" or "before" where it is held together over an empty line between its braces, or before them"""
    unparted: bool = False
    """told apart from a neighbour without an empty line between them"""
    apart: str = ""
    """what Moodle, which parts questions at empty lines only, takes for the question; empty for none"""


def blocks_of(text: str) -> Iterator[Block]:
    """The questions of a file: parted by empty lines, except where one stands between a question's braces or before
    them."""
    held: Block | None = None
    for block in _whole(text):
        if held is not None and _lacks_braces(held) and block.text.startswith("{"):
            block, held = _joined([held, block], "before"), None
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _lacks_braces(block: Block) -> bool:
    return block.category is None and bool(block.text) and not re.search(r"(?<!\\)[{}]", block.text)


def _whole(text: str) -> Iterator[Block]:
    pending: list[Block] = []
    for block in _paragraphs(text):
        if pending and (len(pending) > MOST_JOINED or not _continues(block)):
            yield from pending
            pending = []
        pending.append(block)
        if len(pending) > 1 and _depth(block.text) < 0:
            yield _joined(pending, "between")
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
    glued = False  # to a category: Moodle takes all up to the next empty line for its name
    for number, raw in enumerate([*text.split("\n"), ""], start=1):
        line = raw.strip()
        category = _CATEGORY.fullmatch(line)
        if (not line or category) and current is not None:
            if lines:
                current.text = "\n".join(lines)
                current.apart = "" if glued else "\n".join([*lines, line]).rstrip()
                current.unparted = glued or bool(category)
                yield from _told_apart(current)
            current, lines = None, []
        glued = bool(line) and (glued or bool(category))
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


def _told_apart(block: Block) -> list[Block]:
    """The questions of a block whose author left out the empty lines: each begins with `::`, or is a whole line."""
    lines = block.text.split("\n")
    if len(lines) < 2 or len(block.text) > LONGEST_QUESTION:
        return [block]
    bare = [unescaped(template_hidden(line)) for line in lines]
    if all(_is_whole(line) for line in bare):
        starts = list(range(len(lines)))
    else:
        starts, depth, closed_once = [0], 0, False
        for place, line in enumerate(bare):
            if place and line.startswith("::") and "::" in line[2:] and depth == 0 and closed_once:
                starts.append(place)
            depth += line.count("{") - line.count("}")
            closed_once = closed_once or "}" in line
    if len(starts) == 1:
        return [block]
    ends = [*starts[1:], len(lines)]
    parts = ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    first = replace(block, text=parts[0], unparted=True)
    others = zip(starts[1:], parts[1:], strict=True)
    return [first, *(Block(block.line + start, part, unparted=True) for start, part in others)]


def _is_whole(line: str) -> bool:
    """Whether a line is a question whose answers are no single word (that might be a gap): `Gases have mass. {T}`."""
    stem, brace, answers = line.partition("{")
    inside = answers[:-1]
    if not stem.strip() or not brace or not answers.endswith("}") or "{" in inside or "}" in inside:
        return False
    return "~" in inside or bool(_TRUTH.fullmatch(inside))


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


def _joined(parts: list[Block], where: str) -> Block:
    first = parts[0]
    text = "\n".join(part.text for part in parts)
    tags = [tag for part in parts for tag in part.tags]
    return Block(first.line, text, first.id, tags, joined=where, apart=first.text)
