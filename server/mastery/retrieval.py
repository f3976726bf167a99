"""Earlier objectives come back in every check: those mastered three or more meetings ago."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from server.mastery.luck import Dice
from server.mastery.values import KeyQuestion, Objective

MEETINGS_AGO = 3


def worth_another_look(mastered_in: Mapping[str, int], meeting: int, ago: int = MEETINGS_AGO) -> tuple[str, ...]:
    """Objectives mastered at least `ago` meetings before this one, longest ago first."""
    old = [(m, code) for code, m in mastered_in.items() if meeting - m >= ago]
    return tuple(code for _, code in sorted(old))


def questions_for(
    objective: Objective,
    earlier: Sequence[Objective],
    asked: Collection[str],
    seed: str,
    *,
    nice: bool = False,
    count: int = 2,
) -> list[tuple[Objective, KeyQuestion]]:
    """Key questions to propose for a talk: two of this objective not asked of this student yet, and one earlier."""

    def some(of: Objective, n: int) -> list[KeyQuestion]:
        may = [q for q in of.key_questions if nice or not q.nice]
        mixed = Dice(f"{seed}/{of.code}").shuffled(may)
        return sorted(mixed, key=lambda q: q.question in asked)[:n]

    chosen = [(objective, q) for q in some(objective, count)]
    if able := [o for o in earlier if some(o, 1)]:
        back = Dice(f"{seed}/earlier").pick(able)
        chosen += [(back, q) for q in some(back, 1)]
    return chosen
