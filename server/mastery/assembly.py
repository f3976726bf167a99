"""Drawing a test: a few items from every bank, first those that this student has never seen, alike for everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from server.mastery.blueprint import Blueprint, Part
from server.mastery.fair_forms import Facility, stratum_of
from server.mastery.filling import Place, TooFewItems, about_as_fresh, fill, nearest
from server.mastery.freshness import NEW, OLD, Choice, choices, fresh_variants, put_fresh
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice
from server.mastery.retake_match import bring_near
from server.mastery.retrieval import draw_retrieval
from server.mastery.values import JSON, DrawnItem, DrawnTest, Item, Unit

__all__ = [
    "Facility",
    "Ledger",
    "TooFewItems",
    "assembled",
    "draw_check",
    "draw_more",
    "draw_test",
    "fresh_variants",
    "replace_items",
]

CONSTRUCTED_IN_CHECK = 3
Banks = Mapping[str, Sequence[Item]]


def draw_test(
    unit: Unit,
    banks: Banks,
    ledger: Ledger,
    seed: str,
    nice_objectives: Collection[str] = (),
    nice_parts: Collection[str] = (),
    *,
    earlier: Banks | None = None,
    like: float | None = None,
    facility: Facility | None = None,
) -> DrawnTest | TooFewItems:
    """A unit test for one student: from the bank of every essential objective, and of those in `nice_objectives`.

    How many from each, and of which kind, is the unit's blueprint. What the student has never seen comes first, then
    other numbers of what they saw, then what they saw longest ago; what the teacher went over with them comes last.
    Among equally fresh items the form takes from each difficulty and kind what it takes for everybody. Items marked
    nice only for the objectives in `nice_parts`. At the end come unscored questions from the banks in `earlier`.
    A retake is handed the first attempt's expected share right as `like` and keeps near it where the banks allow.
    The same seed, ledger and banks (in any order) give the same test.
    """
    plan = unit.blueprint
    taking = [o.code for o in unit.objectives if o.essential or o.code in nice_objectives]
    found = {code: choices(banks.get(code, ()), ledger, code in nice_parts, facility) for code in taking}
    items = _drawn(found, lambda there: test_places(plan, there), ledger, seed, like, facility)
    if isinstance(items, TooFewItems):
        return items
    others = {code: bank for code, bank in (earlier or {}).items() if code not in found}
    return DrawnTest(seed, (*items, *draw_retrieval(others, ledger, f"{seed}/earlier", plan.retrieval)))


def draw_check(
    objective: str,
    bank: Sequence[Item],
    ledger: Ledger,
    seed: str,
    count: int = 5,
    nice: bool = False,
    *,
    earlier: Banks | None = None,
    retrieval: int = 1,
    like: float | None = None,
    facility: Facility | None = None,
) -> DrawnTest | TooFewItems:
    """A quiz on one objective: at least three items to be answered in the student's own words or numbers if it can.

    Those come freshest first, and so does the rest. At most one true-or-false, and nothing that waits for the
    teacher to read, as long as there are others. Last comes an unscored question from the banks in `earlier`, the
    objectives mastered three or more meetings ago. `like` and `facility` as for a test.
    """
    found = {objective: choices(bank, ledger, nice, facility)}
    items = _drawn(found, lambda there: quiz_places(objective, there[objective], count), ledger, seed, like, facility)
    if isinstance(items, TooFewItems):
        return items
    others = {code: back for code, back in (earlier or {}).items() if code != objective}
    shuffled = Dice(f"{seed}/order").shuffled(items)
    return DrawnTest(seed, (*shuffled, *draw_retrieval(others, ledger, f"{seed}/earlier", retrieval)))


def draw_more(
    objective: str, bank: Sequence[Item], ledger: Ledger, seed: str, count: int = 3, nice: bool = False
) -> DrawnTest | TooFewItems:
    """A few more items for a check that left doubt, none of which this student has ever seen in these numbers.

    New questions before new numbers; among those, answers of the student's own before choices. The ledger knows the
    check already. TooFewItems when the bank has not so many left: an old question would tell nothing.
    """
    found = {objective: [c for c in choices(bank, ledger, nice) if c.fresh.seen != OLD and not c.fresh.gone_over]}
    items = _drawn(found, lambda there: _more_places(objective, there[objective], count), ledger, seed)
    return items if isinstance(items, TooFewItems) else DrawnTest(seed, tuple(items))


def replace_items(
    test: DrawnTest, places: Iterable[int], banks: Banks, ledger: Ledger, seed: str
) -> tuple[DrawnTest, tuple[int, ...]]:
    """The test with the items at these places (from 0) swapped for others, and the places that could not be.

    For a test kept over night: what was not answered must not be looked up. Each is swapped for an item of the same
    objective, the freshest first and of the same difficulty and kind if it can be, never for one that the teacher went
    over; where there is no other item, for the same one in other numbers.
    """
    items, kept = list(test.items), []
    for place in sorted(set(places)):
        swapped = _swapped(items[place], [*test.items, *items], banks, ledger, f"{seed}/{place}")
        if swapped is None:
            kept.append(place)
        else:
            items[place] = replace(swapped, purpose=items[place].purpose)
    return replace(test, items=tuple(items)), tuple(kept)


def test_places(plan: Blueprint, found: Mapping[str, Sequence[Choice]]) -> list[Place]:
    """The places that a blueprint makes for a test from these objectives, whose choices are given."""
    places = []
    for code, there in found.items():
        many = plan.items_from_big_bank if len(there) >= plan.big_bank else plan.items_per_bank
        parts = [p for p in plan.parts if p.objective == code] or [p for p in plan.parts if not p.objective]
        if not parts:
            places.append(Place(code, many, tuple(there)))
        places += [Place(code, p.n, tuple(c for c in there if _of_part(c.item, p)), p) for p in parts]
    return places


def quiz_places(objective: str, found: Sequence[Choice], count: int) -> list[Place]:
    """The places of a quiz of so many items: three for made answers, one of the rest open to a true-or-false."""
    made = [c for c in found if c.stratum[1] == "made"]
    marked = [c for c in found if c.stratum[1] != "read"]
    sure = [c for c in marked if c.item.type != "true_false"]
    return _nested(objective, count, (CONSTRUCTED_IN_CHECK, made), (count - 1, sure), (count, marked), (count, found))


def assembled(test: DrawnTest) -> JSON:
    """A drawn test as `classroom assemble` prints it, keys included."""
    return {
        "seed": test.seed,
        "items": [
            {
                "id": item.id,
                "version": item.version,
                "objective": item.objective,
                "values": dict(item.values),
                "options": list(item.options),
                "key": item.key,
            }
            for item in test.items
        ],
    }


def _more_places(objective: str, found: Sequence[Choice], count: int) -> list[Place]:
    new = [c for c in found if c.stratum[1] == "made" and c.fresh.seen == NEW]
    marked = [c for c in found if c.stratum[1] != "read"]
    return _nested(objective, count, (count, new), (count, marked), (count, found))


def _nested(objective: str, count: int, *wanted: tuple[int, Sequence[Choice]]) -> list[Place]:
    """Places from narrow to wide, each up to so many together with those before; what one lacks falls to the next."""
    places: list[Place] = []
    taken = 0
    for up_to, there in wanted:
        if (n := min(up_to, count, len(there)) - taken) > 0:
            places.append(Place(objective, n, tuple(there)))
            taken += n
    return [*places, Place(objective, count - taken, tuple(wanted[-1][1]))] if taken < count else places


def _of_part(item: Item, part: Part) -> bool:
    return (
        (not part.types or item.type in part.types)
        and (not part.tags or bool(set(part.tags) & set(item.tags)))
        and (not part.difficulty or item.difficulty in part.difficulty)
    )


def _drawn(
    found: Mapping[str, list[Choice]],
    places: Callable[[Mapping[str, list[Choice]]], list[Place]],
    ledger: Ledger,
    seed: str,
    like: float | None = None,
    facility: Facility | None = None,
) -> list[DrawnItem] | TooFewItems:
    """What fills the places, in their order. An item of which no variant can be made is left out and all drawn anew."""
    there = dict(found)
    while True:
        form = fill(places(there), Dice(f"{seed}/form"))
        if isinstance(form, TooFewItems):
            return form
        if like is not None:
            bring_near(form, like, Dice(f"{seed}/near"), facility)
        items = []
        for choice in (choice for taken in form.taken for choice in taken):
            drawn = put_fresh(choice.item, ledger, seed)
            if drawn is None:
                code = choice.item.objective
                there[code] = [c for c in there[code] if c.item.id != choice.item.id]
                break
            items.append(drawn)
        else:
            return items


def _swapped(
    old: DrawnItem, used: Sequence[DrawnItem], banks: Banks, ledger: Ledger, seed: str
) -> DrawnItem | None:
    bank = banks.get(old.objective, ())
    here = [item for item in used if item.objective == old.objective]
    ledger = ledger.with_seen(*here)
    itself = next((item for item in bank if item.id == old.id), None)
    stratum = stratum_of(itself or Item(old.id, old.objective, old.version, old.type, {}))
    ids = {item.id for item in here}
    left = [
        choice
        for choice in choices(bank, ledger, any(item.nice for item in here))
        if choice.item.id not in ids
        and not choice.fresh.gone_over
        and (choice.stratum[1] != "read" or stratum[1] == "read")
    ]
    while left:
        choice = nearest(about_as_fresh(left), stratum, Dice(seed))
        if drawn := put_fresh(choice.item, ledger, seed):
            return drawn
        left.remove(choice)
    again = put_fresh(itself, ledger, seed) if itself else None
    seen = {item.variant for item in here if item.id == old.id}
    return again if again is not None and again.variant not in seen else None
