"""Each type of native item as interactions of QTI 2.1, with the marking that gives the same points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.formats.qti2_tree import Element
from server.formats.qti21_gaps import cloze
from server.formats.qti21_html import box, node
from server.formats.qti21_items import Body, CannotHold, Writing, mark_branches, prompt_alone, prompt_first, texts_of
from server.formats.qti21_marking import (
    feedback_outcome,
    if_answered,
    is_right,
    literal,
    mapped,
    mapping,
    most_points,
    near,
    sets,
    variable,
    when,
    written_number,
)

_MISTAKE_WIDTH = "1"
"""per cent around a known mistake in which the grader recognises it"""


def choices(writing: Writing) -> list[Element]:
    """single_choice and multiple_choice."""
    body, several = writing.body, writing.body["type"] == "multiple_choice"
    options = body["options"]
    names = [f"choice-{place}" for place in range(1, len(options) + 1)]
    rights = [name for name, option in zip(names, options, strict=True) if option.get("correct")]
    declared = writing.respond("identifier", rights, "multiple" if several else "single")
    weighed = any("fraction" in option for option in options)
    if several and not weighed:
        share = 1 / max(1, len(rights))
        declared.append(mapping({name: share if name in rights else -share for name in names}, lower="0"))
    elif weighed:
        worth = [_exact(option.get("fraction", float(bool(option.get("correct"))))) for option in options]
        entries = {name: share for name, share in zip(names, worth, strict=True) if share}
        declared.append(mapping(entries, lower="0" if several else ""))
        writing.outcomes.append(most_points("1"))
    interaction = node("choiceInteraction", responseIdentifier="RESPONSE", maxChoices="0" if several else "1")
    interaction.set("shuffle", "false" if body.get("fixed_order") else "true")
    for name, option in zip(names, options, strict=True):
        interaction.append(writing.box("simpleChoice", option["text"], identifier=name))
    _mark_ticks(writing, [(name, option.get("feedback")) for name, option in zip(names, options, strict=True)], several)
    return prompt_first(writing, interaction)


def _exact(share: float) -> float:
    """0.33333 as the third that it was before it was rounded."""
    whole = round(1 / share) if abs(share) > 0.001 else 0
    return 1 / whole if whole and abs(share - 1 / whole) < 1e-5 else share


def truth(writing: Writing) -> list[Element]:
    """true_false: choices named `true` and `false`."""
    right = str(bool(writing.body["correct"])).lower()
    writing.respond("identifier", [right])
    interaction = node("choiceInteraction", responseIdentifier="RESPONSE", maxChoices="1", shuffle="false")
    interaction.append(node("simpleChoice", "True", identifier="true"))
    interaction.append(node("simpleChoice", "False", identifier="false"))
    wrong = {"true": "false", "false": "true"}[right]
    said = [(right, writing.body.get("feedback_right")), (wrong, writing.body.get("feedback"))]
    _mark_ticks(writing, said, False)
    return prompt_first(writing, interaction)


def _mark_ticks(writing: Writing, said: Sequence[tuple[str, Any]], several: bool) -> None:
    has_mapping = any(child.tag == "mapping" for child in writing.responses[-1])
    if not any(text for _, text in said):
        writing.standard = "map_response" if has_mapping else "match_correct"
        return
    if has_mapping:
        writing.marking.append(if_answered("RESPONSE", [sets("SCORE", mapped("RESPONSE"))]))
    else:
        writing.marking.append(when((is_right("RESPONSE"), [sets("SCORE", literal("float", "1"))])))
    writing.marking.append(sets("FEEDBACK", variable("RESPONSE")))
    writing.outcomes.append(feedback_outcome("multiple" if several else "single"))
    for name, text in said:
        if text:
            writing.says(name, text)


def number(writing: Writing) -> list[Element]:
    """numeric. Rows of a table give the key, other values worth something, and known mistakes."""
    body = writing.body
    keys = [drawn.key for drawn in writing.drawn]
    writing.respond("float", [] if writing.varies else [written_number(keys[0]["value"])])
    right = near(_key_of(), body.get("tolerance", "1 %"), writing.lost)
    branches = [(right, 1.0, _said_to_key(body))]
    if writing.varies:
        for row, key in zip(writing.rows, keys, strict=True):
            value = literal("float", written_number(key["value"]))
            row.append(node("setCorrectResponse", value, identifier="RESPONSE"))
    else_said = ""
    for place, entry in enumerate(body.get("credit", ())):
        values = [key["credit"][place]["value"] for key in keys]
        if values[0] == "*":
            else_said = str(entry.get("feedback", ""))
        elif values != [key["value"] for key in keys]:
            reach = entry.get("tolerance") or "0"
            other = _value(writing, f"credit_{place + 1}", values)
            branches.append((near(other, reach, writing.lost), *_earned(entry)))
    for place, mistake in enumerate(body.get("mistakes", ())):
        known = any(str(mistake.get("value")) == str(entry.get("value")) for entry in body.get("credit", ()))
        if mistake.get("feedback") and not known:
            values = [key["mistakes"][place]["value"] for key in keys]
            wrong = _value(writing, f"mistake_{place + 1}", values)
            branches.append((near(wrong, f"{_MISTAKE_WIDTH} %", writing.lost), 0.0, str(mistake["feedback"])))
    if len(branches) == 1 and not branches[0][2] and not else_said:
        writing.marking.append(when((branches[0][0], [sets("SCORE", literal("float", "1"))])))
    else:
        mark_branches(writing, branches, else_said)
    entry_line = node("p", node("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="15"))
    if body.get("unit"):
        entry_line[0].tail = " "
        entry_line.append(node("span", str(body["unit"]), **{"class": "unit"}))
    return [prompt_alone(writing), entry_line]


def _said_to_key(body: Body) -> str:
    for entry in body.get("credit", ()):
        if str(entry.get("value")) == str(body["answer"]):
            return str(entry.get("feedback", ""))
    return ""


def _earned(entry: Mapping[str, Any]) -> tuple[float, str]:
    return float(entry.get("fraction", 0)), str(entry.get("feedback", ""))


def _key_of() -> Element:
    return node("correct", identifier="RESPONSE")


def _value(writing: Writing, name: str, values: Sequence[float]) -> Element:
    if not writing.varies:
        return literal("float", written_number(values[0]))
    name = next(each for each in (name, f"{name}_", f"{name}__") if each not in writing.names)
    writing.templates.append(node("templateDeclaration", identifier=name, cardinality="single", baseType="float"))
    for row, value in zip(writing.rows, values, strict=True):
        row.append(node("setTemplateValue", literal("float", written_number(value)), identifier=name))
    return variable(name)


def short_text(writing: Writing) -> list[Element]:
    """short_text: a mapping of the accepted texts; `*` only where it stands at both ends."""
    body = writing.body
    entries = texts_of(writing, body)
    writing.respond("string", [next(iter(entries))])
    wrong = str(body.get("feedback", ""))
    said = {writing.plain(entry["text"]): str(entry.get("feedback", "")) for entry in body.get("credit", ())}
    if body.get("wildcards") or any(said.values()) or wrong:
        branches = [(_is_text(writing, text, "RESPONSE"), worth, said.get(text, "")) for text, worth in entries.items()]
        mark_branches(writing, branches, wrong)
    else:
        writing.responses[-1].append(mapping(entries, folded=not body.get("case")))
        writing.standard = "map_response"
    if body.get("wildcards"):
        value = writing.responses[-1][0][0]
        value.text = (value.text or "").strip("*")
    line = node("p", node("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="20"))
    return [prompt_alone(writing), line]


def _is_text(writing: Writing, text: str, name: str) -> Element:
    inner = text.strip("*")
    if writing.body.get("wildcards") and ("*" in inner or not (text.startswith("*") and text.endswith("*"))):
        raise CannotHold("answers with * in them, except at both ends")
    substring = "true" if writing.body.get("wildcards") else "false"
    case = "true" if writing.body.get("case") else "false"
    return node("stringMatch", variable(name), literal("string", inner), caseSensitive=case, substring=substring)


def matching(writing: Writing) -> list[Element]:
    """matching: two columns; each pair earns its share."""
    pairs = writing.body["pairs"]
    rights = [writing.plain(pair["right"]) for pair in pairs]
    shown = list(dict.fromkeys([*rights, *map(writing.plain, writing.body.get("distractors", ()))]))
    names = {text: f"right-{place}" for place, text in enumerate(shown, 1)}
    key = [f"left-{place} {names[right]}" for place, right in enumerate(rights, 1)]
    declared = writing.respond("directedPair", key, "multiple")
    declared.append(mapping(dict.fromkeys(key, 1.0)))
    interaction = node("matchInteraction", responseIdentifier="RESPONSE", shuffle="true", maxAssociations="0")
    lefts, places = node("simpleMatchSet"), node("simpleMatchSet")
    for place, pair in enumerate(pairs, 1):
        named = f"left-{place}"
        lefts.append(writing.box("simpleAssociableChoice", pair["left"], identifier=named, matchMax="1"))
    for text, name in names.items():
        plain = text.replace("&", "&amp;").replace("<", "&lt;")
        places.append(box("simpleAssociableChoice", plain, writing.names, identifier=name, matchMax="0"))
    interaction.extend([lefts, places])
    _mark_whole(writing, "map_response", sets("SCORE", mapped("RESPONSE")))
    return prompt_first(writing, interaction)


def ordering(writing: Writing) -> list[Element]:
    """ordering with a fixed right order."""
    if "sequence_by" in writing.body:
        raise CannotHold("an order that depends on numbers that vary")
    names = [f"step-{place}" for place in range(1, len(writing.body["sequence"]) + 1)]
    writing.respond("identifier", names, "ordered")
    interaction = node("orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    for name, text in zip(names, writing.body["sequence"], strict=True):
        interaction.append(writing.box("simpleChoice", text, identifier=name))
    _mark_whole(writing, "match_correct", when((is_right("RESPONSE"), [sets("SCORE", literal("float", "1"))])))
    writing.lost.add("a share of the points for an order that is partly right")
    return prompt_first(writing, interaction)


def _mark_whole(writing: Writing, standard: str, score: Element) -> None:
    wrong = writing.body.get("feedback")
    if not wrong:
        writing.standard = standard
        return
    writing.outcomes.append(feedback_outcome("single"))
    says = sets("FEEDBACK", literal("identifier", "wrong"))
    writing.marking += [
        if_answered("RESPONSE", [score]) if score.tag == "setOutcomeValue" else score,
        when((node("not", is_right("RESPONSE")), [says])),
    ]
    writing.says("wrong", wrong)


def essay(writing: Writing) -> list[Element]:
    """essay: a text or a file to hand in, and its rubric for the marker."""
    rubric = writing.body.get("rubric", ())
    lines = [writing.box("li", line["text"], **{"class": f"points-{line.get('points', 1)}"}) for line in rubric]
    listing = node("rubricBlock", node("ol", *lines, **{"class": "rubric"}), view="scorer")
    if writing.body.get("upload"):
        writing.respond("file", [])
        interaction = node("uploadInteraction", responseIdentifier="RESPONSE")
    else:
        writing.respond("string", [])
        interaction = node("extendedTextInteraction", responseIdentifier="RESPONSE")
    return [*prompt_first(writing, interaction), listing]


def description(writing: Writing) -> list[Element]:
    """A text without a question."""
    return [prompt_alone(writing)]


WRITERS: dict[str, Callable[[Writing], list[Element]]] = {
    "single_choice": choices,
    "multiple_choice": choices,
    "true_false": truth,
    "numeric": number,
    "short_text": short_text,
    "matching": matching,
    "ordering": ordering,
    "cloze": cloze,
    "essay": essay,
    "description": description,
}
