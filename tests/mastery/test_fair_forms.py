"""Forms of the same hardness: the same strata for everybody, and a retake near the first attempt."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import ceil, floor
from statistics import fmean

import pytest
from draw_figures import Counts, count_tests
from golden_draw import item, objective
from hypothesis import given, settings
from hypothesis import strategies as st

from server.mastery.assembly import Ledger, draw_check, draw_test
from server.mastery.blueprint import Blueprint
from server.mastery.drawing import draw_item
from server.mastery.fair_forms import (
    BAND,
    apart,
    expected_share,
    expected_share_of,
    fair_counts,
    off_by,
    points_of,
    share_right,
    stratum_of,
)
from server.mastery.form_spread import spread, spread_of_test
from server.mastery.luck import Dice
from server.mastery.values import DrawnTest, Unit

STRATA = [(level, way) for level in (1, 2, 3) for way in ("made", "chosen")]


def test_strata_by_the_author_until_answers_tell() -> None:
    hard = item("g1", "a", "numeric", difficulty=3)
    assert stratum_of(hard) == (3, "made")
    assert stratum_of(hard, {("g1", "a"): 0.9}) == (1, "made")
    assert stratum_of(hard, {("g1", "a"): 0.7, ("g1", "b"): 0.1}) == (2, "made")
    assert stratum_of(item("g1", "b", "essay", difficulty=9)) == (3, "read")
    others = [(2, "made"), (2, "read"), (1, "made"), (3, "chosen")]
    assert [apart((2, "made"), other) for other in others] == [0, 1, 2, 3]


def test_the_expected_share_weighs_points() -> None:
    easy, essay = item("g1", "a", "numeric", difficulty=1), item("g1", "e", "essay", difficulty=3)
    assert (points_of(easy), points_of(essay)) == (1, 2)
    assert points_of(replace(essay, body={"rubric": [{"text": "a"}, {"text": "b"}, {"text": "c", "points": 2}]})) == 4
    assert expected_share([easy, essay]) == pytest.approx((0.85 + 2 * 0.55) / 3)
    assert expected_share([easy], {("g1", "a"): 0.4}) == 0.4
    assert expected_share([]) == 0.0
    assert (off_by(0.7, 0.74), off_by(0.7, 0.65)) == (0.0, 0.0)
    assert (off_by(0.6, 0.7), off_by(0.9, 0.7)) == (pytest.approx(-0.05), pytest.approx(0.15))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(any), min_size=1, max_size=7),
    st.integers(1, 3),
    st.text(max_size=4),
)
def test_counts_keep_every_place_and_round_every_stratum(items: list[list[int]], n: int, seed: str) -> None:
    whole = 1
    for bank in items:
        whole *= sum(bank)
    due = [{s: n * count * whole // sum(bank) for s, count in zip(STRATA, bank, strict=True)} for bank in items]
    counts = fair_counts(due, whole, Dice(seed))
    assert [len(place) for place in counts] == [n] * len(items)
    held = Counter(s for place in counts for s in place)
    for stratum in STRATA:
        wanted = sum(place[stratum] for place in due) / whole
        assert floor(wanted + 1e-9) <= held[stratum] <= ceil(wanted - 1e-9)
    for place, taken in zip(due, counts, strict=True):
        for stratum in STRATA:
            assert place[stratum] // whole <= taken.count(stratum) <= -(-place[stratum] // whole)


def test_counts_favour_nobody() -> None:
    due = [{(1, "made"): 2, (2, "made"): 4, (3, "made"): 6}, {(1, "made"): 9, (3, "made"): 3}]
    rounds = [fair_counts(due, 12, Dice(str(n))) for n in range(3000)]
    times = Counter((p, s) for counts in rounds for p, place in enumerate(counts) for s in place)
    for p, place in enumerate(due):
        for stratum, n in place.items():
            assert times[p, stratum] / 3000 == pytest.approx(n / 12, abs=0.035)


def fair(counts: Counts) -> None:
    assert counts.worst() < 4
    assert counts.strata_off == 0
    assert counts.shared <= counts.shared_due + 4 * counts.shared_sigma


def test_a_few_hundred_tests_are_alike() -> None:
    fair(count_tests(300))


@pytest.mark.full
def test_ten_thousand_tests_are_alike() -> None:
    fair(count_tests(10_000))


@pytest.mark.nightly
def test_a_hundred_thousand_tests_are_alike() -> None:
    fair(count_tests(100_000))


UNEVEN = {
    f"g{b}": [item(f"g{b}", f"q{n:02}", "short_text", difficulty=1 + (n * (b + 1)) % 3) for n in range(14)]
    for b in range(5)
}
UNIT = Unit("u", "U", tuple(objective(code) for code in UNEVEN))


def test_a_retake_is_as_hard_as_the_first_attempt_while_the_banks_allow() -> None:
    for student in range(12):
        ledger, like = Ledger(), 0.0
        for attempt in range(6):
            test = draw_test(UNIT, UNEVEN, ledger, f"{student}/{attempt}", like=like or None)
            assert isinstance(test, DrawnTest)
            share = expected_share_of(test, UNEVEN)
            like = like or share
            assert off_by(share, like) == 0.0
            seen = {(i.objective, i.id) for i in test.items if ledger.times(i.objective, i.id)}
            assert not seen, "unseen first, however fair"
            ledger = ledger.with_seen(*test.items)


def test_a_retake_is_brought_near_with_fresh_items_only() -> None:
    for like in (0.58, 0.82):
        assert not fresh_off(like, Ledger()), "by luck alone it would be near 0.7"
    easy = [(code, i.id) for code, bank in UNEVEN.items() for i in bank if i.difficulty == 1 and code != "g2"]
    seen = Ledger.of((code, id, 0) for code, id in easy)
    assert fresh_off(0.82, seen) < -0.02, "almost all easy ones were seen, and unseen goes before fair"


def fresh_off(like: float, ledger: Ledger) -> float:
    test = draw_test(UNIT, UNEVEN, ledger, "s", like=like)
    assert isinstance(test, DrawnTest)
    assert not any(ledger.times(i.objective, i.id) for i in test.items)
    return off_by(expected_share_of(test, UNEVEN), like)


def test_a_retake_that_must_be_harder_says_by_how_much() -> None:
    bank = {"g1": [item("g1", f"q{n}", "short_text", difficulty=3) for n in range(6)]}
    unit = Unit("u", "U", (objective("g1"),))
    test = draw_test(unit, bank, Ledger(), "s", like=0.85)
    assert isinstance(test, DrawnTest)
    assert off_by(expected_share_of(test, bank), 0.85) == pytest.approx(0.55 - 0.85 + BAND)


def test_estimates_make_forms_alike_where_the_author_was_wrong() -> None:
    bank = [item("g1", f"q{n:02}", "short_text") for n in range(16)]
    facility = {("g1", f"q{n:02}"): 0.95 if n % 2 else 0.35 for n in range(16)}
    shares: dict[bool, list[float]] = {True: [], False: []}
    for told in (True, False):
        for n in range(60):
            check = draw_check("g1", bank, Ledger(), str(n), count=4, facility=facility if told else None)
            assert isinstance(check, DrawnTest)
            shares[told].append(expected_share_of(check, {"g1": bank}, facility))
    assert max(shares[True]) - min(shares[True]) < 1e-9 < 0.25 < max(shares[False]) - min(shares[False])


def test_what_answers_tell_steers_tests_and_quizzes_and_their_retakes() -> None:
    bank = [item("g1", f"q{n:02}", "short_text") for n in range(15)]
    facility = {("g1", f"q{n:02}"): (0.95, 0.7, 0.4)[n % 3] for n in range(15)}
    unit = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(items_from_big_bank=3))
    for n in range(8):
        for like, shares in ((None, {0.95, 0.7, 0.4}), (0.95, {0.95}), (0.4, {0.4})):
            test = draw_test(unit, {"g1": bank}, Ledger(), str(n), like=like, facility=facility)
            quiz = draw_check("g1", bank, Ledger(), str(n), count=3, like=like, facility=facility)
            assert isinstance(test, DrawnTest) and isinstance(quiz, DrawnTest)
            assert {facility["g1", i.id] for i in test.items} == {facility["g1", i.id] for i in quiz.items} == shares


def test_the_expected_share_of_a_test_is_that_of_what_counts_and_is_still_there() -> None:
    banks = {"g1": [item("g1", f"q{n}", "short_text", difficulty=1 + n % 2) for n in range(4)]}
    easy, harder, back, gone = (draw_item(i, 0, Dice("s")) for i in banks["g1"])
    test = DrawnTest("s", (easy, harder, replace(back, purpose="retrieval"), replace(gone, id="gone")))
    assert expected_share_of(test, banks) == pytest.approx((0.85 + 0.7) / 2)
    assert expected_share_of(test, banks, {("g1", "q0"): 0.35, ("g1", "q2"): 0.1}) == pytest.approx((0.35 + 0.7) / 2)
    assert expected_share_of(test, {}) == 0.0


def test_where_a_share_makes_an_item_easy_or_hard() -> None:
    shares = (0.0, 0.624, 0.625, 0.774, 0.775, 1.0)
    levels = [stratum_of(item("g1", "a", "short_text"), {("g1", "a"): share})[0] for share in shares]
    assert levels == [3, 3, 2, 2, 1, 1]
    assert [stratum_of(item("g1", "a", "true_false", difficulty=n)) for n in (-1, 0, 4)] == [
        (1, "chosen"), (1, "chosen"), (3, "chosen")
    ]  # fmt: skip
    assert [share_right(item("g1", "a", "essay", difficulty=n)) for n in range(5)] == [0.85, 0.85, 0.7, 0.55, 0.55]


def test_the_spread_is_none_where_all_items_are_alike_and_grows_with_their_differences() -> None:
    alike = [item("g1", f"q{n:02}", "short_text") for n in range(10)]
    assert spread(alike, Blueprint()) == (0.74, 0.74)
    by_author = [item("g1", f"q{n:02}", "short_text", difficulty=1 + n % 3) for n in range(10)]
    facility = {("g1", f"q{n:02}"): (0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)[n] for n in range(10)}
    (low, high), (lower, higher) = spread(by_author, Blueprint()), spread(alike, Blueprint(), facility=facility)
    assert 0.6 < low < high < 0.85
    assert lower < low and high <= higher
    assert spread(alike[:4], Blueprint()) == (0.0, 0.0)
    assert 0 < spread_of_test(UNIT, UNEVEN)[0] <= fmean(spread_of_test(UNIT, UNEVEN)) < 1
