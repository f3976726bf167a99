"""What a correction changes, in words: who gains, from what to what, and whose verdict may be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from server.actions.correct_item import Change, PassesNow
from server.actions.hand_in import drawn_items
from server.mastery.correcting import filled
from server.mastery.values import DrawnItem
from server.mastery.whole_result import Whole
from server.store import attempts, content, records
from server.store.attempts import AttemptRow
from server.store.corrections import holding
from server.store.facts import Fact
from server.web.teacher.answers import answer_line
from server.web.teacher.bank_figures import text_of
from server.web.teacher.bank_words import in_a_line
from server.web.teacher.lesson import Lesson
from server.web.wording import labels, unit_titles
from server.web.words import _


@dataclass(frozen=True)
class Line:
    """One answer in the preview: whose, what for, what was answered, the points before and after, and the score of the
    whole test or quiz. `kept` says that its points stand although the right key would give less."""

    change: Change
    what: str
    answer: Markup
    before: float | None
    after: float | None
    of: int
    kept: bool
    score: str
    verdict: str

    @property
    def tells(self) -> bool:
        """Whether there is anything to know about it."""
        return self.kept or self.change.gains


@dataclass(frozen=True)
class Passing:
    """A test or quiz that passes now: its score, and what stands open. `step` is card | talk | count, or empty."""

    row: AttemptRow
    what: str
    score: str
    verdict: str
    step: str


@dataclass(frozen=True)
class Gained:
    """A test or quiz whose marks became better: from what score to what."""

    student: str
    what: str
    before: str
    after: str


def preview(at: Lesson, planned: Sequence[Change], pack: str) -> dict[str, Any]:
    """What the page shows of a correction before it is made."""
    lines = [line for change in planned for line in _lines(at, change, pack)]
    return {
        "lines": sorted(lines, key=lambda line: (not line.change.passes_now, not line.change.gains, not line.kept)),
        "gain": len({line.change.row.student for line in lines if line.change.gains}),
        "kept": len({line.change.row.student for line in lines if line.kept}),
        "passing": len({line.change.row.whole for line in lines if line.change.passes_now}),
        "writing": sum(change.row.state == "open" for change in planned),
    }


def _lines(at: Lesson, change: Change, pack: str) -> list[Line]:
    row = change.row
    if change.before is None or change.after is None:  # still being written
        return []
    responses, marks = json.loads(row.responses), json.loads(row.marks)
    quiz, what = row.kind == "check", _what(at, row)
    score, then = _score(change.before, quiz), _score(change.after, quiz)
    if then != score:
        score = f"{score} → {then}"
    verdict = _verdict(row)[0] if change.passes_now else ""
    found = []
    for place, item in change.items.items():
        old, new = change.marks.get(place, (None, None))
        before = old.points if old else marks[place]["points"]
        answer = answer_line(item, responses.get(str(place), {}), pack)
        after = new.points if new else before
        found.append(Line(change, what, answer, before, after, item.points, place in change.kept, score, verdict))
    return found


def passing_line(at: Lesson, found: PassesNow) -> Passing:
    """A result that a correction made pass, and what the teacher may want to do about it."""
    verdict, step = _verdict(found.row)
    return Passing(found.row, _what(at, found.row), _score(found.whole, found.row.kind == "check"), verdict, step)


def _verdict(row: AttemptRow) -> tuple[str, str]:
    """How the talk about an attempt ended, now that it passes; and the next step, if there is one."""
    record = records.record_of(row.student)
    if row.kind == "check":
        if row.objective in record.mastered:
            return _("mastered already"), ""
        return (_("you said not yet: look at it again") if row.outcome == "not_yet" else _("to be talked over")), "card"
    if row.state == "handed_in":
        return _("to be talked over"), "talk"
    if row.outcome == "passed" or record.passed_and_talked_over(row.unit):
        return _("passed already"), ""
    return (_("was cleared for a retake") if row.outcome == "cleared_for_retake" else ""), "count"


def gained_by(at: Lesson, remarked: Sequence[Fact]) -> list[Gained]:
    """The tests and quizzes that a correction made better, each once, from what to what."""
    found: dict[str, Gained] = {}
    for fact in remarked:
        row = attempts.attempt(fact.data["attempt"])
        if row is not None and row.whole not in found:
            found[row.whole] = Gained(row.student, _what(at, row), *_scores_told(fact.data, row.kind == "check"))
    return [*found.values()]


def _scores_told(told: Mapping[str, Any], quiz: bool) -> tuple[str, str]:
    if "whole" not in told:  # corrections of earlier releases spoke of each attempt alone
        return _share(told["share_before"]), _share(told["share"])
    before = Whole(told["points_before"], told["of"], told["passed_before"])
    return _score(before, quiz), _score(Whole(told["points"], told["of"], told["passed"]), quiz)


def _what(at: Lesson, row: AttemptRow) -> str:
    """What an attempt is: "Test: The Gas Laws", "Quiz: Gases 2", "Quiz: Gases 2, with three more"."""
    if row.kind == "test":
        return _("Test: %(what)s") % {"what": unit_titles(at.units, [row.unit])}
    named = {"what": labels(at.units, [row.objective])}
    if len(attempts.rounds_of(row)) > 1:
        return _("Quiz: %(what)s, with three more") % named
    return _("Quiz: %(what)s") % named


def _score(whole: Whole, quiz: bool) -> str:
    """A score as it is said: a quiz by its questions, a test by its share."""
    if whole.passed is None:
        return _("still to be marked")
    return _("%(right)s of %(of)s") % {"right": f"{whole.points:g}", "of": whole.of} if quiz else _share(whole.share)


def _share(share: float | None) -> str:
    return _("still to be marked") if share is None else _("%(n)s %%") % {"n": int(share * 100 + 0.001)}


def in_words(data: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """What a correction says, in a sentence, with the numbers of one student where they vary."""
    what = "; ".join(filled(values, text) for text in data["texts"])
    match data["how"]:
        case "replace":
            return _("This is right: %(what)s") % {"what": what}
        case "accept":
            return _("This is right as well: %(what)s") % {"what": what}
        case _:
            return _("Dropped: everybody who had it gets its points")


def told(fact: Fact) -> tuple[str, str]:
    """Which question a correction that was made is about, on one line, and what it says. Where numbers vary, those of
    one student stand for everybody's own."""
    d = fact.data
    bank = next((i for i in content.versions_of(d["objective"], d["item"]) if i.version == d["version"]), None)
    drawn = next(_drawn(fact.section, d["objective"], d["item"]), None)
    question = in_a_line(drawn) if drawn else text_of(bank) if bank else d["item"]
    said = in_words(d, drawn.values if drawn else {})
    if any("{" in text for text in d["texts"]):
        said = _("%(said)s (for others with their own numbers)") % {"said": said}
    return question, said


def _drawn(section: str, objective: str, id: str) -> Iterator[DrawnItem]:
    for row in holding(section, objective, id):
        yield from (item for item in drawn_items(row) if (item.objective, item.id) == (objective, id))
