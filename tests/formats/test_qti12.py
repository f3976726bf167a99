"""Questions in QTI 1.2, in the dialects of those who write it: small files of our own, and a folder of real ones."""

from __future__ import annotations

import json
import os
import time
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.formats.described import described
from server.formats.guarded_zip import Refused
from server.formats.qti12 import read_qti12
from server.formats.questions import Questions
from server.mastery.givens import variant
from server.mastery.proofing import problems_of
from server.mastery.values import Item
from tests.needing import lacking


def quiz(*items: str, title: str = "Air", ident: str = "quiz-1") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><questestinterop><assessment ident="{ident}" title="{title}">'
        f'<section ident="root_section">{"".join(items)}</section></assessment></questestinterop>'
    )


def item(shown: str, rules: str = "", kind: str = "", more: str = "", **about: str) -> str:
    fields = {"question_type": f"{kind}_question", **about} if kind else about
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in fields.items()
    )
    return (
        f'<item ident="q1" title="Question"><itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>'
        f"<presentation>{shown}</presentation><resprocessing><outcomes>"
        f'<decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>{rules}</resprocessing>{more}</item>'
    )


def text(words: str, kind: str = "html") -> str:
    return f'<material><mattext texttype="text/{kind}">{escape(words)}</mattext></material>'


def choose(*labels: tuple[str, str], ident: str = "r1", many: str = "Single", left: str = "") -> str:
    texts = [(name, text(words, "plain")) for name, words in labels]
    listed = "".join(f'<response_label ident="{name}">{shown}</response_label>' for name, shown in texts)
    own = text(left, "plain") if left else ""
    shown = f"{own}<render_choice>{listed}</render_choice>"
    return f'<response_lid ident="{ident}" rcardinality="{many}">{shown}</response_lid>'


def typed(ident: str = "r1", pattern: str = "String") -> str:
    return f'<response_str ident="{ident}"><render_fib fibtype="{pattern}"/></response_str>'


def equal(value: str, ident: str = "r1", more: str = "") -> str:
    return f'<varequal respident="{ident}"{more}>{escape(value)}</varequal>'


def rule(test: str, points: str = "100", action: str = "Set", comment: str = "", more: str = "") -> str:
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{comment}"/>' if comment else ""
    scored = f'<setvar varname="SCORE" action="{action}">{points}</setvar>' if points else ""
    return f"<respcondition{more}><conditionvar>{test}</conditionvar>{scored}{shown}</respcondition>"


def comment(ident: str, words: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{text(words)}</flow_mat></itemfeedback>'


def read(tmp_path: Path, content: str | bytes, name: str = "quiz.xml") -> Questions:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_qti12(path, "gases-1")


def only(tmp_path: Path, element: str) -> Item:
    questions = read(tmp_path, quiz(element))
    assert questions.skipped == []
    assert len(questions.items) == 1
    one = questions.items[0]
    assert one.type == "description" or problems_of(one) == []
    return one


def packed(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    path = tmp_path / "package.imscc"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


AB = choose(("a", "air"), ("b", "water"))


def test_a_response_extension_is_no_place_to_answer(tmp_path: Path) -> None:
    one = only(tmp_path, item(text("What?") + "<response_extension/>" + AB, rule(equal("b"))))
    assert (one.type, [option.get("correct", False) for option in one.body["options"]]) == (
        "single_choice",
        [False, True],
    )


def test_conditions_may_name_the_label_instead_of_the_place(tmp_path: Path) -> None:
    blank = '<response_str ident="s"><render_fib><response_label ident="s_ANS"/></render_fib></response_str>'
    one = only(tmp_path, item(text("Who?") + blank, rule(equal("Boyle", "s_ANS")), qmd_questiontype="Short Answer"))
    assert one.body["answers"] == ["Boyle"]
    order = choose(("x", "gas"), ("y", "solid"), ("z", "liquid"), ident="g", many="Ordered")
    rules = "".join(rule(equal(place, label), "1", "Add") for place, label in (("3", "x"), ("1", "y"), ("2", "z")))
    one = only(tmp_path, item(text("Order?") + order, rules, qmd_questiontype="Ordering"))
    assert one.body["sequence"] == ["solid", "liquid", "gas"]


def test_an_order_with_a_condition_for_each_place(tmp_path: Path) -> None:
    order = choose(("0", "gas"), ("1", "solid"), ident="OQT", many="Ordered")
    rules = rule(equal("1", "OQT", ' index="0"'), "1", "Add") + rule(equal("0", "OQT", ' index="1"'), "1", "Add")
    assert only(tmp_path, item(text("Order?") + order, rules)).body["sequence"] == ["solid", "gas"]


def test_pairs_within_one_place(tmp_path: Path) -> None:
    grp = choose(("A", "ice"), ("B", "steam"), ("X", "solid"), ("Y", "gas"), ("Z", "liquid"), ident="m")
    grp = grp.replace("response_lid", "response_grp")
    rules = "".join(
        rule(f'<varsubset respident="m">{pair}</varsubset>', "5", "Add") for pair in ("A,X", "B,Y")
    )
    one = only(tmp_path, item(text("Match.") + grp, rules, qmd_itemtype="Matching"))
    assert described(one)["pairs"] == [["ice", "solid"], ["steam", "gas"], ["", "liquid"]]


def test_one_right_answer_with_comments_and_general_feedback(tmp_path: Path) -> None:
    rules = (
        rule("<other/>", "", comment="general_fb", more=' continue="Yes"')
        + rule(equal("a"), "", comment="a_fb", more=' continue="Yes"')
        + rule(equal("b"), comment="correct_fb")
    )
    comments = comment("general_fb", "Think of <b>bubbles</b>.") + comment("a_fb", "Too thin.") + comment(
        "correct_fb", "Yes!"
    )
    one = only(tmp_path, item(text("What is <em>wet</em>?"), rules, "multiple_choice", comments).replace(
        "</presentation>", f"{AB}</presentation>"
    ))
    assert one.type == "single_choice"
    assert one.body["prompt"] == "What is <em>wet</em>?"
    assert one.body["options"] == [
        {"text": "air", "feedback": "Too thin."}, {"text": "water", "correct": True, "feedback": "Yes!"},
    ]  # fmt: skip
    assert one.body["solution"] == "Think of <b>bubbles</b>."
    assert one.body["category"] == "Air"


THREE = choose(("a", "iron"), ("b", "neon"), ("c", "argon"), many="Multiple")


def test_ticks_as_one_condition_and_as_shares(tmp_path: Path) -> None:
    whole = rule(f"<and><not>{equal('a')}</not>{equal('b')}{equal('c')}</and>")
    one = only(tmp_path, item(text("Gases?") + THREE, whole, "multiple_answers"))
    assert one.type == "multiple_choice"
    assert [option.get("correct", False) for option in one.body["options"]] == [False, True, True]
    assert not any("fraction" in option for option in one.body["options"])
    shares = rule(equal("a"), "-25", "Add") + rule(equal("b"), "60", "Add") + rule(equal("c"), "40", "Add")
    two = only(tmp_path, item(text("Gases?") + THREE, shares))
    assert [option.get("fraction") for option in two.body["options"]] == [-0.25, 0.6, 0.4]
    assert [option["fraction"] for option in described(two)["options"]] == [-0.25, 0.6, 0.4]


def test_parts_of_the_points_and_two_answers_worth_all(tmp_path: Path) -> None:
    half = rule(equal("a"), "10") + rule(equal("b"), "5")
    one = only(tmp_path, item(text("Q?") + AB, half))
    assert (one.type, one.body["options"][1].get("fraction")) == ("single_choice", 0.5)
    abc = choose(("a", "x"), ("b", "y"), ("c", "z"))
    both = read(tmp_path, quiz(item(text("Q?") + abc, rule(equal("a")) + rule(equal("b")))))
    assert both.items[0].type == "multiple_choice"
    assert [option["fraction"] for option in both.items[0].body["options"]] == [1.0, 1.0, -1.0]
    assert both.repairs[0].otherwise["type"] == "single_choice"
    assert problems_of(both.items[0]) == []


def test_a_key_that_earns_nothing_is_found_where_the_file_marks_it_and_told(tmp_path: Path) -> None:
    marked = rule(equal("a"), "0") + rule(equal("b"), "0", more=' correctanswer="Yes"')
    questions = read(tmp_path, quiz(item(text("Q?") + AB, marked)))
    assert [option.get("correct", False) for option in questions.items[0].body["options"]] == [False, True]
    assert "quiz.xml, line 1" in questions.repairs[0].where
    lost = read(tmp_path, quiz(item(text("Q?") + AB, "", "multiple_choice")))
    assert lost.counts_by_type == {"other": 1}
    assert "water" in lost.items[0].body["prompt"]
    assert "<response_label" in lost.items[0].body["kept"]
    assert "right" in lost.repairs[0].found


def test_true_or_false_in_three_dialects(tmp_path: Path) -> None:
    labels = choose(("t", "True"), ("f", "False"))
    comments = comment("t_fb", "No, it is not.") + comment("f_fb", "Right.")
    canvas = only(tmp_path, item(text("Ice sinks.") + labels, rule(equal("f")), "true_false", comments))
    assert canvas.body["correct"] is False
    assert (canvas.body["feedback"], canvas.body["feedback_right"]) == ("No, it is not.", "Right.")
    cartridge = only(tmp_path, item(text("Ice floats.") + labels, rule(equal("t")), cc_profile="cc.true_false.v0p1"))
    assert cartridge.body["correct"] is True
    untold = only(tmp_path, item(text("Ice is water.") + labels, rule(equal("t"), "1", "Add")))
    assert untold.type == "true_false"


def test_keys_in_blackboards_and_respondus_manner(tmp_path: Path) -> None:
    sure = rule(f"<and>{equal('b')}<not>{equal('a')}</not></and>", "SCORE.max") + rule("<other/>", "0")
    partly = sure + rule('<varequal respident="a"/>', "25", comment="a")
    said = comment("a", "Half.")
    board = only(tmp_path, item(text("Q?") + AB, partly, bbmd_questiontype="Multiple Choice", more=said))
    assert board.body["options"] == [
        {"text": "air", "fraction": 0.25, "feedback": "Half."}, {"text": "water", "correct": True},
    ]  # fmt: skip
    praised = rule(equal("a"), "0", "Add", "Q_9_IC") + rule(equal("b"), "0", "Add", "Q_8_C")
    respondus = read(tmp_path, quiz(item(text("Q?") + AB, praised)))
    assert respondus.items[0].body["options"][1]["correct"] is True
    assert len(respondus.repairs) == 1


def test_short_answers_and_what_contains_them(tmp_path: Path) -> None:
    one = only(tmp_path, item(text("Gas?") + typed(), rule(equal("neon") + equal("Ne")), "short_answer"))
    assert (one.type, one.body["answers"]) == ("short_text", ["neon", "Ne"])
    part = rule(equal("neon", more=' case="Yes"')) + rule(equal("Neon", more=' case="Yes"'), "50")
    two = only(tmp_path, item(text("Gas?") + typed(), part))
    assert two.body["credit"] == [{"text": "neon", "fraction": 1.0}, {"text": "Neon", "fraction": 0.5}]
    assert two.body["case"] is True
    inside = rule('<varsubstring respident="r1">noble</varsubstring>')
    three = only(tmp_path, item(text("Why?") + typed(), inside, cc_profile="cc.pattern_match.v0p1"))
    assert (three.body["answers"], three.body["wildcards"]) == (["*noble*"], True)


def test_gaps_by_name_typed_and_chosen(tmp_path: Path) -> None:
    shown = text("<p>[hot] air [dir].</p>") + choose(("1", "Warm"), ("2", "Hot"), ident="response_hot") + choose(
        ("3", "rises"), ident="response_dir"
    )
    rules = rule(equal("1", "response_hot"), "50", "Add") + rule(equal("3", "response_dir"), "50", "Add")
    blanks = only(tmp_path, item(shown, rules, "fill_in_multiple_blanks"))
    assert blanks.body["prompt"] == "<p>[[1]] air [[2]].</p>"
    assert blanks.body["gaps"] == [{"answer": "Warm", "accept": ["Hot"]}, {"answer": "rises"}]
    chosen = only(tmp_path, item(shown, rules, "multiple_dropdowns"))
    assert chosen.body["gaps"][0] == {"choices": ["Warm", "Hot"], "answer": "Warm"}
    uneven = rules.replace(">50<", ">75<", 1).replace(">50<", ">25<", 1)
    assert [gap["weight"] for gap in only(tmp_path, item(shown, uneven, "multiple_dropdowns")).body["gaps"]] == [3, 1]


def test_gaps_between_the_words_and_gaps_only_in_conditions(tmp_path: Path) -> None:
    shown = text("Ice", "plain") + typed("f1") + text("when it is", "plain") + typed("f2", "Decimal") + text("°C.")
    number = '<vargte respident="f2">-1</vargte><varlte respident="f2">1</varlte>'
    inline = only(tmp_path, item(shown, rule(f"<and>{equal('melts', 'f1')}{number}</and>")))
    assert inline.body["prompt"] == "Ice [[1]] when it is [[2]] °C."
    assert inline.body["gaps"] == [{"answer": "melts"}, {"answer": "0", "numeric": True, "tolerance": "1"}]
    both = f"<and><or>{equal('rises', '[a]')}{equal('climbs', '[a]')}</or><or>{equal('air', '[b]')}</or></and>"
    hidden = only(tmp_path, item(text("Hot [b] [a]."), rule(both), respondusapi_qtype="fillInMultiple"))
    assert hidden.body["prompt"] == "Hot [[1]] [[2]]."
    assert hidden.body["gaps"] == [{"answer": "air"}, {"answer": "rises", "accept": ["climbs"]}]


def test_what_new_quizzes_compare_otherwise_is_told(tmp_path: Path) -> None:
    def gap(manner: str, words: str) -> str:
        label = f'<response_label ident="1" scoring_algorithm="{manner}" answer_type="openEntry">{text(words, "plain")}'
        shown = f"<render_choice>{label}</response_label></render_choice>"
        place = f'<response_lid ident="response_x">{shown}</response_lid>'
        return quiz(item(text("A [x]") + place, rule(equal("1", "response_x")), "fill_in_multiple_blanks"))

    close = read(tmp_path, gap("TextCloseEnough", "helium"))
    assert close.items[0].body["gaps"] == [{"answer": "helium"}]
    assert "helium" in close.repairs[0].found
    pattern = read(tmp_path, gap("TextRegex", "^he.*m$"))
    assert pattern.counts_by_type == {"other": 1}


def test_matching_with_distractors_and_in_blackboards_layout(tmp_path: Path) -> None:
    rights = (("1", "gas"), ("2", "metal"), ("3", "salt"))
    shown = text("Match.") + choose(*rights, ident="m1", left="neon") + choose(*rights, ident="m2", left="iron")
    rules = rule(equal("1", "m1"), "50", "Add") + rule(equal("2", "m2"), "50", "Add")
    one = only(tmp_path, item(shown, rules, "matching"))
    assert one.body["pairs"] == [{"left": "neon", "right": "gas"}, {"left": "iron", "right": "metal"}]
    assert one.body["distractors"] == ["salt"]

    def line(ident: str, left: str) -> str:
        labels = "".join(f'<response_label ident="{ident}{n}"/>' for n in range(2))
        place = f'<response_lid ident="{ident}"><render_choice>{labels}</render_choice></response_lid>'
        return f'<flow class="Block">{place}<flow class="FORMATTED_TEXT_BLOCK">{text(left)}</flow></flow>'

    apart = "".join(f'<flow class="FORMATTED_TEXT_BLOCK">{text(words)}</flow>' for words in ("metal", "gas"))
    board = (
        f'<flow class="QUESTION_BLOCK">{text("Match these.")}</flow><flow class="RESPONSE_BLOCK">{line("x", "neon")}'
        f'{line("y", "iron")}</flow><flow class="RIGHT_MATCH_BLOCK">{apart}</flow>'
    )
    praised = rule(equal("x1", "x"), "", comment="correct") + rule(equal("y0", "y"), "", comment="correct")
    two = only(tmp_path, item(board, praised, bbmd_questiontype="Matching"))
    assert (two.body["prompt"], two.body["pairs"]) == ("Match these.", one.body["pairs"])


def test_categories_ordering_and_a_single_pair(tmp_path: Path) -> None:
    things = (("1", "neon"), ("2", "iron"), ("3", "wood"))
    shown = text("Sort.") + choose(*things, ident="g", many="Multiple", left="gas") + choose(
        *things, ident="m", many="Multiple", left="metal"
    )
    rules = rule(equal("1", "g"), "50", "Add") + rule(equal("2", "m"), "50", "Add")
    sorted_ = only(tmp_path, item(shown, rules, "categorization"))
    assert described(sorted_)["pairs"] == [["neon", "gas"], ["iron", "metal"], ["wood", "—"]]
    order = choose(("1", "second"), ("2", "first"), many="Ordered")
    ordered = only(tmp_path, item(text("Order!") + order, rule(equal("2") + equal("1")), "ordering"))
    assert ordered.body["sequence"] == ["first", "second"]
    parts = "".join(
        f'{text(before, "plain")}<response_label ident="{name}">{text(word, "plain")}</response_label>'
        for before, name, word in (("Hot", "1", "rises"), ("then", "2", "air"))
    )
    place = f'<response_lid ident="r1" rcardinality="Ordered"><x>{parts}{text("again.", "plain")}</x></response_lid>'
    numbered = rule(equal("1", more=' index="2"') + equal("2", more=' index="1"'))
    jumbled = only(tmp_path, item(place, numbered))
    assert jumbled.body["prompt"] == "<p>Hot [[1]] then [[2]] again.</p>"
    assert [gap["answer"] for gap in jumbled.body["gaps"]] == ["air", "rises"]
    alone = choose(("1", "gas"), ("2", "metal"), ident="m1", left="neon")
    single = only(tmp_path, item(text("Match.") + alone, rule(equal("1", "m1")), "matching"))
    assert (single.type, single.body["prompt"]) == ("single_choice", "Match.<p>neon</p>")


@pytest.mark.parametrize(
    ("test", "answer", "tolerance"),
    [
        (equal("3.14"), "3.14", "0"),
        (equal("0"), "0", "0.000000001"),
        ('<or>{e}<and><vargte respident="r1">9.5</vargte><varlte respident="r1">10.5</varlte></and></or>', "10", "0.5"),
        ('<vargte respident="r1">9.5</vargte><varlte respident="r1">10.5</varlte>{e}', "10", "0.5"),
        ('<vargte respident="r1">2</vargte><varlte respident="r1">5</varlte>', "3.5", "1.5"),
        ('<varequal respident="r1" margintype="percent" margin="20.0">10</varequal>', "10", "20 %"),
        ('<varequal respident="r1" precisiontype="significantDigits" precision="3">10</varequal>', "10", "3 figures"),
        ('<vargt respident="r1">9.995</vargt><varlte respident="r1">10.005</varlte>', "10", "0.005"),
    ],
)
def test_numbers(tmp_path: Path, test: str, answer: str, tolerance: str) -> None:
    shown = text("How much?") + typed(pattern="Decimal")
    one = only(tmp_path, item(shown, rule(test.format(e=equal("10"))), "numerical"))
    assert (one.type, one.body["answer"], one.body["tolerance"]) == ("numeric", answer, tolerance)


def test_a_range_open_at_one_end_is_kept_for_the_teacher(tmp_path: Path) -> None:
    open_ended = item(text("More?") + typed(), rule('<vargte respident="r1">3</vargte>'), "numerical")
    questions = read(tmp_path, quiz(open_ended))
    assert questions.counts_by_type == {"other": 1}
    assert "one end only" in questions.repairs[0].found


def test_formulas_keep_the_rows_of_the_file(tmp_path: Path) -> None:
    rows = "".join(
        f'<var_set ident="{n}"><var name="max">{n}.0</var><var name="b">2.50</var><answer>{n * 2.5}</answer></var_set>'
        for n in (3, 4)
    )
    made = (
        '<itemproc_extension><calculated><answer_tolerance>5%</answer_tolerance><formulas><formula>max*b</formula>'
        '</formulas><vars><var name="max" scale="0"><min>1</min></var><var name="b" scale="2"><min>1</min></var></vars>'
        f"<var_sets>{rows}</var_sets></calculated></itemproc_extension>"
    )
    prompt = r'[max] × [b] <img class="equation_image" data-equation-content="\frac{b}{2}">'
    one = only(tmp_path, item(text(prompt) + typed(), "", "calculated", made))
    assert one.body["given"]["row"]["rows"] == [
        {"max_": "3", "b": "2.50", "answer_1": "7.5"}, {"max_": "4", "b": "2.50", "answer_1": "10"},
    ]  # fmt: skip
    # `max` is a function here, and the b of the formula is not the place of a value.
    assert one.body["prompt"] == r"{max_} × {b} \(\frac{ b }{2}\)"
    assert (one.body["answer"], one.body["tolerance"]) == ("answer_1", "5 %")
    assert variant(one, 0).values["max_"] in ("3", "4")


def test_essay_upload_text_hot_spot_and_opinion(tmp_path: Path) -> None:
    essay = only(tmp_path, item(text("Why?") + typed(), rule("<other/>", ""), "essay", points_possible="4.0"))
    assert (essay.type, essay.body["rubric"][0]["points"]) == ("essay", 4)
    assert only(tmp_path, item(text("Your lab report."), "", "file_upload")).body["upload"] is True
    assert only(tmp_path, item(text("Read this."), "", "text_only")).type == "description"
    spot = '<response_label ident="1">0.1,0.2</response_label>'
    spot = f'<response_xy ident="r1"><render_hotspot>{spot}</render_hotspot></response_xy>'
    assert only(tmp_path, item(text("Where?") + spot, "", "hot_spot")).body["other"] == "hot spot"
    opinion = only(tmp_path, item(text("Fun?") + AB, rule(equal("a")), bbmd_questiontype="Opinion Scale"))
    assert opinion.body["other"] == "opinion scale"
    assert "<li>water</li>" in opinion.body["prompt"]


def test_letters_and_tags(tmp_path: Path) -> None:
    plain = only(tmp_path, item(text("Is 1 < 2 & <b>?", "plain") + AB, rule(equal("a"))))
    assert plain.body["prompt"] == "Is 1 &lt; 2 &amp; &lt;b&gt;?"
    twice = read(tmp_path, quiz(item(text("&lt;p&gt;Wet?&lt;/p&gt;") + AB, rule(equal("a")))))
    assert twice.items[0].body["prompt"] == "<p>Wet?</p>"
    assert "twice" in twice.repairs[0].found
    assert twice.repairs[0].otherwise["prompt"] == "&lt;p&gt;Wet?&lt;/p&gt;"
    bare = '<material><mattext texttype="text/html"><p>H<sub>2</sub>O &amp; <br/>ice</p></mattext></material>'
    assert only(tmp_path, item(bare + AB, rule(equal("a")))).body["prompt"] == "<p>H<sub>2</sub>O &amp; <br>ice</p>"
    latin = quiz(item(text("Café?") + AB, rule(equal("a")))).replace("UTF-8", "ISO-8859-1")
    assert read(tmp_path, latin).items[0].body["prompt"] == "Café?"
    assert read(tmp_path, latin.encode("latin-1")).items[0].body["prompt"] == "Café?"


def test_equations_and_pictures_of_a_package(tmp_path: Path) -> None:
    shown = (
        '<img class="equation_image" src="/equation_images/%255Cfrac%257B1%257D%257B2%257D?scale=1"> '
        '<img alt="a" src="%24IMS-CC-FILEBASE%24/Uploaded%20Media/my%20jar.png?canvas_download=1"> '
        '<img src="data:image/png;base64,aGk="> <img src="gone.png">'
    )
    asked = quiz(item(text(shown) + AB, rule(equal("a"))))
    path = packed(tmp_path, {"quiz/q.xml": asked, "web_resources/Uploaded Media/my jar.png": b"jar"})
    questions = read_qti12(path, "o")
    prompt = questions.items[0].body["prompt"]
    assert prompt.startswith(r"\(\frac{1}{2}\) <img alt=")
    assert sorted(questions.files.values()) == [b"hi", b"jar"]
    assert all(f'src="{name}"' in prompt for name in questions.files)
    assert any("gone.png" in warning for warning in questions.warnings)


def test_the_second_copy_of_a_quiz_counts_once_and_the_fuller_one(tmp_path: Path) -> None:
    first = item(text("Wet?") + AB, rule(equal("b")))
    files = {
        "imsmanifest.xml": '<manifest><resources><resource identifier="a" type="imsqti_xmlv1p2"><file href="c1/a.xml"/>'
        '<file href="lost.xml"/></resource></resources></manifest>',
        "c1/a.xml": quiz(first, ident="c1"),
        "non_cc_assessments/c1.xml.qti": quiz(first, item(text("Words."), "", "text_only"), ident="c1"),
    }
    questions = read_qti12(packed(tmp_path, files), "o")
    assert questions.counts_by_type == {"single_choice": 1, "description": 1}
    assert any("lost.xml" in warning for warning in questions.warnings)
    # Two quizzes that only happen to have the same name are two, with ids of their own.
    other = item(text("Dry?") + AB, rule(equal("a")))
    two = {"a.xml": quiz(first, ident="A1001"), "b.xml": quiz(other, ident="A1001")}
    assert len({each.id for each in read_qti12(packed(tmp_path, two), "o").items}) == 2


def test_an_absent_bank_is_said_and_a_broken_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    drawn = quiz(
        item(text("Wet?") + AB, rule(equal("b"))),
        "<section><selection_ordering><selection><sourcebank_ref>bank-7</sourcebank_ref></selection></selection_ordering>"
        "</section>",
    )
    assert any("bank-7" in warning for warning in read(tmp_path, drawn).warnings)
    broken = read(tmp_path, drawn.replace("</resprocessing>", "", 1).replace("<section>", "\n<section>"))
    assert len(broken.items) == 1
    assert any("line 2" in warning for warning in broken.warnings)
    cut = quiz(item(text("Wet?") + AB, rule(equal("b"))), item(text("Dry?") + AB, rule(equal("b"))))
    torn = read(tmp_path, cut[: cut.index("Dry?")])
    assert len(torn.items) + len(torn.skipped) == 2


def test_ids_stay_when_a_key_is_corrected(tmp_path: Path) -> None:
    before = read(tmp_path, quiz(item(text("Wet?") + AB, rule(equal("a"))))).items[0]
    after = read(tmp_path, quiz(item(text("Wet?") + AB, rule(equal("b"))))).items[0]
    assert before.id == after.id
    assert before.body["options"] != after.body["options"]


def test_refused_with_a_sentence(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><questestinterop><item>&b;</item></questestinterop>'
    deep = "<questestinterop>" + "<flow>" * 500 + "</flow>" * 500 + "</questestinterop>"
    for content in (bomb, deep, "<rss><item>1</item></rss>", b"\x00\x01", ""):
        with pytest.raises(Refused, match=r"\.$"):
            read(tmp_path, content)


@pytest.mark.full
def test_hostile_sizes_cost_no_time(tmp_path: Path) -> None:
    labels = [(f"n{n}", f"word {n}") for n in range(900)]
    rules = "".join(rule(f"<and>{''.join(equal(name) for name, _ in labels)}</and>", str(n)) for n in range(20))
    started = time.process_time()
    many = read(tmp_path, quiz(item(text("Q?") + choose(*labels, many="Multiple"), rules)))
    assert len(many.items) + len(many.skipped) == 1
    for piece in ("<br>", "&nbsp;", " ", "[x]", "&lt;p&gt;", "<img src=", "<", "a='"):
        shown = text(piece * (150_000 // len(piece)) + "!")
        read(tmp_path, quiz(item(shown + choose(("1", "y"), ident="x"), rule(equal("1", "x")), "multiple_dropdowns")))
    assert time.process_time() - started < 10


PIECES = [
    AB, THREE, typed(), typed("r2", "Decimal"), text("[r1] and [x]"),
    choose(("1", ""), ("1", "y"), ident="response_x"), choose(("a", "b"), many="Ordered"),
    '<response_grp ident="r1"/>', "<response_xy/>", '<render_fib fibtype="Integer"/>', rule(equal("a")),
     rule(equal("zz", "r2"), "1e9999"), rule("<not><other/></not>", "SCORE.max", "Divide"),
    rule("", "-5"), "<calculated/>", "<webct:calculated>", "<sourcebank_ref>b</sourcebank_ref>", '<img src="../../x">',
    '<var_set><var name="x">1e400</var><answer>NaN</answer></var_set>', "<flow>", "</flow>", "<item>", "</item>",
    "<presentation>", "</presentation>", "<resprocessing>", "</resprocessing>", "&nbsp;", "<![CDATA[<p>", "]]>", "\0",
    "é", '<itemfeedback ident="a_fb">', "</itemfeedback>",
]  # fmt: skip
KINDS = [
    "multiple_choice", "multiple_answers", "true_false", "short_answer", "fill_in_multiple_blanks", "matching", "essay",
    "multiple_dropdowns", "numerical", "calculated", "file_upload", "text_only", "ordering", "categorization",
    "hot_spot", "unheard_of",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(PIECES), max_size=7),
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.booleans(),
)
def test_whatever_is_in_a_file_it_ends_in_questions_or_a_sentence(
    tmp_path: Path, kind: str, shown: list[str], rules: list[str], loose: bool
) -> None:
    content = "".join([*shown, *rules]) if loose else item("".join(shown), "".join(rules), kind)
    try:
        questions = read(tmp_path, quiz(content))
    except Refused as reason:
        assert str(reason).endswith(".")
        return
    for each in questions.questions:
        described(each)
        assert each.body["prompt"].strip()
        assert [fault for fault in problems_of(each) if "read the same" not in fault] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_end_in_questions_or_a_sentence(tmp_path: Path, data: bytes, framed: bool) -> None:
    try:
        read(tmp_path, b"<questestinterop><item>" + data + b"</item></questestinterop>" if framed else data)
    except Refused as reason:
        assert str(reason).endswith(".")


# What others wrote: real files, and how many questions each holds.


@pytest.fixture(scope="module")
def banks() -> Path:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    data = Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "banks"
    if not (data / "EXPECTED.json").exists():
        lacking("the question files of CLASSROOM_TEST_DATA")
    return data


def second_copies(told: dict[str, Any]) -> int:
    """Questions in a Common Cartridge's poorer copy of a quiz, where the fuller one is there as well."""
    poor = sum(count for name, count in told["by_type"].items() if name.startswith("cc."))
    return poor if poor < told["n_questions"] else 0


@pytest.mark.full
def test_real_files_are_read_whole(banks: Path) -> None:
    expected = json.loads((banks / "EXPECTED.json").read_text())
    files = [name for name in expected if name.startswith("qti12/") and (banks / name).exists()]
    assert len(files) > 30
    for name in files:
        told = expected[name]
        questions = read_qti12(banks / name, "o")
        assert questions.skipped == [], name
        assert len(questions.items) == told["n_questions"] - second_copies(told), name
        assert [problem for each in questions.questions for problem in problems_of(each)] == [], name


def test_ticks_that_pay_only_together_are_told_unless_canvas_wrote_them(tmp_path: Path) -> None:
    whole = rule(f"<and><not>{equal('a')}</not>{equal('b')}{equal('c')}</and>")
    told = read(tmp_path, quiz(item(text("Gases?") + THREE, whole)))
    (repair,) = told.repairs
    assert "all the right answers together" in repair.found and "each right tick" in repair.done
    assert repair.otherwise == told.items[0].body, "it cannot stand otherwise here, and nobody leaves it out"
    assert read(tmp_path, quiz(item(text("Gases?") + THREE, whole, "multiple_answers"))).repairs == []
    one_tick = rule(f"<and><not>{equal('a')}</not><not>{equal('b')}</not>{equal('c')}</and>")
    assert read(tmp_path, quiz(item(text("Gases?") + THREE, one_tick))).repairs == [], "a single tick is all or nothing"
    either = read(tmp_path, quiz(item(text("Gases?") + THREE, rule(equal("b")) + rule(equal("c")))))
    assert "alone" in either.repairs[0].found
    assert [option["fraction"] for option in either.repairs[0].otherwise["options"]] == [0.0, 1.0, 1.0]


def test_gaps_to_the_letter_of_the_text(tmp_path: Path) -> None:
    def gap(name: str, *answers: tuple[str, str]) -> str:
        labels = "".join(
            f'<response_label ident="{manner}" scoring_algorithm="{manner}">{text(words, "plain")}</response_label>'
            for manner, words in answers
        )
        return f'<response_lid ident="response_{name}"><render_choice>{labels}</render_choice></response_lid>'

    shown = text("[x] and [x]") + gap("x", ("TextEquivalence", "neon")) + gap("y", ("TextEquivalence", "argon"))
    found = read(tmp_path, quiz(item(shown, "", "fill_in_multiple_blanks")))
    assert found.items[0].body["prompt"] == "[[1]] and _____ [[2]]"
    assert len(found.repairs) == 2
    for repair in found.repairs:
        assert repair.otherwise["prompt"] == "[[1]] and [[2]]"
        assert repair.otherwise["gaps"] == [{"answer": "neon"}, {"answer": "neon"}]
    holds = gap("x", ("TextContainsAnswer", "he"), ("TextEquivalence", "5*"))
    one = only(tmp_path, item(text("A [x]") + holds, "", "fill_in_multiple_blanks"))
    assert one.body["gaps"] == [{"answer": "*he*", "accept": [r"5\*"], "wildcards": True}]


def test_an_answer_beside_the_middle_of_its_range_is_the_one_shown(tmp_path: Path) -> None:
    bounds = '<vargte respident="r1">9</vargte><varlte respident="r1">13</varlte>'
    for place in ("Decimal", "Integer"):
        shown = text("How much?") + typed(pattern=place)
        one = only(tmp_path, item(shown, rule(f"<or>{equal('10')}<and>{bounds}</and></or>"), "numerical"))
        assert (one.body["answer"], one.body["decimals"]) == ("10", 0)
        assert [(line["value"], line["tolerance"]) for line in one.body["credit"]] == [("10", "0"), ("11", "2")]


def test_blackboard_pays_a_part_for_what_is_nearly_right(tmp_path: Path) -> None:
    sums = (
        "<itemproc_extension><calculated><answer_tolerance>0</answer_tolerance>"
        "<partial_credit_points_percent>25.0</partial_credit_points_percent>"
        '<partial_credit_tolerance type="numeric"> 0.5 </partial_credit_tolerance>'
        '<var_sets><var_set ident="1"><var name="x">2</var><answer>4</answer></var_set></var_sets>'
        "</calculated></itemproc_extension>"
    )
    one = only(tmp_path, item(text("Twice [x]?") + typed(), "", more=sums))
    assert [(line["tolerance"], line["fraction"]) for line in one.body["credit"]] == [("0", 1.0), ("0.5", 0.25)]
