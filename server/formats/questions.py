"""What came of reading a file of questions, whatever its format: what was read, doubtful, mended or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.formats.guarded_zip import Refused
from server.formats.skipped import Skipped
from server.mastery.values import Item

MOST_QUESTIONS = 5_000
"""in one file or package; a course of a year holds some hundreds, and the largest bank that was found 2 000"""


class Doubt(NamedTuple):
    """Something doubtful in a question while it is being read: what was found, and what was done; two sentences."""

    found: str
    done: str


@dataclass(frozen=True)
class Repair:
    """Something doubtful in a question, and what was done about it, so that its author can undo it.

    `where` names file and line ("bank.txt, line 12"); `found` and `done` are sentences. `otherwise` is the question as
    it would stand without the repair (type and body of a native item, as other programs would read it), or empty
    where it would have been left out.
    """

    item: str
    """the id of the question"""
    where: str
    found: str
    done: str
    otherwise: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The doubt in one line: `bank.txt, line 12: No tolerance is given. Only exactly 3 is right.`"""
        return f"{self.where}: {self.found} {self.done}"


def not_too_many(count: int, name: str) -> None:
    """Refused where a file holds more questions than a course has: a box would be at them for minutes."""
    if count > MOST_QUESTIONS:
        raise Refused(f"{name or 'The file'} holds more than {MOST_QUESTIONS} questions. Part it into several files.")


class Ids:
    """Ids that are given once: `boyle`, and for those who come later `boyle-2`, `boyle-3`."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._asked: Counter[str] = Counter()

    def free(self, wanted: str) -> str:
        """The id itself where nobody has it, else the next one with a number. It is taken from now on."""
        while True:
            # Where a name comes ten thousand times, the numbers are not tried from the first again.
            self._asked[wanted] += 1
            id = wanted if self._asked[wanted] == 1 else f"{wanted}-{self._asked[wanted]}"
            if id not in self._taken:
                self._taken.add(id)
                return id


@dataclass
class Questions:
    """What was found in a file. `items` keeps the order of the file and holds descriptions too (type `description`)."""

    items: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """what concerns the whole file, in sentences"""
    repairs: list[Repair] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """pictures and other files that the texts show, by the path they are shown under: `media/<name>`"""

    @property
    def counts_by_type(self) -> dict[str, int]:
        """How many of each type: those of a bank, `description`, and `other` for what no screen can grade."""
        return dict(Counter("other" if item.body.get("other") else item.type for item in self.items))

    @property
    def remarks(self) -> list[str]:
        """A sentence for each doubt: about the whole file first, then about single questions in their order."""
        return [*self.warnings, *(repair.told for repair in self.repairs)]

    @property
    def questions(self) -> list[Item]:
        """The items that ask something: what may go into a bank."""
        return [item for item in self.items if item.type != "description"]
