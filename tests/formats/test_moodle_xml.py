"""Moodle XML files as Moodle, its plugins and people's scripts write them, and ours."""

import base64
import json
import os
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needing import lacking

from server.content.pack_banks import native_item
from server.formats.described import described
from server.formats.guarded_zip import Refused
from server.formats.moodle_xml import read_moodle_xml, read_moodle_xml_text
from server.formats.moodle_xml_writing import write_moodle_xml
from server.formats.moodle_xml_writing_data import formula
from server.formats.passages import with_passage
from server.formats.questions import Questions
from server.mastery.luck import Dice
from server.mastery.values import Item
from server.mastery.variants import draw_item, offered, problems_of, variant

PNG = base64.b64encode(b"\x89PNG a very small picture").decode()


def read(questions: str) -> Questions:
    return read_moodle_xml_text(f"<quiz>\n{questions}\n</quiz>".encode(), "bank.xml", "gases-1")


def only(kind: str, inside: str, prompt: str = "How?") -> Item:
    found = read(
        f'<question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text><![CDATA[{prompt}]]></text></questiontext>{inside}</question>'
    )
    assert found.skipped == []
    assert len(found.items) == 1
    return found.items[0]


def answer(text: str, fraction: float, more: str = "", said: str = "") -> str:
    feedback = f'<feedback format="html"><text>{said}</text></feedback>' if said else ""
    return f'<answer fraction="{fraction}"><text><![CDATA[{text}]]></text>{more}{feedback}</answer>'


def data(**columns: list[str]) -> str:
    definitions = "".join(
        f"<dataset_definition><name><text>{name}</text></name><dataset_items>"
        + "".join(
            f"<dataset_item><number>{n}</number><value>{v}</value></dataset_item>" for n, v in enumerate(values, 1)
        )
        + "</dataset_items></dataset_definition>"
        for name, values in columns.items()
    )
    return f"<dataset_definitions>{definitions}</dataset_definitions>"


def test_one_choice_with_everything_around_it() -> None:
    found = read(
        """<question type="category"><category><text>$course$/top/Gases</text></category></question>
        <question type="multichoice"><name><text>Rising</text></name>
        <questiontext format="markdown"><text>Hot air **rises**</text></questiontext>
        <generalfeedback format="html"><text>Think.</text></generalfeedback><idnumber>g1.7</idnumber>
        <single>true</single><shuffleanswers>0</shuffleanswers><hidden>1</hidden>
        <incorrectfeedback format="html"><text>No.</text></incorrectfeedback>
        <answer fraction="0" format="plain_text"><text>a &lt; b</text><feedback><text>Why?</text></feedback></answer>
        <answer><text>yes</text><fraction>100</fraction></answer><answer fraction="33.33333"><text>half</text></answer>
        <hint format="html"><text>One</text></hint><hint><text>Two</text></hint>
        <tags><tag><text>heat</text></tag><tag><text>difficulty:3</text></tag></tags></question>"""
    )
    item = found.items[0]
    assert (item.id, item.type, item.tags, item.difficulty) == ("g1.7", "single_choice", ("heat",), 3)
    body = item.body
    assert (body["prompt"], body["format"], body["name"]) == ("Hot air <strong>rises</strong>", "html", "Rising")
    assert body["options"] == [
        {"text": "a &lt; b", "feedback": "Why?"},
        {"text": "yes", "correct": True},
        {"text": "half", "fraction": 0.3333333},
    ]
    assert (body["solution"], body["hint"], body["feedback"]) == ("Think.", "One<br>\nTwo", "No.")
    assert (body["category"], body["fixed_order"], body["hidden"]) == ("$course$/top/Gases", True, True)
    assert found.categories == ["$course$/top/Gases"]
    assert problems_of(item) == []


def test_several_choices_keep_what_each_is_worth() -> None:
    item = only("multichoice", "<single>false</single>" + answer("a", 50) + answer("b", 50) + answer("c", -100))
    assert item.type == "multiple_choice"
    assert [option["fraction"] for option in item.body["options"]] == [0.5, 0.5, -1.0]
    ticks = only("oumultiresponse", answer("a", 100) + answer("b", 100) + answer("c", 0))
    assert [option.get("correct", False) for option in ticks.body["options"]] == [True, True, False]


def test_a_choice_that_nobody_can_get_right_is_never_given_a_key() -> None:
    item = only("multichoice", answer("a", 0) + answer("b", 0))
    assert (item.type, item.body["other"]) == ("essay", "multichoice")
    assert "<answer" in item.body["kept"]


def test_a_best_choice_below_full_points_is_told_with_its_line() -> None:
    choices = "<single>true</single>" + answer("b", 0) + answer("a", 50)
    found = read(f'<question type="multichoice"><questiontext><text>Q</text></questiontext>{choices}</question>')
    assert found.items[0].body["options"] == [{"text": "b"}, {"text": "a", "correct": True, "fraction": 0.5}]
    assert found.repairs[0].where == "bank.xml, line 2"
    assert "50 %" in found.repairs[0].told


def test_true_and_false_with_what_is_said_to_each() -> None:
    body = only("truefalse", answer("true", 0, said="No.") + answer("false", 100, said="Yes.")).body
    assert (body["correct"], body["feedback"], body["feedback_right"]) == (False, "No.", "Yes.")


def test_words_with_capitals_stars_and_shares() -> None:
    body = only("shortanswer", "<usecase>1</usecase>" + answer("Boyle*", 100) + answer("*", 0, said="Look.")).body
    assert (body["answers"], body["case"], body["wildcards"]) == (["Boyle*"], True, True)
    assert body["credit"][1] == {"text": "*", "fraction": 0.0, "feedback": "Look."}
    star = only("shortanswer", answer(r"a\*b", 100)).body
    assert (star["answers"], "wildcards" in star) == (["a*b"], False)
    assert only("shortanswer", answer("école", 100) + answer("ecole", 50)).body["accents"] is True


def test_numbers_with_tolerances_shares_and_units() -> None:
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )
    near = "<tolerance>0.05</tolerance>"
    body = only("numerical", answer("2.5", 100, near) + answer("2.5", 50, "<tolerance>1</tolerance>") + units).body
    assert (body["answer"], body["tolerance"], body["decimals"]) == ("2.5", "0.05", 1)
    assert [entry["fraction"] for entry in body["credit"]] == [1.0, 0.5]
    assert (body["unit"], body["accept"]) == ("m", [{"unit": "cm", "times": "100"}])
    tiny = only("numerical", answer("1.6e-19", 100, "<tolerance>1e-21</tolerance>"))
    assert float(tiny.body["answer"]) == 1.6e-19
    assert problems_of(tiny) == []
    assert only("numerical", answer("about three", 100)).body["other"] == "numerical"


def test_numbers_of_old_files_and_powers_of_ten() -> None:
    old = "<answer>23<fraction>100</fraction><tolerance>2</tolerance><feedback><text>Yes.</text></feedback></answer>"
    assert only("numerical", old).body["credit"] == [
        {"value": "23", "tolerance": "2", "fraction": 1.0, "feedback": "Yes."}
    ]
    assert only("numerical", answer("6.02×10^23", 100)).body["answer"] == "6.02e+23"


def test_an_answer_between_paragraph_tags_is_typed_without_them() -> None:
    assert only("shortanswer", answer("<p>Boyle</p>", 100)).body["answers"] == ["<p>Boyle</p>", "Boyle"]
    assert only("shortanswer", answer("<p>", 100)).body["answers"] == ["<p>"]


def test_pairs_and_what_belongs_to_nothing() -> None:
    def pair(left: str, right: str) -> str:
        return f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"

    body = only("matching", pair("V", "litre") + pair("", "newton") + pair("P", "kPa")).body
    assert body["pairs"] == [{"left": "V", "right": "litre"}, {"left": "P", "right": "kPa"}]
    assert body["distractors"] == ["newton"]


def test_order_is_what_the_fraction_says() -> None:
    assert only("ordering", answer("b", 2) + answer("a", 1) + answer("c", 3)).body["sequence"] == ["a", "b", "c"]


def test_essays_keep_template_rubric_and_upload() -> None:
    body = only(
        "essay",
        "<defaultgrade>3.0</defaultgrade><graderinfo format='html'><text><![CDATA[Model.<ul><li>(1) names it</li>"
        "<li>(2) says why</li></ul>]]></text></graderinfo><attachments>1</attachments>"
        "<responsetemplate><text>I think</text></responsetemplate>",
    ).body
    assert body["rubric"] == [{"points": 1, "text": "names it"}, {"points": 2, "text": "says why"}]
    assert (body["solution"], body["template"], body["upload"]) == ("Model.", "I think", True)


def test_rows_of_data_are_kept_and_formulas_worked_out() -> None:
    grown = "<tolerance>0.01</tolerance><tolerancetype>1</tolerancetype><correctanswerformat>1</correctanswerformat>"
    item = only(
        "calculated",
        answer("{a}*pow({b},2)+pi()*0", 100, grown + "<correctanswerlength>1</correctanswerlength>")
        + answer("{a}*{b}", 0, grown, "Square it.")
        + data(a=["1.5", "2.0", "9"], b=["4", "5"])
        + "<generalfeedback><text>{={a}*pow({b},2)+pi()*0} is {={a}+1}</text></generalfeedback>",
        "With {a} and {b}, ten times {={a}*10}?",
    )
    rows = item.body["given"]["row"]["rows"]
    assert [(row["a"], row["b"]) for row in rows] == [("1.5", "4"), ("2.0", "5")]
    assert problems_of(item) == []
    drawn = draw_item(item, 0, Dice("x"))
    row = variant(item, 0).numbers
    assert drawn.key["value"] == pytest.approx(row["a"] * row["b"] ** 2)
    assert drawn.prompt == f"With {drawn.values['a']} and {drawn.values['b']}, ten times {row['a'] * 10:g}?"
    assert drawn.solution == f"{drawn.key['shown']} is {row['a'] + 1:g}"
    assert item.body["tolerance"] == "1 %"
    assert item.body["credit"][1]["value"] == "a*b"


def test_a_formula_we_cannot_work_out_is_never_guessed() -> None:
    for beyond in ("bindec({a})", "{a}^2", "{a}>1?2:3", "{c}+1", "__import__(1)", ""):
        item = only("calculated", answer(beyond, 100) + data(a=["1"]))
        assert item.body.get("other") == "calculated", beyond
    assert only("calculated", answer("{a}", 100)).body["other"] == "calculated"
    assert len(only("calculated", answer("1/{a}", 100) + data(a=["0", "2"])).body["given"]["row"]["rows"]) == 1


def test_choices_with_formulas_and_names_that_mean_something_here() -> None:
    length = "<correctanswerformat>1</correctanswerformat><correctanswerlength>2</correctanswerlength>"
    item = only(
        "calculatedmulti",
        "<single>1</single>" + answer("{={max}*2}", 100, length) + answer("{={max}/2} m", 0, length)
        + data(max=["3", "4"]), "Twice {max}?",
    )  # fmt: skip
    assert problems_of(item) == []
    drawn = draw_item(item, 0, Dice("x"))
    twice = float(variant(item, 0).values["max_"]) * 2
    assert f"{twice:.2f}" in drawn.options
    assert drawn.prompt == f"Twice {twice / 2:g}?"


def test_varnumeric_keeps_its_variants() -> None:
    def variable(name: str, *values: str) -> str:
        listed = "".join(
            f"<variant><variantno>{n}</variantno><value>{v}</value></variant>" for n, v in enumerate(values)
        )
        return f"<var><nameorassignment>{name}</nameorassignment>{listed}</var>"

    inside = answer("c", 100, "<sigfigs>2</sigfigs><error>5%</error>") + variable("a", "2", "3")
    item = only("varnumericset", inside + variable("c = a * 2", "4", "6"), "Twice [[a]]?")
    assert item.body["given"]["row"]["rows"] == [{"a": "2", "c": "4"}, {"a": "3", "c": "6"}]
    assert (item.body["answer"], item.body["tolerance"], item.body["prompt"]) == ("c", "5 %", "Twice {a}?")
    assert problems_of(item) == []


def gaps(prompt: str) -> tuple[str, list[dict[str, Any]]]:
    item = only("cloze", "", prompt)
    assert item.type == "cloze", item.body
    assert problems_of(item) == []
    return item.body["prompt"], item.body["gaps"]


def test_gaps_of_every_kind() -> None:
    prompt, found = gaps(
        r"Air {1:MCV:=rises#Yes.~sinks} at {2:NM:=3,5:0,1~%50%4:1#Nearly.} with {:SAC:=kPa~=Pa} in \(\frac{1}{2}\)"
        r" or {1:MW:%100%a\}b \~ c&amp;d}."
    )
    assert prompt == r"Air [[1]] at [[2]] with [[3]] in \(\frac{1}{2}\) or [[4]]."
    assert found[0]["choices"] == ["rises", "sinks"]
    assert found[0]["credit"][0] == {"text": "rises", "fraction": 1.0, "feedback": "Yes."}
    assert (found[1]["answer"], found[1]["tolerance"], found[1]["weight"]) == ("3.5", "0.1", 2)
    assert found[1]["credit"][1] == {"text": "4", "fraction": 0.5, "feedback": "Nearly.", "tolerance": "1"}
    assert found[2] == {"answer": "kPa", "accept": ["Pa"], "case": True}
    assert found[3] == {"answer": "a}b ~ c&d"}


def test_a_list_to_tick_becomes_lines_to_tick_and_is_told() -> None:
    found = read('<question type="cloze"><questiontext><text>Noble: {1:MR:%50%neon~%50%argon~oxygen}</text>'
                 "</questiontext></question>")  # fmt: skip
    assert [gap["answer"] for gap in found.items[0].body["gaps"]] == ["☑", "☑", "☐"]
    assert "[[3]] oxygen" in found.items[0].body["prompt"]
    assert len(found.repairs) == 1


@pytest.mark.parametrize("text", ["{1:MC}", "{1:MC:a~b}", "{3:NUMERICAL:=zero}", "{1:NM:=*}"])
def test_a_gap_without_a_key_is_kept_for_the_teacher(text: str) -> None:
    assert only("cloze", "", f"Choose {text}").body["other"] == "cloze"


def test_gaps_written_otherwise_give_no_answer_away() -> None:
    prompt, found = gaps("{1:shortanswer:=a}, {1:MC:=H<sub>2</sub>O~CO<sub>2</sub>}, {1:NM:=%100%3,5:0,1}")
    assert prompt == "[[1]], [[2]], [[3]]"
    assert (found[0]["answer"], found[1]["choices"], found[2]["answer"]) == ("a", ["H₂O", "CO₂"], "3.5")


def test_words_to_select_drag_and_fill() -> None:
    def option(name: str, text: str, group: int) -> str:
        return f"<{name}><text>{text}</text><group>{group}</group></{name}>"

    listed = [("cat", 1), ("mat", 2), ("dog", 1)]
    inside = "".join(option("selectoption", text, group) for text, group in listed)
    body = only("gapselect", inside, "The [[3]] on the [[2]].").body
    assert body["prompt"] == "The [[1]] on the [[2]]."
    assert body["gaps"] == [{"choices": ["cat", "dog"], "answer": "dog"}, {"choices": ["mat"], "answer": "mat"}]
    dragged = "".join(option("dragbox", f"<![CDATA[<b>{t}</b>]]>", group) for t, group in listed)
    assert only("ddwtos", dragged, "The [[1]].").body["gaps"] == [{"choices": ["cat", "dog"], "answer": "cat"}]
    assert only("gapselect", inside, "The [[9]].").body["other"] == "gapselect"
    filled = "<delimitchars>[]</delimitchars><answerdisplay>dropdown</answerdisplay>" + answer("fox", 0)
    assert only("gapfill", filled, "A [cat|dog].").body["gaps"] == [
        {"choices": ["cat", "dog", "fox"], "answer": "cat", "accept": ["dog"]}
    ]


def test_what_no_screen_can_grade_is_kept_whole_with_its_files() -> None:
    found = read(
        '<question type="ddmarker"><name><text>Map</text></name><questiontext><text>Where?</text></questiontext>'
        f'<defaultgrade>2</defaultgrade><file name="map.png" encoding="base64">{PNG}</file></question>'
    )
    item = found.items[0]
    assert (item.type, item.body["other"], item.body["rubric"][0]["points"]) == ("essay", "ddmarker", 2)
    assert found.counts_by_type == {"other": 1}
    assert problems_of(item) == []
    written, remarks = write_moodle_xml(found.items, found.files)
    assert remarks == []
    assert PNG in written
    again = read_moodle_xml_text(written.encode(), "bank.xml", "gases-1")
    assert again.items[0].body["prompt"] == "Where?"
    assert again.files == found.files


def test_pictures_are_taken_out_and_pointed_to() -> None:
    found = read(
        '<question type="essay"><questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a/a%20b.png?x=1">'
        f'<img src="@@PLUGINFILE@@/gone.png"><img src="data:image/png;base64,{PNG}">]]></text>'
        f'<file name="a b.png" path="/a/" encoding="base64">{PNG}</file></questiontext></question>'
    )
    prompt = found.items[0].body["prompt"]
    assert len(found.files) == 2
    for key, held in found.files.items():
        assert f'<img src="{key}">' in prompt
        assert held.startswith(b"\x89PNG")
    assert any("gone.png" in warning for warning in found.warnings)


def test_files_of_questions_without_a_root_and_with_slips() -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<question type=essay><questiontext><text>Café & co<text>'
        "</questiontext></question>\n"
        '<question type="description"><questiontext><text>Look</text></questiontext></question>'
    )
    found = read_moodle_xml_text(text.encode("latin-1"), "old.xml", "o")
    assert [item.type for item in found.items] == ["essay", "description"]
    assert found.items[0].body["prompt"] == "Café & co"
    assert any(warning.startswith("old.xml, line 2:") for warning in found.warnings)


def test_a_missing_closing_tag_loses_no_question_and_no_gap_setting_becomes_one() -> None:
    found = read(
        '<question type="essay"><questiontext><text>A</text></questiontext>\n<gapsetting><question>31</question>'
        '</gapsetting><question type="essay"><questiontext><text>B</text></questiontext></question>'
    )
    assert [item.body["prompt"] for item in found.items] == ["A", "B"]
    nested = '<question type="essay"><questiontext><text>C</text></questiontext></question>'
    assert only("combined", f"<subquestions>{nested}</subquestions>").body["other"] == "combined"


def test_a_question_without_words_is_skipped_by_its_line() -> None:
    found = read('<question type="essay"><questiontext><text> </text></questiontext></question>')
    assert [(skip.where, skip.why) for skip in found.skipped] == [
        ("bank.xml, line 2", "It has neither a text nor a name.")
    ]


def test_ids_are_unique_and_stay() -> None:
    one = '<question type="essay"><name><text>Q</text></name><questiontext><text>{}</text></questiontext>{}</question>'
    listed = one.format("a", "") + one.format("b", "") + one.format("c", "<idnumber>k 1</idnumber>") * 2
    ids = [item.id for item in read(listed).items]
    assert len(set(ids)) == 4
    assert ids[2:] == ["k-1", "k-1-2"]
    assert [item.id for item in read(listed).items] == ids


# Native items out and in again.

SIGNS = "ab é<&>{}~#=\\*[]%$'\"/:"
PLAIN = st.text(SIGNS, min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)
TEXT = st.text(SIGNS + "\n", min_size=1, max_size=20).map(str.strip).filter(bool)
SHARE = st.sampled_from([1.0, 0.5, 0.3333333, 0.0])
NUMBER = st.decimals(min_value=-10000, max_value=10000, places=2).map(lambda n: f"{n:f}")
NEAR = st.sampled_from(["0", "0.5", "0.01"])


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


def entry(text: st.SearchStrategy[str], *more: tuple[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"text": text, **dict(more)}, optional={"feedback": TEXT})


def unlike(strategy: st.SearchStrategy[Any], least: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=least, max_size=4, unique_by=lambda e: e["text"] if isinstance(e, dict) else e)


def one_right(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**option, "correct": True} if place == 0 else option for place, option in enumerate(options)]


def weighted(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**option, "correct": True, "fraction": round(1 / len(options), 7)} for option in options]


def credited(entries: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [{**entries[0], "fraction": 1.0}, *entries[1:]]


def short(entries: list[dict[str, Any]]) -> dict[str, Any]:
    credit = credited(entries, "text")
    right = [each["text"] for each in credit if each["fraction"] == 1]
    return {"answers": right} | ({"credit": credit} if len(right) < len(credit) or "feedback" in str(credit) else {})


def gap(texts: list[str], kind: str) -> dict[str, Any]:
    if kind == "choice":
        return {"choices": texts, "answer": texts[-1]}
    if kind == "number":
        return {"answer": "-2.5", "numeric": True, "tolerance": "0.1", "weight": 3}
    if kind == "credit":
        credit = [{"text": text, "fraction": 1.0 if text == texts[0] else 0.5, "feedback": "Hm."} for text in texts]
        return {"answer": texts[0], "credit": credit}
    more = {"accept": texts[1:]} if texts[1:] else {}
    return {"answer": texts[0], **more, **({"case": True} if kind == "C" else {})}


def clozed(found: list[dict[str, Any]], words: list[str]) -> dict[str, Any]:
    return {"prompt": " ".join(f"{w} [[{n}]]" for n, w in enumerate(words[: len(found)], 1)), "gaps": found}


LINE = st.fixed_dictionaries({"points": st.integers(1, 4), "text": st.sampled_from(["says why", "(1) x", "é & co"])})
GAPS = ["choice", "C", "", "number", "credit"]
BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": st.builds(lambda o: {"options": one_right(o)}, unlike(entry(TEXT), 2)),
    "multiple_choice": st.builds(
        lambda o, w: {"options": weighted(o) if w else one_right(o)}, unlike(entry(TEXT), 2), st.booleans()
    ),
    "true_false": st.builds(
        lambda c, more: {"correct": c, **more}, st.booleans(), some(feedback=TEXT, feedback_right=TEXT)
    ),
    "short_text": st.builds(
        lambda e, more: {**short(e), **more}, unlike(entry(PLAIN, ("fraction", SHARE)), 1), some(case=st.just(True))
    ),
    "matching": st.builds(
        lambda p, d: {"pairs": p, **({"distractors": d} if d else {})},
        st.lists(st.fixed_dictionaries({"left": TEXT, "right": PLAIN}), min_size=2, max_size=3),
        st.lists(PLAIN, max_size=2),
    ),
    "ordering": st.builds(lambda texts: {"sequence": texts}, unlike(TEXT, 2)),
    "essay": st.builds(
        lambda rubric, more: {"rubric": rubric, **more},
        st.lists(LINE, min_size=1, max_size=3),
        some(template=TEXT, upload=st.just(True)),
    ),
    "cloze": st.builds(
        clozed,
        st.lists(st.builds(gap, unlike(PLAIN, 1), st.sampled_from(GAPS)), min_size=1, max_size=3),
        st.just(["one", "two", "three"]),
    ),
    "description": st.just({}),
}


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("kind", BODIES)
@given(st.data())
def test_what_is_written_reads_back_the_same(kind: str, data: st.DataObject) -> None:
    said = {} if kind == "true_false" else {"feedback": TEXT, "feedback_right": TEXT}
    around = data.draw(
        some(solution=TEXT, hint=TEXT, difficulty=st.integers(1, 3), nice=st.just(True), use=st.just("both"), **said)
    )
    body: dict[str, Any] = {"id": "i-1", "type": kind, "prompt": data.draw(TEXT), "format": "html"}
    body |= {**data.draw(BODIES[kind]), **around}
    tags = data.draw(st.sampled_from([(), ("gas", "heat")]))
    body |= {"tags": list(tags)} if tags else {}
    level, nice, use = body.get("difficulty", 2), body.get("nice", False), body.get("use", "test")
    item = Item("i-1", "o", 1, kind, body, level, nice, use, tags)
    text, remarks = write_moodle_xml([item], {})
    found = read_moodle_xml_text(text.encode(), "bank.xml", "o")
    assert found.items == [item]
    assert (remarks, found.warnings, found.repairs) == ([], [], [])


def test_markdown_stays_markdown_with_its_formulas() -> None:
    prompt = "**Why** is $P_1 V_1 = \\frac{a}{b}$ for \\$5?\n\n$$x^2$$"
    body = {"id": "m", "type": "single_choice", "prompt": prompt, "options": [{"text": "_a_"}, {"text": "b"}]}
    body["options"][1]["correct"] = True  # type: ignore[index]
    item = Item("m", "o", 1, "single_choice", body)
    text, _ = write_moodle_xml([item], {})
    assert r"\\(P_1 V_1 = \frac{a}{b}\\) for $5" in text
    assert read_moodle_xml_text(text.encode(), "b", "o").items == [item]


@given(st.lists(st.tuples(NUMBER, NEAR, SHARE), min_size=1, max_size=3), st.booleans())
def test_numbers_read_back_the_same(entries: list[tuple[str, str, float]], unit: bool) -> None:
    credit = [{"value": v, "tolerance": t, "fraction": f} for v, t, f in entries]
    credit[0]["fraction"] = 1.0
    first = credit[0]
    body = {"id": "n", "type": "numeric", "prompt": "Q", "format": "html", "answer": first["value"]}
    body["tolerance"] = first["tolerance"]
    body |= {"unit": "m", "accept": [{"unit": "cm", "times": "100"}]} if unit else {}
    body |= {"credit": credit} if len(credit) > 1 else {}
    text, _ = write_moodle_xml([Item("n", "o", 1, "numeric", body)], {})
    back = dict(read_moodle_xml_text(text.encode(), "b", "o").items[0].body)
    assert back.pop("decimals") in (0, 1, 2)
    assert back == body


SAMPLES = sorted((Path(__file__).parents[2] / "server" / "content" / "sample").glob("*/banks/*.toml"))
NOT_HELD = {"misconception", "mistakes", "mistake_gap", "figures", "decimals", "credit", "passage", "marks", "why"}


def held(value: Any) -> Any:
    """What of an item Moodle has a place for, with the space around texts gone."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: held(inner) for key, inner in value.items() if key not in NOT_HELD}
    return [held(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.stem in ("gases-1", "source-1") else pytest.mark.full, id=path.stem)
        for path in SAMPLES
    ],
)
def test_the_sample_banks_go_out_and_in(path: Path) -> None:
    items = [native_item(table, "o") for table in tomllib.loads(path.read_text())["item"]]
    text, remarks = write_moodle_xml(items, {})
    found = read_moodle_xml_text(text.encode(), "bank.xml", "o")
    assert [(item.id, item.type) for item in found.items] == [(item.id, item.type) for item in items]
    assert (found.skipped, found.repairs) == ([], [])
    for item, back in zip(items, found.items, strict=True):
        assert problems_of(back) == [], item.id
        if not item.body.get("given"):
            pictured = item.body.get("picture", "")
            kept = {key: value for key, value in with_passage(item).body.items() if not key.startswith("picture")}
            back_body = {**back.body, **({"prompt": kept["prompt"]} if pictured else {})}
            back_body = {k: v for k, v in back_body.items() if k != "name" or not pictured}
            assert held(back_body) == held(kept), item.id
        elif item.type == "numeric" and back.body.get("given"):
            same_variants(item, back)
        elif item.type == "numeric":
            assert any(remark.startswith(f"{item.id}: its numbers vary") for remark in remarks)


def same_variants(item: Item, back: Item) -> None:
    """Each row that came back asks for the same number, within the same tolerance, as the variant it was made of."""
    names = back.body["given"]["row"]["rows"][0]
    by_values = {}
    for number in offered(item):
        drawn = draw_item(item, number, Dice("x"))
        by_values[tuple(drawn.values[name] for name in names if name in drawn.values)] = drawn
    for number in offered(back):
        drawn = draw_item(back, number, Dice("x"))
        asked = by_values[tuple(drawn.values[name] for name in names if not name.startswith("result_"))]
        assert drawn.key["value"] == pytest.approx(asked.key["value"], rel=1e-9)
        assert drawn.key["tolerance"] == pytest.approx(asked.key["tolerance"], rel=1e-6)
        assert (drawn.key["shown"], drawn.solution.strip()) == (asked.key["shown"], asked.solution.strip())


def test_writing_says_what_moodle_cannot_hold() -> None:
    def item(kind: str, **body: Any) -> Item:
        return Item(kind, "o", 1, kind, {"id": kind, "type": kind, "prompt": "Q {g}", **body})

    gas = {"g": {"choose": ["neon", "argon"]}}
    text, remarks = write_moodle_xml(
        [
            item("numeric", given={"g": {"from": 1, "to": 3, "step": 1}}, answer="g % 2 + 1"),
            item("short_text", given=gas, answers=["{g}"], misconception="mixes them up"),
            item("performance", rubric=[{"points": 1, "text": "does it"}]),
            item("true_false"),
        ],
        {},
    )
    assert text.count("<question ") == 2
    named = [remark.partition(":")[0] for remark in remarks[:4]]
    assert named == ["numeric", "short_text", "performance", "true_false"]
    assert "Moodle's formulas" in remarks[0]
    assert remarks[-1] == "Moodle XML does not hold: misconceptions."
    back = read_moodle_xml_text(text.encode(), "b", "o").items
    assert back[1].body["prompt"] in ("Q neon", "Q argon")
    assert back[1].body["answers"] == [back[1].body["prompt"].removeprefix("Q ")]


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("P1*V1/V2", "{P1}*{V1}/{V2}"),
        ("a-(b-c)/(d*2)", "{a}-({b}-{c})/({d}*2)"),
        ("-a**2+sqrt(b)", "(-pow({a},2))+sqrt({b})"),
    ],
)
def test_expressions_as_moodle_writes_them(expression: str, written: str) -> None:
    assert formula(expression) == written


def test_pictures_are_written_into_the_file() -> None:
    held_files = {"media/b.png": b"one", "media/c/d.svg": b"two"}
    prompt = 'See <img src="media/b.png"> and <img src="media/c/d.svg"> and <img src="media/no.png">'
    body = {"id": "p", "type": "essay", "prompt": prompt, "format": "html", "rubric": [{"points": 1, "text": "x"}]}
    text, remarks = write_moodle_xml([Item("p", "o", 1, "essay", body)], held_files)
    assert sorted(read_moodle_xml_text(text.encode(), "b", "o").files.values()) == [b"one", b"two"]
    assert remarks == ["p: the picture media/no.png is not there."]


# Whatever comes.

WHOLE = write_moodle_xml(
    [
        Item("a", "o", 1, "cloze", {"prompt": "x [[1]]", "gaps": [{"choices": ["a", "b"], "answer": "a"}]}),
        Item("b", "o", 1, "numeric", {"prompt": "{a}", "given": {"r": {"rows": [{"a": "1"}]}}, "answer": "a*2"}),
        Item("c", "o", 1, "matching", {"prompt": "m", "pairs": [{"left": "a", "right": "b"}] * 2}),
    ],
    {},
)[0].encode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 40), st.binary(max_size=6)), max_size=4))
def test_damaged_files_end_in_questions_or_a_sentence(cuts: list[tuple[int, int, bytes]]) -> None:
    damaged = WHOLE
    for place, length, put in cuts:
        damaged = damaged[:place] + put + damaged[place + length :]
    try:
        found = read_moodle_xml_text(damaged, "bank.xml", "o")
    except Refused as reason:
        assert "bank.xml" in str(reason)
        return
    for item in found.items:
        described(item)
        problems_of(item)
    write_moodle_xml(found.items, found.files)


@pytest.mark.full
@pytest.mark.parametrize(
    "piece", ["{1:SA:", "{1:MC:a~", "{={", "- (1) x\n", "[[1]]", "@@PLUGINFILE@@/", "data:image/png;base64,"]
)
@pytest.mark.parametrize("kind", ["cloze", "essay", "calculated", "gapfill"])
def test_hostile_repetition_costs_no_time(kind: str, piece: str) -> None:
    text = f"<![CDATA[{piece * (200_000 // len(piece))}]]>"
    info = f'<graderinfo format="html"><text>{text}</text></graderinfo>' + answer("{a}", 100) + data(a=["1"])
    started = os.times().user
    read(f'<question type="{kind}"><questiontext format="html"><text>{text}</text></questiontext>{info}</question>')
    assert os.times().user - started < 5


# What others wrote: real files, and how many questions of which type they hold.

OURS = {
    "truefalse": "true_false", "shortanswer": "short_text", "numerical": "numeric", "matching": "matching",
    "pairmatching": "matching", "cloze": "cloze", "gapselect": "cloze", "ddwtos": "cloze", "gapfill": "cloze",
    "calculated": "numeric", "calculatedsimple": "numeric", "varnumeric": "numeric", "multichoice": "choice",
    "calculatedmulti": "choice", "oumultiresponse": "choice", "essay": "essay", "description": "description",
    "ordering": "ordering",
}  # fmt: skip


def banks() -> Path:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "banks"
    if not (folder / "EXPECTED.json").exists():
        lacking(f"question files in {folder} (set CLASSROOM_TEST_DATA)")
    return folder


def test_real_files_keep_every_question_and_its_type() -> None:
    folder = banks()
    expected = json.loads((folder / "EXPECTED.json").read_text())
    total = alike = 0
    for path in sorted((folder / "moodle_xml").iterdir()):
        told = expected[f"moodle_xml/{path.name}"]
        found = read_moodle_xml(path, "o")
        assert found.skipped == [], path.name
        wanted = Counter[str]()
        for kind, count in told["by_type"].items():
            # What has no type is no question but a number in a setting; the parts of a combined one are no questions.
            if kind not in ("category", "?") and ("combined" not in told["by_type"] or kind == "combined"):
                wanted[OURS.get(kind, "other")] += count
        counts = Counter(found.counts_by_type)
        types = Counter("choice" if kind.endswith("_choice") else kind for kind in counts.elements())
        total += sum(wanted.values())
        alike += (wanted & types).total()
        if "?" not in told["by_type"]:
            assert len(found.items) == wanted.total(), path.name
        unlike_it = (types - wanted).total()
        doubts = sum("by hand" in warning for warning in found.warnings) + len(found.repairs)
        assert unlike_it <= doubts or told.get("problems"), path.name
        for item in found.items:
            described(item)
    print(f"{total} questions, {alike} of the type expected")
    assert total >= 420
    assert alike >= total - 4


def undone(found: Questions) -> dict[str, Any]:
    """What all repairs of the only question would make of it."""
    assert len({json.dumps(dict(repair.otherwise), sort_keys=True) for repair in found.repairs}) == 1
    return dict(found.repairs[0].otherwise)


def test_a_doubt_about_what_the_file_says_leaves_nothing_to_undo() -> None:
    half = f"<questiontext><text>Q</text></questiontext>{answer('a', 50)}"
    found = read(f'<question type="shortanswer">{half}</question>')
    assert undone(found) == found.items[0].body


def test_what_was_mended_can_be_read_to_the_letter() -> None:
    typed = answer("<p>Boyle</p>", 100, said="Yes.") + answer("gas", 50)
    found = read(f'<question type="shortanswer"><questiontext><text>Who?</text></questiontext>{typed}</question>')
    assert found.items[0].body["answers"] == ["<p>Boyle</p>", "Boyle"]
    assert (undone(found)["answers"], len(undone(found)["credit"])) == (["<p>Boyle</p>"], 2)
    assert problems_of(replace(found.items[0], body=undone(found))) == []
    found = read('<question type="cloze"><questiontext><text>{1:mc:a~=b} {1:SA:=c}</text></questiontext></question>')
    assert len(found.items[0].body["gaps"]) == 2
    assert (undone(found)["prompt"], undone(found)["gaps"]) == ("{1:mc:a~=b} [[1]]", [{"answer": "c"}])


@pytest.mark.parametrize(
    "question",
    [
        f'<question type="multichoice"><questiontext><text>Q</text></questiontext>{answer("a", 50)}{answer("b", 0)}'
        f"{answer('', 0)}</question>",
        f"<question><questiontext><text>Q</text></questiontext>{answer('a', 100)}</question>",
        '<question type="cloze"><questiontext><text>{1:sa:=a}</text></questiontext></question>',
    ],
)
def test_what_is_no_question_to_the_letter_would_be_left_out(question: str) -> None:
    found = read(question)
    assert found.items[0].type != "essay"
    assert undone(found) == {}
