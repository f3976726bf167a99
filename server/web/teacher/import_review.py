"""What came of a file of questions, for its teacher to go over: what all of it shares, then question by question."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.actions.undo_repair import Same, best_undone
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.values import Item
from server.store import content
from server.web.teacher.import_causes import Cause, Remark, common_causes, key_of, place_in, remarks_on
from server.web.teacher.import_question import Doubt, Question

PAGE = 20
"""questions on one page"""


@dataclass(frozen=True)
class Touched:
    """A question that a cause of the whole file touches: its place in the file, where it stands, its page here."""

    place: int
    where: str
    page: int


@dataclass(frozen=True)
class Review:
    """A file as it is gone over: the doubtful questions first, a page of them at a time.

    `asked` are the questions of this page, `pages` how many pages there are, `doubtful` how many questions are,
    `replacing` how many would take the place of another in their bank. What many questions share is said once, in
    `causes`; what concerns the file itself is in `remarks`.
    """

    file: str
    kind: str
    body: Mapping[str, Any]
    asked: Sequence[Question]
    page: int
    pages: int
    doubtful: int
    by_hand: int
    replacing: int
    all: int
    banks: Sequence[tuple[str, int]]
    """the objectives that they go to or are in, with how many each"""
    causes: Sequence[tuple[Cause, Sequence[Touched]]]
    remarks: Sequence[Remark]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """Each question that could not be read: where it stands, and why."""
        return [(place_in(skip["where"], self.file), skip["why"]) for skip in self.body.get("skipped", ())]


def before(file: str, kind: str, note: Mapping[str, Any], items: Sequence[Item], page: int) -> Review:
    """A file that is only looked at; `note` is what will be noted of it, `items` what would go into banks."""
    banks = {code: {i.id: i for i in content.bank(code)} for code in {i.objective for i in items}}
    found: list[Item | None] = list(items)
    return _review(file, kind, note, found, [i.objective for i in items], page, lambda n: _compared(items[n], banks))


def after(file: str, kind: str, body: Mapping[str, Any], questions: Sequence[tuple[str, str]], page: int) -> Review:
    """A file that was taken in, its questions as they are in their banks now."""
    banks = {code: {i.id: i for i in content.bank(code)} for code in {code for code, _id in questions}}
    items = [banks[code].get(id) for code, id in questions]
    undone = {body["repairs"][n]["item"] for n in body.get("undone", ())}
    ids = [id for _code, id in body.get("questions", ())]

    def state(n: int) -> str:
        return "undone" if ids[n] in undone else "taken" if items[n] is not None else "gone"

    return _review(file, kind, body, items, [code for code, _id in questions], page, state)


def _compared(item: Item, banks: Mapping[str, Mapping[str, Item]]) -> str:
    there = banks[item.objective].get(item.id)
    if there is None:
        return "new"
    same = json.dumps([there.type, dict(there.body)]) == json.dumps([item.type, dict(item.body)])
    return "same" if same else "changed"


def _review(
    file: str, kind: str, body: Mapping[str, Any], items: Sequence[Item | None], codes: Sequence[str], page: int,
    state: Callable[[int], str],
) -> Review:  # fmt: skip
    ids, repairs = [id for _code, id in body["questions"]], body.get("repairs", ())
    of_item: dict[str, list[int]] = {}
    for number, repair in enumerate(repairs):
        of_item.setdefault(repair["item"], []).append(number)
    order = sorted(range(len(ids)), key=lambda n: (ids[n] not in of_item, n))
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(page, 1), pages)
    causes = common_causes(repairs, file)
    places, ranks = {id: n for n, id in enumerate(ids)}, {ids[n]: rank for rank, n in enumerate(order)}
    touched = [
        [Touched(places[id], where, ranks[id] // PAGE + 1) for id, where in cause.items.items() if id in places]
        for cause in causes
    ]
    numbers = {cause.key: n for n, cause in enumerate(causes, 1)}
    asked = []
    for n in order[(page - 1) * PAGE : page * PAGE]:
        question = Question(n, codes[n], items[n], _pack_of(codes[n]), state(n), kind)
        asked.append(_doubted(question, body, of_item.get(ids[n], []), causes, numbers, file))
    banks = {code: codes.count(code) for code in codes}
    return Review(
        file, kind, body, asked, page, pages, sum(id in of_item for id in ids),
        sum(i is not None and i.type in READ_BY_TEACHER for i in items),
        sum(state(n) == "changed" for n in range(len(ids))), len(ids), list(banks.items()),
        list(zip(causes, touched, strict=True)), remarks_on(body.get("warnings", ()), file),
    )  # fmt: skip


def _doubted(
    question: Question, body: Mapping[str, Any], mine: Sequence[int], causes: Sequence[Cause],
    numbers: Mapping[tuple[str, str], int], file: str,
) -> Question:  # fmt: skip
    """The question with what was doubtful in it, and with what undoing that would mean."""
    if not mine:
        return question
    doubts = []
    for repair in (body["repairs"][n] for n in mine):
        where, number = place_in(repair["where"], file), numbers.get(key_of(repair), 0)
        cause = causes[number - 1] if number else None
        # What is said above is not said again; what differs from question to question is.
        found = "" if cause is not None and cause.found == repair["found"] else repair["found"]
        done = "" if cause is not None and cause.done == repair["done"] else repair["done"]
        doubts.append(Doubt(where, found, done, number))
    question = replace(question, doubts=doubts, repair=mine[0])
    if question.state == "undone":
        was = body.get("mended", {}).get(body["repairs"][mine[0]]["item"])
        item = Item("", question.objective, 1, was["type"], was["body"]) if was else None
        return replace(question, before=item)
    if question.item is None:
        return question
    place, undone = best_undone(question.item, [body["repairs"][n].get("otherwise", {}) for n in mine])
    return replace(question, repair=mine[place], undone=None if isinstance(undone, Same) else undone)


def _pack_of(objective: str) -> str:
    """Where the pictures of a bank are kept; the name of the bank where it is none yet."""
    unit = content.unit_with_objective(objective)
    return content.pack_of(unit.id) if unit is not None else objective
