"""Worksheets with their answers and solutions, for the teacher alone."""

from __future__ import annotations

from flask import abort

from server.mastery import variants
from server.mastery.luck import Dice
from server.store import content
from server.web.files import picture, worksheet
from server.web.markdown import rich
from server.web.teacher.answers import key_line
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import lesson, show

KINDS = {"worksheet", "problem_set"}


@bp.get("/keys", endpoint="keys")
def keys_page() -> str:
    """Every worksheet of this class's units."""
    at = lesson()
    found = [(u, [o for o in u.objects if o.kind in KINDS and o.path]) for u in at.units]
    return show("keys.html", at, "more", sheets=[(u, sheets) for u, sheets in found if sheets])


@bp.get("/keys/<object>", endpoint="key")
def key_page(object: str) -> str:
    """One worksheet's key: each problem, its answer, its solution."""
    at = lesson()
    for unit in at.units:
        for sheet in unit.objects:
            if sheet.id == object and sheet.kind in KINDS:
                pack = content.pack_of(unit.id)
                title, _intro, problems = worksheet(pack, sheet.path)
                drawn = [variants.draw_item(item, 0, Dice(f"{sheet.id}/{item.id}")) for item, _space in problems]
                return show(
                    "key.html", at, "more", sheet=sheet, title=title or sheet.title, rich=rich,
                    problems=[(d, key_line(d), picture(pack, d.picture, dict(d.values))) for d in drawn],
                )  # fmt: skip
    abort(404)
