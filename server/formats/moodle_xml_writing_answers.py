"""The answer side of native items as Moodle XML, one function for each type."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lxml import etree

from server.formats.moodle_xml_texts import decimal
from server.formats.moodle_xml_writing_data import Row, add_data, formula
from server.formats.moodle_xml_writing_texts import CannotHold, Question, bare, percent
from server.mastery.luck import Dice
from server.mastery.numeric_answers import MISTAKE_WIDTH
from server.mastery.values import Item
from server.mastery.variants import draw_item, tolerance_of

Body = Mapping[str, Any]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def _answer(question: Question, text: Any, share: float, said: Any = "", plain: bool = False) -> etree._Element:
    put = question.plain if plain else question.text
    answer = put(question.element, "answer", text, fraction=percent(share))
    if said:
        question.text(answer, "feedback", said)
    return answer


def choices(question: Question, item: Item, body: Body) -> None:
    """single_choice and multiple_choice."""
    options = body["options"]
    single = item.type == "single_choice"
    bare(question.element, "single", "true" if single else "false")
    bare(question.element, "shuffleanswers", "false" if body.get("fixed_order") else "true")
    bare(question.element, "answernumbering", "abc")
    rights = sum(bool(option.get("correct")) for option in options)
    shared = single or any("fraction" in option for option in options)
    for option in options:
        right = bool(option.get("correct"))
        share = float(option.get("fraction", right)) if shared else (1 if right else -1) / max(rights, 1)
        answer = _answer(question, option["text"], share, option.get("feedback"))
        if column := re.search(r"\{=.*\}", str(option["text"])):
            _as_formula(answer, "0.01", "1", "1", str(question.places.get(column[0], 2)))


def truth(question: Question, item: Item, body: Body) -> None:
    """true_false: what is said stands with the choice that it is said to."""
    for word in (True, False):
        right = bool(body["correct"]) == word
        said = body.get("feedback_right" if right else "feedback")
        _answer(question, str(word).lower(), float(right), said, plain=True)


def short_text(question: Question, item: Item, body: Body) -> None:
    """short_text: a star is a star, unless the item says that it stands for anything."""
    bare(question.element, "usecase", "1" if body.get("case") else "0")
    entries = body.get("credit") or [{"text": text, "fraction": 1} for text in body["answers"]]
    for entry in entries:
        text = str(entry["text"])
        text = text if body.get("wildcards") else text.replace("*", "\\*")
        _answer(question, text, float(entry["fraction"]), entry.get("feedback"), plain=True)


def number(question: Question, item: Item, body: Body) -> None:
    """numeric with fixed numbers. A tolerance in percent or figures becomes one in the unit of the answer."""
    for entry in entries_of(item, body):
        value = str(entry["value"])
        answer = _answer(question, value, float(entry["fraction"]), entry.get("feedback"), plain=True)
        if value != "*":
            bare(answer, "tolerance", entry["tolerance"])
    _units(question, body)


def entries_of(item: Item, body: Body) -> list[Body]:
    """Every number that earns or says something, with its tolerance in the unit of the answer."""
    if body.get("credit"):
        return [
            {**entry, "tolerance": _absolute(item, entry) if entry["value"] != "*" else ""} for entry in body["credit"]
        ]
    key = draw_item(item, 0, Dice(f"{item.id}/0")).key
    written = str(body["answer"]) if _NUMBER.fullmatch(str(body["answer"])) else _plain(key["value"])
    near = str(body.get("tolerance", "1 %"))
    near = near if _NUMBER.fullmatch(near) else _plain(key["tolerance"])
    first = {"value": written, "tolerance": near, "fraction": 1.0}
    wrong = [
        {
            "value": _plain(mistake["value"]),
            "tolerance": _plain(MISTAKE_WIDTH * abs(mistake["value"])),
            "fraction": 0.0,
            "feedback": mistake["feedback"],
        }
        for mistake in key["mistakes"]
        if mistake.get("feedback")
    ]
    return [first, *wrong]


def _absolute(item: Item, entry: Body) -> str:
    near = str(entry.get("tolerance") or "0")
    if _NUMBER.fullmatch(near):
        return near
    exact = decimal(str(entry["value"]))
    if exact is None:
        raise CannotHold("one of its numbers is worked out")
    return _plain(tolerance_of(Item(item.id, "", 1, "numeric", {"tolerance": near}), float(exact)))


def _plain(number: float) -> str:
    return f"{number:.12g}".replace("e+", "e")


def _units(question: Question, body: Body) -> None:
    units = [(str(body["unit"]), "1")] if body.get("unit") else []
    for other in body.get("accept", ()):
        times = str(other["times"])
        if decimal(times) is None:
            above, _, below = times.partition("/")
            numbers = [decimal(above), decimal(below or "1")]
            if numbers[0] is None or not numbers[1]:
                question.remarks.append(f"the unit {other['unit']} is left out")
                continue
            times = f"{numbers[0] / numbers[1]:.12g}"
        units.append((str(other["unit"]), times))
    bare(question.element, "unitgradingtype", "0")
    bare(question.element, "unitpenalty", "0.1")
    bare(question.element, "showunits", "0" if units else "3")
    bare(question.element, "unitsleft", "0")
    if units:
        holder = etree.SubElement(question.element, "units")
        for name, times in units:
            unit = etree.SubElement(holder, "unit")
            bare(unit, "multiplier", times)
            bare(unit, "unit_name", name)


def calculated(question: Question, item: Item, body: Body, rows: Sequence[Row]) -> None:
    """numeric with numbers that vary: formulas, their tolerances, and the rows of data."""
    entries = list(body.get("credit") or [{"value": body["answer"], "fraction": 1.0}])
    entries[0] = {"tolerance": body.get("tolerance", "1 %"), **entries[0]}
    entries += [
        {**mistake, "fraction": 0.0, "tolerance": f"{100 * MISTAKE_WIDTH:g} %"}
        for mistake in body.get("mistakes", ())
        if mistake.get("feedback")
    ]
    kind, places = ("1", body["decimals"]) if "decimals" in body else ("2", body.get("figures", 3))
    for entry in entries:
        value = str(entry["value"])
        text = value if value == "*" else formula(value)
        answer = _answer(question, text, float(entry["fraction"]), entry.get("feedback"), plain=True)
        near, relative = _tolerance(question, str(entry.get("tolerance") or "0"))
        _as_formula(answer, near, relative, kind, str(places))
    _units(question, body)
    add_data(question.element, rows)


def _tolerance(question: Question, written: str) -> tuple[str, str]:
    amount, _, kind = written.partition(" ")
    exact = decimal(amount.removesuffix("%"))
    if exact is None:
        raise CannotHold(f"its tolerance “{written}” cannot be read")
    if kind.startswith("figure"):
        question.remarks.append(f"its tolerance of {written} is written as a share of the answer")
        return f"{0.5 * 10.0 ** (1 - int(exact)):.12f}".rstrip("0"), "1"
    return (f"{(exact / 100).normalize():f}", "1") if "%" in written else (f"{exact:f}", "2")


def _as_formula(answer: etree._Element, near: str, relative: str, kind: str, places: str) -> None:
    bare(answer, "tolerance", near)
    bare(answer, "tolerancetype", relative)
    bare(answer, "correctanswerformat", kind)
    bare(answer, "correctanswerlength", places)


def matching(question: Question, item: Item, body: Body) -> None:
    """matching: the pairs, then right sides without a left one."""
    bare(question.element, "shuffleanswers", "false" if body.get("fixed_order") else "true")
    for pair in [*body["pairs"], *({"left": "", "right": text} for text in body.get("distractors", ()))]:
        element = question.text(question.element, "subquestion", pair["left"])
        question.plain(element, "answer", pair["right"])


def ordering(question: Question, item: Item, body: Body) -> None:
    """ordering, for Moodle's question type of that name."""
    bare(question.element, "layouttype", "VERTICAL")
    bare(question.element, "selecttype", "ALL")
    bare(question.element, "selectcount", "0")
    bare(question.element, "gradingtype", "ABSOLUTE_POSITION")
    for place, text in enumerate(body["sequence"], 1):
        question.text(question.element, "answer", text, fraction=str(place))


def essay(question: Question, item: Item, body: Body) -> None:
    """essay: the model answer and the rubric are what graders are told."""
    bare(question.element, "responseformat", "noinline" if body.get("upload") else "editor")
    bare(question.element, "responserequired", "0" if body.get("upload") else "1")
    bare(question.element, "responsefieldlines", "15")
    bare(question.element, "attachments", "1" if body.get("upload") else "0")
    for key, name in (("least_words", "minwordlimit"), ("most_words", "maxwordlimit")):
        if body.get(key):
            bare(question.element, name, body[key])
    info = str(body["grader_info"] if body.get("grader_info") else body.get("solution", ""))
    lines = [(int(line.get("points", 1)), " ".join(str(line["text"]).split())) for line in body.get("rubric", ())]
    if question.markdown:
        rubric = "".join(f"- ({points}) {text}\n" for points, text in lines)
        info = f"{info}\n\n{rubric}" if info else rubric
    else:
        info += "<ul>" + "".join(f"<li>({points}) {text}</li>" for points, text in lines) + "</ul>"
    question.text(question.element, "graderinfo", info)
    question.text(question.element, "responsetemplate", body.get("template", ""))


def embedded(gap: Body, question: Question) -> str:
    """A gap as Moodle writes it into the text: `{1:MULTICHOICE:=rises~sinks}`."""
    weight = gap.get("weight", 1)
    if weight != int(weight):
        question.remarks.append("the weights of its gaps are written as whole numbers")
    case = "_C" if gap.get("case") else ""
    choices = gap.get("choices")
    kind = "NUMERICAL" if gap.get("numeric") else "MULTICHOICE" if choices else f"SHORTANSWER{case}"
    rights = {str(gap["answer"]), *map(str, gap.get("accept", ()))}
    entries: list[Body] = list(gap.get("credit") or [])
    if not entries and gap.get("numeric"):
        entries = [{"text": gap["answer"], "tolerance": gap.get("tolerance", "0"), "fraction": 1}]
    elif not entries:
        listed = choices or [gap["answer"], *gap.get("accept", ())]
        entries = [{"text": text, "fraction": float(str(text) in rights)} for text in listed]
    pieces = []
    for entry in entries:
        share = float(entry["fraction"])
        sign = "=" if share == 1 else f"%{percent(share)}%" if share else ""
        text = _escaped(entry["text"])
        if not gap.get("wildcards") and kind.startswith("SHORT"):
            text = text.replace("*", "\\*")
        if gap.get("numeric") and entry["text"] != "*":
            text += f":{entry.get('tolerance') or 0}"
        said = f"#{_escaped(entry['feedback'], bare=False)}" if entry.get("feedback") else ""
        pieces.append(f"{sign}{text}{said}")
    return f"{{{max(1, round(weight))}:{kind}:{'~'.join(pieces)}}}"


def _escaped(text: Any, bare: bool = True) -> str:
    """A text that ends no gap and parts no answers. What is compared is HTML in Moodle, and written so."""
    written = html.escape(str(text), quote=False) if bare else str(text)
    # Moodle has no escape for the backslash itself; where it would be taken for one, its number stands.
    written = re.sub(r"\\(?=[}~#\"=/{%*]|$)", "&#92;", written)
    written = re.sub(r"((?<!&)#|[}~{])", r"\\\1", written)
    return re.sub(r"^([=%])", r"\\\1", written)


WRITERS: dict[str, tuple[str, Callable[[Question, Item, Body], None]]] = {
    "single_choice": ("multichoice", choices),
    "multiple_choice": ("multichoice", choices),
    "true_false": ("truefalse", truth),
    "short_text": ("shortanswer", short_text),
    "numeric": ("numerical", number),
    "matching": ("matching", matching),
    "ordering": ("ordering", ordering),
    "essay": ("essay", essay),
    "cloze": ("cloze", lambda question, item, body: None),
    "description": ("description", lambda question, item, body: None),
}
