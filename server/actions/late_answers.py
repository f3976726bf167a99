"""Answers that come late: typed at an earlier seating of a test, delivered when its netbook found the Wi-Fi again.

What was typed before the bell counts, whenever it arrives; what was typed after it does not. A question that was
swapped at the bell only because nobody knew of its answer comes back with the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server import clock
from server.clock import Moment
from server.mastery import grading, variants
from server.mastery.progression import No
from server.store import attempts, facts
from server.store.attempts import NO_SEAT, AttemptRow

ON_THE_WAY = 10.0
"""Seconds that an answer may take from the netbook to here."""


@dataclass(frozen=True)
class Seated:
    """The question that a seating had at a place, as kept, and when the bell rang after it ("" where none did)."""

    question: Mapping[str, Any]
    bell: str


def seated(row: AttemptRow, place: int, seating: int) -> Seated:
    """What stood at a place when this seating began, read from the facts. `place` counts from 0, `seating` from 1."""
    counted, bell = 0, ""
    now: Mapping[str, Any] = {}
    was: Mapping[str, Any] | None = None
    for fact in facts.effective(list(facts.facts(student=row.student))):
        if fact.data.get("attempt") != row.id:
            continue
        match fact.kind:
            case "attempt_released":
                counted = 1
            case "attempt_started":
                now = fact.data["items"][place]
            case "key_corrected":
                now = {**now, **fact.data["items"].get(str(place), {})}
            case "items_swapped":
                if counted >= seating and was is None and str(place) in fact.data["items"]:
                    was = now
                now = fact.data["items"].get(str(place), now)
                counted += bool(fact.data.get("back"))
            case "attempt_moved":
                if counted >= seating and fact.data["seat"] == NO_SEAT:
                    bell = bell or fact.at
                counted += 1
    return Seated(now if was is None else was, bell)


@dataclass(frozen=True)
class Counts:
    """A late answer counts. `back` is the question that comes back for it; None where it stands there still."""

    back: Mapping[str, Any] | None = None


def late_answer(
    attempt: str, place: int, seating: int, value: Mapping[str, str], ago: float | None, now: Moment
) -> Counts | No:
    """Whether an answer from an earlier seating counts. `ago` is how many seconds before it was sent it was typed;
    None, where the page does not say, is taken for just now.

    No(kept) when it was typed after the bell; No(swapped) for nothing typed into a question that is there no more;
    No(moved) where something was typed into the question that took its place.
    """
    row = attempts.attempt(attempt)
    assert row is not None
    was = seated(row, place, seating)
    if was.bell and (ago is None or clock.seconds_between(was.bell, now.at) > ago + ON_THE_WAY):
        return No("kept")
    if _same(was.question, json.loads(row.items)[place]):
        return Counts()
    if attempts.draft_seating(attempt, place) > seating:
        return No("moved")
    if grading.is_blank(value, variants.from_json(dict(was.question))):
        return No("swapped")
    return Counts(back=was.question)


def bring_back(attempt: str, place: int, question: Mapping[str, Any], now: Moment) -> None:
    """Put a question back in its place, for the answer that came late; runs inside the writer."""
    row = attempts.attempt(attempt)
    assert row is not None
    facts.append(
        "items_swapped", at=now.at, by=row.student, section=row.section, student=row.student, attempt=attempt,
        items={str(place): dict(question)}, back=True,
    )  # fmt: skip


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("objective", "id", "version", "variant"))
