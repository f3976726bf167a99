"""Three tests handed in with an essay, a marked letter, a performance, and Amina's number that is two: what is the
teacher's to mark."""

from __future__ import annotations

from cast import Cast, done, op
from every_type import CODE, LETTER, released_to

from server.actions import correct_item, hand_in, take_test
from server.mastery.correcting import Correction

ESSAYS = {"Amina": "Faster particles.", "Joseph": "The sun pushes.", "Li": "More hits on the walls."}
TEN_TIMES = Correction("replace", ("1600",), "1 %")
"""said while all three are writing: what they hand in is marked by it"""


def three_handed_in(cast: Cast) -> dict[str, str]:
    """The attempt of each by name. Class is open."""
    people = [cast.amina, cast.joseph, cast.li]
    tests = dict(zip(ESSAYS, released_to(cast, *people), strict=True))
    for student, attempt in zip(people, tests.values(), strict=True):
        done(take_test.start_test(student, attempt, op()))
    done(correct_item.correct_item(cast.teacher, correct_item.Named(CODE, "number", 1), TEN_TIMES, "a slip", op()))
    for student, (name, text) in zip(people, ESSAYS.items(), strict=True):
        start = LETTER.index("We have")
        claim, evidence = f"{start}-{start + 7}|claim|She <counts>.", f"{start + 3}-{start + 12}|evidence|"
        said = {
            "why": {"text": text}, "letter": {"m0": claim, "m1": evidence},
            "number": {"number": "1,600 kPa" if name == "Amina" else "160 kPa"},
        }  # fmt: skip
        typed = {n: said[item.id] for n, item in enumerate(cast.items(tests[name])) if item.id in said}
        done(hand_in.hand_in(student, tests[name], typed, op()))
    return tests
