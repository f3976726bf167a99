"""The cast of the drawing tests, and one long draw whose print must be the same on every Python.

Runs by itself, without pytest: `python golden_draw.py` prints the hash.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from server.mastery.assembly import Ledger, assembled, draw_check, draw_more, draw_test, replace_items
from server.mastery.blueprint import Blueprint, Part
from server.mastery.values import DrawnTest, Item, Objective, Threshold, Unit

BODIES: dict[str, dict[str, Any]] = {
    "numeric": {
        "given": {"V": {"from": 10, "to": 60, "step": 5}, "k": {"value": "exp(V/20)**0.7", "figures": 4}},
        "answer": "log(V)*k**1.5/3",
        "tolerance": "1 %",
        "mistakes": [{"value": "V*100"}],
    },
    "single_choice": {"options": [{"text": t, "correct": t == "b"} for t in "abcd"]},
    "true_false": {"correct": True},
    "short_text": {"answers": ["Boyle"]},
    "ordering": {"sequence": ["a", "b", "c", "d"]},
    "essay": {"rubric": [{"points": 2, "text": "says why"}]},
}


def item(objective: str, id: str, type: str, use: str = "test", nice: bool = False, **more: Any) -> Item:
    """`family` goes into the body, as in a pack; `difficulty`, `tags` and `variants` to the item."""
    family = {"family": more.pop("family")} if "family" in more else {}
    return Item(id, objective, 1, type, {"prompt": "What now?", **family, **BODIES[type]}, nice=nice, use=use, **more)


def objective(code: str, essential: bool = True) -> Objective:
    return Objective(code, code, code, "I can …", essential, Threshold(4, 5), 60, ())


def bank(code: str, count: int, types: tuple[str, ...] = ("numeric", "single_choice", "true_false")) -> list[Item]:
    return [item(code, f"q{n:02}", types[n % len(types)]) for n in range(count)]


UNIT = Unit("gas-laws", "The Gas Laws", (objective("g1"), objective("g2"), objective("g3", False), objective("g4")))
BANKS = {"g1": bank("g1", 8), "g2": bank("g2", 12, tuple(BODIES)), "g3": bank("g3", 9), "g4": bank("g4", 12)}


PARTS = Blueprint(retrieval=2, parts=(Part(2, "g2", types=("numeric", "ordering")), Part(1, difficulty=(2,))))


def fingerprint() -> str:
    """The SHA-256 of twelve tests and checks in a row, each for a student who saw those before, and of what follows."""
    tests, ledger = [], Ledger()
    for n in range(12):
        test = draw_test(UNIT, BANKS, ledger, f"golden/{n}", nice_objectives=("g3",), like=0.7 if n else None)
        check = draw_check("g2", BANKS["g2"], ledger, f"check/{n}", earlier=BANKS)
        assert isinstance(test, DrawnTest)
        assert isinstance(check, DrawnTest)
        more = draw_more("g4", BANKS["g4"], ledger, f"more/{n}")
        swapped, kept = replace_items(test, (0, 2, 4), BANKS, ledger, f"bell/{n}")
        tests += [assembled(test), assembled(check), assembled(swapped), list(kept)]
        tests += [assembled(more) if isinstance(more, DrawnTest) else [more.has, more.needs]]
        ledger = ledger.with_seen(*test.items).with_gone_over(*test.items[:2])
    parted = Unit("parts", "Parts", UNIT.objectives, blueprint=PARTS)
    other = draw_test(parted, BANKS, ledger, "parts", earlier={"g9": bank("g9", 4)})
    assert isinstance(other, DrawnTest)
    tests.append(assembled(other))
    return hashlib.sha256(json.dumps(tests, sort_keys=True).encode()).hexdigest()


if __name__ == "__main__":
    print(fingerprint())
