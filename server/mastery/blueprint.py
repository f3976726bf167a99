"""How a unit test is made: so many questions from each bank, by kind where the teacher says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """So many items of one kind, from the bank of one objective or (`objective` empty) from every bank of the test.

    An empty `types`, `tags` or `difficulty` asks for nothing; an item with one of the tags will do.
    """

    n: int
    objective: str = ""
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: tuple[int, ...] = ()

    def __str__(self) -> str:
        asked = [" or ".join(self.types), " or ".join(f"#{tag}" for tag in self.tags)]
        asked.append(f"difficulty {' or '.join(map(str, self.difficulty))}" if self.difficulty else "")
        return ", ".join(filter(None, asked)) or "any"


@dataclass(frozen=True)
class Blueprint:
    """How a unit test is made: items for each bank, more from a big bank, and the share that passes (0–1).

    A bank that `parts` speak of is drawn from by them alone. `retrieval` more items come from earlier objectives
    and do not count in the score.
    """

    items_per_bank: int = 1
    items_from_big_bank: int = 2
    big_bank: int = 12
    pass_share: float = 0.8
    retrieval: int = 1
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        # A unit kept as JSON comes back with plain tables and lists.
        whole = (part if isinstance(part, Part) else _part_from(part) for part in self.parts)
        object.__setattr__(self, "parts", tuple(whole))


def _part_from(stored: Mapping[str, Any]) -> Part:
    lists = {name: tuple(stored.get(name, ())) for name in ("types", "tags", "difficulty")}
    return Part(n=stored["n"], objective=stored.get("objective", ""), **lists)
