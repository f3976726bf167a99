"""What dropping a question means for the tests and quizzes to come, said before it is done."""

from __future__ import annotations

from server.actions.correct_item import Named
from server.mastery.smaller_bank import gives
from server.mastery.values import Unit
from server.store import content
from server.web.teacher.lesson import Lesson
from server.web.words import _, ngettext


def smaller_bank(at: Lesson, named: Named) -> list[str]:
    """What changes when the bank lacks this question, in sentences; none where tests and quizzes stay as they are."""
    bank = content.bank(named.objective)
    left = [item for item in bank if item.id != named.item]
    found = at.objective(named.objective)
    if found is None or len(left) == len(bank):
        return []
    unit, objective = found
    now, then = gives(unit, objective.code, bank), gives(unit, objective.code, left)
    said = []
    if now.test and not then.test:
        said.append(_no_test(unit))
    elif then.test < now.test:
        said.append(
            ngettext(
                "Tests then take %(num)s question from this bank instead of %(before)s.",
                "Tests then take %(num)s questions from this bank instead of %(before)s.", then.test,
            ) % {"num": then.test, "before": now.test}
        )  # fmt: skip
    if now.quiz and not then.quiz:
        said.append(
            ngettext(
                "No quiz on %(what)s can be drawn any more: the bank has %(num)s question left for it.",
                "No quiz on %(what)s can be drawn any more: the bank has %(num)s questions left for it.", then.open,
            ) % {"what": objective.label, "num": then.open}
        )  # fmt: skip
    return said


def _no_test(unit: Unit) -> str:
    return _("No test of %(unit)s can be drawn any more: it takes more questions from this bank than are left.") % {
        "unit": unit.title
    }
