"""What a unit knows of its own parts."""

import pytest

from server.mastery.values import Activity, LearningObject, Objective, Threshold, Unit

ONE, TWO = (Objective(c, c, c, "I can …", c == "one", Threshold(4, 5), 60, ()) for c in ("one", "two"))
FILM = LearningObject("film", "video", "Watch", 4, ("one", "two"))
TEXT = LearningObject("text", "text", "Read", 9, ("two",))
LAB = Activity("lab", "lab", "Measure", 40, ("two",), "a table")
UNIT = Unit("u", "U", (ONE, TWO), (TEXT, FILM), (LAB,))


def test_a_unit_finds_what_belongs_to_an_objective() -> None:
    assert UNIT.objective("two") is TWO
    assert UNIT.menu("two") == (TEXT, FILM)
    assert UNIT.menu("one") == (FILM,)
    assert UNIT.required("two") == (LAB,)
    assert UNIT.required("one") == ()
    assert UNIT.essentials == (ONE,)


def test_an_objective_that_a_unit_does_not_have_is_named() -> None:
    with pytest.raises(KeyError, match=r"^'three'$"):
        UNIT.objective("three")


def test_a_threshold_is_said_as_a_teacher_says_it() -> None:
    assert str(Threshold(4, 5)) == "4 of 5"
