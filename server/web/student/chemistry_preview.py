"""What we read of a formula or an equation, told while it is typed. Nothing here knows a key, or says what is right."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for

from server.mastery.chemical_equations import read_equation
from server.mastery.chemistry import Unreadable, read_formula
from server.mastery.values import DrawnItem
from server.web.student.blueprint import bp
from server.web.words import _

MOST_TEXT = 500
"""characters looked at; an equation has far fewer"""
SIGNS = {
    "formula": "₂₃₄²³⁺⁻·",
    "equation": "→⇌₂₃₄²⁺⁻",
}
"""what a netbook's keyboard lacks, by what is read"""


@bp.app_template_global()
def chemistry_signs(item: DrawnItem) -> str:
    """The signs that get a button beside such a box."""
    return SIGNS.get(item.reads, "")


@bp.app_template_global()
def chemistry_heard(item: DrawnItem, text: str) -> str:
    """What we read of a formula or an equation as typed, or why we cannot read it; nothing of nothing."""
    return _said(item.reads, text)


@bp.app_template_global()
def chemistry_url(item: DrawnItem) -> str:
    """Where the page asks how it is read; what was typed is put behind it."""
    return url_for("student.reads_chemistry", reads=item.reads, text="")


def _said(reads: str, text: str) -> str:
    if not text.strip():
        return ""
    read = read_equation(text[:MOST_TEXT]) if reads == "equation" else read_formula(text[:MOST_TEXT])
    if isinstance(read, Unreadable):
        return read.why
    what = read[0] if isinstance(read, tuple) else read
    return _("We read: %(what)s") % {"what": str(what)}


@bp.get("/reads/chemistry")
def reads_chemistry() -> Response:
    """How a formula or an equation is read, in a few bytes."""
    answer = jsonify({"say": _said(request.args.get("reads", ""), request.args.get("text", "")), "ways": []})
    answer.headers["Cache-Control"] = "no-store"
    return answer
