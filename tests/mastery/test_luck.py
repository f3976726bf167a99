from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery import luck
from server.mastery.luck import Dice

GOLDEN_BELOW = [99, 12, 38, 25, 61, 80, 5, 33, 36, 70]
GOLDEN_SHUFFLE = ["f", "h", "c", "b", "a", "e", "g", "d"]
GOLDEN_BIG = 518552775507409301024574224592


def test_the_throws_are_the_same_for_ever() -> None:
    dice = Dice("gas-laws")
    assert [dice.below(100) for _ in range(10)] == GOLDEN_BELOW
    assert Dice("gas-laws").shuffled("abcdefgh") == GOLDEN_SHUFFLE
    assert Dice("Ångström 🎲").below(10**30) == GOLDEN_BIG


def test_another_key_throws_otherwise() -> None:
    assert [Dice("a").below(10**9)] != [Dice("b").below(10**9)]
    # The count is told apart from the key: throw 1 of "1:x" is not throw 11 of "x".
    assert Dice("1:x").below(10**9) != Dice("x").below(10**9)


@given(st.text(), st.integers(1, 2**256))
def test_below_stays_below(key: str, n: int) -> None:
    dice = Dice(key)
    assert all(0 <= dice.below(n) < n for _ in range(5))


def test_below_is_fair_even_where_the_remainder_would_favour_the_small() -> None:
    n = 2**255 + 2**254  # without rejection the lower third would come up twice as often
    dice = Dice("fair")
    low = sum(dice.below(n) < n // 3 for _ in range(3000))
    assert 900 < low < 1100


def test_a_throw_beyond_the_last_full_round_is_thrown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # 2^256 is one more than a multiple of 3: the highest throw of all would make 0 a little likelier than 1 and 2.
    thrown: list[bytes] = []
    throws = iter((b"\xff" * 32, b"\0" * 31 + b"\x02"))

    class Digest:
        def __init__(self, text: bytes) -> None:
            thrown.append(text)

        def digest(self) -> bytes:
            return next(throws)

    monkeypatch.setattr(luck, "sha256", Digest)
    assert Dice("x").below(3) == 2
    assert thrown == [b"0:x", b"1:x"]


def test_a_key_may_hold_what_a_damaged_file_holds() -> None:
    assert Dice("half a pair: \ud800").below(10**6) != Dice("half a pair: \udfff").below(10**6)


def test_each_order_is_equally_likely() -> None:
    dice = Dice("orders")
    counted = Counter("".join(dice.shuffled("abc")) for _ in range(6000))
    assert len(counted) == 6
    assert all(880 < n < 1120 for n in counted.values())


@given(st.text(), st.lists(st.integers()))
def test_shuffling_keeps_every_card(key: str, cards: list[int]) -> None:
    before = list(cards)
    assert sorted(Dice(key).shuffled(cards)) == sorted(cards)
    assert cards == before


def test_a_sample_has_no_card_twice_and_must_be_possible() -> None:
    assert len(set(Dice("s").sample(range(20), 8))) == 8
    assert sorted(Dice("s").sample("abc", 3)) == ["a", "b", "c"]
    assert len(Dice("s").sample("abc", 1)) == 1
    assert Dice("s").sample("abc", 0) == Dice("s").sample("", 0) == []
    for count in (4, -1):
        with pytest.raises(ValueError, match=f"Cannot draw {count} from 3"):
            Dice("s").sample("abc", count)
    with pytest.raises(ValueError, match="at least one side"):
        Dice("s").pick([])
