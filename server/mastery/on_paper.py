"""Who may write a test on paper: whoever may sit it at a screen; only that class need not be open."""

from __future__ import annotations

from server.mastery import progression
from server.mastery.progression import No, Record, Yes
from server.mastery.values import Unit

OF_PRINTING = frozenset({"not_mastered", "activities", "unit_locked"})
"""what was asked for when a form was printed with a name, and is not asked for again"""


def may_write(
    unit: Unit, objective: str, record: Record, *, quiz_under_way: bool = False, has_form: bool = False
) -> Yes | No:
    """Whether a student may write the unit's test on paper, or the quiz on an objective.

    It is asked when a form is printed with a name, and again when its answers are typed in: no other test may have come
    between. `has_form` says that a form with this student's name on it was printed before. `quiz_under_way` that a
    quiz on the objective was given or is being written on a screen.
    """
    if not objective:
        may = progression.test_opens(unit, record, meeting_open=True)
        return Yes() if isinstance(may, No) and has_form and may.reason in OF_PRINTING else may
    if quiz_under_way:
        return No("test_open")
    return No("mastered", objectives=(objective,)) if objective in record.mastered else Yes()
