"""An attempt replayed: what a student saw and answered, who marked it and when, and whether it would be marked so
today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort

from server.actions.replay_attempt import Replay, replay
from server.mastery.grading import GRADER_VERSION, SURE
from server.mastery.rubric_lines import rubric_lines
from server.store import content
from server.store.attempts import BY_TEACHER, ON_PAPER
from server.store.corrections import corrections_of
from server.store.people import Teacher
from server.web.files import picture
from server.web.markdown import rich
from server.web.teacher.answers import answer_line, key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, lesson, show
from server.web.wording import labels
from server.web.words import _


@bp.get("/attempts/<attempt>/replay", endpoint="replay")
def replay_page(attempt: str) -> str:
    """One attempt, question by question, and its history."""
    at = lesson()
    found = replay(attempt)
    if found is None or found.section != at.section.id:
        abort(404)
    pack, unit = content.pack_of(found.unit), content.unit(found.unit)
    questions = [
        {
            "q": q, "picture": picture(pack, q.item.picture, dict(q.item.values)),
            "answer": answer_line(q.item, {k: v for k, v in q.response.items() if k != SURE and k != "marked"}, pack),
            "aloud": "marked" in q.response, "key": key_line(q.item, pack), "key_now": key_line(q.item_now, pack),
        }
        for q in found.questions
    ]  # fmt: skip
    return show(
        "replay.html", at, "class", student=at.student(found.student), replay=found, questions=questions, rich=rich,
        pack=pack, title=labels(at.units, [found.objective]) if found.objective else unit.title if unit else found.unit,
        seat=_seat(found), steps=_steps(found, at), who=_names(found, at), grader_now=GRADER_VERSION,
        rubric_lines=rubric_lines,
    )  # fmt: skip


def _seat(found: Replay) -> str:
    if found.paper or found.seat == ON_PAPER:
        return _("on paper, form %(code)s") % {"code": found.paper}
    return _("marked aloud with the teacher") if found.seat == BY_TEACHER else _("on a screen")


def _names(found: Replay, at: Lesson) -> Mapping[str, str]:
    """Whoever did something to this attempt, by name."""
    teachers = {t.id: t.name for t in Teacher.select(Teacher.id, Teacher.name)}
    return {**teachers, found.student: at.name(found.student)}


def _steps(found: Replay, at: Lesson) -> list[dict[str, str]]:
    """The history of an attempt in words, first to last."""
    why = {fact.data["correction"]: fact.data["why"] for fact in corrections_of(at.section.id)}
    who = _names(found, at)
    return [
        {"at": when[:16].replace("T", " "), "who": who.get(by, ""), "what": _in_words(kind, told, at, why)}
        for kind, when, by, told in found.steps
    ]


def _in_words(kind: str, told: Mapping[str, Any], at: Lesson, why: Mapping[str, str]) -> str:
    match kind:
        case "attempt_released":
            return _("released")
        case "attempt_started":
            return _("drawn and begun")
        case "attempt_moved":
            return _("moved to another seat")
        case "items_swapped":
            return _("swapped for others: questions %(which)s") % {
                "which": ", ".join(str(place + 1) for place in told["places"])
            }
        case "attempt_submitted":
            return _("handed in, %(score)s") % {"score": _score(told["share"])}
        case "response_marked":
            by_line = f" ({' · '.join(map(str, told['rubric']))})" if told.get("rubric") else ""
            points = f"{told['points']:g}{by_line}"
            return _("question %(n)s marked: %(points)s") % {"n": told["place"] + 1, "points": points}
        case "key_corrected":
            return _("a key was corrected: %(why)s") % {"why": why.get(told["correction"], "?")}
        case "attempt_remarked":
            return _("marked again by the corrected key, %(score)s") % {"score": _score(told["share"])}
        case "appointment_chosen":
            return _("time of the talk chosen")
        case "objective_cleared":
            return _("%(what)s gone over") % {"what": labels(at.units, [told["objective"]])}
        case "appointment_closed":
            return {
                "passed": _("passed and talked over"),
                "cleared_for_retake": _("cleared for a retake"),
                "more_help": _("more help, the talk stays open"),
                "mastered": _("talked over: mastered"),
                "not_yet": _("talked over: not yet"),
            }.get(told["outcome"], _("talked over"))
        case _:
            return _("changed by a newer release")


def _score(share: float | None) -> str:
    return _("still to be marked") if share is None else _("%(n)s %%") % {"n": int(share * 100 + 0.001)}
