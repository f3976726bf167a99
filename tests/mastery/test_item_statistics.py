"""What answers tell about a question: figures worked out by hand or long known, and simulated classes."""

from __future__ import annotations

from math import asin, comb, pi, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from item_figures import facility_truth

from server.mastery.beta import below, quantile
from server.mastery.item_statistics import (
    ENOUGH,
    AllAlike,
    Discrimination,
    Facility,
    Row,
    TooFew,
    bank_mean,
    discrimination,
    estimated_difficulty,
    facilities,
    facility,
    first_answers,
    with_rest,
)

Q1 = ("g1", "q1", 1)


def row(student: str, share: float | None = 1.0, item: str = "q1", version: int = 1, **more: object) -> Row:
    return Row("g1", item, version, student, share, **more)  # type: ignore[arg-type]


def rows(right: int, of: int, item: str = "q1", version: int = 1, who: str = "s") -> list[Row]:
    return [row(f"{who}{n}", float(n < right), item, version) for n in range(of)]


# The beta distribution ------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.001, 0.999))
def test_a_beta_is_a_sum_of_binomials(a: int, b: int, x: float) -> None:
    whole = a + b - 1
    assert below(x, a, b) == pytest.approx(
        sum(comb(whole, n) * x**n * (1 - x) ** (whole - n) for n in range(a, whole + 1)), abs=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(st.floats(0.3, 200), st.floats(0.3, 200), st.floats(0.01, 0.99))
def test_a_quantile_is_where_it_says(a: float, b: float, share: float) -> None:
    at = quantile(share, a, b)
    assert 0 <= at <= 1
    assert below(at - 2e-6, a, b) <= share + 1e-9 and share - 1e-9 <= below(at + 2e-6, a, b)


def test_betas_long_known() -> None:
    assert below(0.25, 0.5, 0.5) == pytest.approx(2 / pi * asin(sqrt(0.25)))  # the arcsine law
    assert quantile(0.05, 1, 1) == pytest.approx(0.05, abs=1e-6)
    assert quantile(0.25, 2, 1) == pytest.approx(0.5, abs=1e-6)
    assert (below(-1, 2, 3), below(0, 2, 3), below(1, 2, 3)) == (0, 0, 1)
    # 14 of 20 and 21 of 30, with half an answer each way: 0.52 to 0.84, 0.55 to 0.82.
    ends = [quantile(end, hits, misses) for hits, misses in ((14.5, 6.5), (21.5, 9.5)) for end in (0.05, 0.95)]
    assert ends == pytest.approx([0.52, 0.84, 0.55, 0.82], abs=0.005)
    with pytest.raises(ValueError, match="no distribution"):
        below(0.5, 0, 1)


# How easy -------------------------------------------------------------------------------------------------------------


def test_only_the_first_answer_of_each_student_counts() -> None:
    given_rows = [
        row("ann", 0.0), row("ann", 1.0),
        row("bob", None), row("bob", 1.0),  # the first still waits for the teacher
        row("cem", 0.0), row("cem", 1.0, version=2),
        row("dee", 1.0, version=2),
    ]  # fmt: skip
    assert first_answers(given_rows) == [given_rows[0], given_rows[4], given_rows[6]]
    assert facilities(given_rows) == {Q1: TooFew(2, ENOUGH), ("g1", "q1", 2): TooFew(1, ENOUGH)}


def test_a_share_is_drawn_to_its_bank() -> None:
    # 2 of 8 in a bank of mean 0.8 whose word weighs 8 answers: (6.4 + 2) / 16.
    found = facility([1, 1, 0, 0, 0, 0, 0, 0], 0.8)
    assert isinstance(found, Facility)
    assert found.share == pytest.approx(0.525) and found.answers == 8
    assert (found.low, found.high) == pytest.approx((quantile(0.05, 8.4, 7.6), quantile(0.95, 8.4, 7.6)), abs=1e-9)
    half = facility([0.5] * 8, 0.8)
    assert isinstance(half, Facility) and half.share == pytest.approx(0.65)
    assert facility([1.0] * 7, 0.8) == TooFew(7, 8)


def test_the_mean_of_a_bank() -> None:
    assert bank_mean([]) == 0.7
    # One question with 8 answers weighs ½, one with 24 ¾, and the one nobody asked 1.
    both = rows(8, 8) + rows(6, 24, "q2")
    assert bank_mean(both) == pytest.approx((0.5 * 1 + 0.75 * 0.25 + 0.7) / 2.25)
    # Banks do not mix.
    other = [Row("g2", "q1", 1, f"s{n}", 0.0) for n in range(30)]
    assert facilities(both + other)[Q1] == facilities(both)[Q1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=8, max_size=60), st.floats(0.05, 0.95))
def test_the_range_holds_the_share_between_plain_and_bank(shares: list[float], mean: float) -> None:
    found = facility(shares, mean)
    assert isinstance(found, Facility)
    plain = sum(shares) / len(shares)
    assert min(plain, mean) - 1e-9 <= found.share <= max(plain, mean) + 1e-9
    assert 0 <= found.low < found.share < found.high <= 1
    longer = facility(shares * 4, mean)
    assert isinstance(longer, Facility) and abs(longer.share - plain) <= abs(found.share - plain) + 1e-9


def test_difficulty_for_forms_only_from_enough_answers_to_this_version() -> None:
    both = rows(19, 19) + rows(5, 20, "q2") + rows(20, 20, "q3", version=1) + rows(3, 4, "q3", version=2, who="t")
    found = estimated_difficulty(both, {("g1", "q1"): 1, ("g1", "q2"): 1, ("g1", "q3"): 2, ("g1", "q4"): 1})
    assert list(found) == [("g1", "q2")]
    assert found["g1", "q2"] == pytest.approx((bank_mean(both) * 8 + 5) / 28)
    assert 0.25 < found["g1", "q2"] < bank_mean(both)


# Does it tell those who know from those who don't? --------------------------------------------------------------------


def test_discrimination_only_from_sixty_answers() -> None:
    # Half right and half wrong; of either, the rest is 1 or 0, thrice as often the same: r = (3 − 1) / (3 + 1).
    pattern = [(1.0, 1.0)] * 3 + [(0.0, 0.0)] * 3 + [(1.0, 0.0), (0.0, 1.0)]
    sixty_four = [row(f"s{n}", share, rest=rest) for n, (share, rest) in enumerate(pattern * 8)]
    found = discrimination(sixty_four, Q1)
    assert isinstance(found, Discrimination) and found.r == pytest.approx(0.5)
    # atanh 0.5 = 0.5493, a standard deviation 1/√61, 1.645 of them: tanh(0.3387) and tanh(0.7599).
    assert (found.low, found.high) == pytest.approx((0.3263, 0.6410), abs=1e-3)
    assert discrimination(sixty_four[:59], Q1) == TooFew(59, 60)
    assert discrimination([row(f"s{n}", 1.0, rest=n / 60) for n in range(60)], Q1) == AllAlike(60)
    assert discrimination([row(f"s{n}", 1.0) for n in range(60)], Q1) == TooFew(0, 60)


def test_the_rest_is_everything_but_this_question() -> None:
    asked = [row("ann", share, f"q{n}") for n, share in enumerate((0.0, 1.0, 1.0, 0.5))]
    few = [row("bob", 1.0, f"q{n}") for n in range(3)]
    again = [row("ann", 0.0, "q1", version=2)]
    found = with_rest(asked + few + again)
    assert [r.rest for r in found] == pytest.approx([2.5 / 3, 0.5, 0.5, 2 / 3, None, None, None, 0.5])


@pytest.mark.full
def test_nine_in_ten_shares_lie_in_their_range() -> None:
    usual, wide = facility_truth(60, 1.0), facility_truth(60, 1.5)
    assert 0.85 <= usual.inside <= 0.95 and usual.off < usual.plain_off
    assert 0.7 <= wide.inside < usual.inside
