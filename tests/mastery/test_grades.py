"""The grade: what it is made of, and what may never lower it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.grades import BadRule, GradeRule, grade, one_decimal, rule_from_data

RULE = GradeRule()
CODES = [f"gases-{n}" for n in range(1, 9)]
EXTRA = [f"extra-{n}" for n in range(1, 9)]
codes = st.sets(st.sampled_from(CODES))
extras = st.sets(st.sampled_from(EXTRA))
shares = st.builds(Fraction, st.integers(0, 12), st.just(12))
tests = st.dictionaries(st.sampled_from(["u1", "u2", "u3"]), st.lists(shares, max_size=4), max_size=3)


def value(**evidence):
    return grade(RULE, **evidence).value


def test_half_formative_half_summative():
    done = grade(RULE, due=CODES, mastered=CODES[:6], tests={"u1": [0.5, 0.9]})
    assert (done.value, done.letter) == (Decimal("82.5"), "B")
    keys = [line.key for line in done.lines]
    assert keys == ["formative", "test", "summative", "total"]
    assert done.lines[0].numbers == {"mastered": "6", "due": "8", "percent": "75.0", "weight": "50"}
    assert done.lines[1].numbers == {"unit": "u1", "best": "90.0", "tries": "2"}


def test_a_test_nobody_could_take_is_not_a_zero():
    done = grade(RULE, due=CODES[:4], mastered=CODES[:4])
    assert (done.value, done.letter) == (Decimal("100.0"), "A")
    assert done.lines[0].numbers["weight"] == "100"
    assert "no_test_yet" in [line.key for line in done.lines]
    assert grade(RULE, due=CODES[:4], mastered=CODES[:4], tests={"u1": []}).value == Decimal("100.0")


def test_nothing_due_and_nothing_taken_is_no_grade():
    nothing = grade(RULE, due=[], mastered=["gases-1"], nice=["extra-1"])
    assert (nothing.value, nothing.letter) == (None, "")
    assert nothing.lines[-1].key == "no_grade"


def test_excused_is_left_out_but_counts_when_mastered():
    assert value(due=CODES[:4], mastered=CODES[:3], excused=CODES[3:4]) == 100
    assert value(due=CODES[:4], mastered=CODES[:3], excused=CODES[2:3]) == 75


def test_mastered_ahead_does_not_fill_a_hole():
    assert value(due=CODES[:4], mastered=[*CODES[:3], *CODES[4:]]) == 75


@pytest.mark.parametrize(
    ("share", "letter"),
    [("0.9", "A"), ("0.8999", "A"), ("0.8994", "B"), ("0.8", "B"), ("0.7", "C"), ("0.6", "D"), ("0.5994", "F")],
)
def test_letters_begin_at_their_bound_as_printed(share, letter):
    assert grade(RULE, due=[], mastered=[], tests={"u": [float(share)]}).letter == letter


@pytest.mark.parametrize(
    ("number", "shown"),
    [("89.95", "90.0"), ("89.9499", "89.9"), ("0.05", "0.1"), ("0", "0.0"), ("82.25", "82.3"), ("100", "100.0")],
)
def test_rounding_is_half_up_once(number, shown):
    assert one_decimal(Fraction(number)) == shown


def test_a_share_stands_for_the_fraction_that_was_meant():
    assert value(due=[], mastered=[], tests={"u": [0.8995]}) == Decimal("90.0"), "the nearest float lies below"


def test_two_thirds_is_two_thirds():
    assert value(due=[], mastered=[], tests={"u": [2 / 3], "v": [2 / 3], "w": [2 / 3]}) == Decimal("66.7")


def test_nice_to_know_adds_up_to_five_and_stops_at_a_hundred():
    base = {"due": CODES, "mastered": CODES[:4]}
    assert value(**base) == 50
    assert value(due=CODES, mastered=CODES[:4] + EXTRA[:2], nice=EXTRA) == 52
    assert value(due=CODES, mastered=CODES[:4] + EXTRA, nice=EXTRA) == 55
    top = grade(RULE, due=CODES, mastered=CODES + EXTRA, nice=EXTRA)
    assert top.value == 100 and "capped" in [line.key for line in top.lines]


def test_a_share_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        value(due=[], mastered=[], tests={"u": [1.2]})


@given(due=codes, mastered=codes, nice=extras, more=st.sampled_from(CODES + EXTRA), excused=codes, tests=tests)
def test_mastering_one_more_never_lowers_it(due, mastered, nice, more, excused, tests):
    before = value(due=due, mastered=mastered, nice=nice, excused=excused, tests=tests)
    after = value(due=due, mastered=mastered | {more}, nice=nice, excused=excused, tests=tests)
    if before is not None:
        assert after >= before


@given(due=codes, mastered=codes, nice=extras, tests=tests, share=shares, which=st.integers(0, 2))
def test_another_try_never_lowers_it(due, mastered, nice, tests, share, which):
    taken = sorted(unit for unit, tries in tests.items() if tries)
    if not taken:
        return
    unit = taken[which % len(taken)]
    again = tests | {unit: [*tests[unit], share]}
    assert value(due=due, mastered=mastered, nice=nice, tests=again) >= value(
        due=due, mastered=mastered, nice=nice, tests=tests
    )


@given(due=codes, mastered=st.sets(st.sampled_from(CODES + EXTRA)), nice=extras, fewer=extras, tests=tests)
def test_nice_to_know_never_lowers_it(due, mastered, nice, fewer, tests):
    less = value(due=due, mastered=mastered, nice=nice & fewer, tests=tests)
    more = value(due=due, mastered=mastered, nice=nice, tests=tests)
    assert (less is None) == (more is None)
    if less is not None:
        assert less <= more <= less + RULE.nice_most


@given(due=codes, mastered=st.sets(st.sampled_from(CODES + EXTRA)), nice=extras, excused=codes, tests=tests)
def test_stays_within_its_bounds_and_ignores_order(due, mastered, nice, excused, tests):
    once = grade(RULE, due=sorted(due), mastered=sorted(mastered), nice=nice, excused=excused, tests=tests)
    backwards = {unit: tries[::-1] for unit, tries in reversed(tests.items())}
    again = grade(
        RULE,
        due=sorted(due)[::-1],
        mastered=sorted(mastered)[::-1],
        nice=sorted(nice)[::-1],
        excused=excused,
        tests=backwards,
    )
    assert once == again
    assert once.value is None or 0 <= once.value <= RULE.highest


def test_the_rule_is_data():
    rule = replace(RULE, id="ours", version=3, formative_weight=40, summative_weight=60, letters=((75, "P"), (0, "N")))
    assert rule_from_data(rule.as_data()) == rule
    assert grade(rule, due=CODES, mastered=CODES, tests={"u": [0.5]}).letter == "N"
    with pytest.raises(BadRule, match="incomplete"):
        rule_from_data({key: v for key, v in rule.as_data().items() if key != "letters"})
    with pytest.raises(BadRule, match="highest attempt"):
        rule_from_data(rule.as_data() | {"attempts": "latest"})


@pytest.mark.parametrize(
    "change",
    [
        {"formative_weight": 60},
        {"formative_weight": -10, "summative_weight": 110},
        {"nice_each": -1},
        {"highest": 90},
        {"letters": ((60, "D"), (90, "A"), (0, "F"))},
        {"letters": ((90, "A"),)},
        {"letters": ()},
    ],
)
def test_a_rule_that_cannot_be_explained_is_refused(change):
    with pytest.raises(BadRule):
        GradeRule(**change)
