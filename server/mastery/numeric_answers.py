"""What a typed number is worth: its value, its unit and its significant figures, each judged apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from server.mastery.quantities import Misfit, Quantity, quantities_in, read_quantity
from server.mastery.reading import Ambiguous, Number, Unreadable
from server.mastery.rounding import MOST_FIGURES, figures
from server.mastery.units import NUMBER, change, read_unit, same_kind
from server.mastery.values import DrawnItem, Mark, Response

MISTAKE_WIDTH = 0.01
"""an answer within this share of a known mistake betrays it"""
UNIT_COSTS = 0.5
"""the share that a right number loses with a wrong unit, or with none where one is asked for: half of the answer"""
FIGURES_COST = 0.25
"""the share that it loses with other significant figures than asked for: the physics is right, the care is missing"""
SAME = 1e-6
"""two values this near are the same one in different units: 745 Torr and 745 mmHg differ by less"""
LEAST_ROUNDED = 2
"""from so many figures on, the key rounded too far is still recognised; one figure may be luck"""


def grade_number(drawn: DrawnItem, typed: Response) -> Mark:
    """The mark for a typed number, with or without its unit.

    The value decides: a wrong one earns nothing. A right one in another unit that measures the same is right. A unit
    that does not fit, or is missing where the key says `unit_required`, costs half of the points; other figures than
    `figures_asked` cost a quarter. `credit` lists other values that earn a share, the first that fits counts.
    A number that can be read in two ways is graded where both earn the same, and else waits for the teacher.
    """
    key = drawn.key
    read = read_quantity(typed.get("number", ""), key["unit"], key["accept"], fractions=key.get("fractions", False))
    match read:
        case Unreadable(why):
            return Mark(0.0, drawn.points, feedback=why)
        case Ambiguous(readings):
            return _undecided(drawn, readings, [_mark(drawn, reading) for reading in readings])
        case _:
            return _mark(drawn, read)


def _undecided(drawn: DrawnItem, readings: Sequence[Quantity | Misfit], marks: Sequence[Mark]) -> Mark:
    first = marks[0]
    unit = first.reading.removeprefix(written(readings[0].number))
    ways = " or ".join(written(reading.number) for reading in readings) + unit
    said = ways if first.reading else ""
    if any((mark.points, mark.parts) != (first.points, first.parts) for mark in marks):
        return Mark(None, drawn.points, said, feedback=f"This can be read in two ways: {ways}. Write the one you mean.")
    same = first if all(mark.misconception == first.misconception for mark in marks) else Mark(0.0, drawn.points)
    return Mark(first.points, drawn.points, said, same.misconception, same.feedback, first.parts)


def _mark(drawn: DrawnItem, read: Quantity | Misfit) -> Mark:
    key, number = drawn.key, read.number
    value, unit_right = _value_and_unit(drawn, read)
    share, line = _share(key, value)
    if isinstance(read, Quantity) and read.unit != key["unit"] and not share and _share(key, number.value)[0]:
        # 169.8 atm for 169.8 kPa: the number is right and the unit is not, as it would be with 169.8 mL
        value, unit_right = number.value, False
        share, line = _share(key, value)
    copied = share > 0 and _is_given(drawn, read)
    if copied:
        asked = key["unit"] or "a number without a unit"
        share, line = 0.0, {"feedback": f"This is what the question says. It asks for {asked}."}
    figures_right = _figures_right(key, number)
    rounded = not share and not copied and _rounded_too_far(key, number, value)
    if rounded and figures_right is not None:
        share = 1.0
    if not share:
        line = _betrayed(key, value) or line or ({"feedback": "Right so far, but rounded too much."} if rounded else {})
    said = str(line.get("feedback", ""))
    if share or not said:
        said = f"{said} {_remark(key, read, share, unit_right, figures_right)}".strip()
    lost = UNIT_COSTS * (unit_right is False) + FIGURES_COST * (figures_right is False)
    judged = [("value", share >= 1), ("unit", unit_right), ("figures", figures_right)]
    parts = tuple((what, right) for what, right in judged if right is not None)
    return Mark(
        points=math.floor(100 * drawn.points * share * (1 - lost) + 1e-9) / 100,
        out_of=drawn.points,
        reading=_written(read, key),
        misconception=str(line.get("misconception", "")),
        feedback=said,
        parts=parts if len(parts) > 1 else (),
    )


def _value_and_unit(drawn: DrawnItem, read: Quantity | Misfit) -> tuple[float, bool | None]:
    """The value in the expected unit, and whether the unit is right; None where none was typed and none asked for."""
    if isinstance(read, Misfit):
        return read.number.value, False
    required = bool(drawn.key.get("unit_required") and drawn.key["unit"])
    return read.value, True if read.stated else False if required else None


def _share(key: Mapping[str, Any], value: float) -> tuple[float, Mapping[str, Any]]:
    """The share of the points that a value earns, from 0 to 1, and the line of the key that says so."""
    lines = [line for line in key.get("credit", ()) if line["value"] == "*" or _within(value, line)]
    line = lines[0] if lines else {}
    if _within(value, key):
        return 1.0, line if line.get("fraction", 0) >= 1 else {}
    return max(0.0, min(1.0, float(line.get("fraction", 0.0)))), line


def _within(value: float, key: Mapping[str, Any]) -> bool:
    # The last of sixteen digits is the machine's, not the student's.
    reach = key["tolerance"] * (1 + 1e-9) + abs(key["value"]) * 1e-9
    return bool(abs(value - key["value"]) <= reach)


def _betrayed(key: Mapping[str, Any], value: float) -> Mapping[str, Any] | None:
    """The nearest of the known mistakes that this value may come from."""
    near = [
        (abs(value - mistake["value"]), place)
        for place, mistake in enumerate(key["mistakes"])
        if abs(value - mistake["value"]) <= MISTAKE_WIDTH * abs(mistake["value"]) * (1 + 1e-9)
    ]
    mistake: Mapping[str, Any] | None = key["mistakes"][min(near)[1]] if near else None
    return mistake


def _is_given(drawn: DrawnItem, read: Quantity | Misfit) -> bool:
    """Whether a value in another unit was only copied from the question: `745 mmHg` where 745 mmHg become kPa."""
    key = drawn.key
    wanted = read_unit(key["unit"]) if key["unit"] else NUMBER
    listed = {key["unit"], *(other["unit"] for other in key["accept"])}
    if isinstance(read, Misfit) or read.value == read.number.value or read.unit in listed or wanted is None:
        return False
    return any(
        same_kind(measure, wanted) and math.isclose(change(value, measure, wanted), read.value, rel_tol=SAME)
        for value, measure in quantities_in(drawn.prompt)
    )


def _figures_right(key: Mapping[str, Any], number: Number) -> bool | None:
    """Whether it has the figures asked for; None where none are. 1500 passes for 2, 3 and 4: nobody can tell."""
    asked = key.get("figures_asked")
    if not asked or not number.value:
        return None
    return not number.fraction and number.figures <= asked <= number.figures + number.zeros


def _rounded_too_far(key: Mapping[str, Any], number: Number, value: float) -> bool:
    if value != number.value or not LEAST_ROUNDED <= number.figures < MOST_FIGURES or not key["value"]:
        return False
    return figures(key["value"], number.figures) == figures(number.value, number.figures)


def _written(read: Quantity | Misfit, key: Mapping[str, Any]) -> str:
    """What was understood. A unit that nobody knows was not understood: then nothing, so that practice asks again."""
    if isinstance(read, Misfit) and not read.known:
        return ""
    unit = read.unit
    if isinstance(read, Quantity) and not read.stated and key.get("unit_required"):
        unit = ""
    return f"{written(read.number)} {unit}".strip()


def written(number: Number) -> str:
    """A number as it was read, in tidy writing: as many figures as were typed, a fraction as a fraction."""
    return number.fraction or figures(number.value, min(number.figures, MOST_FIGURES))


def _remark(
    key: Mapping[str, Any], read: Quantity | Misfit, share: float, unit_right: bool | None, figures_right: bool | None
) -> str:
    """A sentence on what is right and what is not, where the author wrote none."""
    said = []
    # Where the unit is asked for, it is part of the answer and not told.
    told = "" if key.get("unit_required") else f" The answer is in {key['unit']}." if key["unit"] else ""
    told = told or ("" if key["unit"] else " The answer has no unit.")
    if isinstance(read, Misfit) and not read.known:
        said.append(f'We do not know the unit "{read.unit}" here.{told}')
    elif unit_right is False and isinstance(read, Quantity) and not read.stated:
        said.append("The number is right. Write its unit too." if share else "Write its unit too.")
    elif unit_right is False:
        said.append(f"The number is right, its unit is not.{told}" if share else f"The unit does not fit.{told}")
    elif share >= 1 and isinstance(read, Quantity) and read.unit != key["unit"]:
        in_key = figures(read.value, min(max(3, read.number.figures), MOST_FIGURES))
        said.append(f"{written(read.number)} {read.unit} is {in_key} {key['unit']} ✓".replace("  ", " "))
    if share and figures_right is False:
        wanted = f"to {key['figures_asked']} significant figures please."
        said.append(f"And {wanted}" if said and unit_right is False else f"Right, but {wanted}")
    return " ".join(said)
