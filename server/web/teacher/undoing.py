"""Undo: the last tap is taken back."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import undo as actions
from server.mastery.progression import No
from server.web.answering import go, op
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import deny, lesson


@bp.post("/undo")
def undo() -> AnyResponse:
    """Take back what one tap did, and show the page it was made on."""
    at = lesson()
    answer = actions.undo(at.actor, request.form.get("undone", "")[:64], op())
    if isinstance(answer, No):
        return deny(answer, at)
    back = request.form.get("back", "")
    return go(back if back.startswith("/teacher/") else url_for("teacher.home"))
