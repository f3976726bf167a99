"""What the last tap did, in words, for as long as it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from server import clock
from server.actions.undo import SECONDS, UNDOABLE
from server.mastery import rubrics
from server.mastery.values import Unit
from server.store import facts
from server.store.facts import Fact
from server.web.wording import activity_titles, labels, rubric_asks, rubric_sum
from server.web.words import _


@dataclass(frozen=True)
class DoneBar:
    """One tap that can still be undone; `seconds` are left of its time on the page."""

    op: str
    name: str
    what: str
    seconds: int


_FIRST = (
    "verdict_given", "appointment_closed", "attempt_released", "attempt_moved", "objective_cleared",
    "mastery_withdrawn", "opened_by_word", "activity_excused", "activity_owed", "ticket_moved", "contact_made",
)  # fmt: skip
"""Of the facts of one tap, the one that says it best."""


def done_bar(name: Callable[[str], str], units: list[Unit]) -> DoneBar | None:
    """What the tap named in `?done=` did, while it may be undone; None when it is too late or undone already."""
    op = request.args.get("done", "")[:64]
    done = [f for f in facts.of_op(op) if f.student]
    if not done or not {f.kind for f in done} <= UNDOABLE:
        return None
    left = SECONDS - clock.seconds_between(done[-1].at, clock.now().at)
    later = facts.facts(student=done[-1].student, after=done[-1].seq, kind="fact_undone")
    if left <= 0 or any(done[-1].id in f.data["facts"] for f in later):
        return None
    fact = max(done, key=lambda f: (-_FIRST.index(f.kind) if f.kind in _FIRST else -99, f.seq))
    return DoneBar(op, name(fact.student), in_words(fact, units), max(1, int(left)))


def in_words(fact: Fact, units: list[Unit]) -> str:
    """What a fact says, for the one who made it."""
    d = fact.data
    objective = labels(units, [d["objective"]]) if d.get("objective") else ""
    match fact.kind:
        case "verdict_given" if d["verdict"] == "mastered":
            return _("mastered %(what)s") % {"what": objective + _by_rubric(fact, units)}
        case "verdict_given":
            return _("not yet, %(what)s") % {"what": objective + _by_rubric(fact, units)}
        case "mastery_withdrawn":
            return _("sign-off of %(what)s taken back") % {"what": objective}
        case "objective_cleared":
            return _("%(what)s gone over") % {"what": objective}
        case "appointment_closed":
            return {
                "passed": _("passed and talked over"),
                "cleared_for_retake": _("cleared for a retake"),
                "more_help": _("more help, the talk stays open"),
            }[d["outcome"]]
        case "attempt_released" if d.get("kind") == "check":
            said = _("three more given, %(what)s") if d.get("after") else _("quiz given, %(what)s")
            return said % {"what": objective}
        case "attempt_released":
            return _("test released")
        case "attempt_moved":
            return _("test moved")
        case "activity_owed" | "activity_excused":
            said = _("%(what)s is owed") if fact.kind == "activity_owed" else _("%(what)s not needed")
            return said % {"what": activity_titles(units, [d["activity"]])}
        case "opened_by_word":
            return _("opened by your word")
        case "ticket_moved":
            return {
                "called": _("called"),
                "waiting": _("back in the queue"),
                "parked": _("not here; waits until they say so"),
                "held": _("you come back"),
                "dismissed": _("taken out of the queue"),
                "done": _("done"),
            }.get(d["to"], _("moved"))
        case _:
            return _("talked to")


def _by_rubric(fact: Fact, units: list[Unit]) -> str:
    """The sum of the rubric that a verdict was given with, and what the rubric asks for where it is less."""
    code, given = fact.data["objective"], dict(fact.data.get("rubric", ()))
    objective = next((o for u in units for o in u.objectives if o.code == code), None)
    if not given or objective is None:
        return ""
    marking, asked = rubrics.added_up(objective, given), rubrics.passes(objective)
    said = f" · {rubric_sum(marking)}"
    if asked and rubrics.falls_short(objective, marking):
        said += f" ({_('asked for: %(what)s') % {'what': rubric_asks(asked)}})"
    return said
