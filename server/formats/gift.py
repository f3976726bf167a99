"""Question files in GIFT, Moodle's plain-text format: what a teacher's file says, question by question."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter

from server.formats.described import alike, described
from server.formats.gift_answers import ESSAY_RUBRIC, Body, Read, read_answers
from server.formats.gift_as_moodle import as_moodle
from server.formats.gift_blocks import LONGEST_QUESTION, Block, blocks_of, closed
from server.formats.gift_text import (
    maths_hidden,
    plain,
    shown,
    split_format,
    tags_hidden,
    template_hidden,
    unescaped,
    without_stand_ins,
    words,
)
from server.formats.guarded_zip import Refused
from server.formats.plain_text import as_text, tidy
from server.formats.questions import Doubt, Ids, Questions, Repair, not_too_many
from server.formats.skipped import Skipped, Unreadable
from server.mastery.values import Item

MOST_BYTES = 20_000_000
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_EMBEDDED = re.compile(r"\s*\d*:([A-Z_]+):", re.DOTALL)
_EMBEDDED_TYPES = {
    "MC", "MCV", "MCH", "MCS", "MCVS", "MCHS", "MULTICHOICE", "MULTICHOICE_V", "MULTICHOICE_H", "MULTICHOICE_S",
    "MR", "MRH", "MRS", "MRHS", "MULTIRESPONSE", "MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS",
    "SA", "MW", "SAC", "MWC", "SHORTANSWER", "SHORTANSWER_C", "NM", "NUMERICAL",
}  # fmt: skip


def read_gift_bytes(data: bytes, name: str, objective: str) -> Questions:
    """A GIFT file by its bytes, in whatever letters it was saved; `name` as its owner knows it.

    Refused when there is more than 20 MB.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"{name} holds more than {MOST_BYTES // 1_000_000} MB of questions.")
    text, guesses = as_text(data)
    read = read_gift(text, objective, name)
    read.warnings[:0] = [f"{name}: {guess}" for guess in guesses]
    return read


def read_gift(text: str, objective: str, name: str = "") -> Questions:
    """Every question of a GIFT text as a native item of that objective.

    A question that cannot be read is skipped and named by its line; one that was mended or is doubtful is kept, with
    a repair that holds Moodle's reading of it. Texts become HTML (`format = "html"`), as they were given; they are
    not made safe here.
    """
    read = Questions()
    category = ""
    found: list[tuple[Block, Body, list[Doubt]]] = []
    for count, block in enumerate(blocks_of(without_stand_ins(tidy(text))), 1):
        not_too_many(count, name)
        if block.category is not None:
            category = block.category
            read.categories.append(category)
            continue
        try:
            body, doubts = _question(block)
        except Unreadable as reason:
            why = f"{str(reason)[:1].upper()}{str(reason)[1:]}."
            body = _by_hand(block)
            if not body:
                read.skipped.append(Skipped(_where(name, block), why))
                continue
            doubts = [Doubt(why, "You mark it by hand.")]
        if category:
            body["category"] = category
        if block.joined:
            doubts.insert(0, Doubt(f"There is an empty line {block.joined} the braces.", "It was ignored."))
        if block.unparted:
            doubts.insert(0, Doubt("No empty line parts it from its neighbour.", "It was read as a question apart."))
        found.append((block, body, doubts))
    names = Counter(_slug(body.get("name", "")) for _, body, _ in found)
    ids = Ids()
    for block, body, doubts in found:
        id = ids.free(_identity(body, block, names))
        item = Item(id, objective, 1, body["type"], {"id": id, **body}, tags=tuple(body.get("tags", ())))
        read.items.append(item)
        read.repairs += _repairs(item, doubts, block, _where(name, block))
    return read


def _where(name: str, block: Block) -> str:
    return f"{name}, line {block.line}" if name else f"line {block.line}"


def _repairs(item: Item, doubts: list[Doubt], block: Block, where: str) -> list[Repair]:
    """A repair for each doubt; and one where Moodle would read the question otherwise and nobody doubted it."""
    body = as_moodle(block.apart)
    other = {**{key: item.body[key] for key in ("category", "tags") if key in item.body}, **body} if body else {}
    if not doubts:
        if other == {key: item.body[key] for key in item.body if key != "id"}:
            return []
        if other and alike(described(Item(item.id, item.objective, 1, other["type"], other)), described(item)):
            return []
        doubts = [_difference(block, bool(other))]
    return [Repair(item.id, where, doubt.found, doubt.done, other) for doubt in dict.fromkeys(doubts)]


def _difference(block: Block, read_there: bool) -> Doubt:
    if tags_hidden(block.text) != block.text:
        return Doubt("A text has “=” or “#” in it, which say something else here.", "They were read as text.")
    if read_there:
        return Doubt("It can be read in two ways.", "It was read as it is written.")
    return Doubt("It is not quite written as this format asks.", "It was read as it seems to be meant.")


def _by_hand(block: Block) -> Body:
    """A question whose key makes no sense here, though Moodle takes it: shown, and marked by hand. Else empty."""
    other = as_moodle(block.apart) if len(block.text) <= LONGEST_QUESTION else None
    if other is None or not words(other["prompt"]):
        return {}
    body: Body = {"type": "essay", "prompt": other["prompt"], "format": "html", "rubric": [dict(ESSAY_RUBRIC)]}
    body |= {"other": other["type"], "kept": block.text, **_kept(other, "name"), **_kept(other, "solution")}
    return {**body, "tags": list(block.tags)} if block.tags else body


def _question(block: Block) -> tuple[Body, list[Doubt]]:
    if len(block.text) > LONGEST_QUESTION:
        raise Unreadable(f"the question is longer than {LONGEST_QUESTION} characters")
    doubts: list[Doubt] = []
    text = unescaped(_sparing_lookalikes(block.text, doubts))
    name = _NAME.match(text)
    title = plain(name[1]) if name else ""
    text = text[name.end() :] if name else text.removeprefix("::")
    text, form = split_format(text, "moodle")
    before, answers, after = _parted(text, doubts)
    body: Body = {"type": "description"}
    if answers is None:
        prompt = before
    elif _blanks_in(f"{{{answers}}}") and _blanks_in(after):
        prompt, gaps = _cloze(text, form)
        body = {"type": "cloze", "gaps": gaps}
        doubts.append(Doubt("There are several answers in one question.", f"They were read as {len(gaps)} gaps."))
    else:
        read, general = _read_block(answers, form)
        doubts += read.doubts
        body = {"type": read.type, **read.body}
        if general.strip():
            body["solution"] = shown(general, form)
        prompt = f"{before}_____{after}" if after.strip() else before
    if not plain(prompt) and title:
        doubts.append(Doubt("There is a name but no question.", "The name was taken for the question."))
        prompt = title
    if not plain(prompt):
        doubts.append(Doubt("There is no question before the braces.", "Its answers were kept."))
        prompt = "_____"
    body = {"type": body.pop("type"), "prompt": shown(prompt, form), "format": "html", **body}
    if title:
        body["name"] = title
    if block.tags:
        body["tags"] = list(block.tags)
    return body, doubts


def _sparing_lookalikes(raw: str, doubts: list[Doubt]) -> str:
    """The raw question with bare formulas and template code kept whole, if an answer block is left without them."""
    spared = template_hidden(maths_hidden(raw))
    if spared == raw:
        return raw
    if _answer_block_in(unescaped(spared)) or not re.search(
        r"\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}])", unescaped(raw)
    ):
        doubts.append(Doubt("A formula or a piece of code has signs without “\\”.", "They were read as part of it."))
        return spared
    return raw


def _answer_block_in(text: str) -> bool:
    opening = text.find("{")
    return opening >= 0 and "}" in text[opening:]


def _blanks_in(text: str) -> bool:
    """Whether a text holds answer blocks, and no other braces: `a {=b} and {1:SA:=c}`."""
    blanks = re.findall(r"\{([^{}]*)\}", text)
    return bool(blanks) and all(re.match(r"\s*(?:\d*:[A-Z_]+:|[=~])", blank) for blank in blanks)


def _parted(text: str, doubts: list[Doubt]) -> tuple[str, str | None, str]:
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
        doubts.append(Doubt("There are braces inside an answer.", "They were read as part of it."))
        return text[:opening], text[opening + 1 : balanced], text[balanced + 1 :]
    rest = text[closing + 1 :]
    if rest.count("}") > rest.count("{") and re.search(r"\n[ \t]*[~=]", rest):
        doubts.append(Doubt("A “}” stands inside an answer.", "It was read as part of it."))
        closing = text.rfind("}")
    return text[:opening], text[opening + 1 : closing], text[closing + 1 :]


def _read_block(answers: str, form: str) -> tuple[Read, str]:
    answers, _, general = tags_hidden(answers).partition("####")
    embedded = _EMBEDDED.match(answers)
    if embedded is None or embedded[1] not in _EMBEDDED_TYPES:
        return read_answers(answers, form), general
    answers = answers[embedded.end() :]
    if embedded[1].startswith(("MR", "MULTIRESPONSE")):
        share = 100 / max(1, answers.count("="))
        answers = re.sub("~?=", f"~%{share:.5g}%", answers)
    if embedded[1] in ("NM", "NUMERICAL"):
        answers = "#" + answers
    elif not embedded[1].startswith("M") or embedded[1].startswith("MW"):
        answers = re.sub("~(?==)", "", answers).replace("~", "=")
    read = read_answers(answers, form)
    sign = embedded[0].strip()
    read.doubts.insert(0, Doubt(f"“{sign}” belongs to a text with gaps.", "It was read as the gap that it names."))
    return read, general


def _cloze(text: str, form: str) -> tuple[str, list[Body]]:
    """A text with several answer blocks as a prompt with `[[1]]`, `[[2]]` and a gap for each."""
    gaps: list[Body] = []

    def gap(hit: re.Match[str]) -> str:
        read, _ = _read_block(hit[1], form)
        gaps.append(_gap(read))
        return f"[[{len(gaps)}]]"

    return re.sub(r"\{([^{}]*)\}", gap, text), gaps


def _gap(read: Read) -> Body:
    body = read.body
    if read.type == "single_choice":
        right = next((words(option["text"]) for option in body["options"] if option.get("correct")), "")
        if not right:
            raise Unreadable("no choice of a gap is marked right")
        return {"choices": [words(option["text"]) for option in body["options"]], "answer": right}
    if read.type == "short_text":
        first, *others = body["answers"]
        return {"answer": first, **({"accept": others} if others else {}), **_kept(body, "credit")}
    if read.type == "numeric":
        return {"answer": body["answer"], "numeric": True, "tolerance": body["tolerance"]}
    raise Unreadable("a gap in the text is neither a choice nor a word")


def _kept(body: Body, key: str) -> Body:
    return {key: body[key]} if key in body else {}


def _identity(body: Body, block: Block, names: Counter[str]) -> str:
    """The id the author gave; or a name that no other question has; or one made of the content."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]
    name = _slug(body.get("name", ""))
    return _slug(block.id) or (name if names[name] == 1 else f"{name or 'q'}-{digest}") or f"q-{digest}"


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")
