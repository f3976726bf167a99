"""One question of a file, for its teacher to go over: as students see it, its key, what was doubtful, what undoing it
would mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from server.actions.undo_repair import LeftOut, Otherwise, Undone
from server.formats.described import described
from server.formats.gift_text import words
from server.mastery.drawing import READ_BY_TEACHER, draw_item
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item
from server.mastery.variant_table import variant_table
from server.web import files
from server.web.foreign import foreign, plain
from server.web.markdown import rich
from server.web.teacher.answers import key_line
from server.web.teacher.right_choice import Offered, chosen_by_teacher, offered
from server.web.words import _
from server.web.worksheets import Problem

_READS_AS_MOODLE = frozenset({"gift", "aiken"})
"""formats whose other reading is Moodle's own"""
_SHORT = 80
"""letters of a question that is only named"""


@dataclass(frozen=True)
class Doubt:
    """Something doubtful in a question; `cause` counts the causes of the file from 1 where it is said there, else 0."""

    where: str
    found: str
    done: str
    cause: int = 0


@dataclass(frozen=True)
class Question:
    """One question of a file. `place` is its place in the file; `repair` the number of the repair to undo, if any, and
    `undone` what that would make of it.

    `state`: new | changed | same (as compared with its bank, before it is taken in) | taken | undone | gone.
    """

    place: int
    objective: str
    item: Item | None
    pack: str
    state: str
    kind: str = ""
    doubts: Sequence[Doubt] = ()
    repair: int = -1
    undone: Undone | None = None
    before: Item | None = None
    """what it was, where its repair is undone"""

    @property
    def by_hand(self) -> bool:
        """Whether the teacher marks it."""
        return self.item is not None and self.item.type in READ_BY_TEACHER

    @property
    def said_above(self) -> bool:
        """Whether all that was doubtful in it is said for the whole file, and nothing of it was undone."""
        return self.state != "undone" and all(d.cause and not d.found and not d.done for d in self.doubts)

    @property
    def causes(self) -> str:
        """The numbers of the causes that are said for the whole file: `1, 3`."""
        return ", ".join(str(number) for number in sorted({doubt.cause for doubt in self.doubts if doubt.cause}))

    @property
    def named(self) -> str:
        """The question in a few words, also where it was left out."""
        item = self.item or self.before
        return words(described(item)["name"])[:_SHORT] if item is not None else ""

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

    @cached_property
    def to_choose(self) -> Offered | None:
        """The choices of which one is to be named right."""
        return offered(self.item, self.pack)

    @cached_property
    def chosen(self) -> bool:
        """Whether its teacher has named the right choice."""
        return self.state == "taken" and chosen_by_teacher(self.item)

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
        options = self.item.body.get("options", ()) if self.item is not None else ()
        if told["type"] == "multiple_choice" and not any("fraction" in o for o in options):
            return
        for answer in (*told["options"], *told["answers"]):
            if answer["fraction"] not in (0.0, 1.0):
                text = foreign(answer["text"], self.pack) if "text" in answer else escape(answer["value"])
                yield escape(f"{100 * answer['fraction']:.0f} %: ") + text

    @property
    def instead(self) -> Question | None:
        """The question as it would be without its repairs, where it could still be asked."""
        if not isinstance(self.undone, Otherwise):
            return None
        return Question(self.place, self.objective, self.undone.item, self.pack, "taken", self.kind)

    @property
    def warning(self) -> str:
        """What undoing would mean, in a sentence, before anybody taps; empty where there is nothing to undo."""
        moodle = self.kind in _READS_AS_MOODLE
        match self.undone:
            case Otherwise(other):
                return _other_key(other, moodle)
            case LeftOut("unread") if self.to_choose is None and not self.chosen:
                if moodle:
                    return _("Without this the question is left out: Moodle cannot read it.")
                return _("Without this the question is left out: there is no other way to read it.")
            case LeftOut("no_key" | "unread"):
                if moodle:
                    return _("Without this the question is left out: Moodle reads no right answer.")
                return _("Without this the question is left out: other programs read no right answer.")
            case LeftOut("anything"):
                if moodle:
                    return _("Without this the question is left out: Moodle takes any answer for right.")
                return _("Without this the question is left out: other programs take any answer for right.")
            case LeftOut("twice"):
                return _("Without this the question is left out: two of its choices or pairs read the same.")
            case LeftOut():
                return _("Without this the question is left out: as other programs read it, it cannot be asked.")
        return ""


def _other_key(other: Item, moodle: bool) -> str:
    told = described(other)
    if any(not plain(str(foreign(o["text"]))) for o in told["options"]):
        if moodle:
            return _("Without this one choice is empty, as in Moodle.")
        return _("Without this one choice is empty, as in other programs.")
    if any(answer["value"] == "*" and answer["fraction"] > 0 for answer in told["answers"]):
        return _("Without this anything that is typed is right, as in Moodle.")
    if moodle:
        return _("Undone, it becomes what Moodle makes of it.")
    return _("Undone, it becomes what other programs make of it.")
