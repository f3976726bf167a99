"""Question files in Moodle XML: every question of the file as a native item, and nothing lost in silence."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from server.formats import moodle_xml_answers, moodle_xml_calculated, moodle_xml_cloze
from server.formats.described import LONGEST_NAME
from server.formats.gift_answers import ESSAY_RUBRIC
from server.formats.gift_text import as_html, words
from server.formats.guarded_xml import MOST_BYTES, local, parse_xml, xml_text
from server.formats.guarded_zip import Refused
from server.formats.moodle_xml_answers import points_of, tags_of
from server.formats.moodle_xml_texts import AS_READ, Body, NoKey, Source, Ungradable, child, fraction_of, inner
from server.formats.questions import Questions, Repair, not_too_many
from server.formats.skipped import Skipped
from server.formats.unkeyed import NO_KEY, choice_kept
from server.mastery.values import Item

READERS = {**moodle_xml_answers.READERS, **moodle_xml_calculated.READERS, **moodle_xml_cloze.READERS}
"""Moodle's name of a type → what reads it; whatever is not here is kept for the teacher to mark"""
LONGEST_KEPT = 200_000
"""characters of a question's source that are kept with it"""
_TEXT_FOR_TEXT = re.compile(r"<text>([^<>]*)<text>")
_LEVEL = re.compile(r"difficulty[:=]([123])")
_USE = re.compile(r"use[:=](test|practice|both)")
_SAID = {
    "feedback_right": "correctfeedback", "feedback_partly": "partiallycorrectfeedback", "feedback": "incorrectfeedback",
}  # fmt: skip


def read_moodle_xml(path: Path, objective: str) -> Questions:
    """A Moodle XML file of at most 50 MB. Refused, with a sentence, when it is too long, hostile, or no XML at all."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return read_moodle_xml_text(data, path.name, objective)


def read_moodle_xml_text(data: bytes, name: str, objective: str) -> Questions:
    """Every question of a Moodle XML file as a native item of that objective, in the order of the file.

    `name` is the file as its owner knows it. What no screen can grade is kept as an essay with `other` set; what was
    mended or guessed is listed in `repairs`, with file and line; only what holds no question at all is `skipped`.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"{name} is too long to be read ({len(data)} bytes).")
    text, told = xml_text(data, name)
    closed, times = _TEXT_FOR_TEXT.subn(r"<text>\1</text>", text)
    if times:
        told.append(f"{name}: The end of a text was not marked as one, {times} times. It was read as the end.")
    root, mended = parse_xml(_with_one_root(closed), name, told)
    read = Questions(warnings=mended)
    category, hidden = "", 0
    found: list[tuple[Source, Body]] = []
    for count, element in enumerate(_questions(root), 1):
        not_too_many(count, name)
        where = f"{name}, line {element.sourceline}"
        if (element.get("type") or "").strip().lower() == "category":
            category = _category(element)
            read.categories.append(category)
            continue
        source = Source(element, read.files)
        try:
            body = _question(source, category)
        except Ungradable as reason:
            read.skipped.append(Skipped(where, f"{str(reason).capitalize()}."))
            continue
        hidden += bool(body.get("hidden"))
        found.append((source, body))
        read.warnings += [f"{where}: {warning}." for warning in dict.fromkeys(source.warnings)]
    if hidden:
        read.warnings.append(f"{name}: Hidden in Moodle, but read all the same: {hidden} of its questions.")
    seen: Counter[str] = Counter()
    names = Counter(_slug(source.value("name")) for source, _ in found)
    for source, body in found:
        identity = _identity(source, body, names, seen)
        item = _item({"id": identity, **body}, objective)
        read.items.append(item)
        where = f"{name}, line {source.element.sourceline}"
        literal = source.to_the_letter(body)
        otherwise = {"id": identity, **literal} if literal else {}
        read.repairs += [Repair(identity, where, doubt.found, doubt.done, otherwise) for doubt, _ in source.doubts]
    return read


def _with_one_root(text: str) -> str:
    """A file that is a row of questions without `<quiz>` around them gets one, on the line it begins on."""
    if re.search(r"<(?:\w+:)?quiz[\s>/]", text):
        return text
    head = re.match(r"\s*(?:<\?xml\b[^<>]*\?>)?", text)
    start = head.end() if head else 0
    return f"{text[:start]}<quiz>{text[start:]}</quiz>"


def _questions(root: etree._Element) -> Iterator[etree._Element]:
    """The questions in order. One inside another is a question too when a closing tag is missing, a part otherwise."""
    for element in root.iter():
        if local(element) != "question" or not (element.get("type") or child(element, "questiontext") is not None):
            continue
        if not any(local(above) == "subquestions" for above in element.iterancestors()):
            yield element


def _category(element: etree._Element) -> str:
    holder = child(element, "category")
    return words(inner(element if holder is None else holder))


def _question(source: Source, category: str) -> Body:
    reader = READERS.get(source.type or _guessed(source))
    try:
        body = reader(source) if reader else _kept(source)
    except Ungradable as reason:
        source.doubts.clear()
        body = _kept(source)
        if isinstance(reason, NoKey):
            body |= _choice(source, reason)
        else:
            why = str(reason)
            source.doubt(f"{why[:1].upper()}{why[1:]}.", "You mark it by hand.", AS_READ)
    name = words(source.value("name"))
    prompt = body.pop("prompt", "") or source.text("questiontext") or name
    prompt = _with_old_picture(source, prompt)
    if not prompt.strip():
        raise Ungradable("it has neither a text nor a name")
    first: Body = {"type": body.pop("type"), "prompt": prompt}
    if not source.markdown:
        first["format"] = "html"
    usual = words(as_html(prompt, first.get("format", "markdown")))[:LONGEST_NAME].strip()
    if name and name not in (usual, words(usual)):
        first["name"] = name
    if category:
        first["category"] = category
    body = {**first, **body}
    if "solution" not in body and (general := source.text("generalfeedback")):
        body["solution"] = general
    hints = [hint for hint in (source.shown(each) for each in source.all("hint")) if hint]
    if hints:
        body["hint"] = ("\n\n" if source.markdown else "<br>\n").join(hints)
    for key, element in _SAID.items():
        if key not in body and (said := source.text(element)):
            body[key] = said
    if body["type"] not in ("essay", "description") and (points := points_of(source)) != 1:
        body["points"] = points
    if source.value("hidden") == "1":
        body["hidden"] = True
    return _with_tags(source, body)


def _choice(source: Source, unkeyed: NoKey) -> Body:
    """What a choice without a key has beside its source: its choices, for whoever marks it and for choosing one."""
    source.doubt(*NO_KEY)
    prompt = source.text("questiontext")
    texts = [str(option["text"]) for option in unkeyed.options]
    mark, close = ("\n- ", "") if source.markdown else ("<li>", "</li>")
    below = "".join(f"{mark}{text}{close}" for text in texts)
    listed = f"{prompt}\n{below}" if source.markdown else f"{prompt}<ul>{below}</ul>"
    return {"prompt": listed, "unkeyed": choice_kept(unkeyed.type, prompt, unkeyed.options)}


def _guessed(source: Source) -> str:
    """The type of a question that names none, by what is in it."""
    if source.all("subquestion"):
        return "matching"
    answers = source.all("answer")
    if not answers:
        return ""
    wrong = any(fraction_of(answer) <= 0 for answer in answers)
    chosen = bool(source.all("single")) or len(answers) > 2 or wrong
    kind = "with answers to choose from" if chosen else "with a short answer"
    source.doubt("The file does not say what kind of question it is.", f"It was read as a question {kind}.")
    return "multichoice" if chosen else "shortanswer"


def _with_tags(source: Source, body: Body) -> Body:
    tags = []
    for tag in tags_of(source):
        if level := _LEVEL.fullmatch(tag):
            body["difficulty"] = int(level[1])
        elif use := _USE.fullmatch(tag):
            body["use"] = use[1]
        elif tag == "nice":
            body["nice"] = True
        elif tag != "right-less-wrong":
            tags.append(tag)
    return {**body, "tags": tags} if tags else body


def _with_old_picture(source: Source, prompt: str) -> str:
    """Files of Moodle 1 hold the picture beside the text, and show it below."""
    content = source.value("image_base64")
    key = source.keep(source.value("image", "picture"), content) if content else ""
    return f'{prompt}<br><img src="{key}" alt="">' if key else prompt


def _kept(source: Source) -> Body:
    """A question that no screen can grade: shown as it is, marked by the teacher, its source kept beside it."""
    bare = copy.deepcopy(source.element)
    bare.tail = None
    for file in list(bare.iter()):
        if local(file) == "file" and file.text and (file.get("encoding") or "base64") == "base64":
            # The file itself is among those of the import; the source only says which.
            key = source.keep(file.get("name") or "file", file.text)
            file.text = None
            file.set("kept", key)
    text = etree.tostring(bare, encoding="unicode")
    if len(text) > LONGEST_KEPT:
        source.warnings.append("its source is too long to be kept whole")
    points = points_of(source)
    return {
        "type": "essay",
        "other": source.type or "unknown",
        "kept": text[:LONGEST_KEPT],
        "rubric": [{**ESSAY_RUBRIC, "points": points}],
    }


def _item(body: Body, objective: str) -> Item:
    return Item(
        body["id"],
        objective,
        1,
        body["type"],
        body,
        difficulty=body.get("difficulty", 2),
        nice=body.get("nice", False),
        use=body.get("use", "test"),
        tags=tuple(body.get("tags", ())),
    )


def _identity(source: Source, body: Body, names: Counter[str], seen: Counter[str]) -> str:
    """The author's id number; or a name that no other question has; or one made of the content. Unique in the file."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]
    given, name = source.value("idnumber"), _slug(source.value("name"))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", given):
        given = _slug(given)
    base = given or (name if names[name] == 1 else f"{name or 'q'}-{digest}") or f"q-{digest}"
    seen[base] += 1
    while seen[base] > 1:
        base = f"{base}-{seen[base]}"
        seen[base] += 1
    return base


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")


