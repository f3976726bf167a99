"""An attempt as it was, however long ago: read from the facts alone, and changing nothing.

The questions stand as they were drawn, with what was swapped and which keys were corrected; the answers as they were
given; every mark with who gave it and when. Today's grader marks the answers once more beside it, to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.mastery import grading, variants
from server.mastery.replaying import Differs, graded_again, text_hash, text_shown
from server.mastery.values import JSON, DrawnItem, Mark, Response
from server.store import attempts, facts, paper_forms
from server.store.facts import Fact


@dataclass(frozen=True)
class Given:
    """One mark that an answer was given. `how` is grader | teacher | correction; `by` is empty for the grader.

    `rubric` are the points of each line of the question's rubric, where it was marked line by line.
    """

    how: str
    points: float | None
    by: str
    at: str
    rubric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question of an attempt as the student had it in the end. `before` are those that were swapped for it.

    `key` is as it was at hand-in, `key_now` after corrections.
    """

    place: int
    item: DrawnItem
    before: tuple[DrawnItem, ...]
    response: Response
    marks: tuple[Given, ...]
    item_now: DrawnItem

    @property
    def corrected(self) -> bool:
        """Whether its key was corrected later."""
        return self.item_now.key != self.item.key

    @property
    def sure(self) -> str:
        """How sure the student said to be; empty where nothing was tapped."""
        return self.response.get(grading.SURE, "")


@dataclass(frozen=True)
class Replay:
    """A whole attempt. `steps` is what happened to it: (kind of fact, when, by whom, what of it is worth telling).

    `grader` and `text` are those kept at hand-in; None and empty where an older release did not keep them.
    """

    attempt: str
    student: str
    section: str
    unit: str
    kind: str
    objective: str
    after: str
    number: int
    seed: str
    seat: str
    paper: str
    pass_share: float
    share: float | None
    outcome: str
    handed_in: bool
    questions: tuple[Question, ...]
    steps: tuple[tuple[str, str, str, JSON], ...]
    grader: int | None
    text: str
    differs: tuple[Differs, ...]

    @property
    def text_now(self) -> str:
        """The hash of what was shown, as this release works it out."""
        return text_hash([q.item for q in self.questions])

    @property
    def same_text(self) -> bool | None:
        """Whether this release shows the same words; None where no hash was kept."""
        return self.text == self.text_now if self.text else None


TOLD = {
    "attempt_released": ("seat",),
    "attempt_moved": ("seat",),
    "attempt_started": ("seat",),
    "attempt_submitted": ("share",),
    "response_marked": ("place", "points", "rubric"),
    "key_corrected": ("correction",),
    "attempt_remarked": ("correction", "share"),
    "objective_cleared": ("objective",),
    "appointment_closed": ("outcome",),
}
"""what a replay tells of a fact beside when and by whom; of other kinds nothing more"""


def replay(attempt: str) -> Replay | None:
    """The attempt of that id; None when there is none."""
    row = attempts.attempt(attempt)
    if row is None:
        return None
    story = [
        fact for fact in facts.effective(list(facts.facts(student=row.student)))
        if fact.data.get("attempt") == attempt and not fact.kind.startswith(("ticket_", "remedy_", "form_"))
    ]  # fmt: skip
    lives = _Life()
    for fact in story:
        lives.live(fact)
    return Replay(
        row.id, row.student, row.section, row.unit, row.kind, row.objective, row.after, row.number, row.seed, row.seat,
        paper_forms.code_of(row.id), row.pass_share, row.share, row.outcome, lives.handed_in, lives.questions(),
        tuple((fact.kind, fact.at, fact.by, _told(fact)) for fact in story), lives.grader, lives.text, lives.differs(),
    )  # fmt: skip


def _told(fact: Fact) -> JSON:
    told = {name: fact.data[name] for name in TOLD.get(fact.kind, ()) if name in fact.data}
    return told | {"places": sorted(map(int, fact.data["items"]))} if fact.kind == "items_swapped" else told


class _Life:
    """An attempt lived again, fact by fact."""

    def __init__(self) -> None:
        self.items: list[DrawnItem] = []
        self.now: list[DrawnItem] = []
        self.before: dict[int, list[DrawnItem]] = {}
        self.responses: Mapping[int, Response] = {}
        self.first: Sequence[Mark] = ()
        self.marks: dict[int, list[Given]] = {}
        self.handed_in = False
        self.grader: int | None = None
        self.text = ""

    def live(self, fact: Fact) -> None:
        d = fact.data
        match fact.kind:
            case "attempt_started":
                self.items = [variants.from_json(item) for item in d["items"]]
                self.now = [*self.items]
            case "items_swapped":
                for place, item in d["items"].items():
                    self.before.setdefault(int(place), []).append(self.items[int(place)])
                    self.items[int(place)] = self.now[int(place)] = variants.from_json(item)
            case "key_corrected":
                for place, changed in d["items"].items():
                    self._correct(int(place), changed)
            case "attempt_submitted":
                self._submit(fact)
            case "response_marked":
                self._give(d["place"], "teacher", d["points"], fact, d.get("rubric", ()))
            case "attempt_remarked":
                for place, mark in d["marks"].items():
                    self._give(int(place), "correction", mark["points"], fact)

    def _correct(self, place: int, changed: Mapping[str, Any]) -> None:
        item = variants.from_json({**variants.to_json(self.now[place]), **changed})
        self.now[place] = item
        if not self.handed_in:  # graded by the corrected key from the start
            self.items[place] = item

    def _submit(self, fact: Fact) -> None:
        d = fact.data
        self.handed_in = True
        self.responses = {int(place): response for place, response in d["responses"].items()}
        known = set(Mark.__dataclass_fields__)
        self.first = [Mark(**{name: value for name, value in mark.items() if name in known}) for mark in d["marks"]]
        self.grader, self.text = d.get("grader"), d.get("text", "")
        for place, mark in enumerate(self.first):
            aloud = "marked" in self.responses.get(place, {})
            self._give(place, "teacher" if aloud else "grader", mark.points, fact)

    def _give(self, place: int, how: str, points: float | None, fact: Fact, rubric: Sequence[int] = ()) -> None:
        by = fact.by if how != "grader" else ""
        self.marks.setdefault(place, []).append(Given(how, points, by, fact.at, tuple(rubric)))

    def questions(self) -> tuple[Question, ...]:
        """What stands at each place in the end."""
        return tuple(
            Question(
                place, item, tuple(self.before.get(place, ())), self.responses.get(place, {}),
                tuple(self.marks.get(place, ())), self.now[place],
            )
            for place, item in enumerate(self.items)
        )  # fmt: skip

    def differs(self) -> tuple[Differs, ...]:
        """Where today's grader would give other points than were given at hand-in."""
        return graded_again(self.items, self.responses, self.first) if self.handed_in else ()


def as_json(found: Replay) -> JSON:
    """A replay as `classroom replay --json` prints it, keys included."""
    names = (
        "attempt", "student", "section", "unit", "kind", "objective", "after", "number", "seed", "seat", "paper",
        "pass_share", "share", "outcome", "handed_in", "grader", "text", "text_now", "same_text",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in names},
        "grader_now": grading.GRADER_VERSION,
        "questions": [_question(question) for question in found.questions],
        "steps": [{"kind": kind, "at": at, "by": by, **told} for kind, at, by, told in found.steps],
        "differs": [{"place": one.place, "then": one.then, "now": one.now} for one in found.differs],
    }


def _question(question: Question) -> JSON:
    item = question.item
    return {
        "place": question.place, "id": item.id, "version": item.version, "objective": item.objective,
        "type": item.type, "variant": item.variant, "values": dict(item.values), "options": list(item.options),
        "order": list(item.order), "shown": text_shown(item), "text": text_hash([item]), "purpose": item.purpose,
        "points": item.points, "rubric": [dict(line) for line in item.rubric],
        "key": dict(item.key), "key_now": dict(question.item_now.key), "response": dict(question.response),
        "sure": question.sure, "marks": [one.__dict__ for one in question.marks],
        "swapped_for": [[old.id, old.version, old.variant] for old in question.before],
    }  # fmt: skip
