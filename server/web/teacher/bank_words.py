"""What the answers to a question tell, in words that say no more than they know."""

from __future__ import annotations

import re

from server.mastery.item_statistics import AllAlike, Discrimination, Facility, TooFew
from server.mastery.values import DrawnItem
from server.mastery.wrong_answers import SuspectKey
from server.web.markdown import plainly
from server.web.words import _, ngettext

IN_A_LINE = 110
"""letters of a question where it stands in a list"""
_GAP = re.compile(r"\[\[\d+\]\]")


def in_a_line(drawn: DrawnItem) -> str:
    """The beginning of a question, on one line."""
    text = " ".join(plainly(_GAP.sub("…", drawn.prompt), drawn.format).split())
    return text if len(text) <= IN_A_LINE else text[:IN_A_LINE].rsplit(" ", 1)[0] + " …"


def of_hundred(share: float) -> str:
    """A share as a percentage: "71 %"."""
    return f"{100 * share:.0f} %"


def how_easy(found: Facility | TooFew | None) -> str:
    """How many get a question right at their first try, with the range it may lie in, or that nobody can say."""
    if not isinstance(found, Facility):
        return _too_few(found.answers) if found else _("Nobody has answered it yet.")
    told = {
        "share": of_hundred(found.share), "n": found.answers, "low": of_hundred(found.low),
        "high": of_hundred(found.high),
    }  # fmt: skip
    return _("%(share)s of the points at the first try (%(n)s students); likely between %(low)s and %(high)s.") % told


def _too_few(n: int) -> str:
    return ngettext(
        "Too few answers (%(num)s) to say how hard it is.", "Too few answers (%(num)s) to say how hard it is.", n
    ) % {"num": n}  # fmt: skip


def shortly(found: Facility | TooFew | None) -> str:
    """The same for a list: "71 % (55 to 84 %)", "too few answers (3)"."""
    if isinstance(found, Facility):
        return _("%(share)s right (%(low)s to %(high)s)") % {
            "share": of_hundred(found.share), "low": f"{100 * found.low:.0f}", "high": of_hundred(found.high),
        }  # fmt: skip
    return _("too few answers (%(n)s)") % {"n": found.answers} if found else _("no answers yet")


def how_telling(found: Discrimination | TooFew | AllAlike) -> str:
    """Whether those who know the rest do better at a question; empty where that cannot be told yet."""
    if not isinstance(found, Discrimination):
        return ""
    if found.high < 0:
        return _("Those who know the rest do worse here: look at its key and its words.")
    if found.low > 0:
        return _("Those who know the rest do better here, as they should.")
    return _("It does not tell those who know the rest from the others.")


def why_suspect(suspect: SuspectKey, choice: str) -> str:
    """Why a key may be wrong, for the teacher; `choice` is the answer given, as a line of text."""
    n = len(suspect.students)
    said = {
        "strong_agree": ngettext(
            "%(num)s who knows the rest answered “%(choice)s”.",
            "%(num)s who know the rest answered “%(choice)s”.", n,
        ),
        "sure_wrong": ngettext(
            "%(num)s was sure of “%(choice)s”, which counts as wrong.",
            "%(num)s were sure of “%(choice)s”, which counts as wrong.", n,
        ),
        "strong_wrong": ngettext(
            "%(num)s of %(of)s who know the rest has it wrong, more than the others.",
            "%(num)s of %(of)s who know the rest have it wrong, more than the others.", n,
        ),
    }[suspect.reason]  # fmt: skip
    return said % {"num": n, "of": suspect.of, "choice": choice}


def luck_of_the_draw(ends: tuple[float, float], what: str) -> str:
    """How much depends on which questions somebody draws, for a test or a quiz; `ends` as from `form_spread`."""
    low, high = ends
    if not high:
        return ""
    told = {"low": f"{100 * low:.0f}", "high": of_hundred(high)}
    if what == "test":
        return _("Luck of the draw: a student who can do 80 %% of all this passes the test between %(low)s and %(high)s of the time, depending on the questions drawn.") % told  # noqa: E501
    return _("Luck of the draw: a student who can do 80 %% of this bank passes a quiz of five between %(low)s and %(high)s of the time, depending on the questions drawn.") % told  # noqa: E501


def kind(type: str) -> str:
    """The kind of a question."""
    return {
        "single_choice": _("one right choice"),
        "multiple_choice": _("several right choices"),
        "true_false": _("true or false"),
        "numeric": _("a number"),
        "short_text": _("a few words"),
        "matching": _("matching"),
        "ordering": _("in order"),
        "cloze": _("gaps"),
        "essay": _("to write"),
        "performance": _("to show"),
    }.get(type, type)


def difficulty(level: int) -> str:
    """How hard the author says it is."""
    return {1: _("easy"), 3: _("hard")}.get(level, _("medium"))


def use(how: str) -> str:
    """What a question is for."""
    return {"practice": _("practice"), "both": _("tests and practice")}.get(how, _("tests"))
