import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import golden_draw
from golden_draw import BANKS, BODIES, UNIT, bank, item, objective
from hypothesis import given, settings
from hypothesis import strategies as st
from pythons import pythons_here

from server.mastery.assembly import (
    Ledger,
    TooFewItems,
    assembled,
    draw_check,
    draw_more,
    draw_test,
    replace_items,
)
from server.mastery.blueprint import Blueprint, Part
from server.mastery.drawing import draw_item
from server.mastery.luck import Dice
from server.mastery.values import DrawnTest, Item, Unit

GOLDEN = "66d19b250d2760f1f56285b5b76b2bb444c3eee5e42b283b65e522da53f96291"


def drawn(
    unit: Unit = UNIT, banks: Any = BANKS, ledger: Ledger | None = None, seed: str = "s", **more: Any
) -> DrawnTest:
    test = draw_test(unit, banks, ledger or Ledger(), seed, **more)
    assert isinstance(test, DrawnTest)
    return test


def test_a_test_is_the_same_for_ever() -> None:
    assert golden_draw.fingerprint() == GOLDEN


def test_a_test_is_the_same_on_every_python() -> None:
    script = Path(__file__).with_name("golden_draw.py")
    for python in pythons_here():
        run = subprocess.run([python, script], capture_output=True, text=True, check=False)
        assert run.stdout.strip() == GOLDEN, f"{python}: {run.stderr}"


def test_a_test_covers_its_blueprint_in_the_order_of_the_unit() -> None:
    assert [i.objective for i in drawn().items] == ["g1", "g2", "g2", "g4", "g4"]
    with_nice = drawn(nice_objectives=("g3",))
    assert [i.objective for i in with_nice.items] == ["g1", "g2", "g2", "g3", "g4", "g4"]
    three = Unit("u", "U", (objective("g4"),), blueprint=Blueprint(items_from_big_bank=3, big_bank=10))
    assert len(drawn(three).items) == 3


def test_the_order_of_the_bank_does_not_matter_and_the_seed_does() -> None:
    shuffled = {code: Dice(code).shuffled(items) for code, items in BANKS.items()}
    assert drawn(banks=shuffled) == drawn()
    assert len({tuple(i.id for i in drawn(seed=str(n)).items) for n in range(30)}) > 25


def test_practice_items_are_never_drawn_and_nice_ones_only_for_those_who_took_that_part() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    mixed = [item("g1", f"p{n}", "numeric", use="practice") for n in range(9)]
    mixed += [item("g1", f"n{n}", "numeric", nice=True) for n in range(9)]
    mixed += [item("g1", "both", "numeric", use="both")]
    assert {drawn(unit, {"g1": mixed}, seed=str(n)).items[0].id for n in range(40)} == {"both"}
    took = {drawn(unit, {"g1": mixed}, seed=str(n), nice_parts=("g1",)).items[0].id[0] for n in range(40)}
    assert took == {"b", "n"}
    assert draw_check("g1", mixed, Ledger(), "s") == TooFewItems("g1", 1, 5)
    assert isinstance(draw_check("g1", mixed, Ledger(), "s", nice=True), DrawnTest)


def test_a_bank_that_is_too_small_is_named() -> None:
    assert draw_test(UNIT, {**BANKS, "g2": []}, Ledger(), "s") == TooFewItems("g2", 0, 1)
    assert draw_test(UNIT, {"g1": BANKS["g1"]}, Ledger(), "s") == TooFewItems("g2", 0, 1)
    assert draw_check("g1", BANKS["g1"][:4], Ledger(), "s") == TooFewItems("g1", 4, 5)


def test_an_item_without_a_variant_is_passed_over() -> None:
    broken = [Item(f"a{n}", "g1", 1, "numeric", {"prompt": "?", "answer": "1/0"}) for n in range(6)]
    unit = Unit("u", "U", (objective("g1"),))
    assert {drawn(unit, {"g1": [*broken, BANKS["g1"][0]]}, seed=str(n)).items[0].id for n in range(9)} == {"q00"}
    assert draw_test(unit, {"g1": broken}, Ledger(), "s") == TooFewItems("g1", 0, 1)


def test_what_was_seen_longest_ago_comes_first_of_what_was_seen() -> None:
    unit, banks = Unit("u", "U", (objective("g1"),)), {"g1": bank("g1", 3, ("short_text",))}
    seen = Ledger.of([("g1", "q01", 0), ("g1", "q00", 0), ("g1", "q02", 0), ("g1", "q01", 0)])
    assert {drawn(unit, banks, seen, str(n)).items[0].id for n in range(9)} == {"q00"}
    seen = Ledger.of([*[("g1", "q00", 0), ("g1", "q01", 0)] * 3, ("g1", "q02", 0)])
    assert {drawn(unit, banks, seen, str(n)).items[0].id for n in range(9)} == {"q00"}
    # Another bank's item of the same id says nothing about this one.
    other = Ledger.of([("g9", "q00", 0)])
    assert {drawn(unit, banks, other, str(n)).items[0].id for n in range(30)} == {"q00", "q01", "q02"}


def test_a_family_counts_as_one_question() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    kin = [item("g1", f"k{n}", "short_text", family="boyle") for n in range(4)]
    met_in_practice = item("g1", "p", "short_text", use="practice", family="charles")
    rest = [item("g1", "charles", "short_text"), item("g1", "new", "short_text")]
    banks = {"g1": [*kin, met_in_practice, *rest]}
    seen = Ledger.of([("g1", "p", 0), ("g1", "k0", 0)])
    assert {drawn(unit, banks, seen, str(n)).items[0].id for n in range(9)} == {"new"}
    two = Unit("u", "U", (objective("g1"),), blueprint=Blueprint(items_per_bank=2))
    for n in range(20):
        assert sum(i.id.startswith("k") for i in drawn(two, banks, seed=str(n)).items) <= 1
    assert len(drawn(two, {"g1": kin}).items) == 2, "two of one family rather than no test"


def test_other_numbers_come_before_the_same_question_again() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    banks = {"g1": [item("g1", "varies", "numeric"), item("g1", "fixed", "short_text")]}
    seen = Ledger.of([("g1", "fixed", 0), ("g1", "varies", 3)])
    test = drawn(unit, banks, seen)
    assert test.items[0].id == "varies" and test.items[0].variant != 3


def test_what_the_teacher_went_over_comes_after_everything_else() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    banks = {"g1": [item("g1", "told", "numeric"), *bank("g1", 3, ("short_text",))]}
    ledger = Ledger.from_rows([("g1", "told", 5, 1, 1, True), *[("g1", f"q{n:02}", 0, 9, 99, False) for n in range(3)]])
    assert all(drawn(unit, banks, ledger, str(n)).items[0].id != "told" for n in range(20))
    last = {drawn(unit, {"g1": banks["g1"][:1]}, ledger, str(n)).items[0].variant for n in range(60)}
    assert len(last) > 5 and 5 not in last, "and never in the numbers gone over while it has others"


def test_an_item_comes_back_in_a_variant_not_seen_yet() -> None:
    unit, banks, ledger = Unit("u", "U", (objective("g1"),)), {"g1": bank("g1", 1, ("numeric",))}, Ledger()
    values = []
    for n in range(11):
        test = drawn(unit, banks, ledger, str(n))
        values.append(test.items[0].values["V"])
        ledger = ledger.with_seen(*test.items)
    assert len(set(values)) == len(values)
    assert ledger.times("g1", "q00") == 11
    assert ledger.variant("g1", "q00", test.items[0].variant).times == 1


def test_two_from_one_bank_are_not_both_read_by_the_teacher() -> None:
    unit = Unit("u", "U", (objective("g1"),))
    essays = {"g1": bank("g1", 12, ("essay", "essay", "essay", "numeric"))}
    for n in range(40):
        kinds = sorted(i.type for i in drawn(unit, essays, seed=str(n)).items)
        assert kinds in (["essay", "numeric"], ["numeric", "numeric"])
    assert [i.type for i in drawn(unit, {"g1": bank("g1", 12, ("essay",))}).items] == ["essay", "essay"]


def test_a_whole_test_leaves_the_teacher_two_answers_to_read_at_most() -> None:
    unit = Unit("u", "U", tuple(objective(f"g{n}") for n in range(6)))
    banks = {f"g{n}": bank(f"g{n}", 12, ("essay", "numeric")) for n in range(6)}
    for n in range(40):
        assert sum(i.type == "essay" for i in drawn(unit, banks, seed=str(n)).items) <= 2


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["g1", "g2", "g4"]), st.integers(2, 15), min_size=3),
    st.lists(st.sampled_from([t for t in BODIES if t != "numeric"]), min_size=1, max_size=4),
    st.text(max_size=5),
    st.integers(1, 25),
)
def test_nothing_comes_back_while_something_is_unseen(
    sizes: dict[str, int], types: list[str], seed: str, retakes: int
) -> None:
    banks = {code: bank(code, size, tuple(types)) for code, size in sizes.items()}
    ledger = Ledger()
    seen: Counter[tuple[str, str]] = Counter()
    for retake in range(retakes):
        test = drawn(banks=banks, ledger=ledger, seed=f"{seed}/{retake}")
        counts = Counter(i.objective for i in test.items)
        assert counts == {code: 2 if size >= 12 else 1 for code, size in sizes.items()}
        assert len({(i.objective, i.id) for i in test.items}) == len(test.items)
        for code in sizes:
            taken_now = {i.id for i in test.items if i.objective == code}
            if any(seen[code, id] for id in taken_now):
                assert {i.id for i in banks[code] if not seen[code, i.id]} <= taken_now
        seen.update((i.objective, i.id) for i in test.items)
        ledger = ledger.with_seen(*test.items)
    assert all(ledger.times(*which) == times for which, times in seen.items())


def test_a_ledger_built_step_by_step_is_the_one_built_at_once() -> None:
    ledger, sightings = Ledger(), []
    for n in range(5):
        test = drawn(ledger=ledger, seed=str(n))
        sightings += [(i.objective, i.id, i.variant) for i in test.items]
        ledger = ledger.with_seen(*test.items)
    assert Ledger.of(sightings) == ledger


def test_a_check_asks_for_answers_more_than_for_choices() -> None:
    mixed = (
        bank("g2", 6, ("numeric", "short_text"))
        + [item("g2", f"t{n}", "true_false") for n in range(6)]
        + [item("g2", f"e{n}", "essay") for n in range(3)]
        + [item("g2", f"c{n}", "single_choice") for n in range(3)]
    )
    ledger, truths_drawn = Ledger(), 0
    for n in range(12):
        check = draw_check("g2", mixed, ledger, str(n))
        assert isinstance(check, DrawnTest)
        types = Counter(i.type for i in check.items)
        assert len({i.id for i in check.items}) == 5
        assert types["numeric"] + types["short_text"] >= 3
        assert types["true_false"] <= 1
        truths_drawn += types["true_false"]
        assert not types["essay"]
        ledger = ledger.with_seen(*check.items)
    assert truths_drawn, "though one of them may be"
    few = draw_check("g2", [*bank("g2", 4, ("numeric",)), item("g2", "e", "essay")], Ledger(), "s")
    assert isinstance(few, DrawnTest) and Counter(i.type for i in few.items) == {"numeric": 4, "essay": 1}
    truths = [item("g2", f"t{n}", "true_false") for n in range(5)]
    only = draw_check("g2", truths, Ledger(), "s")
    assert isinstance(only, DrawnTest)
    assert len(only.items) == 5
    assert draw_check("g2", list(reversed(mixed)), Ledger(), "s") == draw_check("g2", mixed, Ledger(), "s")


EARLIER = {"e1": bank("e1", 6, ("short_text", "essay")), "e2": bank("e2", 6, ("single_choice",))}


def test_a_question_from_an_earlier_objective_comes_last_and_does_not_count() -> None:
    ledger, met = Ledger(), []
    for n in range(8):
        test = drawn(ledger=ledger, seed=str(n), earlier={**EARLIER, "g1": BANKS["g1"]})
        assert [i.purpose for i in test.items] == [""] * 5 + ["retrieval"]
        assert test.items[-1].type != "essay", "nobody has to read it"
        met.append((test.items[-1].objective, test.items[-1].id))
        ledger = ledger.with_seen(*test.items)
    assert [code for code, _ in met[2:]] == [code for code, _ in met[:2]] * 3, "the objectives take turns"
    assert len(set(met)) >= 7, "three and four unseen ones are met before one comes back"
    quiet = Unit("u", "U", UNIT.objectives, blueprint=Blueprint(retrieval=0))
    assert all(not i.purpose for i in drawn(quiet, earlier=EARLIER).items)
    check = draw_check("g2", BANKS["g2"], Ledger(), "s", earlier=EARLIER)
    assert isinstance(check, DrawnTest)
    assert [i.purpose for i in check.items] == [""] * 5 + ["retrieval"]
    two = draw_check("g2", BANKS["g2"], Ledger(), "s", earlier=EARLIER, retrieval=2)
    assert isinstance(two, DrawnTest) and {i.objective for i in two.items[5:]} == {"e1", "e2"}
    assert len(drawn(earlier={"e1": [item("e1", "e", "essay")]}).items) == 5, "a test does not wait for it"


def parted(*parts: Part) -> Unit:
    return Unit("u", "U", (objective("g1"), objective("g2")), blueprint=Blueprint(parts=parts))


def test_a_part_takes_so_many_of_its_kind() -> None:
    rich = [
        item("g1", f"{type}{level}{tag}{n}", type, difficulty=level, tags=(tag,))
        for type in ("numeric", "single_choice")
        for level in (1, 2, 3)
        for tag in ("boyle", "charles")
        for n in range(2)
    ]
    banks = {"g1": rich, "g2": BANKS["g2"]}
    unit = parted(Part(2, "g1", types=("numeric",), difficulty=(3,)), Part(3, "g1", tags=("boyle", "x")))
    ledger = Ledger()
    for n in range(12):
        test = drawn(unit, banks, ledger, str(n))
        kinds = Counter(i.id[:-1] for i in test.items if i.objective == "g1")
        assert sum(kinds.values()) == 5
        assert kinds["numeric3boyle"] + kinds["numeric3charles"] >= 2
        assert sum(count for kind, count in kinds.items() if "boyle" in kind) >= 3
        assert len([i for i in test.items if i.objective == "g2"]) == 2, "a bank without parts as ever"
        ledger = ledger.with_seen(*test.items)
    everywhere = drawn(parted(Part(2, types=("numeric",)), Part(1, "g2", types=("essay",))), banks)
    assert [(i.objective, i.type) for i in everywhere.items] == [("g1", "numeric")] * 2 + [("g2", "essay")]


def test_what_a_bank_lacks_is_said_in_words() -> None:
    part = Part(3, "g2", types=("essay", "cloze"), tags=("a",), difficulty=(1, 3))
    short = TooFewItems("g2", 0, 3, "essay or cloze, #a, difficulty 1 or 3")
    assert draw_test(parted(part), BANKS, Ledger(), "s") == short
    assert str(Part(1)) == "any"


def test_parts_that_want_the_same_items_leave_each_other_enough() -> None:
    few = [
        item("g1", "both", "numeric", tags=("t",)),
        item("g1", "numbers", "numeric"),
        item("g1", "tagged", "short_text", tags=("t",)),
    ]
    unit = parted(Part(1, "g1", types=("numeric",)), Part(2, "g1", tags=("t",)))
    for n in range(20):
        assert {i.id for i in drawn(unit, {**BANKS, "g1": few}, seed=str(n)).items} >= {"numbers", "both", "tagged"}


def test_three_more_are_new_or_there_are_none() -> None:
    mixed = bank("g2", 6, ("numeric", "short_text")) + [item("g2", f"c{n}", "single_choice") for n in range(4)]
    check = draw_check("g2", mixed, Ledger(), "s")
    assert isinstance(check, DrawnTest)
    ledger = Ledger().with_seen(*check.items)
    more = draw_more("g2", mixed, ledger, "m")
    assert isinstance(more, DrawnTest)
    assert not {i.id for i in more.items} & {i.id for i in check.items}
    fixed = [i for i in mixed if i.type != "numeric"]
    seen = Ledger.of([("g2", i.id, 0) for i in fixed[:5]])
    assert draw_more("g2", fixed, seen, "m") == TooFewItems("g2", 2, 3)
    told = Ledger.from_rows([("g2", i.id, 0, 1, 1, True) for i in mixed])
    assert draw_more("g2", mixed, told, "m") == TooFewItems("g2", 0, 3)


def test_of_three_more_new_questions_come_first_and_among_those_made_answers() -> None:
    made = [item("g1", f"made{n}", "short_text") for n in range(3)]
    rest = [item("g1", f"{type}{n}", type) for type in ("single_choice", "essay", "numeric") for n in range(3)]
    ledger = Ledger.of([("g1", f"numeric{n}", 1) for n in range(3)])
    for n in range(8):
        more = draw_more("g1", [*made, *rest], ledger, str(n))
        then = draw_more("g1", [made[0], *rest], ledger, str(n))
        last = draw_more("g1", [*rest[1:4], *rest[6:]], ledger, str(n), count=5)
        assert isinstance(more, DrawnTest) and isinstance(then, DrawnTest) and isinstance(last, DrawnTest)
        assert {i.id for i in more.items} == {"made0", "made1", "made2"}
        assert Counter(i.type for i in then.items) == {"short_text": 1, "single_choice": 2}
        assert Counter(i.type for i in last.items) == {"single_choice": 2, "numeric": 3}, "and nothing to read"
        assert all(i.variant != 1 for i in last.items if i.type == "numeric")
    with_nice = [*made[:2], item("g1", "n", "short_text", nice=True)]
    assert draw_more("g1", with_nice, ledger, "s") == TooFewItems("g1", 2, 3)
    read = draw_more("g1", [*made[:2], item("g1", "e", "essay")], ledger, "s")
    assert isinstance(read, DrawnTest) and {i.type for i in read.items} == {"short_text", "essay"}
    nice = draw_more("g1", with_nice, ledger, "s", nice=True)
    assert isinstance(nice, DrawnTest) and nice.seed == "s"
    many = bank("g1", 9, ("short_text",))
    assert len({repr(draw_more("g1", many, Ledger(), str(n))) for n in range(9)}) == 9


def test_what_was_not_answered_at_the_bell_is_swapped_for_its_like() -> None:
    banks = {
        "g1": [item("g1", f"{type[0]}{level}{n}", type, difficulty=level)
               for type in ("numeric", "single_choice") for level in (1, 2, 3) for n in range(4)],
        "g2": [item("g2", "only", "short_text")], "g4": [item("g4", "varies", "numeric")],
    }  # fmt: skip
    unit = Unit("u", "U", tuple(map(objective, banks)))
    for n in range(10):
        test = drawn(unit, banks, seed=str(n))
        ledger = Ledger().with_seen(*test.items)
        later, kept = replace_items(test, [0, 2, 3], banks, ledger, f"bell/{n}")
        assert kept == (2,), "there is no other question on g2"
        assert later.items[1:3] == test.items[1:3] and later.seed == test.seed
        assert later.items[0].id[:2] == test.items[0].id[:2] and later.items[0].id != test.items[0].id
        assert later.items[0].id != later.items[1].id
        assert later.items[3].id == "varies" and later.items[3].variant != test.items[3].variant
    gone = Ledger.from_rows([("g1", i.id, 0, 1, 1, True) for i in banks["g1"]])
    fixed = {"g1": [i for i in banks["g1"] if i.type != "numeric"]}
    assert replace_items(drawn(unit, banks), [0, 1], fixed, gone, "b")[1] == (0, 1), "never what was gone over"
    assert replace_items(drawn(unit, banks), [0, 1], {}, gone, "b")[1] == (0, 1), "a bank that is no longer there"
    back = drawn(UNIT, earlier=EARLIER)
    assert replace_items(back, [5], EARLIER, Ledger(), "b")[0].items[5].purpose == "retrieval"


def test_what_takes_the_place_of_what() -> None:
    words = item("g1", "old", "short_text")
    like, other = item("g1", "like", "numeric"), item("g1", "other", "single_choice")
    essays = [item("g1", f"e{n}", "essay") for n in range(2)]
    nice = [item("g1", f"n{n}", "short_text", nice=True) for n in range(2)]

    def instead(old: Item, *there: Item) -> set[str]:
        test = DrawnTest("s", (draw_item(old, 0, Dice("s")),))
        return {replace_items(test, [0], {"g1": there}, Ledger(), str(n))[0].items[0].id for n in range(9)}

    assert instead(words, words, like, other) == {"like"}
    assert instead(words, like, other) == {"like"}, "though it is in the bank no more"
    assert instead(words, words, other, *essays) == {"other"}, "nothing to read comes unasked"
    assert instead(essays[0], *essays, other) == {"e1"}
    broken = Item("broken", "g1", 1, "numeric", {"prompt": "?", "answer": "1/0"})
    assert instead(words, words, broken, other) == {"other"}
    assert instead(words, words, *nice) == {"old"}
    assert instead(nice[0], words, *nice) == {"old", "n1"}


def test_what_is_printed_of_a_test() -> None:
    printed = assembled(drawn(seed="print"))
    assert printed["seed"] == "print"
    assert set(printed["items"][0]) == {"id", "version", "objective", "values", "options", "key"}
    assert json.loads(json.dumps(printed)) == printed
