"""Numbers in Moodle XML: what is asked for, how far off it may be, and in which units. And what all answers share."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from server.formats.moodle_xml_texts import (
    AS_READ,
    Body,
    Source,
    Ungradable,
    child,
    children,
    decimal,
    fraction_of,
    inner,
    value,
)

MOST_ANSWERS = 1000


def answers_of(source: Source, name: str = "answer") -> list[tuple[etree._Element, float]]:
    """The answers in order, each with its share of the points. Ungradable when there are more than 1000."""
    found = [(answer, fraction_of(answer)) for answer in source.all(name)]
    if len(found) > MOST_ANSWERS:
        raise Ungradable(f"it has more than {MOST_ANSWERS} answers")
    return found


def with_feedback(source: Source, answer: etree._Element, entry: Body) -> Body:
    """The entry with the answer's feedback, where there is any."""
    said = source.shown(child(answer, "feedback"))
    return {**entry, "feedback": said} if said else entry


def tell_best(source: Source, best: float) -> None:
    """Tells that nothing earns all the points, and what the best answer earns."""
    done = f"The best one earns {100 * best:g} %, as the file says."
    source.doubt("No answer is worth all the points.", done, AS_READ)


def number(source: Source) -> Body:
    """numerical: numbers with how far off they may be, and units."""
    credit: list[Body] = []
    for answer, share in answers_of(source):
        text = inner(answer)
        entry: Body = {"value": "*", "tolerance": "", "fraction": share}
        if text != "*":
            exact = decimal(text)
            if exact is None:
                raise Ungradable(f"its answer “{text[:40]}” is not a number to reckon with")
            if "," in text:
                source.doubt(f"“{text[:40]}” is written with a comma.", f"It was read as {exact:f}.", AS_READ)
            near = _near(source, value(answer, "tolerance"), number_text(exact))
            entry |= {"value": number_text(exact), "tolerance": f"{near:f}"}
        credit.append(with_feedback(source, answer, entry))
    right = best_number(source, credit)
    body: Body = {"type": "numeric", "answer": right["value"], "tolerance": right["tolerance"] or "0"}
    body |= shown_with(Decimal(right["value"]), Decimal(right["tolerance"] or 0))
    if len(credit) > 1 or "feedback" in right or right["fraction"] < 1:
        body["credit"] = credit
    return body | units_of(source)


def _near(source: Source, written: str, exact: str) -> Decimal:
    near = decimal(written) if written.strip() else Decimal(0)
    if near is None:
        source.doubt(f"Its tolerance “{written[:40]}” is not a number.", f"Only exactly {exact} is right.", AS_READ)
    return abs(near or Decimal(0))


def best_number(source: Source, credit: list[Body]) -> Body:
    """The first of the answers that are worth most. Ungradable when none is a number worth anything."""
    numbers = [entry for entry in credit if entry["value"] != "*" and entry["fraction"] > 0]
    if not numbers:
        raise Ungradable("no number is given as the right answer")
    best = max(numbers, key=lambda entry: float(entry["fraction"]))
    if best["fraction"] < 1:
        tell_best(source, best["fraction"])
    return best


def number_text(exact: Decimal) -> str:
    """A number as an item holds it: in full, or with a power of ten where that would be long."""
    return f"{exact:f}" if -20 < exact.adjusted() < 20 else f"{exact.normalize():e}".replace("E", "e")


def shown_with(exact: Decimal, near: Decimal) -> Body:
    """How the key is shown: with as many decimals as it is written with."""
    exponent = exact.normalize().as_tuple().exponent if exact else 0
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    if places <= 12 and exact.adjusted() <= 13:
        return {"decimals": places}
    return {"figures": min(14, max(3, len(exact.normalize().as_tuple().digits)))}


def units_of(source: Source) -> Body:
    """The unit asked for, and the others that may be typed. Moodle's multiplier turns the first into the other."""
    holder = child(source.element, "units")
    found: list[tuple[str, Decimal]] = []
    for unit in children(holder, "unit") if holder is not None else ():
        name, times = value(unit, "unit_name"), decimal(value(unit, "multiplier"))
        if name and times:
            found.append((name, times))
    if not found or source.value("showunits") == "3":
        return {}
    own = next((name for name, times in found if times == 1), "")
    if source.value("unitgradingtype", "0") != "0":
        source.warnings.append("Moodle takes points off for a missing unit; here the unit is only shown")
    accept = [{"unit": name, "times": number_text(times)} for name, times in found if name != own]
    return {**({"unit": own} if own else {}), **({"accept": accept} if accept else {})}
