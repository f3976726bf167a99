"""Moodle's questions with numbers that vary: formulas over the file's own rows of data, which are kept as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from lxml import etree

from server.formats.moodle_xml_answers import choices as plain_choices
from server.formats.moodle_xml_numbers import answers_of, best_number, number, units_of, with_feedback
from server.formats.moodle_xml_rows import FORMULA, MOST_ROWS, Rows, joined, translated
from server.formats.moodle_xml_texts import Body, Source, Ungradable, child, children, decimal, inner, value
from server.mastery.expressions import evaluate_number
from server.mastery.rounding import decimals, figures

_PLACE = re.compile(r"\[\[\s*([^\[\],]{1,60}?)\s*(?:,\s*([^\[\]]{1,20}))?\s*\]\]")


def _data(source: Source) -> Rows:
    """The rows of the file: row 3 is the third value of every name. Ungradable without a whole row."""
    holder = child(source.element, "dataset_definitions")
    columns: dict[str, dict[str, Decimal | None]] = {}
    written: dict[str, dict[str, str]] = {}
    for definition in children(holder, "dataset_definition") if holder is not None else ():
        name = value(definition, "name")
        items = child(definition, "dataset_items")
        listed = [] if items is None else list(children(items, "dataset_item"))
        texts = {value(item, "number"): value(item, "value").replace(",", ".") for item in listed[: 4 * MOST_ROWS]}
        columns[name] = {row: decimal(text) for row, text in texts.items()}
        written[name] = {row: text.strip().removeprefix("+") for row, text in texts.items()}
    return joined(source, columns, written)


def _as_shown(answer: etree._Element) -> tuple[str, int]:
    """"figures" or "decimals", and how many, for the right answer."""
    places = int(decimal(value(answer, "correctanswerlength")) or 0)
    if value(answer, "correctanswerformat") == "2":
        return "figures", max(1, min(14, places))
    return "decimals", max(0, min(12, places))


def _tolerance(source: Source, answer: etree._Element) -> str:
    near = abs(decimal(value(answer, "tolerance")) or Decimal(0))
    kind = value(answer, "tolerancetype") or "1"
    if kind == "2":
        return f"{near:f}"
    if kind == "3" and near:
        source.warnings.append("its tolerance is geometric; here it reaches as far below the answer as above")
    return f"{(100 * near).normalize():f} %" if near else "0"


def calculated(source: Source) -> Body:
    """calculated and calculatedsimple: a number worked out by a formula from the data."""
    rows = _data(source)
    credit: list[Body] = []
    shown_as = ("decimals", 2)
    for answer, share in answers_of(source):
        text = inner(answer)
        entry: Body = {"value": "*", "tolerance": "", "fraction": share}
        if text != "*":
            entry |= {"value": rows.expression(text), "tolerance": _tolerance(source, answer)}
            if not any(other["value"] != "*" for other in credit):
                shown_as = _as_shown(answer)
        credit.append(with_feedback(source, answer, entry))
    right = best_number(source, credit)
    body: Body = {"type": "numeric", "answer": right["value"], "tolerance": right["tolerance"]}
    body[shown_as[0]] = _enough(rows, right, *shown_as)
    if len(credit) > 1 or "feedback" in right or right["fraction"] < 1:
        body["credit"] = credit
    return _with_texts(source, rows, body | units_of(source))


def _enough(rows: Rows, right: Body, kind: str, places: int) -> int:
    """As many decimals or figures as the file says, or more: the key as shown must itself be right."""
    show = decimals if kind == "decimals" else figures
    most = 12 if kind == "decimals" else 14
    share = str(right["tolerance"]).removesuffix(" %")
    for values in rows.numbers():
        exact = evaluate_number(right["value"], values)
        near = max(float(share) * (abs(exact) / 100 if right["tolerance"].endswith("%") else 1), 1e-9 * abs(exact))
        if abs(exact) >= 1e13:
            continue
        while near > 0 and places < most and abs(float(_e(show(exact, places))) - exact) > near:
            places += 1
    return places


def _e(text: str) -> str:
    """A number as `rounding` shows it, as Python reads it: `1.5 × 10⁻³` → `1.5e-3`."""
    return text.replace(" × 10", "e").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))


def choices(source: Source) -> Body:
    """calculatedmulti: choices whose texts hold formulas. Rows in which two choices would read the same are dropped."""
    rows = _data(source)
    answers = answers_of(source)
    body = plain_choices(source)
    by_text = {source.shown(answer): answer for answer, _ in reversed(answers)}
    for option in body["options"]:
        answer = by_text[option["text"]]
        kind, places = _as_shown(answer)
        show = decimals if kind == "decimals" else figures
        option["text"] = _with_columns(option["text"], rows, show, places)
        option["text"] = rows.filled(option["text"])
        if "feedback" in option:
            option["feedback"] = rows.filled(option["feedback"])
    body["options"] = _without_twins(source, body["options"], rows.rows)
    before = len(rows.rows)
    rows.rows = [row for row in rows.rows if _differ(body["options"], row)]
    if not rows.rows:
        raise Ungradable("two of its choices read the same whatever the numbers are")
    if len(rows.rows) < before:
        source.warnings.append("rows of its data in which two choices would read the same were left out")
    return _with_texts(source, rows, body)


def _without_twins(source: Source, options: list[Body], rows: list[dict[str, str]]) -> list[Body]:
    """The choices without a wrong one that reads like another wrong one in every row."""
    kept: list[Body] = []
    for option in options:
        wrong = [other for other in kept if not (other.get("fraction") or other.get("correct"))]
        if not (option.get("fraction") or option.get("correct")) and any(
            not any(_differ([option, other], row) for row in rows) for other in wrong
        ):
            source.doubt("Two wrong choices read the same whatever the numbers are.", "The second was left out.")
            continue
        kept.append(option)
    return kept


def _differ(options: list[Body], row: Mapping[str, str]) -> bool:
    texts = [re.sub(r"\{(\w+)\}", lambda hit: row.get(hit[1], hit[0]), option["text"]) for option in options]
    return len(set(texts)) == len(texts)


def _with_texts(source: Source, rows: Rows, body: Body) -> Body:
    """The body with its prompt, solution and the rest filled, and then the rows, which that may have made longer."""
    for key, name in (("prompt", "questiontext"), ("solution", "generalfeedback")):
        if text := source.text(name):
            if key == "solution" and "answer" in body:
                # Moodle has no name for the key: whoever shows it writes the formula again.
                text = FORMULA.sub(lambda hit: _the_answer(rows, hit, body["answer"]), text)
            body[key] = rows.filled(text)
    for entry in body.get("credit", ()):
        if "feedback" in entry:
            entry["feedback"] = rows.filled(entry["feedback"])
    return {**body, **rows.body()}


def _the_answer(rows: Rows, hit: re.Match[str], answer: str) -> str:
    return "{answer}" if translated(hit[1], rows.names) == answer else hit[0]


def varnumeric(source: Source) -> Body:
    """varnumeric and varnumericset: numbers that vary, with the values of every variant written down in the file."""
    columns: dict[str, dict[str, Decimal | None]] = {}
    written: dict[str, dict[str, str]] = {}
    for variable in source.all("var"):
        name = value(variable, "nameorassignment").partition("=")[0].strip()
        texts = {value(each, "variantno"): value(each, "value") for each in children(variable, "variant")}
        columns[name] = {place: decimal(text) for place, text in texts.items()}
        written[name] = texts
    if not columns:
        return _fixed(source)
    rows = joined(source, columns, written)
    credit: list[Body] = []
    shown_as: Body = {}
    for answer, share in answers_of(source):
        text = inner(answer)
        entry: Body = {"value": "*", "tolerance": "", "fraction": share}
        if text != "*":
            bare = re.sub(r"(?<![\w{])([A-Za-z_]\w*)(?![\w(}])", lambda hit: f"{{{hit[1]}}}", text)
            entry |= {"value": rows.expression(bare), "tolerance": _error(answer)}
            shown_as = shown_as or _figures(answer)
        credit.append(with_feedback(source, answer, entry))
    right = best_number(source, credit)
    body: Body = {"type": "numeric", "answer": right["value"], "tolerance": right["tolerance"], **shown_as}
    if "figures" not in body:
        body["decimals"] = _enough(rows, {**right, "tolerance": "0.0000001"}, "decimals", 0)
    if len(credit) > 1 or "feedback" in right or right["fraction"] < 1:
        body["credit"] = credit
    for key, name in (("prompt", "questiontext"), ("solution", "generalfeedback")):
        if found := source.text(name):
            body[key] = _PLACE.sub(lambda hit: _placed(rows, hit), found)
    return {**body, **rows.body()}


def _placed(rows: Rows, hit: re.Match[str]) -> str:
    name = rows.names.get(hit[1].strip())
    if name is None:
        return hit[0]
    form = re.fullmatch(r"\.(\d{1,2})([fge])", (hit[2] or "").strip())
    if form is None:
        return f"{{{name}}}"
    return f"{{{rows.column(f'{{{hit[1].strip()}}}', lambda v: f'{v:.{min(int(form[1]), 12)}{form[2]}}')}}}"


def _fixed(source: Source) -> Body:
    body = number(source)
    answer = next((answer for answer, share in answers_of(source) if share > 0 and inner(answer) != "*"), None)
    return body if answer is None else {**body, "tolerance": _error(answer), **_figures(answer)}


def _error(answer: etree._Element) -> str:
    written = value(answer, "error")
    near = abs(decimal(written) or Decimal(0))
    if written and near:
        return f"{near:f} %" if written.rstrip().endswith("%") else f"{near:f}"
    asked = _figures(answer)
    return f"{asked['figures']} figures" if asked else "0"


def _figures(answer: etree._Element) -> Body:
    asked = int(decimal(value(answer, "sigfigs")) or 0)
    return {"figures": min(14, asked)} if asked > 0 else {}


READERS: dict[str, Callable[[Source], Body]] = {
    "calculated": calculated,
    "calculatedsimple": calculated,
    "calculatedmulti": choices,
    "varnumeric": varnumeric,
    "varnumericset": varnumeric,
}


def _with_columns(text: str, rows: Rows, show: Callable[[float, int], str], places: int) -> str:
    """The text with each formula in it as a column of the rows, shown with so many places."""
    return FORMULA.sub(lambda hit: f"{{{rows.column(hit[1], lambda value: show(value, places))}}}", text)
