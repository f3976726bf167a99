"""A key that may be wrong, told on the day on which it shows."""

from __future__ import annotations

from dataclasses import dataclass

from server.mastery.values import Item, Objective
from server.mastery.wrong_answers import SuspectKey
from server.store import content
from server.store.answer_rows import Told, answered_since, told_by
from server.store.lessons import Meeting
from server.web.markdown import plainly
from server.web.teacher import bank_words
from server.web.teacher.bank_figures import text_of
from server.web.teacher.lesson import Lesson


@dataclass(frozen=True)
class Alarm:
    """A question whose key may be wrong, and why it is thought so."""

    objective: Objective
    item: str
    text: str
    why: str


def alarms(at: Lesson) -> list[Alarm]:
    """The questions whose key became suspect by answers of this class in the lesson under way, or in the last one."""
    latest = Meeting.select().where(Meeting.section == at.section.id).order_by(Meeting.number.desc()).first()
    found = []
    for unit in at.units if latest else ():
        for suspect in told_by([o.code for o in unit.objectives]).suspects:
            item = _now(suspect)
            mine = [student for student in suspect.students if student in at.students]
            if item is not None and answered_since(latest.at, mine, item.objective, item.id):
                why = _why(suspect, item)
                found.append(Alarm(unit.objective(item.objective), item.id, text_of(item), why))
    return found


def alarm_of(told: Told, item: Item) -> str:
    """Why the key of this question may be wrong; empty where nothing speaks for that."""
    which = (item.objective, item.id, item.version)
    return next((_why(suspect, item) for suspect in told.suspects if suspect.which == which), "")


def _now(suspect: SuspectKey) -> Item | None:
    """The question as it stands in its bank; None once it was corrected, which makes it another version."""
    code, id, version = suspect.which
    return next((item for item in content.bank(code) if (item.id, item.version) == (id, version)), None)


def _why(suspect: SuspectKey, item: Item) -> str:
    return bank_words.why_suspect(suspect, plainly(suspect.choice, str(item.body.get("format", ""))))
