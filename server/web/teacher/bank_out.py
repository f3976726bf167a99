"""*Take this bank along*: a unit's questions as a file for another program, and what that file cannot hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Response, abort, current_app, request

from server.actions.export_bank import NAMES, SUFFIXES, write_bank
from server.mastery.values import Unit
from server.store import content
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import lesson, show
from server.web.words import _

MOST_TOLD = 8
"""questions that are named for one thing that a format cannot hold"""
_OF_ONE = re.compile(r"([\w.-]+): (.+)", re.DOTALL)


def _written(unit: str, objective: str, format: str) -> tuple[Unit, int, bytes, list[str]]:
    """The unit, how many questions were asked for, the file, and what it cannot hold; 404 for what there is not."""
    found = content.unit(unit)
    if found is None or format not in NAMES or (objective and objective not in {o.code for o in found.objectives}):
        abort(404)
    banks = content.banks(found)
    items = [item for code, bank in banks.items() if objective in ("", code) for item in bank]
    data, remarks = write_bank(items, content.pack_of(unit), current_app.config["SETTINGS"].media, format)
    return found, len(items), data, remarks


def _together(remarks: Sequence[str]) -> dict[str, list[str]]:
    """What a format cannot hold, each sentence once, with the questions that it is said of."""
    found: dict[str, list[str]] = {}
    for remark in remarks:
        of_one = _OF_ONE.fullmatch(remark)
        names = found.setdefault(of_one[2] if of_one else remark, [])
        if of_one:
            names.append(of_one[1])
    return found


@bp.get("/units/<unit>/bank", endpoint="bank_out")
def bank_page(unit: str) -> str:
    """The formats to choose from; for the one chosen, what it cannot hold, and the file."""
    at = lesson()
    objective, format = request.args.get("objective", ""), request.args.get("format", "gift")
    found, count, data, remarks = _written(unit, objective, format)
    about = {
        "gift": _("for Moodle and many others: a text that a person can read, without pictures"),
        "moodle_xml": _("for Moodle: everything that Moodle can hold, with pictures"),
        "qti21": _("for Canvas, Blackboard, TAO and others, with pictures"),
        "native": _("for another Classroom: everything but the pictures"),
    }
    return show(
        "bank_out.html", at, "more", unit=found, objective=objective, format=format, formats=NAMES, about=about,
        banks={o.code: len(content.bank(o.code)) for o in found.objectives}, count=count, size=len(data),
        remarks=_together(remarks), most=MOST_TOLD,
        mine=found.id in {u.id for u in at.units},
    )  # fmt: skip


@bp.get("/units/<unit>/bank/<format>", endpoint="bank_file")
def bank_file(unit: str, format: str) -> Response:
    """The file itself."""
    objective = request.args.get("objective", "")
    found, _count, data, _remarks = _written(unit, objective, format)
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in objective or found.id) + SUFFIXES[format]
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, headers=headers, content_type="application/octet-stream")
