"""An attempt as `classroom replay` prints it for people: what was asked and answered, and who gave which marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import indent

from server.actions.replay_attempt import Given, Question, Replay
from server.mastery.annotations import plain_passage
from server.mastery.rubric_lines import rubric_lines
from server.mastery.values import DrawnItem
from server.store import content
from server.store.attempts import BY_TEACHER, ON_PAPER
from server.store.people import Student, Teacher
from server.web.foreign import plain
from server.web.markdown import plainly
from server.web.teacher.answers import OF_OPTIONS, answer_line, answer_text, key_line

HOW = {"grader": "graded", "teacher": "marked", "correction": "marked again by the corrected key"}


def in_words(found: Replay) -> Iterator[str]:
    """The lines to print, keys included."""
    names = {one.id: one.name for one in Teacher.select(Teacher.id, Teacher.name)}
    student = Student.get_or_none(Student.id == found.student)
    yield f"{_what(found)} of {student.full if student else found.student}, {_where(found)}"
    score = "not all marked" if found.share is None else f"{int(found.share * 100 + 0.001)} %"
    yield f"handed in, {score}" if found.handed_in else "not handed in"
    for question in found.questions:
        yield ""
        yield from _question(question, found.handed_in, names)


def _what(found: Replay) -> str:
    unit = content.unit(found.unit)
    if found.kind == "check":
        return f"quiz on {found.objective}" + (" (three more)" if found.after else "")
    return f"test {unit.title if unit else found.unit}, try {found.number}"


def _where(found: Replay) -> str:
    if found.paper or found.seat == ON_PAPER:
        return f"on paper, form {found.paper}"
    return "marked aloud with the teacher" if found.seat == BY_TEACHER else "on a screen"


def _question(question: Question, handed_in: bool, names: Mapping[str, str]) -> Iterator[str]:
    item = question.item
    values = "".join(f", {name} = {value}" for name, value in item.values.items())
    earlier = ", from earlier: it does not count" if item.purpose == "retrieval" else ""
    place = f"{question.place + 1}."
    yield f"{place} {item.objective}/{item.id}, version {item.version}, variant {item.variant}{values}{earlier}"
    for old in question.before:
        yield f"   swapped in place of {old.objective}/{old.id}"
    yield indent(plainly(item.prompt, item.format), "   ")
    if item.picture:
        yield f"   [{item.picture_alt or item.picture}]"
    if item.passage:
        yield indent(plain_passage(item), "   | ", lambda _line: True)
    for left in item.left:
        yield f"   {plainly(left, item.format)} → ?"
    for n, option in enumerate(item.options if item.type != "true_false" else ()):
        yield f"   {chr(ord('A') + n)}) {plainly(option, item.format)}"
    for n, choices in enumerate(item.gaps):
        if choices:
            yield f"   [{n + 1}] " + " / ".join(plainly(choice, item.format) for choice in choices)
    if handed_in:
        yield f"   answered: {_answered(question)}"
    yield f"   right: {_key(item)}"
    if question.corrected:
        yield f"   corrected later: {_key(question.item_now)}"
    for given in question.marks:
        yield f"   {HOW[given.how]}: {_given(given, item, names)}"


def _answered(question: Question) -> str:
    if "marked" in question.response:
        return "aloud"
    item, of_bank = question.item, question.item.type in OF_OPTIONS or question.item.type == "cloze"
    text = plain(answer_line(item, question.response)) if of_bank else answer_text(item, question.response)
    sure = f" ({question.sure})" if question.sure else ""
    nothing = "nothing on the screen" if item.in_person else "nothing"
    return (indent(text, " " * len("   answered: ")).strip() or nothing) + sure


def _key(item: DrawnItem) -> str:
    return plain(key_line(item))


def _given(given: Given, item: DrawnItem, names: Mapping[str, str]) -> str:
    points = "left to the teacher" if given.points is None else f"{given.points:g} of {item.points}"
    lines = rubric_lines(item, given.rubric) if given.rubric else ()
    by_line = "".join(f"; {line.earned} of {line.points} {line.text}" for line in lines)
    by = f", {names.get(given.by, given.by)}" if given.by else ""
    return f"{points}{by_line}{by}, {given.at[:16].replace('T', ' ')}"
