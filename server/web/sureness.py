"""How sure a result is, in words. The figure only speaks; the teacher decides."""

from __future__ import annotations

import json

from server.mastery import variants
from server.mastery.certainty import Evidence, Sureness, evidence, how_sure
from server.store import answered, attempts
from server.store.answered import Answered
from server.store.attempts import AttemptRow
from server.web.words import _, ngettext


def sureness_of(student: str, objective: str) -> Sureness:
    """What all that this student answered about an objective says: quizzes, tests, and what came back later."""
    rows = [row for row in answered.answers_of(student, objective) if row.points is not None]
    taken = attempts.attempts_by_id(row.attempt for row in rows)
    drawn = {id: json.loads(row.items) for id, row in taken.items()}
    return how_sure([_evidence(row, taken[row.attempt], drawn[row.attempt][row.place]) for row in rows])


def _evidence(row: Answered, attempt: AttemptRow, item: dict[str, object]) -> Evidence:
    own = attempt.kind == "check" and row.purpose != "retrieval"
    check = attempt.whole if own else ""
    return evidence(variants.from_json(item), row.points or 0.0, row.out_of, row.sure, check)


def result_in_words(found: Sureness, passed: bool | None) -> str:
    """A result with how sure it is: "passed, provisional: about 1 in 3 that they hold 80 % for good".

    `passed` is None while an answer is still to be marked.
    """
    if found.words == "too_little":
        return {
            True: _("passed; too few answers to say how sure that is"),
            False: _("not passed; too few answers to say more"),
            None: _("still to be marked"),
        }[passed]
    chance = _chance(found)
    if passed is None:
        return _("still to be marked; so far %(chance)s") % {"chance": chance}
    if not passed:
        return _("not passed: %(chance)s") % {"chance": chance}
    said = _("passed, provisional: %(chance)s") if found.provisional else _("passed, and firm: %(chance)s")
    return said % {"chance": chance}


def _chance(found: Sureness) -> str:
    few, of = found.fraction
    return _("about %(few)s in %(of)s that they hold 80 %% for good") % {"few": few, "of": of}


def lucky_in_words(found: Sureness) -> str:
    """That right answers were called a guess; empty where none was."""
    if not found.lucky:
        return ""
    return ngettext(
        "%(num)s of the right answers was called a guess.", "%(num)s of the right answers were called a guess.",
        found.lucky,
    ) % {"num": found.lucky}  # fmt: skip


def in_few_words(found: Sureness) -> str:
    """Beside a sign-off: "holds: about 2 in 3, by 7 answers"; empty where there is too little to say."""
    if found.words == "too_little":
        return ""
    few, of = found.fraction
    return _("holds it: about %(few)s in %(of)s, by %(n)s answers") % {"few": few, "of": of, "n": found.of}
