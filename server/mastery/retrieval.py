"""Earlier objectives come back in every check: those mastered three or more meetings ago."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from server.mastery.filling import equally_fresh
from server.mastery.freshness import choices, put_fresh
from server.mastery.ledger import Ledger
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item, KeyQuestion, Objective

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


def draw_retrieval(
    earlier: Mapping[str, Sequence[Item]], ledger: Ledger, seed: str, count: int = 1
) -> tuple[DrawnItem, ...]:
    """Unscored questions from earlier objectives, whose banks are given: one each from those met longest ago.

    Of each the freshest item that the server can mark. Fewer than `count`, or none, where there are not so many: a
    test does not wait for them.
    """
    met = {code: max((ledger.last_seen(i.objective, i.id) for i in bank), default=0) for code, bank in earlier.items()}
    drawn: list[DrawnItem] = []
    for code in sorted(Dice(seed).shuffled(sorted(earlier)), key=met.__getitem__):
        if len(drawn) == count:
            break
        left = [choice for choice in choices(earlier[code], ledger, nice=False) if choice.stratum[1] != "read"]
        while left:
            choice = Dice(f"{seed}/{code}").pick(equally_fresh(left))
            if item := put_fresh(choice.item, ledger, seed):
                drawn.append(replace(item, purpose="retrieval"))
                break
            left.remove(choice)
    return tuple(drawn)
