"""What one student has seen, over everything: checks, tests, practice, the projector; and what was gone over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from server.mastery.values import DrawnItem

Which = tuple[str, str]
"""objective and item id"""


class Seen(NamedTuple):
    """One variant of an item, as far as one student has met it."""

    times: int
    last: int
    """a running number that grows with every sighting, of whatever item; what was seen together may share it"""
    gone_over: bool = False
    """whether the teacher went over it with this student, so that its answer is known to them"""


UNSEEN = Seen(0, 0)


@dataclass(frozen=True)
class Ledger:
    """What one student has seen: each item in each variant, how often, when last, and whether it was gone over."""

    seen: Mapping[Which, Mapping[int, Seen]] = field(default_factory=dict)
    now: int = 0
    """the running number of the newest sighting"""

    @classmethod
    def of(cls, sightings: Iterable[tuple[str, str, int]]) -> Ledger:
        """The ledger of sightings (objective, item id, variant), in the order in which they were seen."""
        return cls()._with(sightings)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, int, int, int, bool]]) -> Ledger:
        """The ledger as kept: (objective, item id, variant, times, last, gone over), one row a variant, in any order.

        `last` is any number from 1 on that grows with time.
        """
        seen: dict[Which, dict[int, Seen]] = {}
        now = 0
        for objective, item, variant, times, last, gone_over in rows:
            seen.setdefault((objective, item), {})[variant] = Seen(times, last, bool(gone_over))
            now = max(now, last)
        return cls(seen, now)

    def variants(self, objective: str, item: str) -> Mapping[int, Seen]:
        """The variants of the item that this student saw; empty for an item never seen."""
        return self.seen.get((objective, item), {})

    def variant(self, objective: str, item: str, variant: int) -> Seen:
        """What this student saw of that variant; `UNSEEN` for one never seen."""
        return self.variants(objective, item).get(variant, UNSEEN)

    def times(self, objective: str, item: str) -> int:
        """How often this student saw the item, in any variant."""
        return sum(seen.times for seen in self.variants(objective, item).values())

    def last_seen(self, objective: str, item: str) -> int:
        """The running number of the last sighting; 0 for an item never seen."""
        return max((seen.last for seen in self.variants(objective, item).values()), default=0)

    def gone_over(self, objective: str, item: str) -> bool:
        """Whether the teacher went over this item with the student, in any variant."""
        return any(seen.gone_over for seen in self.variants(objective, item).values())

    def with_seen(self, *drawn: DrawnItem) -> Ledger:
        """The ledger after these items were seen, in that order. The old one stays as it is."""
        return self._with((item.objective, item.id, item.variant) for item in drawn)

    def with_gone_over(self, *drawn: DrawnItem) -> Ledger:
        """The ledger after the teacher went over these items, which this student had seen, with them."""
        seen = dict(self.seen)
        for item in drawn:
            which = (item.objective, item.id)
            known = self.variant(*which, item.variant)
            seen[which] = {**seen.get(which, {}), item.variant: known._replace(gone_over=True)}
        return Ledger(seen, self.now)

    def _with(self, sightings: Iterable[tuple[str, str, int]]) -> Ledger:
        seen = dict(self.seen)
        now = self.now
        for now, (objective, item, variant) in enumerate(sightings, start=self.now + 1):
            variants = seen.get((objective, item), {})
            before = variants.get(variant, UNSEEN)
            seen[objective, item] = {**variants, variant: before._replace(times=before.times + 1, last=now)}
        return Ledger(seen, now)
