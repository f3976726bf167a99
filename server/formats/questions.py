"""What came of reading a file of questions, whatever its format: what was read, doubtful, mended or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.formats.skipped import Skipped
from server.mastery.values import Item


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
    def questions(self) -> list[Item]:
        """The items that ask something: what may go into a bank."""
        return [item for item in self.items if item.type != "description"]
