"""Merging facts: a union, whatever the order; an erasure wins."""

import json
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from sample_section import fact

from server.bundle.facts import canonical, happened
from server.bundle.merge import merge

facts = st.builds(
    lambda number, kind, student, by, box, incarnation, meeting: fact(
        number, kind, student=student, by=by, box=box, incarnation=incarnation, meeting=meeting
    ),
    st.integers(1, 6),
    st.sampled_from(["attempt_submitted", "mastery_recorded", "mastery_recorded", "erased"]),
    st.sampled_from(["st-1", "st-2", "", None]),
    st.sampled_from(["st-1", "teacher-1"]),
    st.sampled_from(["box-a", "box-b"]),
    st.sampled_from([1, 2, "x"]),
    st.sampled_from(["m-1", "m-2"]),
)
sides = st.lists(facts, max_size=8)


def told(merged):
    """Everything a merge says, comparable."""
    return [canonical(f) for f in merged.facts], [(c.id, [canonical(v) for v in c.versions]) for c in merged.conflicts]


@given(sides)
def test_again_changes_nothing(a):
    once = merge(a)
    assert told(merge(a, a)) == told(merge(once, a)) == told(merge(once)) == told(once)


@given(sides, sides)
def test_either_way_round(a, b):
    assert told(merge(a, b)) == told(merge(b, a)) == told(merge([*b, *a]))


@given(sides, sides, sides)
def test_in_any_order(a, b, c):
    assert told(merge(merge(a, b), c)) == told(merge(a, merge(b, c))) == told(merge(a, b, c))


@given(sides, sides)
def test_what_is_not_erased_is_all_there_once_and_in_order(a, b):
    merged = merge(a, b)
    ids = [f["id"] for f in merged.facts]
    assert len(set(ids)) == len(ids)
    assert list(merged.facts) == sorted(merged.facts, key=happened)
    gone = {f["student"] for f in [*a, *b] if f["kind"] == "erased"} - {None, ""}
    kept = {f["id"] for f in [*a, *b] if f["kind"] == "erased" or not {f["student"], f["by"]} & gone}
    assert set(ids) == kept
    assert all(f["kind"] == "erased" or f["student"] not in gone for f in merged)


def test_an_erasure_wins_from_every_side_and_in_every_order():
    mine, later = fact(1, student="st-1"), fact(9, "mastery_recorded", student="st-1", by="teacher-1")
    other = fact(2, student="st-2", by="st-2")
    erasure = fact(5, "erased", student="st-1", by="teacher-1", data={})
    for order in permutations([[mine], [later], [other], [erasure]]):
        assert [f["id"] for f in merge(*order).facts] == ["f000002", "f000005"]
        step = merge()
        for side in order:
            step = merge(step, side)
        assert [f["id"] for f in step.facts] == ["f000002", "f000005"]


def test_of_one_id_the_erasure_counts():
    erasure, other = fact(1, "erased", student="st-1", by="z", at="z"), fact(1, student="st-2", by="st-2", at="a")
    assert canonical(other) < canonical(erasure)
    assert list(merge([other], [erasure]).facts) == [erasure]


def test_two_facts_with_one_id_are_named():
    one, two = fact(1, meeting="m-1"), fact(1, meeting="m-2")
    merged = merge([two], [one])
    assert list(merged.facts) == [one]
    assert [(c.id, list(c.versions)) for c in merged.conflicts] == [("f000001", [one, two])]
    assert merge([one], [json.loads(json.dumps(one))]).conflicts == ()
