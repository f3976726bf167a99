"""The first start, in the browser: the printed code, a teacher, a first class."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import set_up_box
from server.actions.sign_in import sign_in_teacher
from server.mastery.progression import No
from server.store.people import Section
from server.web import gate
from server.web.answering import go, refuse
from server.web.unit_choice import ticked_units, unit_choices

bp = Blueprint("set_up", __name__)


@bp.get("/set-up")
def set_up() -> AnyResponse | str:
    """Who has the code claims the box. Afterwards this page is gone."""
    if set_up_box.is_set_up():
        return redirect(url_for("sign_in.home"), 303)
    return render_template("admin/set_up.html", unit_choices=unit_choices())


@bp.post("/set-up")
def set_up_now() -> AnyResponse:
    """Claim the box, and go straight on to the roster."""
    form = request.form
    name, passphrase = form.get("name", ""), form.get("passphrase", "")
    teacher = set_up_box.set_up_box(
        form.get("code", ""), name, passphrase, form.get("section", ""), form.get("title", ""), form.get("school", ""),
        ticked_units(),
    )  # fmt: skip
    if isinstance(teacher, No):
        return refuse(teacher, back=url_for("set_up.set_up"))
    section = Section.get(Section.teacher == teacher)
    token = sign_in_teacher(name, passphrase, gate.device(), section.id)
    if isinstance(token, No):
        return refuse(token)
    return gate.start_session(go(url_for("teacher.roster")), "teacher", token)
