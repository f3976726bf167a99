"""The demonstration's page: phone, netbook and board side by side, each signed in. There is none on a real box."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.actions import sign_in
from server.mastery.progression import No
from server.store import box
from server.web import gate

bp = Blueprint("demo", __name__, url_prefix="/demo")


def people() -> dict[str, Any]:
    """Who can be signed in as; 404 when this folder holds no demonstration."""
    kept = box.value("demo_people")
    if not kept:
        abort(404)
    return dict(json.loads(kept))


@bp.get("")
def demo() -> AnyResponse:
    """Sign this browser in as the teacher, as Amina and as the board at once, and show all three."""
    known, device = people(), gate.device()
    response: AnyResponse = make_response(render_template("demo/demo.html", **known))
    tokens = {
        "teacher": sign_in.sign_in_teacher(known["teacher"], known["passphrase"], device, known["section"]),
        "student": sign_in.sign_in_student(known["student"], known["pin"], device),
        "board": sign_in.open_board(known["board_code"], device),
    }
    for role, token in tokens.items():
        if isinstance(token, No):
            abort(403)
        gate.start_session(response, role, token, alone=False)
    return response


@bp.get("/netbook/<int:number>")
def netbook(number: int) -> AnyResponse:
    """Be a netbook: 3 and 5 for the student with the open test, 1 for Amina, in the window of this page."""
    known = people()
    if str(number) not in known["netbooks"]:
        abort(404)
    who = known["student"] if number == 1 else known["tester"]
    # Amina keeps this browser's own device, so that two visitors do not sign each other out.
    device = gate.device() if number == 1 else known["netbooks"][str(number)]
    token = sign_in.sign_in_student(who, known["pin"], device)
    if isinstance(token, No):
        abort(403)
    return gate.start_session(redirect(url_for("student.checklist"), 303), "student", token, alone=False)
