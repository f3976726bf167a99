"""What came of a file of questions, for its teacher to go over: each as students see it, its key, what was doubtful."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from server.actions.undo_repair import otherwise
from server.formats.described import alike, described
from server.mastery.drawing import READ_BY_TEACHER, draw_item
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item
from server.mastery.variant_table import variant_table
from server.store import content
from server.web import files
from server.web.foreign import foreign, plain
from server.web.markdown import rich
from server.web.teacher.answers import key_line
from server.web.words import _
from server.web.worksheets import Problem

PAGE = 20
"""questions on one page"""
_OTHER_READING = 160
"""letters of what other programs hold to be right"""


@dataclass(frozen=True)
class Question:
    """One question of a file. `place` is its place in the file, `repair` the number of its first repair, if any.

    `state`: new | changed | same (as compared with its bank, before it is taken in) | taken | undone | gone.
    """

    place: int
    objective: str
    item: Item | None
    pack: str
    state: str
    doubts: Sequence[Mapping[str, Any]] = ()
    repair: int = -1

    @property
    def by_hand(self) -> bool:
        """Whether the teacher marks it."""
        return self.item is not None and self.item.type in READ_BY_TEACHER

    @cached_property
    def drawn(self) -> DrawnItem | None:
        """The question as a student gets it, with its choices in the order of the file."""
        if self.item is None:
            return None
        item = replace(self.item, body={**self.item.body, "fixed_order": True})
        good = self.item.variants or variant_table(item).good
        return draw_item(item, good[0], Dice(item.id)) if good else None

    @property
    def problem(self) -> Problem | None:
        """What is asked, as a page."""
        drawn = self.drawn
        if drawn is None:
            return None
        return Problem(drawn, 0, files.picture(self.pack, drawn.picture, dict(drawn.values)), self.pack)

    @property
    def solution(self) -> Markup:
        """What the author says about it afterwards; an essay's is its key."""
        drawn = self.drawn
        return rich(drawn.solution, drawn.format, self.pack) if drawn is not None and not self.by_hand else Markup("")

    @property
    def key(self) -> list[tuple[str, Markup]]:
        """What is right, what else is, and what earns a share, each with its heading."""
        drawn, item = self.drawn, self.item
        if drawn is None or item is None:
            return []
        lines = [(_("Marked by you") if self.by_hand else _("Right"), self._right(drawn))]
        told = described(item)
        right = [a for a in told["answers"] if a["fraction"] >= 1]
        if item.type in ("short_text", "numeric") and len(right) > 1:
            lines.append((_("Also right"), Markup("; ").join(escape(a["value"]) for a in right[1:])))
        if shares := list(self._shares(told)):
            lines.append((_("In part"), Markup("; ").join(shares)))
        return lines

    def _right(self, drawn: DrawnItem) -> Markup:
        line = key_line(drawn, self.pack)
        if drawn.type == "numeric" and drawn.key["tolerance"]:
            line += escape(f" ± {drawn.key['tolerance']:g}")
        return line

    def _shares(self, told: Mapping[str, Any]) -> Iterator[Markup]:
        """Answers that earn something other than all or nothing: `50 %: spreads`."""
        if told["type"] == "multiple_choice" and not any("fraction" in o for o in self._body.get("options", ())):
            return
        for answer in (*told["options"], *told["answers"]):
            if answer["fraction"] not in (0.0, 1.0):
                text = foreign(answer["text"], self.pack) if "text" in answer else escape(answer["value"])
                yield escape(f"{100 * answer['fraction']:.0f} %: ") + text

    @property
    def other(self) -> str:
        """What other programs make of a question that was mended, in words; empty where that is the same."""
        if self.item is None or self.repair < 0:
            return ""
        reading = self.doubts[0].get("otherwise", {})
        other = otherwise(self.item, reading)
        if other is None:
            return _("leave it out")
        told = described(other)
        if alike(told, described(self.item)):
            return ""
        if any(not plain(str(foreign(o["text"]))) for o in told["options"]):
            return _("show an empty choice")
        right = [o["text"] for o in told["options"] if o["fraction"] > 0]
        right += [a["value"] for a in told["answers"] if a["fraction"] > 0]
        right += [" → ".join(pair) for pair in told["pairs"]]
        if "*" in right:
            return _("hold anything to be right")
        line = "; ".join(plain(str(foreign(text))) or "–" for text in right)[:_OTHER_READING]
        return _("hold to be right: %(what)s") % {"what": line} if line else _("hold nothing to be right")

    @property
    def _body(self) -> Mapping[str, Any]:
        return self.item.body if self.item is not None else {}


@dataclass(frozen=True)
class Review:
    """A file as it is gone over: the doubtful questions first, a page of them at a time.

    `asked` are the questions of this page, `pages` how many pages there are, `doubtful` how many questions are,
    `replacing` how many would take the place of another in their bank.
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
    ids = [id for _code, id in body["questions"]]
    doubts: dict[str, list[int]] = {}
    for number, repair in enumerate(body.get("repairs", ())):
        doubts.setdefault(repair["item"], []).append(number)
    order = sorted(range(len(ids)), key=lambda n: (ids[n] not in doubts, n))
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(page, 1), pages)
    asked = []
    for n in order[(page - 1) * PAGE : page * PAGE]:
        mine = doubts.get(ids[n], [])
        pack = _pack_of(codes[n])
        told = [body["repairs"][number] for number in mine]
        asked.append(Question(n, codes[n], items[n], pack, state(n), told, mine[0] if mine else -1))
    banks = {code: codes.count(code) for code in codes}
    return Review(
        file, kind, body, asked, page, pages, sum(id in doubts for id in ids),
        sum(i is not None and i.type in READ_BY_TEACHER for i in items),
        sum(state(n) == "changed" for n in range(len(ids))), len(ids), list(banks.items()),
    )  # fmt: skip


def _pack_of(objective: str) -> str:
    """Where the pictures of a bank are kept; the name of the bank where it is none yet."""
    unit = content.unit_with_objective(objective)
    return content.pack_of(unit.id) if unit is not None else objective
