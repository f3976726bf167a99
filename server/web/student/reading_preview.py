"""What we read of a number, told while it is typed; where it can be read in two ways, the student is asked.

Nothing here knows a key: the address holds only what the page shows anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, jsonify, request, url_for

from server.mastery.numeric_answers import written
from server.mastery.quantities import Misfit, Quantity, both_ways, read_quantity
from server.mastery.reading import Ambiguous, Unreadable
from server.mastery.units import read_unit
from server.mastery.values import DrawnItem
from server.web.student.blueprint import bp
from server.web.words import _

MOST_TEXT = 200
"""characters looked at; a number has far fewer"""
MOST_UNITS = 20


@dataclass(frozen=True)
class Heard:
    """What is said back. `ways` are what to write instead of something ambiguous, each with how it is spoken."""

    say: str = ""
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What may be known of a question before it is answered: its unit (empty where the unit is asked for), whether
    fractions will do, other units it takes, and whether it takes units that no table has."""

    unit: str = ""
    unit_asked: bool = False
    fractions: bool = False
    also: tuple[str, ...] = ()
    own_units: bool = False


def hear(text: str, asked: Asked) -> Heard:
    """What we read of a text typed into the box of such a question; nothing where nothing was typed."""
    if not text.strip():
        return Heard()
    accept = [{"unit": unit, "times": 1} for unit in asked.also]
    match read_quantity(text[:MOST_TEXT], asked.unit, accept, fractions=asked.fractions):
        case Unreadable(why):
            return Heard(why)
        case Ambiguous():
            return Heard(_("Which one do you mean?"), _ways(text))
        case Misfit(_number, unit, known=False) if not asked.own_units:
            return Heard(_('We do not know the unit "%(unit)s".') % {"unit": unit})
        case Quantity() | Misfit() as read:
            return Heard(f"{_read_back(read)}{_remark(read, asked)}")


def _read_back(read: Quantity | Misfit) -> str:
    return _("We read: %(what)s") % {"what": f"{written(read.number)} {read.unit}".strip()}


def _remark(read: Quantity | Misfit, asked: Asked) -> str:
    if asked.unit_asked:
        return "" if isinstance(read, Misfit) or read.stated else ". " + _("Write its unit too.")
    if isinstance(read, Quantity) and read.unit in {"", asked.unit}:
        return ""
    told = _("The answer is in %(unit)s.") % {"unit": asked.unit} if asked.unit else _("The answer has no unit.")
    return ". " + told


def _ways(text: str) -> tuple[tuple[str, str], ...]:
    point, bare = both_ways(text[:MOST_TEXT])
    found = re.search(r"(\d+)\.(\d+)", point)
    whole, rest = found.groups() if found else ("", "")
    thousands = f"{int(rest or 0) or ''}"
    return (
        (point, _("%(whole)s point %(digits)s") % {"whole": whole, "digits": " ".join(rest)}),
        (bare, (_("%(whole)s thousand %(rest)s") % {"whole": whole, "rest": thousands}).strip()),
    )


def asked_by(item: DrawnItem) -> Asked:
    """What the page of a numeric question may tell of it."""
    key = item.key
    units = [str(other["unit"]) for other in key.get("accept", ())]
    if key.get("unit_required"):
        known = all(read_unit(unit) for unit in [item.unit, *units])
        return Asked(unit_asked=True, fractions=bool(key.get("fractions")), own_units=not known)
    return Asked(item.unit, fractions=bool(key.get("fractions")), also=tuple(u for u in units if not read_unit(u)))


@bp.app_template_global()
def heard(item: DrawnItem, text: str) -> Heard:
    """What we read of an answer that was kept: for the page without script."""
    return hear(text, asked_by(item))


@bp.app_template_global()
def reads_url(item: DrawnItem) -> str:
    """Where the page asks how a number is read; what was typed is put behind it."""
    asked = asked_by(item)
    flags = {"asked": asked.unit_asked, "fractions": asked.fractions, "own": asked.own_units}
    query: dict[str, str | Sequence[str]] = {name: "1" for name, on in flags.items() if on}
    query |= {name: value for name, value in (("unit", asked.unit), ("also", asked.also)) if value}
    return url_for("student.reads", **query, text="")  # type: ignore[arg-type]


@bp.get("/reads")
def reads() -> Response:
    """How a number is read, in a few bytes."""
    query = request.args
    asked = Asked(
        query.get("unit", "")[:MOST_TEXT], "asked" in query, "fractions" in query,
        tuple(query.getlist("also")[:MOST_UNITS]), "own" in query,
    )  # fmt: skip
    told = hear(query.get("text", ""), asked)
    answer = jsonify({"say": told.say, "ways": told.ways})
    answer.headers["Cache-Control"] = "no-store"
    return answer
