"""The answers to some banks as their statistics need them, over all classes and years; read again only when there are
new ones, so that a draw and a page stay cheap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from server.mastery.item_statistics import (
    ENOUGH_FOR_FORMS,
    Facility,
    Row,
    TooFew,
    WhichVersion,
    estimated_difficulty,
    facilities,
    with_rest,
)
from server.mastery.ledger import Which
from server.mastery.values import Item
from server.mastery.wrong_answers import Pull, SuspectKey, suspect_keys, wrong_choices
from server.store.answered import answers_version
from server.store.database import db

_READ = """SELECT objective, item, version, variant, student, points, out_of, choice, misconception, sure
    FROM answered WHERE objective IN ({}) ORDER BY attempt, place"""
_OF_TICKS = """SELECT objective, id, version FROM item
    WHERE objective IN ({}) AND json_extract(body, '$.type') = 'multiple_choice'"""


@dataclass(frozen=True)
class Told:
    """What the answers to some banks tell: how easy each question is, keys that may be wrong, whom what pulls."""

    rows: tuple[Row, ...]
    facilities: Mapping[WhichVersion, Facility | TooFew]
    suspects: tuple[SuspectKey, ...]
    pulls: tuple[Pull, ...]


def told_by(objectives: Collection[str]) -> Told:
    """What every answer to the banks of these objectives tells, first to last, of all classes and years.

    In a question of which several variants were put, a wrong answer goes by the misconception that it betrays: the same
    mistake reads otherwise in other numbers.
    """
    codes = tuple(sorted(objectives))
    return _told(codes, answers_version(codes))


def difficulty_of(banks: Mapping[str, Iterable[Item]]) -> dict[Which, float]:
    """The expected share right of the questions in these banks that were answered often enough to tell."""
    found: dict[Which, float] = {}
    for code, bank in banks.items():
        versions = tuple(sorted((item.id, item.version) for item in bank))
        found |= _difficulty(code, versions, answers_version([code])) if versions else {}
    return found


def answered_since(moment: str, students: Collection[str], objective: str, item: str) -> bool:
    """Whether any of these students handed in an answer to this question at that moment or later."""
    asked = ", ".join("?" for _ in students)
    query = f"""SELECT 1 FROM answered r JOIN attempt a ON a.id = r.attempt
        WHERE r.objective = ? AND r.item = ? AND r.student IN ({asked}) AND a.at >= ? LIMIT 1"""  # noqa: S608 - only ?
    return db.execute_sql(query, (objective, item, *students, moment)).fetchone() is not None


@lru_cache(maxsize=16)
def _told(objectives: tuple[str, ...], version: str) -> Told:
    rows = tuple(with_rest(_read(objectives)))
    return Told(rows, facilities(rows), tuple(suspect_keys(rows)), tuple(wrong_choices(rows)))


@lru_cache(maxsize=256)
def _difficulty(objective: str, versions: tuple[tuple[str, int], ...], version: str) -> dict[Which, float]:
    rows = _read((objective,))
    if len(rows) < ENOUGH_FOR_FORMS:
        return {}
    return estimated_difficulty(rows, {(objective, id): n for id, n in versions})


def _read(objectives: tuple[str, ...]) -> list[Row]:
    asked = ", ".join("?" for _ in objectives)
    found = list(db.execute_sql(_READ.format(asked), objectives)) if objectives else []
    put: dict[WhichVersion, set[int]] = {}
    for objective, item, version, variant, *_answer in found:
        put.setdefault((objective, item, version), set()).add(variant)
    varied = {which for which, variants in put.items() if len(variants) > 1}
    ticked = set(db.execute_sql(_OF_TICKS.format(asked), objectives)) if found else set()

    def said(which: WhichVersion, choice: str, misconception: str) -> str:
        if misconception and which in varied:
            return misconception
        # Everybody had the options in another order.
        return "; ".join(sorted(choice.split("; "))) if which in ticked else choice

    return [
        Row(
            objective, item, version, student,
            # What was dropped is worth nothing any more, and tells nothing.
            None if points is None or not out_of else points / out_of,
            said((objective, item, version), choice, misconception), misconception, sure,
        )
        for objective, item, version, _variant, student, points, out_of, choice, misconception, sure in found
    ]  # fmt: skip
