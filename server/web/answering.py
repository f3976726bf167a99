"""How a tap is answered: a redirect for a plain form, a few bytes of JSON for the script that retries on weak Wi-Fi."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.mastery.progression import No
from server.mastery.values import Unit
from server.store.facts import new_id
from server.web.wording import why_not


def op() -> str:
    """The client-made id of this tap."""
    return request.form.get("op", "")[:64]


def fresh_op() -> str:
    """An id for a form about to be shown; the script makes its own for each tap."""
    return new_id()


def go(url: str, **query: Any) -> AnyResponse:
    """The tap is done: go there."""
    where = f"{url}?{urlencode(query)}" if query else url
    if request.headers.get("X-Tap"):
        return jsonify({"go": where})
    return redirect(where, 303)


def refuse(no: No, units: Iterable[Unit] = (), back: str = "", status: int | None = None) -> AnyResponse:
    """The tap was refused: say why and what to do. Nothing was lost."""
    return refuse_saying(why_not(no, units), back, status or _STATUS.get(no.reason, 422), no.reason)


_STATUS = {"unknown": 404, "forbidden": 403, "stale": 409}


def refuse_saying(sentence: str, back: str = "", status: int = 422, reason: str = "") -> AnyResponse:
    """The tap was refused, for this reason."""
    if request.headers.get("X-Tap"):
        answer = jsonify({"say": sentence, "reason": reason})
        answer.status_code = status
        return answer
    page = render_template("refused.html", sentence=sentence, back=back or request.referrer or "/")
    return make_response(page, status)


def version_text(text: str) -> Response:
    """The version of a page, in a few bytes: 200, since waitress closes the connection on 204 and 304."""
    response = Response(text, content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
