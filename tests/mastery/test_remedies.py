"""After *not yet*: another way in first, and every way stays open."""

from hypothesis import given
from hypothesis import strategies as st

from server.mastery.remedies import ways_in
from server.mastery.values import OBJECT_KINDS, LearningObject, Unit


def thing(id, kind, *objectives):
    return LearningObject(id, kind, id, 5, objectives or ("a",))


MENU = (thing("v1", "video"), thing("v2", "video"), thing("w1", "worksheet"), thing("s1", "simulation"))
UNIT = Unit("u", "U", (), (*MENU, thing("other", "text", "b")))


def ids(used, unit=UNIT, code="a"):
    return [o.id for o in ways_in(unit, code, used)]


def test_another_kind_comes_first_and_rewatching_stays():
    assert ids([]) == ["v1", "v2", "w1", "s1"]
    assert ids(["v1"]) == ["w1", "s1", "v2", "v1"], "another kind, then another of the kind, then the same again"
    assert ids(["w1"]) == ["v1", "v2", "s1", "w1"]
    assert ids(["v2", "w1"]) == ["s1", "v1", "v2", "w1"]
    assert ids(["v1", "v2", "w1", "s1"]) == ["v1", "v2", "w1", "s1"]


def test_only_this_objectives_menu():
    assert ids(["other"]) == ["v1", "v2", "w1", "s1"], "what was used elsewhere says nothing about here"
    assert ids([], code="b") == ["other"]
    assert ids([], code="c") == []


@given(
    st.lists(st.sampled_from(OBJECT_KINDS[:4]), max_size=7),
    st.sets(st.integers(0, 6)),
)
def test_a_kind_not_used_yet_never_stands_behind_one_that_was(kinds, used_places):
    menu = tuple(thing(f"m{n}", kind) for n, kind in enumerate(kinds))
    used = {f"m{n}" for n in used_places}
    unit = Unit("u", "U", (), menu)
    found = ways_in(unit, "a", used)
    assert sorted(o.id for o in found) == sorted(o.id for o in menu), "nothing is taken off the menu"
    used_kinds = {o.kind for o in menu if o.id in used}
    rank = [(o.kind in used_kinds, o.id in used) for o in found]
    assert rank == sorted(rank)
    for group in set(rank):
        alike = [o.id for o, r in zip(found, rank, strict=True) if r == group]
        assert alike == [o.id for o in menu if o.id in alike], "as listed"
