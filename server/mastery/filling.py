"""Filling the places of a form: the freshest first, and among equally fresh ones so that all forms are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import lcm

from server.mastery.blueprint import Part
from server.mastery.fair_forms import Due, Stratum, apart, fair_counts
from server.mastery.freshness import OTHER_NUMBERS, Choice, Freshness
from server.mastery.luck import Dice

MOST_TO_READ = 2
"""answers of one form that wait for the teacher: thirty students hand in on one day"""
JUST_NOW = 1 << 62
"""when something of this very form was seen: after everything else"""
_ANY: Stratum = (2, "chosen")


@dataclass(frozen=True)
class Place:
    """So many items of one objective, to be taken from these choices."""

    objective: str
    count: int
    choices: tuple[Choice, ...]
    part: Part | None = None


@dataclass(frozen=True)
class TooFewItems:
    """A bank that cannot fill its part of a test. `what` says which items, in the words of the pack; empty for any."""

    objective: str
    has: int
    needs: int
    what: str = ""


@dataclass
class Form:
    """A form while it is being filled: what was taken, by place and in the order taken."""

    places: Sequence[Place]
    taken: list[list[Choice]] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = [[] for _ in self.places]

    def of(self, objective: str) -> Iterator[Choice]:
        """What was taken of one objective."""
        for place, taken in zip(self.places, self.taken, strict=True):
            if place.objective == objective:
                yield from taken

    def open_to(self, index: int, instead_of: Choice | None = None) -> list[Choice]:
        """What that place could still take, as fresh as it is beside the rest of the form.

        An item whose family is in the form already counts as seen just now. With `instead_of`, as if that one were
        not in the form: it is then among the rest.
        """
        place = self.places[index]
        there = [c for c in self.of(place.objective) if c is not instead_of]
        ids, families = {c.item.id for c in there}, {c.family for c in there}
        left = [c for c in place.choices if c.item.id not in ids]
        if families:
            left = [c if c.family not in families else c._replace(fresh=_seen_now(c.fresh)) for c in left]
        return left

    def may_read(self, objective: str, instead_of: Choice | None = None) -> bool:
        """Whether one more answer for the teacher to read fits: two in a form, one of an objective."""
        read = [
            place.objective
            for place, taken in zip(self.places, self.taken, strict=True)
            for choice in taken
            if choice.stratum[1] == "read" and choice is not instead_of
        ]
        return len(read) < MOST_TO_READ and objective not in read

    def others_fit(self, index: int, choice: Choice) -> bool:
        """Whether the other places of its objective can still be filled when this place takes that one."""
        place = self.places[index]
        gone = {c.item.id for c in self.of(place.objective)} | {choice.item.id}
        wanting = [
            (other.count - len(self.taken[n]) - (n == index), {c.item.id for c in other.choices} - gone)
            for n, other in enumerate(self.places)
            if other.objective == place.objective
        ]
        return enough(wanting)


def fill(places: Sequence[Place], dice: Dice) -> Form | TooFewItems:
    """A form with every place filled, or the first place that cannot be.

    Freshest first, always. Where there is a choice among equally fresh items, the form takes from each stratum
    (difficulty and kind of answer) what it is due, and luck does the rest, so that each item comes up as often as any
    other of its place. What was seen is taken in the order in which it was seen. Two of one family, more than two
    answers for the teacher to read and two such of one objective only where nothing else is as fresh.
    """
    form = Form(places := [_one_of_each_family(place, dice) for place in places])
    due = [_due(place) for place in places]
    whole = lcm(*(parts for _, _, parts in due))
    by_luck = fair_counts([{s: n * whole // parts for s, n in some.items()} for _, some, parts in due], whole, dice)
    failed = []
    # In an order by luck, so that no bank is always the last to be allowed an answer to read.
    for objective in dice.shuffled(sorted({place.objective for place in places})):
        mine = [n for n, place in enumerate(places) if place.objective == objective]
        # Where two places want of the same, the one with less to choose from goes first.
        for index in sorted(mine, key=lambda n: len(places[n].choices)):
            wanted = due[index][0] + by_luck[index]
            wanted += [_ANY] * (places[index].count - len(wanted))
            for stratum in wanted:
                choice = _best(form, index, stratum, dice, alone=len(mine) == 1)
                if choice is None:
                    failed.append(index)
                    break
                form.taken[index].append(choice)
    return _too_few(form, min(failed)) if failed else form


def equally_fresh(choices: Sequence[Choice]) -> list[Choice]:
    """The freshest of these: all that are new or, where none is, those of the best rank seen longest ago together."""
    best = min(c.fresh for c in choices)
    return [c for c in choices if c.fresh == best]


def about_as_fresh(choices: Sequence[Choice]) -> list[Choice]:
    """All of these of the best rank that are new; of those seen before, the half that was seen longest ago."""
    best = min(c.fresh.rank for c in choices)
    of_rank = [c for c in choices if c.fresh.rank == best]
    latest = sorted(c.fresh.last for c in of_rank)[(len(of_rank) - 1) // 2]
    return [c for c in of_rank if c.fresh.last <= latest]


def nearest(choices: Sequence[Choice], stratum: Stratum, dice: Dice) -> Choice:
    """Of about equally fresh choices one that is most like the stratum: that seen longest ago, and else by luck."""
    near = min(apart(c.stratum, stratum) for c in choices)
    alike = [c for c in choices if apart(c.stratum, stratum) == near]
    oldest = min(c.fresh.last for c in alike)
    return dice.pick([c for c in alike if c.fresh.last == oldest])


def enough(wanting: Sequence[tuple[int, set[str]]]) -> bool:
    """Whether each can have so many of its own set, no two the same thing.

    It can when any few of them, taken together, find as many different things as they want together (Hall's theorem).
    """
    wanting = [(count, things) for count, things in wanting if count]
    return all(
        len(set().union(*(things for _, things in few))) >= sum(count for count, _ in few)
        for size in range(1, len(wanting) + 1)
        for few in combinations(wanting, size)
    )


def _best(form: Form, index: int, stratum: Stratum, dice: Dice, alone: bool) -> Choice | None:
    left = form.open_to(index)
    if not alone:
        left = [c for c in left if form.others_fit(index, c)] or left
    if not left:
        return None
    fresh = equally_fresh(left)
    if any(c.stratum[1] == "read" for c in fresh) and not form.may_read(form.places[index].objective):
        others = [c for c in about_as_fresh(left) if c.stratum[1] != "read"]
        fresh = equally_fresh(others) if others else fresh
    return nearest(fresh, stratum, dice)


def _too_few(form: Form, index: int) -> TooFewItems:
    place = form.places[index]
    if place.part is not None:
        return TooFewItems(place.objective, len(form.taken[index]), place.count, str(place.part))
    needs = sum(p.count for p in form.places if p.objective == place.objective)
    return TooFewItems(place.objective, sum(1 for _ in form.of(place.objective)), needs)


def _one_of_each_family(place: Place, dice: Dice) -> Place:
    """The place with one of each family to choose, by luck; its siblings only after everything of their rank."""
    families: dict[str, list[Choice]] = {}
    for choice in place.choices:
        families.setdefault(choice.family, []).append(choice)
    if len(families) == len(place.choices):
        return place
    standing = {family: dice.pick(equally_fresh(kin)) if len(kin) > 1 else kin[0] for family, kin in families.items()}
    choices = (c if c is standing[c.family] else c._replace(fresh=_seen_now(c.fresh)) for c in place.choices)
    return replace(place, choices=tuple(choices))


def _due(place: Place) -> tuple[list[Stratum], Due, int]:
    """What a place takes for sure, freshest first; and of each stratum what it is due besides, in parts of the third.

    What is freshest is taken whole while there is room; of the first that are too many, each has the same chance.
    """
    sure: list[Stratum] = []
    left = place.choices
    while left and len(sure) < place.count:
        fresh, room = equally_fresh(left), place.count - len(sure)
        if len(fresh) > room:
            strata = Counter(choice.stratum for choice in fresh)
            return sure, {stratum: n * room for stratum, n in strata.items()}, len(fresh)
        sure += sorted(choice.stratum for choice in fresh)
        left = tuple(choice for choice in left if choice.fresh != fresh[0].fresh)
    return sure, {}, 1


def _seen_now(fresh: Freshness) -> Freshness:
    return Freshness(fresh.gone_over, max(fresh.seen, OTHER_NUMBERS), JUST_NOW)
