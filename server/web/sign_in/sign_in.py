"""Signing in: a name tile and a PIN; the teacher's passphrase; the board's code."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import sign_in as actions
from server.actions.set_up_box import is_set_up
from server.mastery.progression import No
from server.store import lessons, people
from server.store.people import Section, Student, Teacher
from server.web import gate
from server.web.answering import go, refuse_saying
from server.web.wording import why_not

bp = Blueprint("sign_in", __name__)


@bp.get("/")
def home() -> AnyResponse:
    """Everybody's first address: to one's own pages, or to sign-in."""
    if not is_set_up():
        return redirect(url_for("set_up.set_up"), 303)
    for role, where in (("student", "student.checklist"), ("teacher", "teacher.home"), ("board", "board.board")):
        if gate.viewer(role):
            return redirect(url_for(where), 303)
    return redirect(url_for("sign_in.classes"), 303)


@bp.get("/sign-in")
def classes() -> AnyResponse | str:
    """Which class? With one class, straight to its names."""
    if not is_set_up():
        return redirect(url_for("set_up.set_up"), 303)
    sections = list(Section.select().order_by(Section.code))
    if len(sections) == 1:
        return names(sections[0].id)
    return render_template("sign_in/classes.html", sections=sections)


@bp.get("/sign-in/class/<id>")
def names(id: str) -> str:
    """The name tiles of a class."""
    section = Section.get_or_none(Section.id == id)
    if section is None:
        abort(404)
    return render_template(
        "sign_in/names.html", section=section, students=people.students_of(section.id),
        tiles=people.tiles(people.students_of(section.id)), many=Section.select().count() > 1,
    )  # fmt: skip


def _student(id: str) -> Student:
    row = Student.get_or_none((Student.id == id) & (Student.active == 1))
    if row is None:
        abort(404)
    return row


@bp.get("/sign-in/student/<id>")
def pin(id: str) -> str:
    """The PIN pad of one student; the first time, a PIN is chosen."""
    row = _student(id)
    return render_template(
        "sign_in/pin.html",
        student=row,
        tile=people.tile_of(row),
        section=Section.get_by_id(row.section),
        new=not actions.has_pin(id),
        open=lessons.open_meeting(row.section) is not None,
    )


@bp.post("/sign-in/student/<id>")
def sign_in_student(id: str) -> AnyResponse:
    """Sign a student in."""
    _student(id)
    token = actions.sign_in_student(id, request.form.get("pin", "").strip(), gate.device())
    if isinstance(token, No):
        return _again(token, url_for("sign_in.pin", id=id))
    return gate.start_session(go(url_for("student.checklist")), "student", token)


@bp.get("/sign-in/teacher")
def teacher() -> AnyResponse | str:
    """The teacher's sign-in."""
    if not is_set_up():
        return redirect(url_for("set_up.set_up"), 303)
    return render_template("sign_in/teacher.html", names=[t.name for t in Teacher.select().order_by(Teacher.name)])


@bp.post("/sign-in/teacher")
def sign_in_teacher() -> AnyResponse:
    """Sign a teacher in."""
    name = request.form.get("name", "")
    row = Teacher.get_or_none(Teacher.name == name.strip())
    first = Section.get_or_none(Section.teacher == row.id) if row else None
    token = actions.sign_in_teacher(name, request.form.get("passphrase", ""), gate.device(), first.id if first else "")
    if isinstance(token, No):
        return _again(token, url_for("sign_in.teacher"))
    return gate.start_session(go(url_for("teacher.home")), "teacher", token)


@bp.get("/sign-in/board")
def board() -> str:
    """The code that opens the board."""
    return render_template("sign_in/board.html")


@bp.post("/sign-in/board")
def open_board() -> AnyResponse:
    """Open the board of a class."""
    token = actions.open_board(request.form.get("code", ""), gate.device())
    if isinstance(token, No):
        return _again(token, url_for("sign_in.board"))
    return gate.start_session(go(url_for("board.board")), "board", token)


def _again(no: No, back: str) -> AnyResponse:
    return refuse_saying(why_not(no), back, 403 if no.reason != "pin_form" else 422, no.reason)


@bp.post("/sign-out")
def sign_out() -> AnyResponse:
    """End every sign-in of this browser."""
    response = go(url_for("sign_in.home"))
    for role in gate.ROLES:
        who = gate.viewer(role)
        if who is not None:
            actions.sign_out(who.token)
            response.delete_cookie(gate.cookie_of(role))
    g.viewers = {}
    return response
