"""Aiken files as teachers write them."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.aiken import read_aiken, read_aiken_bytes
from server.formats.described import alike, described
from server.formats.questions import Questions
from server.mastery.values import Item
from server.mastery.variants import problems_of


def options(read: Questions, place: int = 0) -> list[tuple[str, float]]:
    return [(option["text"], option["fraction"]) for option in described(read.items[place])["options"]]


def other(read: Questions) -> dict[str, Any]:
    """What Moodle makes of the question that was mended first."""
    repair = read.repairs[0]
    return described(Item(repair.item, "o", 1, repair.otherwise["type"], repair.otherwise))


def test_a_question_as_the_format_asks() -> None:
    read = read_aiken(r"Is \(\frac{1}{2} < x\) & so?" "\nA) yes\nB. no\nC) 3 > 2\n\nANSWER: B\n", "o")
    item = read.items[0]
    assert (item.type, item.body["prompt"]) == ("single_choice", r"Is \(\frac{1}{2} &lt; x\) &amp; so?")
    assert options(read) == [("yes", 0.0), ("no", 1.0), ("3 &gt; 2", 0.0)]
    assert (read.repairs, read.skipped, problems_of(item)) == ([], [], [])


@pytest.mark.parametrize(
    "text",
    ["What?\na) x\nb) y\nANSWER: b", "What?\nA. x\nB. y\nans: B", "What?\n(A) x\n(B) y\nAnswer: (B)",
     "What?\nA) x\nB) y\nAntwort: B", "What?\nA) x\nB) y\nANSWER B",
     "What?\nA) x\nB) y\nANSWER: B) y", "What?\nA) x\nB) y\nanswer = b.", "What?\nA) x\nB) y\nANSWER: y"],
)  # fmt: skip
def test_it_is_kind_and_says_so(text: str) -> None:
    read = read_aiken(text, "o", "k.txt")
    assert options(read) == [("x", 0.0), ("y", 1.0)]
    assert [repair.where for repair in read.repairs][:1] == ["k.txt, line 1"]
    if "ANSWER: y" in text:
        assert [option["fraction"] for option in other(read)["options"]] == [0.0, 0.0], "Moodle finds no key"
    elif "ANSWER: B) y" not in text:
        assert read.repairs[0].otherwise == {}, "Moodle leaves it out"


def test_questions_and_choices_of_several_lines_are_joined() -> None:
    text = "\nRead this.\n\nNow: what?\nA) x\n  and more\nB) y\nANSWER: A\n\nNext?\nA) 1\nB) 2\nANSWER: B"
    read = read_aiken(text, "o")
    assert read.items[0].body["prompt"] == "Read this.<br>\nNow: what?"
    assert options(read) == [("x<br>\nand more", 1.0), ("y", 0.0)]
    assert options(read, 1) == [("1", 0.0), ("2", 1.0)]
    assert [(repair.where, bool(repair.otherwise)) for repair in read.repairs] == [("line 2", False), ("line 2", False)]
    assert other(read_aiken("Read this.\nNow: what?\nA) x\nB) y\nANSWER: A", "o"))["prompt"] == "Now: what?"


def test_a_question_may_begin_with_an_initial() -> None:
    read = read_aiken("A. Volta built it.\nA) true\nB) false\nANSWER: A", "o")
    assert read.items[0].body["prompt"] == "A. Volta built it."
    assert options(read) == [("true", 1.0), ("false", 0.0)]


def test_letters_out_of_order_are_found_by_letter_and_told() -> None:
    read = read_aiken("Q\nA) a\nD) b\nC) c\nD) d\nANSWER: C", "o")
    assert options(read)[2] == ("c", 1.0)
    assert read.repairs[0].found == "The letters are A, D, C, D."
    assert options(read_aiken("Q\nA) a\nC) c\nANSWER: C", "o"))[1] == ("c", 1.0)


def test_several_letters_are_several_ticks() -> None:
    read = read_aiken("Which?\nA) a\nB) b\nC) c\nANSWER: A, C", "o")
    assert (read.items[0].type, options(read)) == ("multiple_choice", [("a", 0.5), ("b", 0.0), ("c", 0.5)])
    assert [option["fraction"] for option in other(read)["options"]] == [1.0, 0.0, 0.0]
    assert options(read_aiken("Which?\nA) a\nB) b\nC) c\nANSWER: AC", "o")) == options(read)


def test_feedback_behind_the_key_belongs_to_the_question_before() -> None:
    read = read_aiken("Q1?\nA) a\nB) b\nANSWER: A\nFEEDBACK: Since a.\n\nQ2?\nA) c\nB) d\nANSWER: B", "o")
    assert [item.body["prompt"] for item in read.items] == ["Q1?", "Q2?"]
    assert read.items[0].body["solution"] == "Since a."


def test_what_cannot_be_read_is_named_and_the_rest_is_kept() -> None:
    text = "Few\nA) one\nANSWER: A\n\nB) no\n\nANSWER: A\n\nNo key\nA) x\nB) y\n\nGood\nA) x\nB) y\nANSWER: B\n\nNo E\n"
    read = read_aiken(text + "A) x\nB) y\nANSWER: E", "o", "a.txt")
    assert [item.body["prompt"] for item in read.items] == ["Good", "No E<ul><li>x</li><li>y</li></ul>"]
    assert read.counts_by_type == {"single_choice": 1, "other": 1}, "Moodle counts a question with a wrong key"
    assert [skip.where for skip in read.skipped] == [f"a.txt, line {line}" for line in (1, 5, 9)]


def test_the_same_question_twice_has_two_ids() -> None:
    ids = [item.id for item in read_aiken("Q\nA) x\nB) y\nANSWER: B\n" * 3, "o").items]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_whatever_letters_it_was_saved_in(encoding: str) -> None:
    read = read_aiken_bytes("Größe?\r\nA)\tja\r\nB)\tnein \r\nANSWER:\tA\r\n".encode(encoding), "a.txt", "o")
    assert (read.items[0].body["prompt"], options(read)) == ("Größe?", [("ja", 1.0), ("nein", 0.0)])


LINES = ["Q", "A) a", "B) b", "C. c", "b) x", "", "ANSWER: B", "ANSWER: E", "ans: a", "A) ", "ANSWER: A, B", "D) d"]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_whatever_comes_every_line_is_read_or_named(lines: list[str]) -> None:
    read = read_aiken("\n".join(lines), "o")
    assert bool(read.items or read.skipped) == any(lines)
    for item in read.items:
        shares = [option["fraction"] for option in described(item)["options"]]
        assert item.body.get("other") or sum(shares) == pytest.approx(1)
    for repair in read.repairs:
        if repair.done == "It was read as written here.":
            mine = next(item for item in read.items if item.id == repair.item)
            assert not alike(described(Item("x", "o", 1, repair.otherwise["type"], repair.otherwise)), described(mine))


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    read_aiken_bytes(b"Q\nA) x\nB) " + data + b"\nANSWER: A", "x", "o")


@pytest.mark.parametrize("piece", ["A) a\n", "ANSWER: ", "Q\n", "a and ", "\n", "A) a\nB) b\nANSWER: A\n"])
def test_hostile_repetition_costs_no_time(piece: str) -> None:
    started = time.process_time()
    read_aiken("Q\nA) a\nB) b\nANSWER: " + piece * (90_000 // len(piece)), "o")
    assert time.process_time() - started < 5
