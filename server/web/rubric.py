"""A rubric on a page: the marks somebody taps, and a rubric with its marks for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from server.mastery import rubrics
from server.mastery.values import Objective
from server.store.rubric_marks import RubricMarks
from server.web.wording import rubric_asks, rubric_sum

FIELD = "rubric:"
"""What the name of a field begins with; the title of its row follows."""


@dataclass(frozen=True)
class Shown:
    """A rubric as pages show it: `given` holds the points by the title of the row, `total` their sum in words."""

    rows: Sequence[rubrics.Row]
    of: int
    asks: rubrics.Passes | None
    asks_words: str
    given: dict[str, int]
    total: str
    short: bool
    meeting: int
    verdict: str


def shown(objective: Objective, marks: RubricMarks | None = None) -> Shown | None:
    """An objective's rubric with the marks last given; None where it has no rubric."""
    rows = rubrics.rows_of(objective)
    if not rows:
        return None
    asks = rubrics.passes(objective)
    given = dict(marks.points) if marks else {}
    marking = rubrics.added_up(objective, given)
    return Shown(
        rows=rows, of=marking.of, asks=asks, asks_words=rubric_asks(asks) if asks else "", given=given,
        total=rubric_sum(marking) if given else "", short=bool(given) and rubrics.falls_short(objective, marking),
        meeting=marks.meeting if marks else 0, verdict=marks.verdict if marks else "",
    )  # fmt: skip


def tapped(form: MultiDict[str, str]) -> dict[str, int]:
    """The marks of a form by the title of the row, left out where nothing was tapped. What is no number becomes −1,
    which no rubric has."""
    found: dict[str, int] = {}
    for name in form:
        given = [value for value in form.getlist(name) if value]
        if name.startswith(FIELD) and given:
            last = given[-1]
            found[name.removeprefix(FIELD)] = int(last) if last.isascii() and last.isdigit() and len(last) < 4 else -1
    return found
