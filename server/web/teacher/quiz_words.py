"""What a quiz comes to, in a teacher's words: what to do next, and why one cannot be given."""

from __future__ import annotations

from collections.abc import Sequence

from server.mastery.progression import No
from server.mastery.two_stage import Passes, Stops, ThreeMore
from server.mastery.values import Unit
from server.web.wording import labels
from server.web.words import _


def what_next(advice: Passes | ThreeMore | Stops | None, *, waits: bool, had_more: bool) -> str:
    """What comes next after a quiz: always a sentence. `waits` says that an answer is still to be marked."""
    match advice:
        case None:
            if waits:
                return _("Mark what waits for you first: then you see what comes next.")
            return _("No question that counts is left in it: talk it over, and let that decide.")
        case Passes():
            return _("That passes: hear the reason for one of the answers, then “Mastered”.")
        case ThreeMore(can_pass=False):
            return _(
                "Three more questions would show more; with them it cannot pass any more. "
                "Look at what went wrong, then “Not yet” with a next step."
            )
        case ThreeMore(needed=needed, of=of, met=met):
            said = _("Three more questions would settle it: all in all %(needed)s of %(of)s points pass.")
            enough = " " + _("Or hear the reasons for the answers, then “Mastered”: enough is right for that.")
            return said % {"needed": f"{needed:.3g}", "of": of} + (enough if met else "")
        case Stops():
            if had_more:
                return _("That settles it: look at what went wrong, then “Not yet” with a next step.")
            return _("Three more would not settle it: look at it together first, then “Not yet” with a next step.")


def why_no_quiz(no: No, units: Sequence[Unit]) -> str:
    """Why a quiz, or three more, cannot be given, and what can be done; empty where it is nothing about quizzes."""
    what = {"what": labels(units, no.objectives)}
    match no.reason:
        case "too_few_items":
            return _(
                "The bank of %(what)s has too few questions for a quiz. Check it in a talk today; questions are added "
                "under More, Questions from a file."
            ) % what
        case "no_fresh_items":
            return _(
                "The bank of %(what)s has no three questions left that this student has not seen. Talk it over with "
                "what there is; questions are added under More, Questions from a file."
            ) % what
        case "had_more":
            return _("They have had three more after this quiz. Open the card again: it shows how all of it stands.")
        case "test_open":
            return _("This student has a test or a quiz open already, or was given one.")
    return ""
