"""Keys that a teacher looked at and found right: silent for the answers that were there, not for those to come."""

from __future__ import annotations

from dataclasses import dataclass

from server.store.answered import Answered
from server.store.facts import Fact, derives, effective, facts


@dataclass(frozen=True)
class Kept:
    """*The key is right*: `fact` to take it back by, when and by whom, and the attempts whose answers it is about."""

    fact: str
    at: str
    by: str
    attempts: frozenset[str]


@derives("key_kept", "key_doubted")
def _kept(fact: Fact) -> None:
    """Read from the facts themselves, where an alarm asks; no table holds it."""


def kept_of(section: str) -> dict[tuple[str, str, int], Kept]:
    """The keys that a class's teacher has found right, by objective, item and version; what was taken back is not."""
    doubted = {fact.data["kept"] for fact in facts(section=section, kind="key_doubted")}
    found = {}
    for fact in effective([*facts(section=section, kind="key_kept")]):
        d = fact.data
        if fact.id not in doubted:
            which = (d["objective"], d["item"], d["version"])
            found[which] = Kept(fact.id, fact.at, fact.by, frozenset(d["attempts"]))
    return found


def attempts_with(objective: str, item: str) -> list[str]:
    """The attempts in which this question was answered, in whatever version and class, in order."""
    same = (Answered.objective == objective) & (Answered.item == item)
    return [row.attempt for row in Answered.select(Answered.attempt).where(same).order_by(Answered.attempt).distinct()]


def first_met_in(objective: str, item: str) -> dict[str, str]:
    """The attempt in which each student had this question first."""
    same = (Answered.objective == objective) & (Answered.item == item)
    rows = Answered.select(Answered.student, Answered.attempt).where(same).order_by(Answered.attempt, Answered.place)
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.student, row.attempt)
    return found
