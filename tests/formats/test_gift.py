"""GIFT files as teachers write them."""

import codecs
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.described import alike, described
from server.formats.gift import read_gift, read_gift_bytes
from server.formats.gift_as_moodle import as_moodle
from server.formats.gift_text import words
from server.formats.gift_writing import write_gift
from server.formats.questions import MOST_QUESTIONS, Questions, Repair
from server.formats.unkeyed import NO_KEY
from server.mastery.values import Item
from server.mastery.variants import problems_of


def only(text: str) -> Item:
    read = read_gift(text, "gases-1")
    assert read.skipped == []
    assert len(read.items) == 1
    return read.items[0]


def doubt(read: Questions) -> Repair:
    """The only repair, and that it names its question."""
    assert [repair.item for repair in read.repairs] == [read.items[0].id]
    return read.repairs[0]


def otherwise(repair: Repair) -> dict[str, Any]:
    """What other programs make of the question, as a script would compare it."""
    return described(Item(repair.item, "o", 1, repair.otherwise["type"], repair.otherwise))


def options(item: Item) -> list[tuple[str, float]]:
    return [(option["text"], option["fraction"]) for option in described(item)["options"]]


def test_one_right_choice_with_feedback() -> None:
    item = only("::Air:: Which gas is most of the air? {~oxygen#A fifth. =nitrogen#Yes. ~argon}")
    assert (item.type, item.id, item.body["name"]) == ("single_choice", "air", "Air")
    assert item.body["options"] == [
        {"text": "oxygen", "feedback": "A fifth."},
        {"text": "nitrogen", "correct": True, "feedback": "Yes."},
        {"text": "argon"},
    ]
    assert problems_of(item) == []


def test_shares_of_several_right_choices() -> None:
    item = only("Noble gases? {~%50%neon ~%50%argon ~%-100%oxygen}")
    assert item.type == "multiple_choice"
    assert options(item) == [("neon", 0.5), ("argon", 0.5), ("oxygen", -1.0)]
    half = only("Which? {=right ~%50%nearly ~wrong}")
    assert half.type == "single_choice"
    assert options(half) == [("right", 1.0), ("nearly", 0.5), ("wrong", 0.0)]


def test_an_arrow_in_a_comment_makes_no_pairs() -> None:
    read = read_gift("Heat rises. {F#No: a -> b = c.}", "o")
    assert (read.items[0].type, read.items[0].body["feedback"]) == ("true_false", "No: a -> b = c.")
    assert doubt(read).otherwise == {}, "Moodle leaves it out"


def test_a_choice_whose_tilde_was_forgotten_is_kept() -> None:
    read = read_gift("Which? {\n sinks\n=rises\n~stays\n}\n\nWhich? {{=a ~b}", "o")
    assert options(read.items[0]) == [("sinks", 0.0), ("rises", 1.0), ("stays", 0.0)]
    assert options(read.items[1]) == [("a", 1.0), ("b", 0.0)], "a second brace is no choice"
    assert len(read.repairs) == 1


def test_a_category_without_empty_lines_costs_no_question() -> None:
    read = read_gift("A? {T}\n$CATEGORY: top/x\nB? {F}\n\nC? {T}", "o")
    assert [words(item.body["prompt"]) for item in read.items] == ["A?", "B?", "C?"]
    assert [item.body.get("category") for item in read.items] == [None, "top/x", "top/x"]
    assert [bool(repair.otherwise) for repair in read.repairs] == [True, False], "Moodle never sees B"


def test_tilde_equals_is_one_right_choice_and_said() -> None:
    read = read_gift("\nHot air {~sinks ~=rises ~stays}", "o", "air.gift")
    assert options(read.items[0]) == [("sinks", 0.0), ("rises", 1.0), ("stays", 0.0)]
    assert doubt(read).where == "air.gift, line 2"
    assert doubt(read).found.startswith("“~=”")
    assert [words(option["text"]) for option in otherwise(doubt(read))["options"]] == ["sinks", "", "rises", "stays"]


def test_two_right_choices_of_one_tick_each_earn_all() -> None:
    read = read_gift("Pressure is {=force over area =N/m² ~mass}", "o")
    assert read.items[0].type == "single_choice"
    assert options(read.items[0]) == [("force over area", 1.0), ("N/m²", 1.0), ("mass", 0.0)]
    assert doubt(read).found == "2 choices are marked right."
    assert problems_of(read.items[0]) == []


def test_without_a_key_nothing_is_made_up() -> None:
    read = read_gift("Which? {~a ~b}", "o")
    assert options(read.items[0]) == [("a", 0.0), ("b", 0.0)]
    assert doubt(read).found == NO_KEY.found
    assert problems_of(read.items[0])


@pytest.mark.parametrize(
    ("word", "correct", "warned"),
    [("T", True, 0), ("TRUE", True, 0), ("F", False, 0), ("FALSE", False, 0), ("true", True, 1), ("False", False, 1)],
)
def test_true_and_false(word: str, correct: bool, warned: int) -> None:
    read = read_gift(f"Gases have mass. {{{word}#No.#Yes.}}", "o")
    body = read.items[0].body
    assert read.items[0].type == "true_false"
    assert (body["correct"], body["feedback"], body["feedback_right"]) == (correct, "No.", "Yes.")
    assert len(read.repairs) == warned
    if warned:
        assert otherwise(doubt(read))["answers"] == [{"value": word, "tolerance": "", "fraction": 1.0}]


def test_short_answers_and_a_missing_word() -> None:
    item = only("Pressure is measured in {=pascal =%50%bar#An old unit. =Pa} or so.")
    assert item.type == "short_text"
    assert item.body["prompt"] == "Pressure is measured in _____ or so."
    assert item.body["answers"] == ["pascal", "Pa"]
    assert [answer["fraction"] for answer in described(item)["answers"]] == [1.0, 0.5, 1.0]
    assert only("The unit of pressure? {pascal}").body["answers"] == ["pascal"]


@pytest.mark.parametrize(
    ("block", "answer", "tolerance"),
    [
        ("#273.15:0.01", "273.15", "0.01"),
        ("#-5", "-5", "0"),
        ("#1..5", "3", "2"),
        ("#=%100%3.14:0.005 =%50%3.1:0.05 ~#No.", "3.14", "0.005"),
        ("#3,14:0,01", "3.14", "0.01"),
        ("#1,234:0,001", "1.234", "0.001"),
        ("#6.02e3:1e1", "6020", "10"),
    ],
)
def test_numbers(block: str, answer: str, tolerance: str) -> None:
    item = only(f"How much? {{{block}}}")
    assert item.type == "numeric"
    assert (float(item.body["answer"]), float(item.body["tolerance"])) == (float(answer), float(tolerance))
    assert problems_of(item) == []


def test_a_decimal_comma_is_read_and_never_anything_goes() -> None:
    read = read_gift("Pi? {#3,14:0,01}", "o")
    assert read.items[0].body["answer"] == "3.14"
    assert doubt(read).done == "It was read as 3.14."
    assert read_gift("Pi? {#3,14:0.01}", "o").repairs[0].otherwise["answer"] == "*"


def test_no_tolerance_is_doubted_but_kept() -> None:
    read = read_gift("Born? {#1822}", "o")
    assert doubt(read).done == "Only exactly 1822 is right."
    assert alike(otherwise(doubt(read)), described(read.items[0]))
    assert read_gift("Pi? {#3.14:1%}", "o").items[0].body["tolerance"] == "0.0314"


def test_stars_stand_for_anything() -> None:
    item = only("The unit? {=pasc*#Yes. =%0%*#No.}")
    assert item.body["wildcards"] is True
    assert [answer["fraction"] for answer in described(item)["answers"]] == [1.0, 0.0]


def test_a_comma_that_could_be_either_is_asked_about() -> None:
    read = read_gift("How much? {#1,234}", "o")
    assert (read.items[0].type, read.items[0].body["other"]) == ("essay", "numeric"), "counted, and marked by hand"
    assert "1.234 or 1234" in doubt(read).found
    assert otherwise(doubt(read))["answers"][0]["value"] == "*"


def test_a_number_that_is_none_never_becomes_anything_goes() -> None:
    read = read_gift("How much? {#about three}\n\nAnd? {#~#all wrong}", "o")
    assert read.counts_by_type == {"other": 1}
    assert read.items[0].body["kept"] == "How much? {#about three}"
    assert [skip.where for skip in read.skipped] == ["line 3"], "Moodle has no answer to it either"


@pytest.mark.parametrize(
    ("block", "answers"),
    [
        ("#5:1 ~wrong#No.", [("5", "1", 1.0), ("*", "", 0.0)]),
        ("#5:1~", [("5", "1", 1.0), ("*", "", 0.0)]),
        ("#=%50%7:0", [("7", "0", 0.5)]),
        ("#=5:1 =%50%*#Nearly.", [("5", "1", 1.0), ("*", "0", 0.5)]),
        ("#1 000..1 200", [("1100", "100", 1.0)]),
        ("#−5:0.5", [("-5", "0.5", 1.0)]),
        ("=%50%Boyle =%25%Charles", [("Boyle", "", 0.5), ("Charles", "", 0.25)]),
    ],
)
def test_no_answer_is_lost(block: str, answers: list[tuple[str, str, float]]) -> None:
    item = only(f"How much? {{{block}}}")
    told = described(item)["answers"]
    assert [(answer["value"], answer["tolerance"], answer["fraction"]) for answer in told] == answers
    assert problems_of(item) == []


def test_what_is_said_to_numbers_has_the_format_of_the_question() -> None:
    assert only("[html]Q {#5:1 ~#<i>no</i> & no}").body["credit"][1]["feedback"] == "<i>no</i> & no"


def test_lines_to_put_in_order() -> None:
    item = only("Order. {>3 ALL VERTICAL ABSOLUTE_POSITION SHOW none\nsolid\nliquid\n\\=gas\n}")
    assert (item.type, item.body["sequence"]) == ("ordering", ["solid", "liquid", "=gas"])
    assert only("More? {>}").type == "short_text"


def test_shares_behind_an_equals_sign_are_several_right_ones() -> None:
    read = read_gift("Noble? {=%50%neon =%50%argon ~oxygen}", "o")
    assert read.items[0].type == "multiple_choice"
    assert options(read.items[0]) == [("neon", 0.5), ("argon", 0.5), ("oxygen", 0.0)]
    assert options(only("Noble? {=%100%neon ~%50%argon}")) == [("neon", 1.0), ("argon", 0.5)]


def test_an_equals_sign_inside_a_pair() -> None:
    item = only("Match. {\n=F = ma -> force\n=p = F/A -> pressure\n}")
    assert described(item)["pairs"] == [["F = ma", "force"], ["p = F/A", "pressure"]]


def test_matching_with_a_distractor() -> None:
    item = only("Match. {=Boyle -> pressure and volume =Charles->volume and temperature = -> mass}")
    assert item.type == "matching"
    assert described(item)["pairs"][2] == ["", "mass"]
    assert item.body["pairs"][1] == {"left": "Charles", "right": "volume and temperature"}
    assert problems_of(item) == []


def test_essay_description_and_general_feedback() -> None:
    read = read_gift("Read this first.\n\nWhy do balloons burst? {####Think of particles.}", "o")
    assert [item.type for item in read.items] == ["description", "essay"]
    assert read.counts_by_type == {"description": 1, "essay": 1}
    assert [item.type for item in read.questions] == ["essay"]
    assert read.items[1].body["solution"] == "Think of particles."
    assert problems_of(read.items[1]) == []


def test_comments_ids_tags_and_categories() -> None:
    text = "// [id:g1-7] [tag:kelvin] [tag:zero]\n// more\nQ? {T}\n\n$CATEGORY: $course$/top/Gases\n\nR? {F}"
    read = read_gift(text, "o")
    assert (read.items[0].id, read.items[0].tags) == ("g1-7", ("kelvin", "zero"))
    assert read.categories == ["$course$/top/Gases"]
    assert read.items[1].body["category"] == "$course$/top/Gases"


def test_escapes() -> None:
    item = only(r"::A\:B:: Which is \{true\}\n\#1? {=\= 2 \~ 2 ~a\\b}")
    assert item.body["name"] == "A:B"
    assert item.body["prompt"] == "Which is {true}<br>\n#1?"
    assert [option["text"] for option in item.body["options"]] == ["= 2 ~ 2", r"a\b"]


def test_a_name_that_is_never_closed_is_text() -> None:
    read = read_gift("::Air: [html] what? {T}", "o")
    assert (words(read.items[0].body["prompt"]), read.repairs) == ("Air: [html] what?", [])


def test_formats_all_become_html() -> None:
    assert only("[html]<b>a</b> & b {}").body["prompt"] == "<b>a</b> & b"
    assert only("[markdown]**a** {}").body["prompt"] == "<strong>a</strong>"
    assert only("[plain]1 < 2 & <b> {}").body["prompt"] == "1 &lt; 2 &amp; &lt;b&gt;"
    assert only("a < b, <i>c</i> & d {}").body["prompt"] == "a &lt; b, <i>c</i> &amp; d"
    assert only('[html]Q {=<p class="x">a</p> ~[plain]<p>}').body["options"][1]["text"] == "&lt;p&gt;"


def test_formulas_without_escapes_stay_whole() -> None:
    read = read_gift(r"Wave: \(\nu = \frac{1}{2}\) is? {=\(\frac{c}{\lambda}\) ~no}", "o")
    assert read.items[0].body["prompt"] == r"Wave: \(\nu = \frac{1}{2}\) is?"
    assert options(read.items[0]) == [(r"\(\frac{c}{\lambda}\)", 1.0), ("no", 0.0)]
    assert doubt(read).otherwise["prompt"].startswith("Wave: \\(<br>")
    assert only(r"Escaped: \\(\\frac\{1\}\{2\} \= x\\) {}").body["prompt"] == r"Escaped: \(\frac{1}{2} = x\)"


@pytest.mark.parametrize(
    ("formula", "block", "right", "there"),
    [
        (r"\ce{CO2}", "{~an element =a compound}", "a compound", r"A \ce is {~an element =a compound}"),
        (r"\ce{^{14}_{6}C}", "{=carbon}", "carbon", r"A \ce_{6}C} is {=carbon}"),
        (r"\frac{p}{T}", "{T}", True, r"A \frac{T} is {T}"),
        (r"\sum_{i=1}^{n} i", "{=n}", "n", r"A \sum_^{n} i is {=n}"),
        (r"\sqrt[3]{x=8}", "{#2:0.1}", "2", r"A \sqrt[3] is {#2:0.1}"),
        (r"$x^{2}=9$ of $\nu_{0}$", "{#3:0.1}", "3", "A $x^=9$ of $<br>\nu_{0}$ is {#3:0.1}"),
    ],
)
def test_formulas_without_delimiters_or_in_single_dollars(formula: str, block: str, right: Any, there: str) -> None:
    read = read_gift(f"A {formula} is {block}", "o")
    body = read.items[0].body
    key = [option["text"] for option in body.get("options", ()) if option.get("correct")] or body.get("answers")
    assert body["prompt"] == f"A {formula} is"
    assert (key[0] if key else body.get("answer", body.get("correct"))) == right
    assert (doubt(read).found.startswith("A formula"), doubt(read).otherwise["prompt"]) == (True, there)


def test_a_formula_half_escaped_or_in_an_answer() -> None:
    assert only(r"What is \\ce{H2O}? {=water}").body["prompt"] == r"What is \ce{H2O}?"
    read = read_gift(r"Which? {=\ce{H2O} ~$x^{2}=4$}", "o")
    assert options(read.items[0]) == [(r"\ce{H2O}", 1.0), ("$x^{2}=4$", 0.0)]
    assert options(only(r"In \ce{H2O} is the angle \alpha{=wide ~narrow}")) == [("wide", 1.0), ("narrow", 0.0)]


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("It costs $5 {=five} or $6", "It costs $5 _____ or $6"),
        ("It costs $5 {five} or 6$", "It costs $5 _____ or 6$"),
        ("It costs $5 ____{five}, 6$", "It costs $5 _________, 6$"),
        ("Over $10^{=five ~six}$", "Over $10^_____$"),
        (r"The angle \alpha{=five ~six}", r"The angle \alpha"),
        (r"Now\n{=five ~six}", "Now"),
        (r"Now\nName{five}", "Now<br>\nName"),
        (r"Escaped: \\ce\{H2O\} {=five}", r"Escaped: \ce{H2O}"),
    ],
)
def test_money_and_answers_close_to_a_sign_are_no_formulas(text: str, prompt: str) -> None:
    read = read_gift(text, "o")
    told = described(read.items[0])
    assert read.repairs == []
    assert read.items[0].body["prompt"] == prompt
    assert "five" in [entry.get("text", entry.get("value")) for entry in [*told["options"], *told["answers"]]]


def test_equals_inside_a_choice_is_text_where_that_is_clear() -> None:
    read = read_gift("Which law?\n{\n~E=mc\n=PV=nRT\n~F=ma\n}", "o")
    assert options(read.items[0]) == [("E=mc", 0.0), ("PV=nRT", 1.0), ("F=ma", 0.0)]
    code = only("Which?\n{\n~int x = 5;\n=x == 5\n~a => b\n}")
    assert options(code) == [("int x = 5;", 0.0), ("x == 5", 1.0), ("a => b", 0.0)]
    assert only("Bit? {=bit=piece=slice}").body["answers"] == ["bit", "piece", "slice"]


def test_several_gaps_do_not_print_their_answers() -> None:
    read = read_gift("More {=pressure} means less {1:MC:~mass~=volume}.", "o")
    item = read.items[0]
    assert otherwise(read.repairs[0])["type"] == "short_text"
    assert item.type == "cloze"
    assert item.body["prompt"] == "More [[1]] means less [[2]]."
    assert item.body["gaps"] == [{"answer": "pressure"}, {"choices": ["mass", "volume"], "answer": "volume"}]
    assert problems_of(item) == []


def test_one_bad_question_is_skipped_by_line_and_the_rest_is_kept() -> None:
    read = read_gift("A? {T}\n\nB? {=x\n\nC? {=a ~b}\n\nD? ~a}\n\nE? {~only}\n\nF? {#x}", "o", "b.txt")
    assert [words(item.body["prompt"]) for item in read.items] == ["A?", "C?", "F?"]
    assert [skip.where for skip in read.skipped] == [f"b.txt, line {line}" for line in (3, 7, 9)]


def test_an_empty_line_before_the_braces_is_forgiven() -> None:
    read = read_gift("Read this first.\n\nWhich?\n\n{=a ~b}\n\n{T}", "o")
    assert [item.type for item in read.items] == ["description", "single_choice", "true_false"]
    assert [item.body["prompt"] for item in read.items[1:]] == ["Which?", "_____"]
    assert otherwise(read.repairs[0])["type"] == "description"


def test_an_empty_line_between_the_braces_is_forgiven() -> None:
    read = read_gift("A? {\n=yes\n\n~no\n}\n\nB? {T}", "o")
    assert [item.type for item in read.items] == ["single_choice", "true_false"]
    assert doubt(read).otherwise == {}, "others leave it out"


@pytest.mark.parametrize(
    "text",
    ["::A:: a {=1 ~2}\n::B:: b {\n=1\n~2\n}\n::C:: c {T}", "a? {=1 ~2}\nb? {~2 =1}\nc? {true}", "a {T}\nb {F}\nc {T}"],
)
def test_questions_without_an_empty_line_between_them(text: str) -> None:
    read = read_gift(text, "o")
    assert len(read.items) == 3
    parted = [repair for repair in read.repairs if "empty line" in repair.found]
    assert parted[-1].where == f"line {text.count(chr(10)) + 1}"
    assert [bool(repair.otherwise) for repair in parted] == [True, False, False]


def test_a_brace_too_many_in_an_answer() -> None:
    read = read_gift("Set? {\n=a}\n~b\n~c\n}", "o")
    assert options(read.items[0]) == [("a}", 1.0), ("b", 0.0), ("c", 0.0)]
    assert "}" in doubt(read).found


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "::é:: Wärme? {\n\t=ja \n\t~[html]nein#<i>wärmer</i>\n}".encode(),
        "::é:: Wärme? {\r\n=ja\t\r\n~[html]nein#<i>wärmer</i>\r\n}\r\n".encode(),
        "::é:: Wärme? {\r=ja\r~[html]nein#<i>wärmer</i>\r}".encode(),
        "::é:: Wärme? {\n=ja\n~[html]nein#<i>wärmer</i>\n}".encode("utf-16"),
        "::é:: Wärme? {\n=ja\n~[html]nein#<i>wärmer</i>\n}".encode("cp1252"),
    ],
)
def test_whatever_letters_it_was_saved_in(data: bytes) -> None:
    item = read_gift_bytes(data, "a.txt", "o").items[0]
    assert (item.body["name"], item.body["prompt"]) == ("é", "Wärme?")
    assert item.body["options"] == [{"text": "ja", "correct": True}, {"text": "nein", "feedback": "<i>wärmer</i>"}]


def test_ids_are_unique_and_stay() -> None:
    text = "::Q:: a {T}\n\n::Q:: b {T}\n\n::Q:: a {T}\n\nc {T}"
    ids = [item.id for item in read_gift(text, "o").items]
    assert len(set(ids)) == 4
    assert ids == [item.id for item in read_gift(text, "o").items]
    assert read_gift("new {T}\n\n" + text, "o").items[1].id == ids[0]


@given(st.text(alphabet="aB1 .,:#=~{}\\n->%$/[]\n<T", max_size=120))
def test_nothing_a_teacher_types_stops_the_reader(text: str) -> None:
    read = read_gift(text, "o")
    for item in read.questions:
        described(item)
    again = read_gift(write_gift([item for item in read.items if item.type in ("single_choice", "essay")])[0], "o")
    assert all(item.id for item in again.items)


PIECES = ["=", "~", "a", "b ", "#", "->", "%50%", "T", "{", "}", "3,5", ":1", "\\=", "..", "é"]


@given(st.lists(st.sampled_from(PIECES)))
def test_whoever_reads_it_otherwise_than_moodle_says_so(pieces: list[str]) -> None:
    text = "q {" + "".join(pieces) + "}"
    read = read_gift(text, "o")
    told = {repair.item for repair in read.repairs}
    for item in read.items:
        body = as_moodle(text)
        same = body is not None and alike(described(Item("x", "o", 1, body["type"], body)), described(item))
        assert same or item.id in told
        assert not body or item.id not in told or read.repairs[0].otherwise == body


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    for item in read_gift_bytes(b"q {" + data + b"}", "x", "o").items:
        described(item)


WORDS = st.text(alphabet="ab {}=~#:\\%é<&>-_*\n", min_size=1, max_size=12).filter(lambda t: t.strip())


@given(WORDS, st.lists(WORDS, min_size=2, max_size=4, unique=True), st.booleans())
def test_what_is_written_reads_back(prompt: str, texts: list[str], several: bool) -> None:
    made = [
        {"text": text.strip(), **({"correct": True} if place == 0 or several else {})}
        for place, text in enumerate(texts)
    ]
    kind = "multiple_choice" if several else "single_choice"
    body: dict[str, Any] = {"id": "x", "type": kind, "prompt": prompt.strip(), "format": "html", "options": made}
    text, remarks = write_gift([Item("x", "o", 1, kind, body)])
    back = only(text)
    assert remarks == []
    assert (back.type, back.body["prompt"]) == (kind, prompt.strip())
    assert [(option["text"], option.get("correct", False)) for option in back.body["options"]] == [
        (option["text"], option.get("correct", False)) for option in made
    ]


def test_writing_says_what_gift_cannot_hold() -> None:
    boyle = {
        "id": "b", "type": "numeric", "prompt": "{V} L becomes half. Now?", "given": {"V": {"choose": ["2", "4"]}},
        "answer": "V/2", "unit": "L", "tolerance": "1 %",
    }  # fmt: skip
    order = {"id": "o", "type": "ordering", "prompt": "Order", "sequence": ["a", "b"]}
    text, remarks = write_gift([Item("b", "x", 1, "numeric", boyle), Item("o", "x", 1, "ordering", order)])
    back = only(text)
    assert words(described(back)["prompt"]) in ("2 L becomes half. Now?", "4 L becomes half. Now?")
    assert float(back.body["answer"]) == float(words(described(back)["prompt"])[0]) / 2
    assert any(remark.startswith("b: its numbers vary") for remark in remarks)
    assert any(remark.startswith("o: GIFT has no questions of the type ordering") for remark in remarks)
    assert "GIFT does not hold: units." in remarks


@pytest.mark.parametrize(
    "piece",
    ["\\(", "$$", "{% ", "{{ ", "~a", '<a ="', "::", "{", "q {\n\n", "%1", "=a->b", "{=a} ", "\\a{", "\\a{}", "$x^{"],
)
def test_hostile_repetition_costs_no_time(piece: str) -> None:
    started = time.process_time()
    read_gift("q {" + piece * min(60_000 // len(piece), MOST_QUESTIONS - 1), "o")
    assert time.process_time() - started < 3
