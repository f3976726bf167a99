"""How sure a result is: what a few answers say about the share of an objective that a student really knows.

Five questions are few. 4 of 5 can be luck, above all where there is something to choose from; so beside the score
stands the chance that the student holds four fifths of the objective for good. It speaks; the teacher decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from server.mastery.guessing import counts_as_right, guess_rate
from server.mastery.values import DrawnItem

HOLDS = 0.8
"""the share of an objective's questions that a student who holds it knows"""
SLIP = 0.05
"""one in twenty answers that somebody knows goes wrong all the same: a digit misread, a key beside the right one"""
PRIOR = (1.0, 1.0)
"""the Beta distribution of what students know before they answer: every share as likely as any other, so that the
figure speaks of the answers and not of what we think of a class"""
CALLED_GUESS = 0.5
"""of those who do not know it, so many more get it right, where a right answer was called a guess"""
NEWEST = 12
"""so many answers count, the newest: enough to be sure with, and what was known last autumn fades without a rate of
forgetting that nobody has measured here"""
TOO_LITTLE = 3
"""with fewer answers there is nothing to say"""

_STEPS = 100
_SHARES = tuple((step + 0.5) / _STEPS for step in range(_STEPS))
_FRACTIONS = (
    (1, 20), (1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10), (19, 20),
)  # fmt: skip
Words = Literal["too_little", "hardly", "doubtful", "open", "likely", "firm"]
_WORDS: tuple[tuple[float, Words], ...] = ((0.8, "firm"), (0.6, "likely"), (0.4, "open"), (0.1, "doubtful"))


@dataclass(frozen=True)
class Evidence:
    """One answer to one question of an objective."""

    right: bool
    guess: float = 0.0
    """how often the question is answered right by luck alone, 0–1"""
    sure: str = ""
    """what the student tapped: sure | unsure | guess, or nothing"""
    check: str = ""
    """the quiz it belongs to, for three more the quiz that they follow; empty where it came up again later: in a unit
    test, or as a question from an earlier objective"""


@dataclass(frozen=True)
class Sureness:
    """What the answers say together.

    `chance` (0–1) that the student holds four fifths of the objective; `words` names how to speak of it; `fraction`
    is the chance as people say it, "about 1 in 3", never more than 0.05 beside it. `lucky` of the `right` answers were
    called a guess.
    """

    chance: float
    words: Words
    fraction: tuple[int, int]
    right: int
    of: int
    lucky: int = 0

    @property
    def provisional(self) -> bool:
        """Whether a pass on these answers is still to be confirmed by later ones."""
        return self.words != "firm"


def evidence(drawn: DrawnItem, points: float, out_of: float, sure: str = "", check: str = "") -> Evidence:
    """An answer as evidence: right from four fifths of its points on, with the luck that its question leaves."""
    return Evidence(counts_as_right(points, out_of), guess_rate(drawn), sure, check)


def that_count(answers: Sequence[Evidence]) -> Sequence[Evidence]:
    """Of all answers on an objective, first to last, those of the newest quiz and all that came after it.

    Somebody who was sent back and taught again is not who they were; before any quiz, everything counts. Of many
    only the newest.
    """
    newest = next((answer.check for answer in reversed(answers) if answer.check), "")
    start = next((place for place, answer in enumerate(answers) if newest and answer.check == newest), 0)
    return answers[start:][-NEWEST:]


def how_sure(
    answers: Sequence[Evidence], *, slip: float = SLIP, prior: tuple[float, float] = PRIOR
) -> Sureness:
    """How sure the answers on an objective, first to last, make us that the student holds it.

    A student who knows the share t is right with chance (1 − slip)·t + guess·(1 − t). A right answer called a guess
    counts as one that half of those who missed it by luck would have got as well; it never counts against anybody.
    *Unsure* counts as *sure* does, since the careful say it who know; and wrong is wrong, however sure.
    """
    counting = that_count(answers)
    weights = [share ** (prior[0] - 1) * (1 - share) ** (prior[1] - 1) for share in _SHARES]
    for answer in counting:
        # At most as likely as for those who know, or else a right answer would speak against knowing.
        luck = min(_luck(answer), 1 - slip)
        chances = [(1 - slip) * share + luck * (1 - share) for share in _SHARES]
        weights = [w * (c if answer.right else 1 - c) for w, c in zip(weights, chances, strict=True)]
    held = fsum(weights[round(HOLDS * _STEPS) :])
    chance = round(held / fsum(weights), 4)
    return Sureness(
        chance,
        _words(chance) if len(counting) >= TOO_LITTLE else "too_little",
        min(_FRACTIONS, key=lambda spoken: abs(spoken[0] / spoken[1] - chance)),
        sum(answer.right for answer in counting),
        len(counting),
        sum(answer.right and answer.sure == "guess" for answer in counting),
    )


def _luck(answer: Evidence) -> float:
    if answer.right and answer.sure == "guess":
        return answer.guess + (1 - answer.guess) * CALLED_GUESS
    return answer.guess


def _words(chance: float) -> Words:
    return next((words for least, words in _WORDS if chance >= least), "hardly")
