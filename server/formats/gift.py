"""Question files in GIFT, Moodle's plain-text format: what a teacher's file says, question by question."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from server.formats.gift_answers import Body, Read, Unreadable, read_answers
from server.formats.gift_blocks import LONGEST_QUESTION, Block, blocks_of, closed
from server.formats.gift_text import (
    as_html,
    maths_hidden,
    plain,
    split_format,
    tags_hidden,
    template_hidden,
    unescaped,
    without_stand_ins,
    words,
)
from server.formats.guarded_zip import GuardedZip, Refused
from server.formats.plain_text import as_text, tidy
from server.formats.skipped import Skipped
from server.mastery.values import Item

MOST_BYTES = 20_000_000
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_EMBEDDED = re.compile(r"\s*\d*:([A-Z_]+):", re.DOTALL)
_EMBEDDED_TYPES = {
    "MC", "MCV", "MCH", "MCS", "MCVS", "MCHS", "MULTICHOICE", "MULTICHOICE_V", "MULTICHOICE_H", "MULTICHOICE_S",
    "SA", "MW", "SAC", "MWC", "SHORTANSWER", "SHORTANSWER_C", "NM", "NUMERICAL",
}  # fmt: skip


@dataclass
class GiftRead:
    """What was found in a file. `items` keeps the order of the file and holds descriptions too (type `description`)."""

    items: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    @property
    def counts_by_type(self) -> dict[str, int]:
        """How many of each type, descriptions among them."""
        return dict(Counter(item.type for item in self.items))

    @property
    def questions(self) -> list[Item]:
        """The items that ask something: what may go into a bank."""
        return [item for item in self.items if item.type != "description"]


def read_gift_file(path: Path, objective: str) -> GiftRead:
    """A GIFT file, or a zip holding one or more of them (with their pictures). Refused when there is more than 20 MB.

    The questions of several files follow one another; lines are counted through.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if data.startswith(b"PK\x03\x04"):
        archive = GuardedZip(path)
        texts = [name for name in archive.names() if name.lower().endswith((".txt", ".gift"))]
        if not texts:
            raise Refused(f"{path.name} holds no question file.")
        much = sum(archive.size(name) for name in texts)
        data = b"\n\n".join(archive.read(name) for name in texts) if much <= MOST_BYTES else b""
    else:
        much = len(data)
    if much > MOST_BYTES:
        raise Refused(f"{path.name} holds more than {MOST_BYTES // 1_000_000} MB of questions.")
    text, guesses = as_text(data)
    read = read_gift(text, objective)
    read.warnings[:0] = guesses
    return read


def read_gift(text: str, objective: str) -> GiftRead:
    """Every question of a GIFT text as a native item of that objective.

    A question that cannot be read is skipped and named by its line; one that was mended is kept, with a warning.
    Texts become HTML (`format = "html"`), as they were given; they are not made safe here.
    """
    read = GiftRead()
    category = ""
    found: list[tuple[Block, Body]] = []
    for block in blocks_of(without_stand_ins(tidy(text))):
        where = f"line {block.line}"
        if block.category is not None:
            category = block.category
            read.categories.append(category)
            continue
        try:
            body, warnings = _question(block)
        except Unreadable as reason:
            read.skipped.append(Skipped(where, f"{reason}."))
            continue
        if category:
            body["category"] = category
        if block.joined:
            warnings.insert(0, "an empty line between the braces was ignored")
        found.append((block, body))
        read.warnings += [f"{where}: {warning}." for warning in warnings]
    names = Counter(_slug(body.get("name", "")) for _, body in found)
    seen: Counter[str] = Counter()
    read.items = [_item({"id": _identity(body, block, names, seen), **body}, objective) for block, body in found]
    return read


def _item(body: Body, objective: str) -> Item:
    return Item(body["id"], objective, 1, body["type"], body, tags=tuple(body.get("tags", ())))


def _question(block: Block) -> tuple[Body, list[str]]:
    if len(block.text) > LONGEST_QUESTION:
        raise Unreadable(f"the question is longer than {LONGEST_QUESTION} characters")
    warnings: list[str] = []
    text = unescaped(_sparing_lookalikes(block.text, warnings))
    name = _NAME.match(text)
    title = plain(name[1]) if name else ""
    text = text[name.end() :] if name else text
    text, form = split_format(text, "moodle")
    before, answers, after = _parted(text, warnings)
    body: Body = {"type": "description"}
    if answers is None:
        prompt = before
    elif _blanks_in(f"{{{answers}}}") and _blanks_in(after):
        prompt, gaps = _cloze(text, form)
        body = {"type": "cloze", "gaps": gaps}
        warnings.append("several answers in one question: it was read as a text with gaps")
    else:
        read, general = _read_block(answers, form)
        warnings += read.warnings
        body = {"type": read.type, **read.body}
        if general.strip():
            rest, own = split_format(general, form)
            body["solution"] = as_html(plain(rest), own)
        prompt = f"{before}_____{after}" if after.strip() else before
    prompt = prompt if plain(prompt) else title
    if not plain(prompt):
        raise Unreadable("there is no question before the braces")
    body = {"type": body.pop("type"), "prompt": as_html(plain(prompt), form), "format": "html", **body}
    if title:
        body["name"] = title
    if block.tags:
        body["tags"] = list(block.tags)
    return body, warnings


def _sparing_lookalikes(raw: str, warnings: list[str]) -> str:
    """The raw question with bare formulas and template code kept whole, if an answer block is left without them."""
    spared = template_hidden(maths_hidden(raw))
    if spared == raw:
        return raw
    if _answer_block_in(unescaped(spared)) or not re.search(
        r"\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}])", unescaped(raw)
    ):
        warnings.append("braces inside a formula or a piece of code were read as its own")
        return spared
    return raw


def _answer_block_in(text: str) -> bool:
    opening = text.find("{")
    return opening >= 0 and "}" in text[opening:]


def _blanks_in(text: str) -> bool:
    """Whether a text holds answer blocks, and no other braces: `a {=b} and {1:SA:=c}`."""
    blanks = re.findall(r"\{([^{}]*)\}", text)
    return bool(blanks) and all(re.match(r"\s*(?:\d*:[A-Z_]+:|[=~])", blank) for blank in blanks)


def _parted(text: str, warnings: list[str]) -> tuple[str, str | None, str]:
    """What stands before the braces, between and after them; None between where there are no braces."""
    opening, closing = text.find("{"), text.find("}")
    if opening < 0 and closing < 0:
        return text, None, ""
    if opening < 0:
        raise Unreadable("a “}” closes what no “{” has opened")
    closing = text.find("}", opening)
    if closing < 0:
        raise Unreadable("the “{” is never closed")
    balanced = closed(text, opening)
    if balanced > closing:
        warnings.append("braces inside an answer were read as part of it")
        return text[:opening], text[opening + 1 : balanced], text[balanced + 1 :]
    return text[:opening], text[opening + 1 : closing], text[closing + 1 :]


def _read_block(answers: str, form: str) -> tuple[Read, str]:
    answers, _, general = tags_hidden(answers).partition("####")
    embedded = _EMBEDDED.match(answers)
    if embedded and embedded[1] in _EMBEDDED_TYPES:
        answers = answers[embedded.end() :]
        if embedded[1] in ("NM", "NUMERICAL"):
            answers = "#" + answers
        elif not embedded[1].startswith("M") or embedded[1].startswith("MW"):
            answers = re.sub("~(?==)", "", answers).replace("~", "=")
    return read_answers(answers, form), general


def _cloze(text: str, form: str) -> tuple[str, list[Body]]:
    """A text with several answer blocks as a prompt with `[[1]]`, `[[2]]` and a gap for each."""
    gaps: list[Body] = []

    def gap(hit: re.Match[str]) -> str:
        read, _ = _read_block(hit[1], form)
        if read.type == "single_choice":
            texts = [words(option["text"]) for option in read.body["options"]]
            right = next(words(option["text"]) for option in read.body["options"] if option.get("correct"))
            gaps.append({"choices": texts, "answer": right})
        elif read.type == "short_text":
            first, *others = read.body["answers"]
            gaps.append({"answer": first, **({"accept": others} if others else {})})
        elif read.type == "numeric":
            gaps.append({"answer": read.body["answer"]})
        else:
            raise Unreadable("a gap in the text is neither a choice nor a word")
        return f"[[{len(gaps)}]]"

    return re.sub(r"\{([^{}]*)\}", gap, text), gaps


def _identity(body: Body, block: Block, names: Counter[str], seen: Counter[str]) -> str:
    """The id the author gave; or a name that no other question has; or one made of the content. Unique in the file."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]
    name = _slug(body.get("name", ""))
    base = _slug(block.id) or (name if names[name] == 1 else f"{name or 'q'}-{digest}") or f"q-{digest}"
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}-{seen[base]}"


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")
