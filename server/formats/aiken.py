"""Question files in Aiken, the plainest format of all: a question, its choices with letters, and `ANSWER: B`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.formats.described import alike, described
from server.formats.gift_answers import ESSAY_RUBRIC, options_of
from server.formats.gift_text import as_html
from server.formats.guarded_zip import Refused
from server.formats.plain_text import as_text, tidy
from server.formats.questions import Doubt, Ids, Questions, Repair, not_too_many
from server.formats.skipped import Skipped, Unreadable
from server.formats.unkeyed import NO_KEY, choice_kept
from server.mastery.values import Item

MOST_BYTES = 20_000_000
LONGEST_QUESTION = 100_000
"""characters; what is longer is no question"""
Body = dict[str, Any]
Line = tuple[int, str]
"""its number in the file, counted from 1, and its text without the space around it"""

CHOICE = re.compile(r"\(?([A-Za-z])[).][ \t]*(.*)")
KEY = re.compile(
    r"(?:(?:CORRECT[ \t]+)?ANS(?:WERS?)?|ANTWORT|LÖSUNG|RÉPONSE|REPONSE|RESPUESTA|RISPOSTA|RESPOSTA|ОТВЕТ)"
    r"(?:[ \t]*[:.=][ \t]*|[ \t]+(?=[A-Za-z]\Z))(.*)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:FEEDBACK|EXPLANATION|RATIONALE)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"\(?([A-Za-z])\)?(?:[ \t]*(?:,|;|&|and|\+)[ \t]*\(?[A-Za-z]\)?)*[.]?", re.IGNORECASE)


def read_aiken_bytes(data: bytes, name: str, objective: str) -> Questions:
    """An Aiken file by its bytes, in whatever letters it was saved; `name` as its owner knows it.

    Refused when there is more than 20 MB.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"{name} holds more than {MOST_BYTES // 1_000_000} MB of questions.")
    text, guesses = as_text(data)
    read = read_aiken(text, objective, name)
    read.warnings[:0] = [f"{name}: {guess}" for guess in guesses]
    return read


def read_aiken(text: str, objective: str, name: str = "") -> Questions:
    """Every question of an Aiken text as a native item with one right choice (several where several letters are given).

    Forgives stems and choices of several lines, small letters, `ANS:` and `(a)`; each of these is a repair that holds
    what Moodle would have made of it. What cannot be read is skipped and named by its line.
    """
    read = Questions()
    ids = Ids()
    for count, lines in enumerate(_questions(text), 1):
        not_too_many(count, name)
        where = f"{name}, line {lines[0][0]}" if name else f"line {lines[0][0]}"
        try:
            body, doubts = _question(lines)
        except Unreadable as reason:
            why = f"{str(reason)[:1].upper()}{str(reason)[1:]}."
            body = _by_hand(lines)
            if not body:
                read.skipped.append(Skipped(where, why))
                continue
            doubts = [Doubt(why, NO_KEY.done)]
        item = _item(body, objective, ids)
        read.items.append(item)
        read.repairs += _repairs(item, doubts, _as_moodle(lines), where)
    return read


def _questions(text: str) -> Iterator[list[Line]]:
    """The lines of each question, empty ones left out: up to its key, or to the text of the next one."""
    lines: list[Line] = []
    choices, gap, keyed = False, False, False
    for number, raw in enumerate(tidy(text).split("\n"), start=1):
        line = raw.strip()
        if not line:
            gap = True
            continue
        is_choice, is_key = bool(CHOICE.fullmatch(line)), bool(KEY.fullmatch(line))
        if keyed and not _SAID.fullmatch(line):
            yield lines
            lines, choices, keyed = [], False, False
        if lines and choices and gap and not is_choice and not is_key:
            yield lines  # without a key: the next question has begun
            lines, choices = [], False
        lines.append((number, line))
        choices, gap, keyed = choices or is_choice, False, keyed or is_key
    if lines:
        yield lines


@dataclass
class _Parts:
    stem: list[str] = field(default_factory=list)
    choices: list[tuple[str, list[str]]] = field(default_factory=list)
    """the letter as written, and the lines of the choice"""
    key: str | None = None
    """what stands behind `ANSWER:`"""
    said: str = ""
    """what some programs write behind the key: `FEEDBACK: …`"""


def _parts(lines: Sequence[Line]) -> _Parts:
    parts = _Parts()
    for _number, line in lines:
        choice, key = CHOICE.fullmatch(line), KEY.fullmatch(line)
        if parts.key is not None:
            parts.said = f"{parts.said}\n{said[1]}".strip() if (said := _SAID.fullmatch(line)) else parts.said
            continue
        if key is not None:
            parts.key = key[1].strip()
            continue
        letter = choice[1].upper() if choice is not None else ""
        if letter == "A" and len(parts.choices) == 1:  # “A. Planck measured …” was the question
            _, before = parts.choices.pop()
            parts.stem += [f"A. {before[0]}", *before[1:]]
        if choice is not None and (letter == "A") != bool(parts.choices):
            parts.choices.append((letter, [choice[2]]))
        elif letter == "A":
            raise Unreadable("the letters begin again before “ANSWER:”")
        elif parts.choices:
            parts.choices[-1][1].append(line)
        else:
            parts.stem.append(line)
    return parts


def _question(lines: Sequence[Line]) -> tuple[Body, list[Doubt]]:
    if sum(len(line) for _, line in lines) > LONGEST_QUESTION:
        raise Unreadable(f"the question is longer than {LONGEST_QUESTION} characters")
    parts = _parts(lines)
    if not parts.stem:
        raise Unreadable("there is no question before the choices")
    if not parts.choices:
        raise Unreadable("no choice follows, like “A) …”")
    if not parts.key:
        raise Unreadable("“ANSWER:” with a letter is missing")
    doubts: list[Doubt] = []
    if len(parts.stem) > 1:
        doubts.append(Doubt("The question has several lines.", "They were read as one question."))
    if any(len(texts) > 1 for _, texts in parts.choices):
        doubts.append(Doubt("A choice has several lines.", "They were read as one choice."))
    choices = [(letter, "\n".join(text for text in texts if text)) for letter, texts in parts.choices]
    letters = "".join(letter for letter, _ in choices)
    if not "ABCDEFGHIJKLMNOPQRSTUVWXYZ".startswith(letters):
        doubts.append(Doubt(f"The letters are {', '.join(letters)}.", "The answer was found by its letter."))
    rights = _rights(parts.key, choices, doubts)
    if empty := [letter for letter, text in choices if not text]:
        doubts.append(Doubt(f"The choice {', '.join(empty)} is empty.", "It was left out."))
    filled = [(text, place in rights) for place, (_, text) in enumerate(choices) if text]
    if sum(right for _, right in filled) < len(rights):
        raise Unreadable("the right choice is empty")
    if len(filled) < 2:
        raise Unreadable("there is only one choice")
    body = _body(parts.stem, filled)
    if parts.said:
        doubts.append(Doubt("A line of feedback follows the answer.", "It is shown with the solution."))
        body["solution"] = as_html(parts.said, "plain")
    return body, doubts


def _by_hand(lines: Sequence[Line]) -> Body:
    """A question whose key names none of its choices: shown with them, and marked by the teacher. Else empty."""
    other = _as_moodle(lines)
    if other is None:
        return {}
    choices = "".join(f"<li>{option['text']}</li>" for option in other["options"])
    return {
        "type": "essay", "prompt": f"{other['prompt']}<ul>{choices}</ul>", "format": "html",
        "rubric": [dict(ESSAY_RUBRIC)], "other": other["type"], "kept": "\n".join(line for _, line in lines),
        "unkeyed": choice_kept("single_choice", other["prompt"], other["options"]),
    }  # fmt: skip


def _rights(key: str, choices: Sequence[tuple[str, str]], doubts: list[Doubt]) -> list[int]:
    """The places of the right choices: of one letter, of several, or of the choice whose text the key repeats."""
    letters = [letter.upper() for letter in re.findall(r"\b[A-Za-z]\b", key)] if _LETTERS.fullmatch(key) else []
    if re.fullmatch(r"[A-Z]{2,}", key) and set(key) <= {letter for letter, text in choices if text}:
        letters = list(key)
    repeated = [place for place, (_, text) in enumerate(choices) if text and text.casefold() == key.casefold()]
    if letters and (len(repeated) != 1 or letters[0] in {letter for letter, _ in choices}):
        if len(letters) > 1:
            doubts.append(Doubt(f"{len(letters)} letters are given as the answer.", "All of them are to be ticked."))
        return [_place(letter, choices) for letter in dict.fromkeys(letters)]
    if len(repeated) == 1:
        doubts.append(Doubt("The answer is written out.", f"It was found as {choices[repeated[0]][0]}."))
        return repeated
    behind = re.match(r"\(?([A-Za-z])(?:[).:,][ \t]*|[ \t]+)(?=\S)", key)
    if behind is None:
        raise Unreadable(f"“{key[:40]}” names no choice")
    doubts.append(Doubt("More than a letter stands behind “ANSWER:”.", f"It was read as {behind[1].upper()}."))
    return [_place(behind[1].upper(), choices)]


def _place(letter: str, choices: Sequence[tuple[str, str]]) -> int:
    """Where the choice of that letter stands; of two, the one that stands where its letter belongs."""
    places = [place for place, (written, _) in enumerate(choices) if written == letter]
    due = ord(letter) - ord("A")
    if len(places) == 1 or due in places:
        return due if due in places else places[0]
    raise Unreadable(f"the answer is {letter}, which is {'twice' if places else 'not'} among the choices")


def _body(stem: Sequence[str], choices: Sequence[tuple[str, bool]]) -> Body:
    rights = sum(right for _, right in choices)
    answers = [(as_html(text, "plain"), right / rights if rights > 1 else float(right), "") for text, right in choices]
    kind = "multiple_choice" if rights > 1 else "single_choice"
    options = options_of(answers, rights > 1)
    return {"type": kind, "prompt": as_html("\n".join(stem), "plain"), "format": "html", "options": options}


def _as_moodle(lines: Sequence[Line]) -> Body | None:
    """The question as Moodle's own importer reads these lines; None where it leaves the question out."""
    stem, texts = "", list[str]()
    for _number, line in lines:
        if line.startswith("ANSWER:"):
            place = ord(line[7:].strip()[:1] or "?") - ord("A")
            if len(texts) < 2 or not stem:
                return None
            return _body([stem], [(text or "\xa0", at == place) for at, text in enumerate(texts)])
        if len(line) < 2:
            continue
        if re.match(r"[A-Z][).]", line):
            texts.append(line[2:].strip())
        else:  # a line of text begins a question, whatever came before
            stem, texts = line, []
    return None


def _item(body: Body, objective: str, ids: Ids) -> Item:
    digest = hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()[:10]
    id = ids.free(f"q-{digest}")
    return Item(id, objective, 1, body["type"], {"id": id, **body})


def _repairs(item: Item, doubts: list[Doubt], body: Body | None, where: str) -> list[Repair]:
    other = body or {}
    if not doubts:
        if other and alike(described(Item(item.id, item.objective, 1, other["type"], other)), described(item)):
            return []
        doubts = [
            Doubt("It can be read in two ways.", "It was read as it is written.")
            if other
            else Doubt("It is not written as Aiken asks, in capitals.", "It was read as it is meant.")
        ]
    return [Repair(item.id, where, doubt.found, doubt.done, other) for doubt in dict.fromkeys(doubts)]
