"""The grade rule as it is stored, refused and printed: every word of it, since a parent may ask."""

from dataclasses import replace

import pytest

from server.mastery.grades import BadRule, GradeRule, Line, grade, rule_from_data

RULE = GradeRule()
WEIGHTS = "The formative and the summative weight must not be negative and must add up to 100."
NICE = "Nice-to-know objectives can only add points."
LETTERS = "Letters must be listed from the best down, each with its lowest grade, the last from 0."


def test_the_whole_rule_goes_with_the_number():
    assert RULE.as_data() == {
        "id": "half-formative-half-summative",
        "version": 1,
        "formative_weight": 50,
        "summative_weight": 50,
        "mastered_counts": 100,
        "tests": "mean over unit tests taken",
        "attempts": "highest",
        "no_test_yet": "formative alone",
        "nice_each": 1,
        "nice_most": 5,
        "highest": 100,
        "decimals": 1,
        "rounding": "half up, once",
        "letters": [
            {"from": 90, "letter": "A"},
            {"from": 80, "letter": "B"},
            {"from": 70, "letter": "C"},
            {"from": 60, "letter": "D"},
            {"from": 0, "letter": "F"},
        ],
    }
    assert RULE.name == "half-formative-half-summative v1"
    other = GradeRule("mine", 3, 30, 70, 2, 8, 110, ((75, "pass"), (0, "not yet")))
    assert rule_from_data(other.as_data()) == other


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"formative_weight": -1, "summative_weight": 101}, WEIGHTS),
        ({"formative_weight": 101, "summative_weight": -1}, WEIGHTS),
        ({"formative_weight": 50, "summative_weight": 49}, WEIGHTS),
        ({"nice_each": -1}, NICE),
        ({"nice_most": -1}, NICE),
        ({"highest": 99}, "The highest grade must be at least 100."),
        ({"letters": ()}, LETTERS),
        ({"letters": ((90, "A"), (1, "F"))}, LETTERS),
        ({"letters": ((60, "D"), (90, "A"), (0, "F"))}, LETTERS),
        ({"letters": ((90, "A"), (90, "B"), (0, "F"))}, LETTERS),
    ],
)
def test_a_rule_that_cannot_be_explained_is_refused(change, why):
    with pytest.raises(BadRule) as refused:
        replace(RULE, **change)
    assert str(refused.value) == why
    with pytest.raises(BadRule) as refused:
        stored = RULE.as_data() | change
        if "letters" in change:
            stored["letters"] = [{"from": floor, "letter": letter} for floor, letter in change["letters"]]
        rule_from_data(stored)
    assert str(refused.value) == why, "said the same when it comes from a file"


@pytest.mark.parametrize(
    "change",
    [
        {"formative_weight": 0, "summative_weight": 100},
        {"formative_weight": 100, "summative_weight": 0},
        {"nice_each": 0},
        {"nice_most": 0},
        {"highest": 101},
        {"letters": ((0, "seen"),)},
    ],
)
def test_a_rule_at_the_edge_is_a_rule(change):
    assert rule_from_data(replace(RULE, **change).as_data()) == replace(RULE, **change)


@pytest.mark.parametrize("change", [{"attempts": "latest"}, {"decimals": 2}, {"attempts": None, "decimals": None}])
def test_another_way_to_count_is_not_guessed_at(change):
    with pytest.raises(BadRule) as refused:
        rule_from_data(RULE.as_data() | change)
    assert str(refused.value) == "This version knows rules that count the highest attempt and round to one decimal."


def test_a_rule_with_a_wrong_value_says_which():
    with pytest.raises(BadRule, match=r"incomplete or holds a wrong value .*'many'"):
        rule_from_data(RULE.as_data() | {"nice_most": "many"})
    with pytest.raises(BadRule, match=r"incomplete or holds a wrong value .*'letter'"):
        rule_from_data(RULE.as_data() | {"letters": [{"from": 0}]})


def test_every_line_of_a_full_sum():
    full = grade(
        RULE,
        due=["a", "b", "c", "d"],
        mastered=["a", "b", "c", "n1", "n2"],
        nice=["n1", "n2", "n3"],
        excused=["d", "a"],
        tests={"gases": [0.5, 0.9], "atoms": [0.8], "later": []},
    )
    assert full.lines == (
        Line("formative", {"mastered": "3", "due": "3", "percent": "100.0", "weight": "50"}),
        Line("test", {"unit": "atoms", "best": "80.0", "tries": "1"}),
        Line("test", {"unit": "gases", "best": "90.0", "tries": "2"}),
        Line("summative", {"tests": "2", "percent": "85.0", "weight": "50"}),
        Line("nice", {"mastered": "2", "points": "2", "most": "5"}),
        Line("total", {"value": "94.5", "letter": "A"}),
    )
    assert full.rule == "half-formative-half-summative v1"


def test_the_sum_when_something_is_not_there_yet():
    assert grade(RULE, due=[], mastered=[]).lines == (Line("nothing_due"), Line("no_test_yet"), Line("no_grade"))
    assert grade(RULE, due=[], mastered=[], tests={"gases": [0.75]}).lines == (
        Line("nothing_due"),
        Line("test", {"unit": "gases", "best": "75.0", "tries": "1"}),
        Line("summative", {"tests": "1", "percent": "75.0", "weight": "100"}),
        Line("total", {"value": "75.0", "letter": "C"}),
    )
    capped = grade(RULE, due=["a"], mastered=["a", "n"], nice=["n"])
    assert capped.lines == (
        Line("formative", {"mastered": "1", "due": "1", "percent": "100.0", "weight": "100"}),
        Line("no_test_yet"),
        Line("nice", {"mastered": "1", "points": "1", "most": "5"}),
        Line("capped", {"highest": "100"}),
        Line("total", {"value": "100.0", "letter": "A"}),
    )
    just = grade(replace(RULE, highest=101), due=["a"], mastered=["a", "n"], nice=["n"])
    assert "capped" not in [line.key for line in just.lines], "exactly the highest is not cut"


def test_a_rule_without_the_part_there_is_gives_no_grade():
    only_tests = replace(RULE, formative_weight=0, summative_weight=100)
    waiting = grade(only_tests, due=["a"], mastered=["a"])
    assert (waiting.value, waiting.letter, waiting.rule) == (None, "", only_tests.name)
    assert waiting.lines == (
        Line("formative", {"mastered": "1", "due": "1", "percent": "100.0", "weight": "0"}),
        Line("no_test_yet"),
        Line("no_grade"),
    )
