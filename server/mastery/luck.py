"""Luck that can be repeated: the same key gives the same throws on every machine and every Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")
_SIDES = 1 << 256


class Dice:
    """Throws that follow from a key alone: the n-th is the SHA-256 of the key and n.

    Python's own generator may shuffle differently in another version; a stored seed must not.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode("utf-8", "surrogatepass")
        self._thrown = 0

    def below(self, n: int) -> int:
        """A whole number from 0 to n − 1, each equally likely. ValueError when n is less than 1."""
        if n < 1 or n > _SIDES:
            raise ValueError(f"A die needs at least one side, not {n}.")
        fair = _SIDES - _SIDES % n
        while True:
            throw = int.from_bytes(sha256(b"%d:" % self._thrown + self._key).digest(), "big")
            self._thrown += 1
            if throw < fair:
                return throw % n

    def pick(self, sequence: Sequence[T]) -> T:
        """One of them, each equally likely. ValueError when there is none."""
        return sequence[self.below(len(sequence))]

    def shuffled(self, sequence: Sequence[T]) -> list[T]:
        """All of them in a new order, each order equally likely; the original stays as it is."""
        cards = list(sequence)
        for last in range(len(cards) - 1, 0, -1):
            other = self.below(last + 1)
            cards[last], cards[other] = cards[other], cards[last]
        return cards

    def sample(self, sequence: Sequence[T], k: int) -> list[T]:
        """k different ones, in the order drawn. ValueError when there are fewer than k."""
        if not 0 <= k <= len(sequence):
            raise ValueError(f"Cannot draw {k} from {len(sequence)}.")
        return self.shuffled(sequence)[:k]
