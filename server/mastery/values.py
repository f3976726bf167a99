"""The nouns of a course, as plain values that a rule can be handed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from server.mastery.blueprint import Blueprint

ObjectKind = Literal[
    "video", "audio", "worksheet", "worked_example", "text", "notes", "problem_set", "simulation", "file", "link"
]
ActivityKind = Literal["lab", "take_home", "demonstration", "inquiry", "project", "discussion"]
CheckKind = Literal["talk", "quiz", "problem_set", "performance"]
ItemType = Literal[
    "single_choice",
    "multiple_choice",
    "true_false",
    "numeric",
    "short_text",
    "matching",
    "ordering",
    "cloze",
    "essay",
    "performance",
]
SHEET_KINDS = frozenset({"worksheet", "problem_set"})
OBJECT_KINDS: tuple[str, ...] = ObjectKind.__args__  # type: ignore[attr-defined]
ACTIVITY_KINDS: tuple[str, ...] = ActivityKind.__args__  # type: ignore[attr-defined]
CHECK_KINDS: tuple[str, ...] = CheckKind.__args__  # type: ignore[attr-defined]
ITEM_TYPES: tuple[str, ...] = ItemType.__args__  # type: ignore[attr-defined]

JSON = dict[str, Any]


@dataclass(frozen=True)
class Threshold:
    """What passes, as a teacher says it: `4 of 5`."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of}"


@dataclass(frozen=True)
class KeyQuestion:
    """A question for the talk, with the least that a *mastered* needs to hear."""

    question: str
    good_answer: str
    misconceptions: tuple[str, ...] = ()
    nice: bool = False


@dataclass(frozen=True)
class Remedy:
    """What to do after *not yet*: what to say, and which learning object to open for it."""

    misconception: str
    say: str
    object: str = ""


@dataclass(frozen=True)
class LearningObject:
    """One choice on an objective's menu. `minutes` is what a student should expect; never a gate."""

    id: str
    kind: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    path: str = ""
    reference: str = ""

    @property
    def is_sheet(self) -> bool:
        """Whether it is drawn here in versions. A worksheet that is a PDF or a picture is handed out as it is."""
        return self.kind in SHEET_KINDS and self.path.endswith(".toml")


@dataclass(frozen=True)
class Activity:
    """Something that must be done before the unit test: a lab, a take-home lab, a demonstration."""

    id: str
    kind: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    evidence: str
    capacity: int = 0
    safety: str = ""
    instructions: str = ""
    group: int = 0
    """How many may do it together and hand in once for all; 0 where everybody hands in alone."""
    roles: tuple[str, ...] = ()
    """What each of the group takes care of, to choose from."""


@dataclass(frozen=True)
class Objective:
    """One "I can …" of a unit."""

    code: str
    label: str
    title: str
    statement: str
    essential: bool
    threshold: Threshold
    minutes: int
    requires: tuple[str, ...]
    check: str = "talk"
    evidence: tuple[str, ...] = ()
    key_questions: tuple[KeyQuestion, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    rubric: tuple[JSON, ...] = ()
    nice_part: str = ""
    rubric_passes: Threshold | None = None
    """The points of the rubric that are asked for; None leaves it to the teacher."""
    rubric_no_zero: bool = False
    """Whether each row of the rubric must have something."""


@dataclass(frozen=True)
class Unit:
    """A unit of a course: objectives in order, their menu, and what must be done."""

    id: str
    title: str
    objectives: tuple[Objective, ...]
    objects: tuple[LearningObject, ...] = ()
    activities: tuple[Activity, ...] = ()
    blueprint: Blueprint = field(default_factory=Blueprint)
    requires: tuple[str, ...] = ()
    """Units that must be passed and talked over first."""
    guide: str = ""
    """The teacher's guide, a text of the pack; students never see it."""

    def objective(self, code: str) -> Objective:
        """The objective of that code. KeyError when the unit has none."""
        for objective in self.objectives:
            if objective.code == code:
                return objective
        raise KeyError(code)

    def menu(self, code: str) -> tuple[LearningObject, ...]:
        """The learning objects that serve this objective, as listed."""
        return tuple(o for o in self.objects if code in o.objectives)

    def required(self, code: str) -> tuple[Activity, ...]:
        """The activities that this objective asks for, as listed."""
        return tuple(a for a in self.activities if code in a.objectives)

    @property
    def essentials(self) -> tuple[Objective, ...]:
        """The objectives that everybody masters before the unit test."""
        return tuple(o for o in self.objectives if o.essential)


@dataclass(frozen=True)
class Item:
    """One question of a bank, in one version. `body` is the native item as written (see content/README.md)."""

    id: str
    objective: str
    version: int
    type: str
    body: Mapping[str, Any]
    difficulty: int = 2
    nice: bool = False
    use: str = "test"
    tags: tuple[str, ...] = ()
    variants: tuple[int, ...] | None = field(default=None, compare=False)
    """the variants that were worked out and found good when the item was saved; None where nobody looked yet"""


@dataclass(frozen=True)
class DrawnItem:
    """An item as it stands in somebody's test: numbers filled in, options in their order, key beside it.

    `options` are the texts in the order shown; `order[k]` is the place that the k-th shown option has in the bank.
    `key` never leaves the server before it may.
    """

    id: str
    version: int
    objective: str
    type: str
    variant: int
    prompt: str
    values: Mapping[str, str]
    key: Mapping[str, Any]
    points: int = 1
    options: Sequence[str] = ()
    order: Sequence[int] = ()
    left: Sequence[str] = ()
    """matching: the left side of each pair, as shown"""
    gaps: Sequence[Sequence[str]] = ()
    """cloze: for each gap, the choices shown; empty for a gap to type in"""
    unit: str = ""
    figures: int = 0
    picture: str = ""
    picture_alt: str = ""
    hint: str = ""
    solution: str = ""
    rubric: Sequence[Mapping[str, Any]] = ()
    nice: bool = False
    format: str = ""
    """"html" for texts brought from another program; Markdown otherwise"""
    purpose: str = ""
    """"retrieval" for a question from an earlier objective, which does not count in the score"""
    reads: str = ""
    """"formula" or "equation" where a short text is chemistry"""
    passage: str = ""
    """a text to mark in, with `marks` as the tags to choose from"""
    marks: Sequence[str] = ()
    why: bool = False
    """whether each mark in the passage asks for a reason"""
    template: str = ""
    """a text to begin from, which stands in the field of an essay before anybody wrote"""
    upload: bool = False
    """whether a drawing or a file is asked for, which is given to the teacher in person"""

    @property
    def in_person(self) -> bool:
        """Whether the teacher sees what was done without a screen, so that nothing typed says nothing."""
        return self.upload or self.type == "performance"


@dataclass(frozen=True)
class DrawnTest:
    """A whole test, as stored with the attempt."""

    seed: str
    items: tuple[DrawnItem, ...]


Response = Mapping[str, str]
"""What a student put in, field by field, as the form sends it:
single_choice {"choice": "2"} · true_false {"choice": "true"} · multiple_choice {"0": "on", "3": "on"} ·
numeric {"number": "169.8"} · short_text {"text": "…"} · matching {"0": "1"} (left → option, both as shown) ·
ordering {"0": "2"} (shown option → place from 1) · cloze {"0": "temperature"} · essay {"text": "…"}.
A choice is named by its place as shown. Beside any of them may stand {"sure": "sure" | "unsure" | "guess"}, which
earns and costs nothing."""


@dataclass(frozen=True)
class Mark:
    """What a response is worth. `points` is None while a teacher has yet to read it.

    `reading` is what the server understood ("169.8 kPa"); `misconception` names what the answer betrays, if known.
    """

    points: float | None
    out_of: int
    reading: str = ""
    misconception: str = ""
    feedback: str = ""
    parts: tuple[tuple[str, bool], ...] = ()
    """what was judged apart, and whether it was right: ("value", True), ("unit", False), ("figures", True)"""

    @property
    def right(self) -> bool:
        """Full points."""
        return self.points is not None and self.points >= self.out_of
