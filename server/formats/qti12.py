"""Questions in QTI 1.2: from Canvas (classic and New Quizzes), Blackboard, WebCT, Respondus and Common Cartridges."""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

from server.formats.gift_text import words
from server.formats.guarded_zip import Refused
from server.formats.qti12_files import QuizFile, absent_banks, each_once, question_files
from server.formats.qti12_making import made_of
from server.formats.qti12_source import Made, Mending, Source, source_of
from server.formats.qti12_texts import ESCAPED_TWICE, Texts, attribute, is_empty, plain_words, tag_of
from server.formats.question_package import Package
from server.formats.questions import Questions, Repair, not_too_many
from server.formats.skipped import Skipped, Unreadable
from server.mastery.values import Item

_PLAIN_TITLES = {"", "question"}
_UNSPOKEN_SECTIONS = {"", "main", "root_section"}
_NUMBERING = re.compile(r"(?:\d+[.)]?)?")
_GLOBAL = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)


def read_qti12(path: Path, objective: str) -> Questions:
    """Every question of a QTI 1.2 file, or of a package of them (zip or folder), as native items of that objective.

    A question that cannot be read is skipped and named by file and line; what was mended or guessed is told as a
    Repair. What no screen can grade stays as an essay with `other` and its source. A quiz that the package holds
    twice counts once. Refused, with a sentence, when the file may not be opened or holds no such questions.
    """
    package = Package.open(path)
    questions = Questions(warnings=list(package.warnings))
    files = question_files(package, questions)
    if not files:
        raise Refused(questions.skipped[0].why if questions.skipped else f"{path.name} holds no QTI 1.2 questions.")
    not_too_many(sum(len(file.items) for file in files), path.name)
    reader = _Reader(objective, questions)
    for file in each_once(files):
        reader.read(file, Texts(package, file.name, questions.files))
    questions.warnings += absent_banks(files)
    questions.warnings = list(dict.fromkeys(questions.warnings))
    return questions


class _Reader:
    """Gathers the questions of one file after another."""

    def __init__(self, objective: str, questions: Questions) -> None:
        self._objective = objective
        self._questions = questions
        self._seen: Counter[str] = Counter()

    def read(self, file: QuizFile, texts: Texts) -> None:
        """Adds the questions of a file, in its order."""
        for element in file.items:
            where = f"{posixpath.basename(file.name)}, line {element.sourceline or 0}"
            texts.start()
            try:
                source = source_of(element, texts)
                made = made_of(source)
            except Unreadable as reason:
                name = attribute(element, "title") or attribute(element, "ident")
                what = f"“{name[:80]}”" if name else "A question"
                self._questions.skipped.append(Skipped(where, f"{what} was left out: {reason}."))
                continue
            category = _category(element, source)
            body = _body(source, made, category)
            body["id"] = self._identity(source, body, file)
            body = {"id": body.pop("id"), "type": made.type, **body}
            self._questions.items.append(Item(body["id"], self._objective, 1, made.type, body))
            if category and category not in self._questions.categories:
                self._questions.categories.append(category)
            doubts = list(dict.fromkeys(texts.doubts))
            if texts.escaped_twice:
                made.mendings.append(Mending(*ESCAPED_TWICE, _with_tags_as_letters(element, texts, category)))
            self._tell(body, where, made)
            self._questions.warnings += [f"{where}: {doubt}" for doubt in doubts]

    def _tell(self, body: dict[str, Any], where: str, made: Made) -> None:
        otherwise = made.to_the_letter(body)
        for found, done in dict.fromkeys((each.found, each.done) for each in made.mendings):
            self._questions.repairs.append(Repair(body["id"], where, found, done, otherwise))

    def _identity(self, source: Source, body: dict[str, Any], file: QuizFile) -> str:
        """The file's own id where it is one of its kind in the world; else made of quiz, id and question."""
        base = _slug(source.ident)
        if not _GLOBAL.search(source.ident):
            told = "\n".join((file.whole, body.get("category", ""), source.ident, words(body["prompt"])))
            digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:10]
            base = f"{_slug(body.get('name', '')) or base or 'q'}-{digest}"
        self._seen[base] += 1
        return base if self._seen[base] == 1 else f"{base}-{self._seen[base]}"


def _with_tags_as_letters(element: etree._Element, texts: Texts, category: str) -> dict[str, Any] | None:
    """The question whose texts were escaped twice, read with their tags as the letters that they are to the letter."""
    texts.start(tags_as_letters=True)
    try:
        source = source_of(element, texts)
        made = made_of(source)
    except Unreadable:
        return None
    return {"type": made.type, **_body(source, made, category)}


def _body(source: Source, made: Made, category: str) -> dict[str, Any]:
    title = source.title.strip()
    # Where nothing else became of a text beside the answers, it belongs to the question.
    beside = [place.text for place in source.places if not _NUMBERING.fullmatch(words(place.text))]
    prompt = made.body.pop("prompt", "\n".join([source.prompt, *(beside if made.type != "matching" else [])]).strip())
    body: dict[str, Any] = {"prompt": prompt, "format": "html", **made.body}
    if is_empty(prompt):
        body["prompt"] = html.escape(title, quote=False) or "—"
    if title.casefold() not in _PLAIN_TITLES:
        body["name"] = plain_words(html.escape(title, quote=False))[:200]
    if category:
        body["category"] = category
    general = [text for text in (body.get("solution", ""), source.general_comment) if not is_empty(text)]
    if not general and not is_empty(source.solution):
        general = [source.solution]
    if general:
        body["solution"] = "<br>".join(general)
    if not is_empty(source.hint):
        body["hint"] = source.hint
    return body


def _category(element: etree._Element, source: Source) -> str:
    """Where the question stands: the quiz or bank, and its group in it; or the category that WebCT gives it."""
    own = source.about.get("wct_questioncategory", "")
    if own and own != "defaultWebctCategory":
        return own
    titles = []
    for above in element.iterancestors():
        title = attribute(above, "title")
        if tag_of(above) == "objectbank":
            title = title or _bank_title(above)
        if title.casefold() not in _UNSPOKEN_SECTIONS and not title.isdecimal():
            titles.append(title.replace("/", "//"))
    return "/".join(reversed(titles))


def _bank_title(bank: etree._Element) -> str:
    for field in bank.iter():
        if tag_of(field) == "item":
            break
        if tag_of(field) == "qtimetadatafield":
            texts = {tag_of(child): (child.text or "").strip() for child in field}
            if texts.get("fieldlabel") == "bank_title":
                return texts.get("fieldentry", "")
    return ""


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")
