"""What the teacher has on the board: put there from a question's page, answered, taken down."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import show_on_board as actions
from server.mastery.progression import No
from server.store import lessons
from server.store.on_board import OnBoard, have_seen, on_board
from server.web.answering import go, op, refuse_saying
from server.web.board.question import Asked, asked
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson, show
from server.web.wording import names
from server.web.words import _


@bp.get("/on-board", endpoint="on_board")
def on_board_page() -> str:
    """The question on the board, as everybody sees it, with what can be done about it."""
    at = lesson()
    row = on_board(at.section.id)
    return show(
        "on_board.html", at, "more", row=row, asked=_asked(row), seen=len(have_seen(row)) if row else 0,
        objective=at.objective(row.drawn.objective) if row else None,
        here=len(lessons.present(at.meeting.id) & set(at.students)) if at.meeting else 0,
    )  # fmt: skip


@bp.post("/on-board")
def show_on_board() -> AnyResponse:
    """Put a question there."""
    at, form = lesson(), request.form
    code, item = form.get("objective", ""), form.get("item", "")
    answer = actions.show_on_board(at.actor, code, item, form.get("variant", -1, type=int), op())
    if isinstance(answer, No) and answer.reason == "in_a_test":
        return refuse_saying(_in_a_test(answer, at), reason=answer.reason)
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.on_board"))


@bp.post("/on-board/answer")
def show_answer() -> AnyResponse:
    """Show its answer too."""
    at = lesson()
    answer = actions.show_answer(at.actor, request.form.get("showing", ""), op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.on_board"))


@bp.post("/on-board/down")
def take_down() -> AnyResponse:
    """Take it down: the board shows the queue again."""
    at = lesson()
    answer = actions.take_down(at.actor, request.form.get("showing", ""), op())
    return deny(answer, at) if isinstance(answer, No) else go(url_for("teacher.on_board"))


def _asked(row: OnBoard | None) -> Asked | None:
    return asked(row) if row else None


def _in_a_test(no: No, at: Lesson) -> str:
    said = _("Not now: %(names)s has this very question in a test or quiz. Show another one, or wait.")
    if len(no.objectives) > 1:
        said = _("Not now: %(names)s have this very question in a test or quiz. Show another one, or wait.")
    return said % {"names": names([at.name(student) for student in no.objectives])}
