"""GIFT files as teachers write them."""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.described import described
from server.formats.gift import GiftRead, read_gift, read_gift_file
from server.formats.gift_text import words
from server.formats.gift_writing import write_gift
from server.formats.recognise import recognise
from server.mastery.values import Item
from server.mastery.variants import problems_of


def only(text: str) -> Item:
    read = read_gift(text, "gases-1")
    assert read.skipped == []
    assert len(read.items) == 1
    return read.items[0]


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


def test_tilde_equals_is_one_right_choice_and_said() -> None:
    read = read_gift("\nHot air {~sinks ~=rises ~stays}", "o")
    assert options(read.items[0]) == [("sinks", 0.0), ("rises", 1.0), ("stays", 0.0)]
    assert len(read.warnings) == 1
    assert read.warnings[0].startswith("line 2: “~=”")


@pytest.mark.parametrize(
    ("word", "correct", "warned"),
    [("T", True, 0), ("TRUE", True, 0), ("F", False, 0), ("FALSE", False, 0), ("true", True, 1), ("False", False, 1)],
)
def test_true_and_false(word: str, correct: bool, warned: int) -> None:
    read = read_gift(f"Gases have mass. {{{word}#No.#Yes.}}", "o")
    body = read.items[0].body
    assert read.items[0].type == "true_false"
    assert (body["correct"], body["feedback"], body["feedback_right"]) == (correct, "No.", "Yes.")
    assert len(read.warnings) == warned


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


def test_a_comma_that_could_be_either_is_asked_about() -> None:
    read = read_gift("How much? {#1,234}", "o")
    assert read.items == []
    assert "1.234 or 1234" in read.skipped[0].why


def test_a_number_that_is_none_never_becomes_anything_goes() -> None:
    read = read_gift("How much? {#about three}\n\nAnd? {#~#all wrong}", "o")
    assert read.items == []
    assert [skip.where for skip in read.skipped] == ["line 1", "line 3"]


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
    assert read.warnings
    assert only(r"Escaped: \\(\\frac\{1\}\{2\} \= x\\) {}").body["prompt"] == r"Escaped: \(\frac{1}{2} = x\)"


def test_equals_inside_a_choice_is_text_where_that_is_clear() -> None:
    read = read_gift("Which law?\n{\n~E=mc\n=PV=nRT\n~F=ma\n}", "o")
    assert options(read.items[0]) == [("E=mc", 0.0), ("PV=nRT", 1.0), ("F=ma", 0.0)]
    assert only("Bit? {=bit=piece=slice}").body["answers"] == ["bit", "piece", "slice"]


def test_several_gaps_do_not_print_their_answers() -> None:
    item = only("More {=pressure} means less {1:MC:~mass~=volume}.")
    assert item.type == "cloze"
    assert item.body["prompt"] == "More [[1]] means less [[2]]."
    assert item.body["gaps"] == [{"answer": "pressure"}, {"choices": ["mass", "volume"], "answer": "volume"}]
    assert problems_of(item) == []


def test_one_bad_question_is_skipped_by_line_and_the_rest_is_kept() -> None:
    read = read_gift("A? {T}\n\nB? {=x\n\nC? {=a ~b}\n\nD? ~a}\n\nE? {~only}\n\nF? {~a ~b}", "o")
    assert [words(item.body["prompt"]) for item in read.items] == ["A?", "C?"]
    assert [skip.where for skip in read.skipped] == ["line 3", "line 7", "line 9", "line 11"]


def test_an_empty_line_between_the_braces_is_forgiven() -> None:
    read = read_gift("A? {\n=yes\n\n~no\n}\n\nB? {T}", "o")
    assert [item.type for item in read.items] == ["single_choice", "true_false"]


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
    again = read_gift(write_gift(read.items)[0], "o")
    assert all(item.id for item in again.items)


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


# What others wrote: real files, with what Moodle's own importer made of each.

MOODLE = {
    "multichoice": "single_choice", "multichoice_multi": "multiple_choice", "truefalse": "true_false",
    "shortanswer": "short_text", "match": "matching", "numerical": "numeric", "essay": "essay",
    "description": "description",
}  # fmt: skip
SAME_TYPE = 0.985
SAME_KEY = 0.98


@pytest.fixture(scope="module")
def banks() -> Path:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    data = Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "banks"
    if not (data / "EXPECTED.json").exists():
        if os.environ.get("CLASSROOM_REQUIRE") == "all":
            pytest.fail(f"no question files in {data}, and CLASSROOM_REQUIRE=all")
        pytest.skip(f"no question files in {data} (set CLASSROOM_TEST_DATA)")
    return data


def key_of(question: dict[str, Any]) -> Any:
    """What Moodle holds to be right, in a form that ours can be compared with."""
    kind = question["type"]
    if kind == "truefalse":
        return bool(question["correct"])
    if kind == "match":
        return sorted((words(left), words(right)) for left, right in question["pairs"])
    if kind in ("multichoice", "multichoice_multi", "shortanswer", "numerical"):
        pairs = zip(question["answers"], question["fractions"], strict=True)
        return [(number_or_words(text), round(float(share), 2)) for text, share in pairs if text != ""]
    return None


def our_key(item: Item) -> Any:
    told = described(item)
    if item.type == "true_false":
        return item.body["correct"]
    if item.type == "matching":
        return sorted((words(left), words(right)) for left, right in told["pairs"])
    listed = [(option["text"], option["fraction"]) for option in told["options"]]
    listed += [(answer["value"], answer["fraction"]) for answer in told["answers"]]
    return [(number_or_words(text), round(share, 2)) for text, share in listed] or None


def number_or_words(text: Any) -> Any:
    try:
        return round(float(text), 6)
    except ValueError:
        return words(str(text))


def test_real_files_agree_with_moodle(banks: Path) -> None:
    expected = json.loads((banks / "EXPECTED.json").read_text())
    total, same_type, same_key = 0, 0, 0
    for name, told in expected.items():
        if not name.startswith("gift/") or not (banks / name).exists():
            continue
        read: GiftRead = read_gift_file(banks / name, "o")
        theirs = [question for question in told.get("moodle_import") or [] if question["type"] != "category"]
        total += len(theirs)
        same_type += (Counter(MOODLE[q["type"]] for q in theirs) & Counter(i.type for i in read.items)).total()
        keys = Counter(repr((MOODLE[q["type"]], key_of(q))) for q in theirs)
        same_key += (keys & Counter(repr((item.type, our_key(item))) for item in read.items)).total()
        for item in read.questions:
            assert not [fault for fault in problems_of(item) if "read the same" not in fault], (name, item.id)
    print(f"{total} questions; same type {same_type / total:.3f}, same type and key {same_key / total:.3f}")
    assert total > 300
    assert same_type / total >= SAME_TYPE
    assert same_key / total >= SAME_KEY


def test_real_files_are_recognised(banks: Path) -> None:
    wrong = []
    for kind in ("gift", "aiken", "moodle_xml"):
        wrong += [path.name for path in sorted((banks / kind).iterdir()) if recognise(path) != kind]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    "piece", ["\\(", "$$", "{% ", "{{ ", "~a", '<a ="', "::", "{", "q {\n\n", "%1", "=a->b", "{=a} "]
)
def test_hostile_repetition_costs_no_time(piece: str) -> None:
    started = time.monotonic()
    read_gift("q {" + piece * (60_000 // len(piece)), "o")
    assert time.monotonic() - started < 3
