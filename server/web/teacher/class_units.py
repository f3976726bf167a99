"""The units of this class: in order, with more to add."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import class_units as actions
from server.mastery.progression import No
from server.web.answering import go, op
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson, show
from server.web.unit_choice import unit_choices


@bp.get("/units", endpoint="class_units")
def class_units_page() -> str:
    """Which units this class has, who has begun each, and what else is on the box."""
    at = lesson()
    choices = {c.id: c for c in unit_choices()}
    had = [u.id for u in at.units]
    missing = {u.id: [r for r in u.requires if r not in had] for u in at.units}
    return show(
        "class_units.html", at, "more", mine=[choices[u] for u in had], begun=actions.begun_by(at.section.id, at.units),
        missing={u: ", ".join(choices[r].title if r in choices else r for r in rs) for u, rs in missing.items() if rs},
        others=[c for c in choices.values() if c.id not in had],
    )  # fmt: skip


@bp.post("/units")
def change_units() -> AnyResponse:
    """One unit added, taken out, or moved by one place."""
    at, form = lesson(), request.form
    answer = actions.change_units(
        at.actor, form.get("unit", ""), form.get("move", ""), form.get("sure", "") == "1", op()
    )
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.class_units"))
