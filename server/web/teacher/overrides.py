"""The teacher's word, with a reason: which gates can be opened for one student, and opening them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import override as actions
from server.mastery.progression import Locked, No, Record, standing
from server.web.answering import go, op
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson
from server.web.words import _


@dataclass(frozen=True)
class OverrideForm:
    """One kind of override, with what it can be said about: (target, name)."""

    what: str
    title: str
    targets: list[tuple[str, str]]


def reasons() -> list[str]:
    """Reasons at hand, for one tap."""
    return [_("shown another way"), _("was absent"), _("own calendar"), _("recorded by mistake")]


def forms_for(at: Lesson, record: Record) -> list[OverrideForm]:
    """The overrides that make sense for a student now."""
    objectives = [(u, o) for u in at.units for o in u.objectives]
    activities = [a for u in at.units for a in u.activities]
    units = [(u.id, u.title) for u in at.units]
    forms = [
        OverrideForm(
            "open", _("Open a locked objective"),
            [(o.code, f"{o.label}. {o.title}") for u, o in objectives if isinstance(standing(u, o, record), Locked)],
        ),
        OverrideForm(
            "master", _("Sign off without a check"),
            [(o.code, f"{o.label}. {o.title}") for _u, o in objectives if o.code not in record.mastered],
        ),
        OverrideForm(
            "withdraw", _("Take a sign-off back"),
            [(o.code, f"{o.label}. {o.title}") for _u, o in objectives if o.code in record.mastered],
        ),
        OverrideForm(
            "excuse", _("Activity not needed"),
            [(a.id, a.title) for a in activities if record.activities.get(a.id) not in {"done", "excused"}],
        ),
        OverrideForm(
            "owe", _("Activity owed"),
            [(a.id, a.title) for a in activities if record.activities.get(a.id) not in {"done", "owed"}],
        ),
        OverrideForm("test", _("Open the unit test"), [u for u in units if f"test:{u[0]}" not in record.opened]),
        OverrideForm(
            "nice", _("Took a nice-to-know part: ask about it in tests"),
            [(o.code, f"{o.label}. {o.nice_part}") for _u, o in objectives
             if o.nice_part and f"nice:{o.code}" not in record.opened],
        ),
        OverrideForm("unit", _("Open a unit"), [u for u in units if f"unit:{u[0]}" not in record.opened]),
    ]  # fmt: skip
    return [f for f in forms if f.targets]


@bp.post("/students/<student>/override")
def override(student: str) -> AnyResponse:
    """Override one thing for one student; the reason is kept."""
    at, tap, form = lesson(), op(), request.form
    reason = " · ".join(r for r in (form.get("reason", "").strip(), form.get("words", "").strip()) if r)
    answer = actions.override(at.actor, student, form.get("what", ""), form.get("target", ""), reason, tap)
    if isinstance(answer, No):
        return deny(answer, at)
    return go(url_for("teacher.student", student=student), done=tap)
