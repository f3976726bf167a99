"""A key that may be wrong, told on the day on which it shows; and the teacher's word that it is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock
from server.actions import keep_key as actions
from server.mastery.drawing import from_json
from server.mastery.progression import No
from server.mastery.values import DrawnItem, Item, Objective
from server.mastery.wrong_answers import SuspectKey, suspect_keys
from server.store import attempts, content
from server.store.answer_rows import Told, answered_since, told_by
from server.store.answered import answers_in
from server.store.kept_keys import Kept, first_met_in, kept_of
from server.store.lessons import Meeting
from server.web.answering import go, op
from server.web.markdown import plainly
from server.web.teacher import bank_words
from server.web.teacher.bank_figures import table_of, text_of
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson
from server.web.wording import names

UNDO_SECONDS = 60
"""so long the queue offers to take back that a key is right; the question's own page does so later, too"""


@dataclass(frozen=True)
class Alarm:
    """A question whose key may be wrong, as `whose` had it, why it is thought so, and the students named.

    `whose` is empty where all of them had the same numbers; `n` is the number of that variant on the question's page.
    """

    objective: Objective
    item: Item
    text: str
    whose: str
    n: int
    why: str
    students: str


@dataclass(frozen=True)
class Alarms:
    """The keys that seem wrong today; `kept` is one just found right, which can be taken back."""

    found: Sequence[Alarm]
    kept: str = ""


def alarms(at: Lesson) -> Alarms:
    """The questions whose key became suspect by answers of this class in the lesson under way, or in the last one."""
    latest = Meeting.select().where(Meeting.section == at.section.id).order_by(Meeting.number.desc()).first()
    found = []
    for unit in at.units if latest else ():
        for suspect in _still_suspect(told_by([o.code for o in unit.objectives]), at.section.id):
            item = _now(suspect)
            mine = [student for student in suspect.students if student in at.students]
            if item is not None and answered_since(latest.at, mine, item.objective, item.id):
                found.append(_alarm(at, unit.objective(item.objective), item, suspect, mine))
    return Alarms(found, _just_kept(at))


def alarm_of(told: Told, item: Item) -> str:
    """Why the key of this question may be wrong; empty where nothing speaks for that."""
    which = (item.objective, item.id, item.version)
    if all(suspect.which != which for suspect in told.suspects):
        return ""
    still = _still_suspect(told, lesson().section.id)
    return next((_why(suspect, item) for suspect in still if suspect.which == which), "")


def kept_key(at: Lesson, item: Item) -> Kept | None:
    """That the teacher of this class has found the key of this version right."""
    return kept_of(at.section.id).get((item.objective, item.id, item.version))


@bp.post("/banks/<code>/key")
def keep_key(code: str) -> AnyResponse:
    """The key of a question is right."""
    at, item = lesson(), request.form.get("item", "")
    answer = actions.keep_key(at.actor, code, item, request.form.get("version", 0, type=int), op())
    if isinstance(answer, No):
        return deny(answer, at)
    if request.form.get("back") == "queue":
        return go(url_for("teacher.home", kept=answer["kept"]))
    return go(url_for("teacher.bank_item", code=code, item=item))


@bp.post("/banks/key/doubted")
def doubt_key() -> AnyResponse:
    """It is not, or not surely: the alarm is back."""
    at = lesson()
    answer = actions.doubt_key(at.actor, request.form.get("kept", "")[:64], op())
    if isinstance(answer, No):
        return deny(answer, at)
    code, item = request.form.get("code", ""), request.form.get("item", "")
    return go(url_for("teacher.bank_item", code=code, item=item) if code else url_for("teacher.home"))


def _still_suspect(told: Told, section: str) -> list[SuspectKey]:
    kept = kept_of(section) if told.suspects else {}
    judged = (_by_new_answers(told, suspect, kept.get(suspect.which)) for suspect in told.suspects)
    return [suspect for suspect in judged if suspect]


def _by_new_answers(told: Told, suspect: SuspectKey, kept: Kept | None) -> SuspectKey | None:
    """What is left of a suspicion by the answers that came after the teacher found the key right."""
    if kept is None:
        return suspect
    met = first_met_in(*suspect.which[:2])
    new = {student for student, attempt in met.items() if attempt not in kept.attempts}
    rows = [row for row in told.rows if row.which[:2] == suspect.which[:2] and row.student in new]
    return next((again for again in suspect_keys(rows) if again.which == suspect.which), None)


def _just_kept(at: Lesson) -> str:
    asked, now = request.args.get("kept", ""), clock.now().at
    kept = next((k for k in kept_of(at.section.id).values() if k.fact == asked), None) if asked else None
    return kept.fact if kept and clock.seconds_between(kept.at, now) <= UNDO_SECONDS else ""


def _alarm(at: Lesson, objective: Objective, item: Item, suspect: SuspectKey, mine: Sequence[str]) -> Alarm:
    put = _as_put(at, item, mine)
    who, shown = next(iter(put.items()), ("", None))
    varied = len({drawn.variant for drawn in put.values()}) > 1
    good = list(table_of(item).good)
    return Alarm(
        objective, item, bank_words.in_a_line(shown) if shown else text_of(item),
        at.name(who) if varied else "", good.index(shown.variant) + 1 if shown and shown.variant in good else 1,
        _why(suspect, item), names([at.name(student) for student in mine]),
    )  # fmt: skip


def _as_put(at: Lesson, item: Item, mine: Sequence[str]) -> dict[str, DrawnItem]:
    """The question with the numbers that each of these students had in it the first time."""
    rows = [r for r in answers_in(at.section.id, item.objective, item.id) if r.version == item.version]
    first = {row.student: row for row in reversed(rows) if row.student in mine}
    taken = attempts.attempts_by_id(row.attempt for row in first.values())
    return {s: from_json(json.loads(taken[first[s].attempt].items)[first[s].place]) for s in mine if s in first}


def _now(suspect: SuspectKey) -> Item | None:
    """The question as it stands in its bank; None once it was corrected, which makes it another version."""
    code, id, version = suspect.which
    return next((item for item in content.bank(code) if (item.id, item.version) == (id, version)), None)


def _why(suspect: SuspectKey, item: Item) -> str:
    return bank_words.why_suspect(suspect, plainly(suspect.choice, str(item.body.get("format", ""))))
