"""Native items as a Moodle XML file, for a teacher who wants them in another system; and what it cannot hold."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from server.formats.described import LONGEST_NAME
from server.formats.gift_text import as_html, words
from server.formats.guarded_xml import local, parse_xml
from server.formats.guarded_zip import Refused
from server.formats.moodle_xml_writing_answers import WRITERS, calculated, embedded
from server.formats.moodle_xml_writing_data import Row, add_data, rows_of, with_formulas
from server.formats.moodle_xml_writing_texts import CannotHold, Question, bare
from server.formats.passages import with_passage
from server.mastery.expressions import ExpressionError
from server.mastery.luck import Dice
from server.mastery.values import Item
from server.mastery.variants import NoVariant, draw_item, variant

_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_SAID = (
    ("feedback_right", "correctfeedback"),
    ("feedback_partly", "partiallycorrectfeedback"),
    ("feedback", "incorrectfeedback"),
)
_HELD = {
    "id", "type", "prompt", "format", "name", "category", "solution", "hint", "tags", "difficulty", "use", "nice",
    "points", "hidden", "picture", "picture_alt", "feedback", "feedback_right", "feedback_partly", "options",
    "fixed_order", "correct", "answers", "credit", "case", "wildcards", "answer", "tolerance", "unit", "accept",
    "decimals", "figures", "mistakes", "mistake_gap", "pairs", "distractors", "sequence", "sequence_by", "gaps",
    "rubric", "template", "upload", "grader_info", "least_words", "most_words", "given", "require", "formulas",
    "other", "kept", "accents",
}  # fmt: skip
_CALCULATED = {"numeric": "calculated", "single_choice": "calculatedmulti", "multiple_choice": "calculatedmulti"}


def write_moodle_xml(items: Sequence[Item], files: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """The items as Moodle XML, and a sentence for everything that was left out or frozen.

    `files` are the pictures by the path the texts show them under (`media/x.png`); they are put into the file. Numbers
    that vary are written as Moodle's data with formulas where its formulas can say the answer, else as one variant.
    Difficulty, use and "nice to know" become tags. What has no place in Moodle is named, never dropped in silence.
    """
    quiz = etree.Element("quiz")
    remarks, lost, category = list[str](), set[str](), ""
    for item in map(with_passage, items):
        body = item.body
        if body.get("category", "") != category and body.get("category"):
            category = str(body["category"])
            holder = etree.SubElement(etree.SubElement(quiz, "question", type="category"), "category")
            bare(holder, "text", category)
        try:
            question = _kept(item, files) if body.get("kept") else _question(item, files)
        except CannotHold as reason:
            remarks.append(f"{item.id}: left out, because {reason}.")
            continue
        except (NoVariant, ExpressionError, KeyError, TypeError, ValueError, AttributeError) as wrong:
            remarks.append(f"{item.id}: left out, because it is not sound ({wrong}).")
            continue
        quiz.append(question.element)
        remarks += [f"{item.id}: {remark}." for remark in dict.fromkeys(question.remarks)]
        lost |= question.lost
    if lost:
        remarks.append(f"Moodle XML does not hold: {', '.join(sorted(lost))}.")
    etree.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(quiz, encoding="unicode") + "\n", remarks


def _question(item: Item, files: Mapping[str, bytes]) -> Question:
    if item.type not in WRITERS:
        raise CannotHold(f"Moodle has no questions of the type {item.type}")
    kind, write = WRITERS[item.type]
    question = Question(etree.Element("question"), item.body.get("format") != "html", files)
    rows: list[dict[str, str]] = []
    body = dict(item.body)
    fixed = item
    if body.get("given"):
        try:
            if item.type not in _CALCULATED:
                raise CannotHold("only numbers and choices can vary there")
            rows = rows_of(item)
            question.places = _places(body, rows)
            body = _with_formulas(body)
            kind = _CALCULATED[item.type]
        except CannotHold as reason:
            fixed = _frozen(item)
            body = dict(fixed.body)
            question.remarks.append(f"its numbers vary; one variant was written, because {reason}")
    question.element.set("type", kind)
    if item.type == "cloze":
        body["prompt"] = _with_gaps(body, question)
    try:
        _write(question, item, body, kind)
        if rows and item.type == "numeric":
            calculated(question, item, body, rows)
        else:
            write(question, fixed, body)
            if rows:
                add_data(question.element, rows)
    except CannotHold as reason:
        if not rows:
            raise
        # Its answer is beyond Moodle's formulas: the same question again with fixed numbers.
        again = _question(_frozen(item), files)
        again.remarks.insert(0, f"its numbers vary; one variant was written, because {reason}")
        return again
    _note_lost(question, item)
    return question


def _write(question: Question, item: Item, body: Mapping[str, Any], kind: str) -> None:
    """What every question has: name, text, what is said to all, id, tags."""
    element = question.element
    form = str(item.body.get("format", "markdown"))
    name = str(item.body.get("name") or words(as_html(str(item.body["prompt"]), form))[:LONGEST_NAME].strip())
    bare(etree.SubElement(element, "name"), "text", name)
    question.text(element, "questiontext", _with_picture(body, question))
    solution = str(body.get("solution", ""))
    if item.type != "essay" or body.get("grader_info"):
        question.text(element, "generalfeedback", solution)
    points = sum(int(line.get("points", 1)) for line in body.get("rubric", ())) or body.get("points", 1)
    bare(element, "defaultgrade", points)
    bare(element, "penalty", "0.3333333")
    bare(element, "hidden", "1" if body.get("hidden") else "0")
    bare(element, "idnumber", item.id)
    if item.type != "true_false":
        for key, said in _SAID:
            if body.get(key):
                question.text(element, said, body[key])
    if body.get("hint"):
        question.text(element, "hint", body["hint"])
    if tags := _tags(item, body):
        holder = etree.SubElement(element, "tags")
        for tag in tags:
            bare(etree.SubElement(holder, "tag"), "text", tag)


def _tags(item: Item, body: Mapping[str, Any]) -> list[str]:
    tags = list(item.tags)
    if "difficulty" in body or item.difficulty != 2:
        tags.append(f"difficulty:{item.difficulty}")
    if "use" in body or item.use != "test":
        tags.append(f"use:{item.use}")
    if item.nice:
        tags.append("nice")
    if item.type == "multiple_choice" and not any("fraction" in option for option in body["options"]):
        tags.append("right-less-wrong")
    return tags


def _with_picture(body: Mapping[str, Any], question: Question) -> str:
    prompt = str(body["prompt"])
    if not body.get("picture"):
        return prompt
    alt = str(body.get("picture_alt", "")).replace('"', "'").replace("]", ")")
    question.remarks.append("its picture stands below its text")
    if question.markdown:
        return f"{prompt}\n\n![{alt}]({body['picture']})"
    return f'{prompt}<br><img src="{body["picture"]}" alt="{alt}">'


def _with_gaps(body: Mapping[str, Any], question: Question) -> str:
    gaps = list(body["gaps"])

    def put(hit: re.Match[str]) -> str:
        return embedded(gaps[int(hit[1]) - 1], question)

    try:
        return re.sub(r"\[\[(\d{1,4})\]\]", put, str(body["prompt"]))
    except IndexError:
        raise CannotHold("its text has a gap that is not listed") from None


def _places(body: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, int]:
    """How many decimals a column shows that came from a formula."""
    rules = [rule for rule in body["given"].values() if isinstance(rule, Mapping) and rule.get("rows")]
    first: Row = rules[0]["rows"][0] if rules else {}
    return {
        with_formulas(f"{{{name}}}", body["formulas"]): len(str(first.get(name, "")).partition(".")[2])
        for name in body.get("formulas", ())
    }


def _with_formulas(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with `{=…}` where it shows what was worked out: the key, and columns that came from a formula."""
    formulas = {str(name): str(text) for name, text in body.get("formulas", {}).items()}
    answer = str(body.get("answer", ""))

    def change(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return with_formulas(value, formulas, answer if key == "solution" else "")
        if isinstance(value, Mapping):
            return {inner: change(part, str(inner)) for inner, part in value.items()}
        return [change(part) for part in value] if isinstance(value, list | tuple) else value

    texts = ("prompt", "solution", "hint", "options", "credit", "mistakes", "feedback", *(key for key, _ in _SAID))
    return {key: change(value, key) if key in texts else value for key, value in body.items()}


def _frozen(item: Item) -> Item:
    """The item with the numbers of its first variant, as if they never varied."""
    chosen = variant(item, 0)
    drawn = draw_item(item, 0, Dice(f"{item.id}/0"))
    body = {key: value for key, value in _filled(item.body, chosen.values).items() if key not in ("given", "require")}
    if item.type == "numeric":
        body |= {
            "answer": f"{drawn.key['value']:.12g}",
            "tolerance": f"{drawn.key['tolerance']:.12f}".rstrip("0").rstrip("."),
            "mistakes": [
                {**mistake, "value": f"{worked_out['value']:.12g}"}
                for mistake, worked_out in zip(body.get("mistakes", ()), drawn.key["mistakes"], strict=True)
            ],
            "solution": drawn.solution,
        }
        body.pop("credit", None)
    if "sequence_by" in body:
        placed = sorted(zip(drawn.key["places"], drawn.options, strict=True))
        body["sequence"] = [text for _, text in placed]
    return Item(item.id, item.objective, item.version, item.type, body, item.difficulty, item.nice, item.use, item.tags)


def _filled(value: Any, values: Row) -> Any:
    if isinstance(value, str):
        return _NAME.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {key: _filled(inner, values) for key, inner in value.items()}
    return [_filled(inner, values) for inner in value] if isinstance(value, list | tuple) else value


def _note_lost(question: Question, item: Item) -> None:
    body = item.body
    question.lost |= {key.replace("_", " ") for key, value in body.items() if value and key not in _HELD}
    listed = ("options", "mistakes", "gaps", "pairs", "rubric")
    entries = [entry for key in listed for entry in body.get(key, ()) if isinstance(entry, Mapping)]
    if body.get("misconception") or any(entry.get("misconception") for entry in entries):
        question.lost |= {"misconceptions"}
        question.lost.discard("misconception")
    if any(gap.get("feedback") for gap in body.get("gaps", ())):
        question.lost.add("what is said to a wrong word in a gap")
    if item.type == "numeric" and not body.get("given"):
        if not re.fullmatch(r"[\d.]+", str(body.get("tolerance", "1 %"))):
            question.remarks.append("its tolerance is written in the unit of the answer")
        if "figures" in body:
            question.lost.add("how many figures an answer has")


def _kept(item: Item, files: Mapping[str, bytes]) -> Question:
    """A question that came from Moodle and was only kept here: its source again, with its files."""
    try:
        element, mended = parse_xml(str(item.body["kept"]), item.id)
    except Refused:
        mended = [""]
    if mended:
        raise CannotHold("its source was not kept whole")
    question = Question(element, False, files)
    for file in element.iter():
        key = file.attrib.pop("kept", "") if local(file) == "file" else ""
        if key in files:
            file.text = base64.b64encode(files[key]).decode()
        elif key:
            question.remarks.append(f"the file {key} is not there")
    return question

