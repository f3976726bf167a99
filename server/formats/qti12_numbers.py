"""Numbers to type: one with its margin, a range, several, and formulas with the values that the file worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from server.formats.qti12_choices import comments
from server.formats.qti12_scoring import Leaf, as_float
from server.formats.qti12_source import AS_READ, Made, Mending, Source
from server.formats.qti12_texts import attribute, is_empty, replaced, tag_of
from server.formats.skipped import Unreadable
from server.mastery.expressions import FUNCTIONS
from server.mastery.rounding import MOST_FIGURES

MOST_ROWS = 1000
MOST_DECIMALS = 12
LEAST = "0.000000001"
"""the margin of an answer that is exactly 0: a margin of nothing would leave no room at all"""


@dataclass
class Span:
    """One right answer: a value, bounds around it, or both; `margin` as the file words it, if it does."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    margin: str = ""
    about: Leaf = field(default_factory=lambda: Leaf("equal"))


def make_numeric(source: Source) -> Made:
    """A number with its margin. The first full answer is the key; all stand in `credit` when there are several.

    Unreadable without a right number, or where one end of a range is open.
    """
    mendings: list[Mending] = []
    place = source.places[0]
    listed: list[tuple[Span, float]] = []
    for rule in source.scoring.paying() or _unpaid(source, place.ident, mendings):
        leaves = [leaf for leaf in rule.wanted if leaf.response in (place.ident, "")]
        listed += [(span, source.scoring.worth(rule) or 1.0) for span in spans_of(leaves)]
    best = max((worth for _, worth in listed), default=0.0)
    credit: list[dict[str, Any]] = []
    for span, worth in listed:
        for value, tolerance in what_counts(span):
            entry: dict[str, Any] = {"value": value, "tolerance": tolerance, "fraction": round(worth / best, 5)}
            comment = source.comment_on(place.ident, span.about.value) or source.comment(right=worth == best)
            if not is_empty(comment):
                entry["feedback"] = comment
            if entry not in credit:
                credit.append(entry)
    full = [entry for entry in credit if entry["fraction"] == 1]
    if not full:
        raise Unreadable("no number is given as the right answer")
    body: dict[str, Any] = {"answer": full[0]["value"], "tolerance": full[0]["tolerance"]}
    body |= shown_with([full[0]["value"]])
    wrong = source.comment(right=False)
    if len(credit) > 1 or "feedback" in credit[0] or not is_empty(wrong):
        body["credit"] = credit
        if not is_empty(wrong):
            credit.append({"value": "*", "tolerance": "", "fraction": 0.0, "feedback": wrong})
    keys = {what_counts(span)[0] for span, worth in listed if worth == best}
    if len(keys) > 1:
        found = f"{len(keys)} numbers are each worth all the points."
        mendings.append(Mending(found, f"All are taken for right; {full[0]['value']} is shown as the answer.", AS_READ))
    return Made("numeric", body, mendings)


def make_formula(source: Source) -> Made:
    """A question with numbers that vary: the rows that the file has worked out are kept and never thrown again.

    Unreadable without such rows.
    """
    names: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    scales = {
        attribute(each, "name"): attribute(each, "scale") or attribute(each, "precision")
        for each in _named(source.element, "var")
        if len(each) or attribute(each, "min")
    }
    for element in _named(source.element, "var_set", "calculated_set"):
        row, answer = {}, ""
        for child in element:
            text = attribute(child, "value") or (child.text or "").strip()
            if tag_of(child) in ("var", "calculated_var"):
                name = attribute(child, "name")
                names.setdefault(name, _as_name(name, names.values()))
                row[names[name]] = _scaled(text, scales.get(name, ""))
            elif tag_of(child) == "answer":
                answer = _plain(text)
        if row and answer and len(rows) < MOST_ROWS:
            rows.append(row | {"answer_1": answer})
    if not rows or any(row.keys() != rows[0].keys() for row in rows):
        raise Unreadable("its formula comes without values that are worked out")
    body: dict[str, Any] = {
        "prompt": _with_names(source.prompt, names),
        "given": {"row": {"rows": rows}},
        "answer": "answer_1",
        "tolerance": _formula_tolerance(source, rows),
    } | shown_with([row["answer_1"] for row in rows])
    if nearly := _nearly_right(source):
        body["credit"] = [{"value": "answer_1", "tolerance": body["tolerance"], "fraction": 1.0}, nearly]
    unit = next((each.text or "" for each in _named(source.element, "unit_value")), "").strip()
    if unit:
        body["unit"] = unit
    return Made("numeric", body | comments(source))


def spans_of(leaves: Iterable[Leaf]) -> Iterator[Span]:
    """The right answers that comparisons describe: a value and the bounds beside it are one, in whichever order."""
    span = Span()
    for leaf in leaves:
        number = _number(leaf.value)
        end = {"equal": "value", "gte": "low", "gt": "low", "lte": "high", "lt": "high"}.get(leaf.kind)
        if number is None or end is None:
            continue
        if getattr(span, end) is not None:
            yield span
            span = Span()
        setattr(span, end, number)
        if end == "value":
            span.about, span.margin = leaf, _margin(leaf)
    if span.value is not None or span.low is not None or span.high is not None:
        yield span


def what_counts(span: Span) -> list[tuple[str, str]]:
    """The numbers that are right, each with how far off an answer may be, as texts: the first is the one to show.

    There is a second where the answer is not in the middle of its range. Unreadable where a range is open.
    """
    if span.margin and span.value is not None:
        return [(_text(span.value), span.margin if span.value else LEAST)]
    if span.low is None and span.high is None and span.value is not None:
        return [_with_half(span.value, Decimal(0))]
    if span.low is None or span.high is None:
        raise Unreadable("its range of right answers has one end only")
    low, high = min(span.low, span.high), max(span.low, span.high)
    middle, half = (low + high) / 2, (high - low) / 2
    if span.value is not None and abs(span.value - middle) > half * Decimal("0.001"):
        return [_with_half(span.value, Decimal(0)), _with_half(middle, half)]
    return [_with_half(middle if span.value is None else span.value, half)]


def _with_half(value: Decimal, half: Decimal) -> tuple[str, str]:
    return _text(value), LEAST if value == 0 and half == 0 else _text(half)


def shown_with(values: Iterable[str]) -> dict[str, int]:
    """How many decimals (or figures, where a number is too large for them) show these keys as they are."""
    numbers = [Decimal(value) for value in values]
    places = max((-exponent for number in numbers if (exponent := _exponent(number)) < 0), default=0)
    largest = max((number.adjusted() for number in numbers if number), default=0)
    if largest + places >= MOST_FIGURES or places > MOST_DECIMALS:
        return {"figures": min(MOST_FIGURES, max(len(number.normalize().as_tuple().digits) for number in numbers))}
    return {"decimals": places}


def _unpaid(source: Source, place: str, mendings: list[Mending]) -> list[Any]:
    rules = [rule for rule in source.scoring.about(place) if rule.wanted]
    if rules:
        mendings.append(Mending("No number earns any points.", "All that it compares with was taken for right."))
    return rules


def _margin(leaf: Leaf) -> str:
    margin, kind = _number(leaf.attributes.get("margin", "")), leaf.attributes.get("margintype", "")
    if margin is not None and margin >= 0:
        return f"{_text(margin)} %" if kind.startswith("percent") else _text(margin)
    precision, kind = leaf.attributes.get("precision", ""), leaf.attributes.get("precisiontype", "").lower()
    if re.fullmatch(r"\d{1,2}", precision):
        return f"{int(precision)} figures" if "sig" in kind else _text(Decimal("0.5").scaleb(-int(precision)))
    return ""


def _nearly_right(source: Source) -> dict[str, Any] | None:
    """What Blackboard pays for an answer that is less exact; None where it pays nothing."""
    shares = [_number(element.text or "") for element in _named(source.element, "partial_credit_points_percent")]
    for element, share in zip(_named(source.element, "partial_credit_tolerance"), shares, strict=False):
        near = _number((element.text or "").strip())
        if near and share and 0 < share < 100:
            sign = " %" if attribute(element, "type").startswith("percent") else ""
            tolerance = f"{_text(abs(near))}{sign}"
            return {"value": "answer_1", "tolerance": tolerance, "fraction": round(float(share) / 100, 5)}
    return None


def _formula_tolerance(source: Source, rows: list[dict[str, str]]) -> str:
    """The margin in words that we read: "5 %" or "0.1". Zero becomes very little where an answer is 0."""
    tolerance, percent = "0", False
    for element in _named(source.element, "answer_tolerance"):
        tolerance = (element.text or "").strip()
        percent = attribute(element, "type").startswith("percent") or tolerance.endswith("%")
    for element in _named(source.element, "calculated_answer"):
        tolerance = attribute(element, "tolerance")
        percent = attribute(element, "toleranceType").lower() == "percent"
    margin = _number(tolerance.rstrip("% ")) or Decimal(0)
    if not margin:
        return LEAST if any(not Decimal(row["answer_1"]) for row in rows) else "0"
    return f"{_text(abs(margin))} %" if percent else _text(abs(margin))


def _named(item: etree._Element, *names: str) -> list[etree._Element]:
    return [element for element in item.iter() if tag_of(element) in names]


def _as_name(name: str, taken: Iterable[str]) -> str:
    """A name that a calculation may use, as near to the file's as can be."""
    safe = re.sub(r"\W", "_", name, flags=re.ASCII) or "v"
    safe = f"v_{safe}" if safe[0].isdigit() or safe[0] == "_" else safe
    used = set(taken) | FUNCTIONS | {"answer", "answer_1", "pi", "row"}
    while safe in used:
        safe += "_"
    return safe


def _with_names(prompt: str, names: dict[str, str]) -> str:
    """`[x]` becomes `{x}`, the place of a value. Braces that stand there already (in a formula) keep to themselves."""
    known = set(names.values())
    # A space is enough for `\frac{x}{2}` not to be taken for the place of x, and changes nothing in a formula.
    prompt = re.sub(r"\{(\w+)\}", lambda hit: f"{{ {hit[1]} }}" if hit[1] in known else hit[0], prompt)
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return replaced(prompt, rf"\[\s*({pattern})\s*\]", lambda hit: f"{{{names[hit[1]]}}}")


def _scaled(text: str, scale: str) -> str:
    """A value with the decimals that the file wants shown: Blackboard writes 20.0 for a whole number."""
    number = _number(text)
    if number is None or number.adjusted() > 15 or scale not in map(str, range(MOST_DECIMALS)):
        return text
    rounded = round(number, int(scale))
    return f"{rounded:f}" if rounded == number else text


def _plain(text: str) -> str:
    number = _number(text)
    return "" if number is None else _text(number)


def _number(text: str) -> Decimal | None:
    if as_float(text) is None:
        return None
    return Decimal(text.strip().replace(",", "."))


def _text(number: Decimal) -> str:
    """A number in full, without a power of ten and without zeros that say nothing."""
    plain = f"{number.normalize():f}"
    return "0" if plain in ("-0", "0") else plain


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
