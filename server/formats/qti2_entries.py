"""QTI interactions in which something is typed: a word, a number, a slider's place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import floor

from server.formats.qti2_comparisons import tolerances
from server.formats.qti2_concrete import Body, Concrete, Doubt, NotGraded
from server.formats.qti2_expressions import evaluate
from server.formats.qti2_marking import NEAR
from server.formats.qti2_numbers import rounded_to
from server.formats.qti2_processing import mark
from server.formats.qti2_tree import Element, children, first, inside, said_by
from server.formats.qti2_values import NotHere, Scope, as_text, listed, number, number_text
from server.mastery.rounding import MOST_FIGURES

_MOST_TRIED = 60
NONSENSE = "qzx jwv"
"""what nobody answers, to see what a wrong word earns"""
_MOST_DECIMALS = 9
_NEAR_ZERO = "0.000001"
"""around 0 a tolerance of nothing would be taken for a share of nothing"""


def read_entry(interaction: Element, concrete: Concrete) -> Body:
    """short_text or numeric, by the type of the response. The share of a right answer's points is under `weight`."""
    name = interaction.get("responseIdentifier", "")
    cardinality, base = concrete.scope.types.get(name, ("single", "string"))
    if cardinality == "record" or interaction.get("base", "10") != "10":
        raise NotGraded("it asks how a number is written, not only what it is")
    return _number(name, concrete) if base in ("float", "integer") else _text(name, concrete)


def read_slider(interaction: Element, concrete: Concrete) -> Body:
    """numeric, with the slider's two ends told in the prompt."""
    body = _number(interaction.get("responseIdentifier", ""), concrete)
    low, high = interaction.get("lowerBound", ""), interaction.get("upperBound", "")
    prompt = first(interaction, "prompt")
    if prompt is not None and low and high:
        last = prompt[-1] if len(prompt) else None
        if last is None:
            prompt.text = f"{prompt.text or ''} ({low} … {high})"
        else:
            last.tail = f"{last.tail or ''} ({low} … {high})"
    return body


def _literals(name: str, concrete: Concrete, *operators: str) -> list[Element]:
    """The elements of the marking program that compare this response with something."""
    program = first(concrete.item, "responseProcessing")
    found = [] if program is None else list(inside(program, *operators))
    return [
        each
        for each in found
        if any(below.get("identifier") == name for below in each.iter("variable", "mapResponse"))
    ][:_MOST_TRIED]


def _map_keys(name: str, scope: Scope) -> list[str]:
    declaration = scope.declared.get(name)
    mapping = None if declaration is None else first(declaration, "mapping")
    entries = [] if mapping is None else children(mapping, "mapEntry")
    return [" ".join(entry.get("mapKey", "").split()) for entry in entries]


def _text(name: str, concrete: Concrete) -> Body:
    marking = concrete.marking
    stated = [as_text(value) for value in listed(concrete.scope.correct.get(name))]
    tried = [*stated, *_map_keys(name, concrete.scope)]
    for compared in _literals(name, concrete, "match", "stringMatch", "substring", "member", "equal"):
        tried += [said_by(literal) for literal in compared.iter("baseValue")]
    tried = [text for text in dict.fromkeys(tried) if text][:_MOST_TRIED]
    if concrete.scope.types.get(name, ("", ""))[0] != "single":
        raise NotGraded("it wants several words in one box")
    nothing = marking.worth(name, NONSENSE)
    points = {text: marking.worth(name, text) for text in tried}
    best = max(points.values(), default=0.0)
    if best <= max(nothing, 0.0):
        raise NotGraded("the file states no right answer")
    gain = best - nothing
    fractions = {text: round(max(-1.0, min(1.0, (worth - nothing) / gain)), 5) for text, worth in points.items()}
    answers = [text for text in tried if fractions[text] >= 1 - NEAR]
    body: Body = {"type": "short_text", "answers": answers, "weight": gain}
    if any(marking.worth(name, text.swapcase()) < points[text] - NEAR for text in answers if text.swapcase() != text):
        body["case"] = True
    if all(marking.worth(name, f"{NONSENSE} {text} {NONSENSE}") >= best - NEAR for text in answers):
        body |= {"wildcards": True, "answers": [f"*{text}*" for text in answers]}
        fractions = {f"*{text}*": fraction for text, fraction in fractions.items()}
    wrong = marking.said_to(name, NONSENSE)
    credit: list[Body] = []
    for text, fraction in fractions.items():
        said = marking.said_to(name, text.strip("*") if body.get("wildcards") else text)
        if fraction > NEAR or fraction < -NEAR or (said and said != wrong):
            credit.append({"text": text, "fraction": fraction, **({"feedback": said} if said else {})})
    if wrong:
        body["feedback"] = wrong
    if len(credit) > len(answers) or any("feedback" in entry for entry in credit):
        body["credit"] = credit
    return body


@dataclass
class _Stretch:
    """Numbers from `low` to `high` that earn the same and are told the same."""

    low: float
    high: float
    worth: float
    said: str


def _number(name: str, concrete: Concrete) -> Body:
    key = next((v for v in listed(concrete.scope.correct.get(name)) if isinstance(v, int | float)), None)
    stretches, outside = _stretches(name, concrete, key)
    worths = [stretch.worth for stretch in stretches]
    if not worths or max(worths) <= max(outside.worth, 0.0):
        raise NotGraded("the file states no right number, or one without an end")
    best = max(worths)
    rights = [stretch for stretch in stretches if stretch.worth >= best - NEAR]
    right = next((s for s in rights if key is not None and s.low <= key <= s.high), rights[0])
    gain = best - outside.worth
    value, tolerance = _written(right, name, concrete)
    if key is not None and not right.low <= key <= right.high:
        found = f"The key says {number_text(key)}, but the points go to {number_text(value)}."
        literal = _key_alone(key, "0" if key else _NEAR_ZERO)
        concrete.doubts.append(Doubt(found, "It was marked as the points are given.", literal))
    body: Body = {**_key_alone(value, tolerance), "weight": gain}
    credit: list[Body] = []
    # By what they earn and what is said to them, so that the same mistake is the same line in every variant.
    others = sorted((s for s in stretches if s is not right), key=lambda s: (-s.worth, s.said))
    for stretch in (right, *others):
        middle, near = (value, tolerance) if stretch is right else _written(stretch, name, concrete)
        entry: Body = {"value": number_text(middle), "tolerance": near}
        entry["fraction"] = round(max(-1.0, min(1.0, (stretch.worth - outside.worth) / gain)), 5)
        if stretch.said:
            entry["feedback"] = stretch.said
        credit.append(entry)
    if outside.said:
        credit.append({"value": "*", "tolerance": "", "fraction": 0.0, "feedback": outside.said})
    if len(credit) > 1 or "feedback" in credit[0]:
        body["credit"] = credit
    mistakes = [
        {"value": entry["value"], "misconception": "", "feedback": entry["feedback"]}
        for entry in credit
        if entry["fraction"] <= 0 and entry["value"] != "*" and "feedback" in entry
    ]
    return {**body, "mistakes": mistakes, "mistake_gap": 0} if mistakes else body


def _key_alone(value: float, tolerance: str) -> Body:
    """A number as the only right one, shown as it is written."""
    text = number_text(value)
    whole, _, decimals = text.partition(".")
    shown = {"figures": 6} if len(decimals) > _MOST_DECIMALS else {"decimals": len(decimals)}
    if len(whole) >= MOST_FIGURES:
        shown = {"figures": min(MOST_FIGURES, len(whole.strip("-0")) or 1)}
    return {"type": "numeric", "answer": text, "tolerance": tolerance, **shown}


def _stretches(name: str, concrete: Concrete, key: float | None) -> tuple[list[_Stretch], _Stretch]:
    """The number line cut where the marking may change, as far as it differs from what any other number earns."""
    cuts = sorted({float(f"{cut:.12g}") for cut in _cuts(name, concrete, key)})[: 2 * _MOST_TRIED]
    marking = concrete.marking

    def tried(value: float, low: float, high: float) -> _Stretch:
        given = int(value) if value == int(value) else value
        return _Stretch(low, high, marking.worth(name, given), marking.said_to(name, given))

    if not cuts:
        return [], _Stretch(0, 0, 0, "")
    room = abs(cuts[-1] - cuts[0]) + abs(cuts[0]) + 1
    whole = concrete.scope.types[name][1] == "integer"
    line = [tried(round(cuts[0] - room), cuts[0], cuts[0])]
    for cut, after in pairwise([*cuts, cuts[-1] + 2 * room]):
        if not whole or cut == int(cut):
            line.append(tried(cut, cut, cut))
        middle = (cut + after) / 2
        if not whole or cut < (middle := floor(middle)) < after:
            line.append(tried(middle, cut, after))
    joined = [line[0]]
    for piece in line[1:]:
        last = joined[-1]
        if abs(piece.worth - last.worth) <= NEAR and piece.said == last.said:
            last.high = piece.high
        else:
            joined.append(piece)
    outside = joined[0]
    if abs(joined[-1].worth - outside.worth) > NEAR:
        raise NotGraded("every number beyond a bound is right")
    return [s for s in joined[1:-1] if abs(s.worth - outside.worth) > NEAR or s.said != outside.said], outside


def _cuts(name: str, concrete: Concrete, key: float | None) -> list[float]:
    cuts = [] if key is None else [float(key)]
    cuts += [value for text in _map_keys(name, concrete.scope) if (value := number(text)) is not None]
    try:
        after = mark(concrete.item, concrete.scope, concrete.marking.key)
    except NotHere:
        return cuts
    for compared in _literals(name, concrete, "match", "member", "equal", "equalRounded", "lt", "lte", "gt", "gte"):
        for operand in children(compared):
            if any(below.get("identifier") == name for below in operand.iter("variable", "mapResponse")):
                continue
            try:
                values = [v for v in listed(evaluate(operand, after)) if isinstance(v, int | float)]
                cuts += [reach for value in values for reach in _reach(compared, value, after)]
            except NotHere:
                continue
    return cuts


def _reach(compared: Element, value: float, scope: Scope) -> list[float]:
    if compared.tag == "equal" and compared.get("toleranceMode", "exact") != "exact":
        below, above = tolerances(compared, scope)
        if compared.get("toleranceMode") == "relative":
            below, above = abs(value) * below / 100, abs(value) * above / 100
        return [value - below, value, value + above]
    if compared.tag == "equalRounded":
        figures = int(number(compared.get("figures", "3")) or 0)
        mode = compared.get("roundingMode", "significantFigures")
        middle = rounded_to(value, mode, figures)
        step = 10.0 ** -figures if mode == "decimalPlaces" else _step(middle, figures)
        return [middle - step / 2, middle, middle + step / 2]
    return [value]


def _step(value: float, figures: int) -> float:
    exponent = int(f"{value:e}".partition("e")[2]) if value else 0
    return float(10.0 ** (exponent - figures + 1))


def _written(stretch: _Stretch, name: str, concrete: Concrete) -> tuple[float, str]:
    """A stretch as a number and how near one must come: "5 %" where the file thinks in per cent."""
    middle, half = (stretch.low + stretch.high) / 2, (stretch.high - stretch.low) / 2
    middle, half = float(f"{middle:.12g}"), float(f"{half:.9g}")
    if not half:
        return middle, "0" if middle else _NEAR_ZERO
    for compared in _literals(name, concrete, "equal"):
        if compared.get("toleranceMode") == "relative" and middle:
            percent = tolerances(compared, concrete.scope)[0]
            if abs(half / abs(middle) * 100 - percent) <= 1e-6 * percent:
                return middle, f"{number_text(percent)} %"
    for compared in _literals(name, concrete, "equalRounded"):
        figures = int(number(compared.get("figures", "3")) or 0)
        by_figures = compared.get("roundingMode", "significantFigures") == "significantFigures" and middle
        if by_figures and abs(half - _step(middle, figures) / 2) <= 1e-6 * half:
            return middle, f"{figures} figures"
    return middle, number_text(half)
