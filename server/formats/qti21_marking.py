"""The sentences of QTI 2.1's marking programs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.formats.qti2_tree import Element
from server.formats.qti2_values import number_text
from server.formats.qti21_html import node


def mapping(entries: Mapping[str, float], folded: bool = False, lower: str = "") -> Element:
    """What each response is worth."""
    made = node("mapping", defaultValue="0", **({"lowerBound": lower} if lower else {}))
    for key, worth in entries.items():
        case = {"caseSensitive": "false"} if folded else {}
        made.append(node("mapEntry", mapKey=key, mappedValue=f"{worth:.9g}", **case))
    return made


def variable(name: str) -> Element:
    """The value of a variable."""
    return node("variable", identifier=name)


def literal(base: str, value: str) -> Element:
    """A value written down."""
    return node("baseValue", value, baseType=base)


def sets(name: str, value: Element) -> Element:
    """An outcome gets a value."""
    return node("setOutcomeValue", value, identifier=name)


def when(*branches: tuple[Element | None, list[Element]]) -> Element:
    """The first branch whose condition holds; None is the branch for everything else."""
    made = node("responseCondition")
    for condition, statements in branches:
        if condition is None:
            made.append(node("responseElse", *statements))
        else:
            made.append(node("responseElseIf" if len(made) else "responseIf", condition, *statements))
    return made


def is_right(name: str) -> Element:
    """The condition that a response is its key."""
    return node("match", variable(name), node("correct", identifier=name))


def mapped(name: str) -> Element:
    """What a response is worth by its mapping."""
    return node("mapResponse", identifier=name)


def if_answered(name: str, statements: list[Element]) -> Element:
    """These statements, where there is a response at all."""
    return when((node("not", node("isNull", variable(name))), statements))


def adds_feedback(identifier: str) -> Element:
    """One more text is to be shown."""
    return sets("FEEDBACK", node("multiple", variable("FEEDBACK"), literal("identifier", identifier)))


def feedback_outcome(cardinality: str) -> Element:
    """The outcome that texts wait for."""
    return node("outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")


def most_points(points: str) -> Element:
    """The outcome that says how many points there are."""
    default = node("defaultValue", node("value", points))
    return node("outcomeDeclaration", default, identifier="MAXSCORE", cardinality="single", baseType="float")


def written_number(value: float) -> str:
    """A number in full, with at most 12 digits."""
    return number_text(float(value))


def near(value: Element, tolerance: object, lost: set[str], name: str = "RESPONSE") -> Element:
    """The condition that a number lies near a value: "1 %" of it, "0.5", or "3 figures"."""
    written = str(tolerance).strip()
    found = re.fullmatch(r"(\S+?)\s*(%|figures?)?", written)
    amount, kind = (found[1], found[2]) if found else (written, None)
    if kind and kind != "%":
        lost.add("tolerances in figures other than by rounding")
        return node("equalRounded", value, variable(name), roundingMode="significantFigures", figures=amount)
    reach = f"{amount} {amount}"
    if float(amount) == 0:
        return node("equal", value, variable(name), toleranceMode="exact")
    return node("equal", value, variable(name), toleranceMode="relative" if kind else "absolute", tolerance=reach)
