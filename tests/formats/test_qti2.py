"""QTI 2 and 3 as other programs write it, and our own packages of QTI 2.1."""

from __future__ import annotations

import html
import json
import os
import re
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.content.pack_banks import native_item
from server.formats.described import described
from server.formats.gift_text import as_html, words
from server.formats.guarded_zip import Refused
from server.formats.qti2 import read_qti2
from server.formats.qti21_writing import write_qti21
from server.formats.questions import Questions
from server.formats.unkeyed import NO_KEY
from server.mastery.luck import Dice
from server.mastery.values import Item
from server.mastery.variants import draw_item, offered, problems_of
from tests.needing import lacking

HEAD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" adaptive="false" timeDependent="false" '
SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
SAYS = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = MATCH.replace("match_correct", "map_response")


def response(base: str, *values: str, cardinality: str = "single", more: str = "", name: str = "RESPONSE") -> str:
    key = "".join(f"<value>{value}</value>" for value in values)
    stated = f"<correctResponse>{key}</correctResponse>" if values else ""
    head = f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
    return f"{head}{stated}{more}</responseDeclaration>"


def mapped(**worth: float) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in worth.items())
    return f'<mapping defaultValue="0">{entries}</mapping>'


def item(*parts: str, title: str = "A title", id_: str = "item-1") -> str:
    return f'{HEAD}identifier="{id_}" title="{title}">{"".join(parts)}</assessmentItem>'


def saved(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_xml", ".xml").replace("_svg", ".svg")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, *parts: str) -> Questions:
    return read_qti2(saved(folder, item_xml=item(*parts)), "gases-1")


def only(folder: Path, *parts: str) -> Item:
    found = read(folder, *parts)
    assert found.skipped == []
    assert len(found.items) == 1
    return found.items[0]


def choice(*texts: str, most: int = 1, prompt: str = "Which?") -> str:
    named = zip("ABCDEF", texts, strict=False)
    simple = "".join(f'<simpleChoice identifier="{name}">{text}</simpleChoice>' for name, text in named)
    head = f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
    return f"<itemBody>{head}<prompt>{prompt}</prompt>{simple}</choiceInteraction></itemBody>"


ENTRY = '<itemBody><p>How much? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>'


def test_a_choice_by_the_standard_scheme_is_the_same_in_both_spellings(tmp_path: Path) -> None:
    one = only(tmp_path, response("identifier", "B"), SCORE, choice("neon", "xenon &amp; <b>co</b>"), MATCH)
    assert one.body["options"] == [{"text": "neon"}, {"text": "xenon &amp; <b>co</b>", "correct": True}]
    assert (one.type, one.body["prompt"], one.body["name"], one.id) == ("single_choice", "Which?", "A title", "item-1")
    third = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="item-1"
     title="A title" time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single"
     base-type="identifier"><qti-correct-response><qti-value>B</qti-value></qti-correct-response>
     </qti-response-declaration><qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
     <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" shuffle="true"
     max-choices="1"><qti-prompt>Which?</qti-prompt><qti-simple-choice identifier="A">neon</qti-simple-choice>
     <qti-simple-choice identifier="B">xenon &amp; <b>co</b></qti-simple-choice>
     </qti-choice-interaction></qti-item-body>
     <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
     </qti-assessment-item>"""
    assert read_qti2(saved(tmp_path / "third", item_xml=third), "gases-1").items == [one]


def test_shares_come_from_a_mapping_and_from_a_program_alike(tmp_path: Path) -> None:
    key = response("identifier", "A", "B", cardinality="multiple", more=mapped(A=2, B=1, C=-1.5))
    body = only(tmp_path, key, SCORE, choice("a", "b", "c", "d", most=0), MAP).body
    assert [option.get("fraction") for option in body["options"]] == [0.66667, 0.33333, -0.5, 0.0]
    ticked = "".join(
        f'<responseCondition><responseIf><member><baseValue baseType="identifier">{name}</baseValue><variable '
        f'identifier="RESPONSE"/></member><setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<baseValue baseType="float">{worth}</baseValue></sum></setOutcomeValue></responseIf></responseCondition>'
        for name, worth in {"A": 2, "B": 1, "C": -1.5}.items()
    )
    program = f"<responseProcessing>{ticked}</responseProcessing>"
    plain = response("identifier", "A", "B", cardinality="multiple")
    assert only(tmp_path / "by", plain, SCORE, choice("a", "b", "c", "d", most=0), program).body == body


def test_all_or_nothing_is_said(tmp_path: Path) -> None:
    found = read(
        tmp_path, response("identifier", "A", "B", cardinality="multiple"), SCORE, choice("a", "b", "c", most=0), MATCH
    )
    assert [option.get("correct", False) for option in found.items[0].body["options"]] == [True, True, False]
    assert any("right as a whole" in repair.found for repair in found.repairs)


def test_feedback_goes_to_its_choice_and_what_is_always_said_is_the_solution(tmp_path: Path) -> None:
    program = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct '
        'identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        '</setOutcomeValue></responseIf></responseCondition><setOutcomeValue identifier="FEEDBACK"><variable '
        'identifier="RESPONSE"/></setOutcomeValue></responseProcessing>'
    )
    told = "".join(
        f'<modalFeedback outcomeIdentifier="{outcome}" identifier="{name}" showHide="{show}">{text}</modalFeedback>'
        for outcome, name, show, text in (
            ("FEEDBACK", "A", "show", "No: lighter."), ("FEEDBACK", "B", "show", "Yes."),
            ("FEEDBACK", "Z", "hide", "Air is mostly nitrogen."),
        )
    )  # fmt: skip
    body = only(tmp_path, response("identifier", "B"), SCORE, SAYS, choice("a", "b", "c"), program, told).body
    assert [option.get("feedback") for option in body["options"]] == ["No: lighter.", "Yes.", None]
    assert body["solution"] == "Air is mostly nitrogen."


def test_points_against_the_key_are_a_repair_with_the_other_reading(tmp_path: Path) -> None:
    key = response("identifier", "A", more=mapped(B=1))
    found = read(tmp_path, key, SCORE, choice("a", "b"), MAP)
    assert [option.get("correct", False) for option in found.items[0].body["options"]] == [False, True]
    (repair,) = found.repairs
    assert repair.where == "item.xml, line 1"
    assert repair.otherwise["options"][0]["correct"] is True


def test_a_choice_without_any_key_is_kept_for_the_teacher(tmp_path: Path) -> None:
    found = read(tmp_path, response("identifier"), choice("often", "never"))
    assert found.counts_by_type == {"other": 1}
    assert "often" in found.items[0].body["prompt"]
    assert found.items[0].body["kept"].startswith("<assessmentItem")
    assert found.warnings == [] and found.repairs[0].found == NO_KEY.found
    unkeyed = found.items[0].body["unkeyed"]
    assert (unkeyed["type"], [option["text"] for option in unkeyed["options"]]) == ("single_choice", ["often", "never"])
    assert problems_of(found.items[0]) == []


TEN = '<baseValue baseType="float">10</baseValue>'


def numeric(tolerance: str, value: str = '<correct identifier="RESPONSE"/>') -> str:
    points = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">3</baseValue></setOutcomeValue>'
    return (
        f'<responseProcessing><responseCondition><responseIf><equal {tolerance}><variable identifier="RESPONSE"/>'
        f"{value}</equal>{points}</responseIf></responseCondition></responseProcessing>"
    )


@pytest.mark.parametrize(
    ("program", "answer", "tolerance"),
    [
        (numeric('toleranceMode="absolute" tolerance="0.5 0.5"'), "22.4", "0.5"),
        (numeric('toleranceMode="relative" tolerance="5"'), "22.4", "5 %"),
        (numeric('toleranceMode="exact"'), "22.4", "0"),
        (numeric('figures="2"').replace("equal", "equalRounded"), "22", "2 figures"),
        (numeric('toleranceMode="absolute" tolerance="1 3"', TEN), "11", "2"),
        (numeric("").replace("<equal >", "<gte>").replace("</equal>", "</gte>"), "", ""),
        (MATCH, "22.4", "0"),
    ],
)
def test_how_near_a_number_must_come_is_found_by_trying(
    tmp_path: Path, program: str, answer: str, tolerance: str
) -> None:
    body = only(tmp_path, response("float", "22.4"), SCORE, ENTRY, program).body
    assert (body.get("answer", ""), body.get("tolerance", "")) == (answer, tolerance)
    assert ("other" in body) == (not answer)


def test_words_with_shares_and_capitals(tmp_path: Path) -> None:
    key = response("string", "Boyle", more=mapped(Boyle=2, Mariotte=1))
    body = only(tmp_path, key, SCORE, ENTRY, MAP).body
    assert (body["answers"], body["case"]) == (["Boyle"], True)
    small = key.replace("Boyle", "boyle")
    assert only(tmp_path, small, SCORE, ENTRY, MAP).body["case"] is True
    free = small.replace("<mapEntry", '<mapEntry caseSensitive="false"')
    assert "case" not in only(tmp_path, free, SCORE, ENTRY, MAP).body
    assert body["credit"] == [{"text": "Boyle", "fraction": 1.0}, {"text": "Mariotte", "fraction": 0.5}]


def test_gaps_of_several_kinds_make_one_text(tmp_path: Path) -> None:
    text = (
        '<itemBody><p>It <inlineChoiceInteraction responseIdentifier="R1" shuffle="true"><inlineChoice identifier="a">'
        'rises</inlineChoice><inlineChoice identifier="b">falls</inlineChoice></inlineChoiceInteraction> by '
        '<textEntryInteraction responseIdentifier="R2"/> kPa.</p></itemBody>'
    )
    add = "".join(
        f'<responseCondition><responseIf><match><variable identifier="{name}"/><correct identifier="{name}"/></match>'
        f'<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="float">{worth}'
        "</baseValue></sum></setOutcomeValue></responseIf></responseCondition>"
        for name, worth in (("R1", 1), ("R2", 2))
    )
    keys = response("identifier", "a", name="R1") + response("integer", "5", name="R2")
    one = only(tmp_path, keys, SCORE, text, f"<responseProcessing>{add}</responseProcessing>")
    assert (one.type, one.body["prompt"]) == ("cloze", "<p>It [[1]] by [[2]] kPa.</p>")
    assert one.body["gaps"] == [
        {"choices": ["rises", "falls"], "answer": "rises", "weight": 1},
        {"answer": "5", "numeric": True, "tolerance": "0", "weight": 2},
    ]
    assert problems_of(one) == []


def test_gaps_that_only_count_together_are_read_one_by_one_and_that_is_said(tmp_path: Path) -> None:
    keys = response("string", "up", name="R1") + response("string", "down", name="R2")
    text = "".join(f'<p>{n} <textEntryInteraction responseIdentifier="{n}"/> it goes.</p>' for n in ("R1", "R2"))
    both = "".join(f'<match><variable identifier="{n}"/><correct identifier="{n}"/></match>' for n in ("R1", "R2"))
    program = (
        f"<responseProcessing><responseCondition><responseIf><and>{both}</and><setOutcomeValue "
        'identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>'
        "</responseCondition></responseProcessing>"
    )
    found = read(tmp_path, keys, SCORE, f"<itemBody>{text}</itemBody>", program)
    assert [gap["answer"] for gap in found.items[0].body["gaps"]] == ["up", "down"]
    assert any("right as a whole" in repair.found for repair in found.repairs)


def test_columns_change_places_where_that_makes_pairs(tmp_path: Path) -> None:
    def column(**texts: str) -> str:
        inner = "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="0">{text}</simpleAssociableChoice>'
            for name, text in texts.items()
        )
        return f"<simpleMatchSet>{inner}</simpleMatchSet>"

    both = column(p="pressure", t="temperature") + column(a="kPa", b="atm", c="K")
    text = f'<itemBody><matchInteraction responseIdentifier="RESPONSE">{both}</matchInteraction></itemBody>'
    key = response("directedPair", "p a", "p b", "t c", cardinality="multiple")
    one = only(tmp_path, key, SCORE, text, MATCH)
    assert described(one)["pairs"] == [["kPa", "pressure"], ["atm", "pressure"], ["K", "temperature"]]


TEMPLATE = (
    "".join(
        f'<templateDeclaration identifier="{name}" cardinality="single" baseType="integer"/>' for name in ("a", "b")
    )
    + '<templateProcessing><setTemplateValue identifier="a"><randomInteger min="2" max="{most}"/></setTemplateValue>'
    '<setTemplateValue identifier="b"><product><variable identifier="a"/><baseValue baseType="integer">3</baseValue>'
    '</product></setTemplateValue><templateConstraint><not><equal toleranceMode="exact"><variable identifier="b"/>'
    '<baseValue baseType="integer">9</baseValue></equal></not></templateConstraint><setCorrectResponse '
    'identifier="RESPONSE"><variable identifier="b"/></setCorrectResponse></templateProcessing><itemBody><p>Three '
    'times <printedVariable identifier="a"/>? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>'
)


def test_numbers_that_vary_become_rows(tmp_path: Path) -> None:
    one = only(tmp_path, response("float"), SCORE, TEMPLATE.replace("{most}", "5"), MATCH)
    assert one.body["prompt"] == "<p>Three times {a}?</p>"
    rows = one.body["given"]["row"]["rows"]
    assert [row["a"] for row in rows] == ["2", "4", "5"]  # every throw in turn; 3 is ruled out
    assert all(int(row[one.body["answer"]]) == 3 * int(row["a"]) for row in rows)
    assert problems_of(one) == []
    many = only(tmp_path, response("float"), SCORE, TEMPLATE.replace("{most}", "5000"), MATCH)
    assert len({row["a"] for row in many.body["given"]["row"]["rows"]}) == 20
    assert many == only(tmp_path, response("float"), SCORE, TEMPLATE.replace("{most}", "5000"), MATCH)


def test_a_program_that_never_ends_is_given_up(tmp_path: Path) -> None:
    endless = TEMPLATE.replace("{most}", "5").replace(
        '<product><variable identifier="a"/><baseValue baseType="integer">3</baseValue></product>',
        '<sum><repeat numberRepeats="900000"><repeat numberRepeats="900000"><variable identifier="a"/></repeat>'
        "</repeat></sum>",
    )
    started = time.process_time()
    assert only(tmp_path, response("float"), SCORE, endless, MATCH).body["other"] == "textEntry"
    assert time.process_time() - started < 5


def test_a_test_gives_the_order_and_names_what_is_not_there(tmp_path: Path) -> None:
    test = (
        '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="Gases"><testPart '
        'identifier="p"><assessmentSection identifier="s" title="Part 2" visible="true">'
        + "".join(f'<assessmentItemRef identifier="{n}" href="items/{n}.xml"/>\n' for n in ("b", "gone", "a", "b"))
        + "</assessmentSection></testPart></assessmentTest>"
    )
    text = (response("identifier", "A"), SCORE, choice("x", "y"), MATCH)
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>'
        + "".join(
            f'<resource identifier="{n}" type="imsqti_item_xmlv2p1" href="items/{n}.xml"><file href="items/{n}.xml"/>'
            "</resource>"
            for n in ("a", "b", "c")
        )
        + "</resources></manifest>"
    )
    folder = saved(
        tmp_path, imsmanifest_xml=manifest, test_xml=test,
        **{f"items__{n}_xml": item(*text, id_=n) for n in ("a", "b", "c")},
    )  # fmt: skip
    found = read_qti2(folder, "gases-1")
    assert [(one.id, one.body.get("category")) for one in found.items] == [
        ("b", "Gases/Part 2"), ("a", "Gases/Part 2"), ("c", None),
    ]  # fmt: skip
    assert [(skip.where, "gone.xml" in skip.why) for skip in found.skipped] == [("test.xml, line 2", True)]


def test_pictures_come_along(tmp_path: Path) -> None:
    shown = '<itemBody><p>See <img src="../pics/box.svg" alt="a box"/>.</p>'
    shown += '<p><object data="gone.png" type="image/png"/></p>'
    text = choice("x", "y").replace("<itemBody>", shown)
    one = item(response("identifier", "A"), SCORE, text, MATCH)
    found = read_qti2(saved(tmp_path, items__one_xml=one, pics__box_svg=b"<svg/>"), "gases-1")
    ((path, data),) = found.files.items()
    assert data == b"<svg/>"
    assert f'<img src="{path}" alt="a box">' in found.items[0].body["prompt"]
    assert any("gone.png” is not in the file" in warning for warning in found.warnings)


def test_hostile_files_are_refused_by_name(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + item(choice("&b;", "y"))
    deep = f"{HEAD}>" + "<div>" * 5000
    found = read_qti2(saved(tmp_path, bomb_xml=bomb, deep_xml=deep, good_xml=item(choice("x", "y"))), "o")
    assert {skip.where for skip in found.skipped} == {"bomb.xml", "deep.xml"}
    assert len(found.items) == 1


SEED = item(
    response("identifier", "B", more=mapped(B=1, A=0.5)), response("float", "5", name="R2"), SCORE, SAYS,
    TEMPLATE.replace("{most}", "9").partition("<itemBody>")[0],
    choice("<i>a</i>", '<printedVariable identifier="a"/>', "c"), numeric('toleranceMode="relative" tolerance="5"'),
    '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">No.</modalFeedback>',
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 60), st.sampled_from(
    ["", "<", "-1", "0", "A", '"', "multiple", "e9", "<sum/>", "<gap/>", "&lt;", "RESPONSE", "<itemBody>", "</prompt>"]
)), min_size=1, max_size=4))  # fmt: skip
def test_no_broken_file_stops_the_reader(tmp_path: Path, cuts: list[tuple[int, int, str]]) -> None:
    broken = SEED
    for start, length, instead in cuts:
        broken = broken[:start] + instead + broken[start + length :]
    try:
        found = read_qti2(saved(tmp_path, item_xml=broken), "o")
    except Refused:
        return
    for one in found.questions:
        described(one)
    write_qti21(found.items, found.files)


# Our own packages: what is written reads back.


def through(folder: Path, items: list[Item], files: dict[str, bytes] | None = None) -> tuple[Questions, list[str]]:
    members, remarks = write_qti21(items, files or {})
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    found = read_qti2(folder, "o")
    for name in members:
        (folder / name).unlink()
    return found, remarks


PLAIN = st.text(alphabet="abé 12&<>'\"{}=%*", min_size=1, max_size=9).map(lambda t: " ".join(t.split())).filter(bool)
HTML = st.builds(
    lambda text, form: form.format(html.escape(text, quote=False).replace("{", "{{").replace("}", "}}")).strip(),
    PLAIN, st.sampled_from(["{}", "x <b>{}</b>", "<p>{}</p> <p>x</p>", "{} \\(\\frac12\\)", "<u>{}</u><br>é"]),
).map(lambda text: text.replace("{{", "{").replace("}}", "}"))  # fmt: skip
NUMBERS = st.sampled_from(["-3", "0.5", "22.4", "101300", "7"])


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["choice", "several", "truth", "number", "word", "match", "order", "cloze", "essay"]))
    texts = draw(st.lists(HTML, min_size=3, max_size=4, unique_by=words))
    plains = draw(st.lists(PLAIN.map(lambda t: t.replace("*", "+")), min_size=4, max_size=5, unique_by=str.casefold))
    said = {"feedback": draw(HTML)} if draw(st.booleans()) else {}
    body: dict[str, Any] = {}
    if kind in ("choice", "several"):
        body = {"type": "single_choice", "options": [{"text": text} for text in texts]}
        body["options"][0] |= {"correct": True, **said}
        if kind == "several":
            body["type"] = "multiple_choice"
            body["options"][1]["correct"] = True
            if draw(st.booleans()):
                for option, share in zip(body["options"], (0.5, 0.5, -0.25, 0.0), strict=False):
                    option["fraction"] = share
        elif draw(st.booleans()):
            body["options"][1]["fraction"] = 0.5
        if draw(st.booleans()):
            body["fixed_order"] = True
    elif kind == "truth":
        body = {"type": "true_false", "correct": draw(st.booleans()), **said}
    elif kind == "number":
        answer = draw(NUMBERS)
        tolerance = draw(st.sampled_from(["0", "0.25", "5 %"]))
        body = {"type": "numeric", "answer": answer, "tolerance": tolerance, "decimals": len(answer.partition(".")[2])}
        body |= {"unit": "kPa"} if draw(st.booleans()) else {}
    elif kind == "word":
        body = {"type": "short_text", "answers": plains[:2], **said}
        body |= {"case": True} if any(text.swapcase() != text for text in plains[:2]) and draw(st.booleans()) else {}
    elif kind == "match":
        pairs = [{"left": left, "right": right} for left, right in zip(texts, plains, strict=False)]
        body = {"type": "matching", "pairs": pairs, "distractors": plains[len(texts) :], **said}
        body = {key: value for key, value in body.items() if value != []}
    elif kind == "order":
        body = {"type": "ordering", "sequence": texts, **said}
    elif kind == "cloze":
        gaps = [{"choices": plains[:3], "answer": plains[1]}, {"answer": plains[0], "accept": [plains[3]]}]
        gaps.append({"answer": draw(NUMBERS), "numeric": True, "tolerance": "0.1"})
        for gap in gaps if draw(st.booleans()) else []:
            gap["weight"] = draw(st.sampled_from([1, 2]))
        if len({gap.get("weight") for gap in gaps}) == 1:
            gaps = [{key: value for key, value in gap.items() if key != "weight"} for gap in gaps]
        body = {"type": "cloze", "gaps": gaps}
    else:
        body = {"type": "essay", "rubric": [{"points": 2, "text": texts[0]}, {"points": 1, "text": texts[1]}]}
    prompt = draw(HTML)
    prompt = f"{prompt} [[1]] a [[2]] b [[3]]" if kind == "cloze" else prompt
    extra = {"solution": texts[2]} if draw(st.booleans()) else {}
    return {"id": "q", "prompt": prompt, "format": "html", "name": "A name", **body, **extra}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies())
def test_what_is_written_reads_back_the_same(tmp_path: Path, body: dict[str, Any]) -> None:
    found, remarks = through(tmp_path, [Item("q", "o", 1, body["type"], body)])
    assert found.skipped == []
    assert dict(found.items[0].body) == body
    assert all("partly right" in remark for remark in remarks)


def sample_items() -> list[Item]:
    banks = sorted((Path(__file__).parents[2] / "server" / "content" / "sample").glob("*/banks/*.toml"))
    return [native_item(entry, bank.stem) for bank in banks for entry in tomllib.loads(bank.read_text())["item"]]


def asked(one: Item) -> Counter[str]:
    """What can be asked with this item: the words and the key of each variant."""
    drawn = [draw_item(one, number, Dice("x")) for number in offered(one)]
    shown = [words(as_html(each.prompt, each.format or "markdown")) for each in drawn]
    bare = [re.sub(r"\$|\\[()]|\s", "", text) for text in shown]
    return Counter(f"{text} {each.key.get('value', 0):.8g}" for text, each in zip(bare, drawn, strict=True))


@pytest.mark.full
def test_the_sample_banks_come_through(tmp_path: Path) -> None:
    numbers = 0
    items = sample_items()
    # Those with a table of numbers take a tenth of a second each; every third of them will do.
    varying = [one for one in items if one.body.get("given")][::3]
    for one in [*varying, *(one for one in items if not one.body.get("given"))]:
        found, remarks = through(tmp_path, [one])
        (back,) = found.items
        assert back.type == one.type
        before, after = described(one), described(back)
        if not one.body.get("given"):
            assert [(words(o["text"]), round(o["fraction"], 4)) for o in before["options"]] == [
                (words(o["text"]), round(o["fraction"], 4)) for o in after["options"]
            ]
            assert [(words(left), right) for left, right in before["pairs"]] == [
                (words(left), right) for left, right in after["pairs"]
            ]
        elif back.body.get("given"):
            assert asked(back) == asked(one), one.id
            numbers += one.type == "numeric"
        else:
            assert any("one set of its numbers" in remark for remark in remarks), one.id
    assert numbers >= 15


def test_a_row_of_numbers_is_drawn_from_the_very_table(tmp_path: Path) -> None:
    body = {
        "id": "boyle", "type": "numeric", "prompt": "{V} L of {gas} at {P} kPa become half. The *pressure*?",
        "given": {
            "row": {"rows": [{"V": "2.40", "P": "98.5"}, {"V": "3.00", "P": "101"}]}, "gas": {"choose": ["neon"]},
        },
        "answer": "P*2", "unit": "kPa", "tolerance": "1 %", "solution": "{P} × 2 = **{answer} kPa**",
        "mistakes": [{"value": "P/2", "misconception": "upside down", "feedback": "Squeezing {V} L raises it."}],
    }  # fmt: skip
    found, remarks = through(tmp_path, [Item("boyle", "o", 1, "numeric", body)])
    back = found.items[0]
    drawn = {each.prompt: each for each in (draw_item(back, n, Dice("x")) for n in offered(back))}
    one = drawn["2.40 L of neon at 98.5 kPa become half. The <em>pressure</em>?"]
    assert (len(drawn), one.key["value"], one.unit, back.body["tolerance"]) == (2, 197, "kPa", "1 %")
    assert one.solution == "98.5 × 2 = <strong>197 kPa</strong>"
    assert one.key["mistakes"][0] == {"value": 49.25, "misconception": "", "feedback": "Squeezing 2.40 L raises it."}
    assert remarks == ["QTI 2.1 does not hold: misconceptions."]


def test_categories_pictures_and_what_is_not_held(tmp_path: Path) -> None:
    picture = {"id": "p", "type": "true_false", "prompt": "![a box](media/box.svg) Full?", "correct": True}
    picture |= {"category": "Gases/Air", "hint": "Look."}
    act = {"id": "act", "type": "performance", "prompt": "Show it.", "rubric": [{"points": 1, "text": "does"}]}
    items = [Item("p", "o", 1, "true_false", picture), Item("act", "o", 1, "performance", act)]
    found, remarks = through(tmp_path, items, {"media/box.svg": b"<svg/>", "media/other.svg": b""})
    assert [(one.id, one.type, one.body["category"]) for one in found.items] == [("p", "true_false", "Gases/Air")]
    assert list(found.files.values()) == [b"<svg/>"]
    assert remarks[0] == "act: left out, because QTI 2.1 does not hold questions of the type performance."
    assert remarks[1] == "QTI 2.1 does not hold: hints."


# What others wrote.


@pytest.fixture(scope="module")
def banks() -> Path:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    data = Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "banks"
    if not (data / "EXPECTED.json").exists():
        lacking(f"question files in {data} (set CLASSROOM_TEST_DATA)")
    return data


@pytest.mark.full
def test_every_real_item_arrives_once_and_stays_itself(banks: Path, tmp_path: Path) -> None:
    expected = json.loads((banks / "EXPECTED.json").read_text())
    total, graded, same = 0, 0, 0
    for name, told in expected.items():
        if not name.startswith(("qti21/", "qti22/", "qti30/")) or not (banks / name).exists():
            continue
        found = read_qti2(banks / name, "o")
        assert len(found.items) == told["n_questions"], name
        assert len(found.skipped) == told["by_type"].get("ITEMREF", 0), name
        total += len(found.items)
        for one in found.questions:
            assert problems_of(one) == [], (name, one.id)
            if one.body.get("other"):
                assert one.body["kept"]
                continue
            graded += 1
            back = through(tmp_path, [one], found.files)[0].items[0]
            same += {**back.body, "id": "", "note": ""} == {**one.body, "id": "", "note": ""}
    print(f"{total} items, {graded} graded here, {same} the same after writing and reading")
    assert total >= 200
    assert graded >= 0.65 * total
    assert same >= 0.9 * graded


def test_to_the_letter_the_key_counts_in_each_variant_and_in_each_gap(tmp_path: Path) -> None:
    def pays(name: str, value: str) -> str:
        equal = f'<equal toleranceMode="exact"><variable identifier="{name}"/>{value}</equal>'
        more = '<sum><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></sum>'
        then = f'<setOutcomeValue identifier="SCORE">{more}</setOutcomeValue>'
        return f"<responseCondition><responseIf>{equal}{then}</responseIf></responseCondition>"

    ten = '<baseValue baseType="float">10</baseValue>'
    program = f"<responseProcessing>{pays('R1', ten)}{pays('R2', ten)}</responseProcessing>"
    text = "".join(f'<p>{n} <textEntryInteraction responseIdentifier="{n}"/> m.</p>' for n in ("R1", "R2"))
    keys = response("float", "10", name="R1") + response("float", "12.5", name="R2")
    found = read(tmp_path, keys, SCORE, f"<itemBody>{text}</itemBody>", program)
    repair, *_remarks = found.repairs
    assert [gap["answer"] for gap in found.items[0].body["gaps"]] == ["10", "10"]
    assert [gap["answer"] for gap in repair.otherwise["gaps"]] == ["10", "12.5"]

    a = '<variable identifier="a"/>'
    varied = (
        '<templateDeclaration identifier="a" cardinality="single" baseType="integer"/>',
        response("float"), SCORE,
        '<templateProcessing><setTemplateValue identifier="a"><randomInteger min="2" max="5"/></setTemplateValue>'
        f'<setCorrectResponse identifier="RESPONSE">{a}</setCorrectResponse></templateProcessing>',
        ENTRY.replace("How much?", 'Twice <printedVariable identifier="a"/>?'),
        f"<responseProcessing>{pays('RESPONSE', f'<sum>{a}{a}</sum>')}</responseProcessing>",
    )  # fmt: skip
    found = read(tmp_path, *varied)
    literal = found.repairs[0].otherwise
    assert [float(row[literal["answer"]]) for row in literal["given"]["row"]["rows"]] == [2, 3, 4, 5]
    assert problems_of(Item("x", "o", 1, "numeric", literal)) == []
    truth = choice("true", "false").replace('"A"', '"true"').replace('"B"', '"false"')
    found = read(tmp_path, response("identifier", "true", more=mapped(false=1)), SCORE, truth, MAP)
    assert (found.items[0].body["correct"], found.repairs[0].otherwise["correct"]) == (False, True)
