"""What was corrected of a question already, and what else its key takes for right."""

from __future__ import annotations

from server.actions.correct_item import Named
from server.mastery.values import JSON, DrawnItem
from server.store.corrections import standing_corrections
from server.store.facts import Fact
from server.web.teacher.correction_lines import in_words
from server.web.teacher.lesson import Lesson


def corrected_before(at: Lesson, named: Named, drawn: DrawnItem) -> list[tuple[Fact, str]]:
    """The corrections of this question that stand, newest first, each in words with the numbers of this example."""
    which = (named.objective, named.item)
    mine = [f for f in standing_corrections(at.section.id) if (f.data["objective"], f.data["item"]) == which]
    return [(fact, in_words(fact.data, drawn.values)) for fact in mine]


def also_right(drawn: DrawnItem) -> list[str]:
    """What earns all points beside the answer that is shown as right, as it stands in this example."""
    key = drawn.key
    match drawn.type:
        case "numeric":
            return [_number(line, drawn.unit) for line in _full(key.get("credit", ()))]
        case "short_text":
            return [*map(str, key["answers"][1:]), *(str(line["text"]) for line in _full(key.get("credit", ())))]
        case "cloze":
            return [f"[{n}] {text}" for n, gap in enumerate(key["gaps"], 1) for text in _of_gap(gap)]
        case _:
            return []


def _full(credit: list[JSON]) -> list[JSON]:
    return [line for line in credit if line["fraction"] >= 1]


def _number(line: JSON, unit: str) -> str:
    value = line["value"]
    return value if isinstance(value, str) else f"{value:.12g} {unit}".strip()


def _of_gap(gap: JSON) -> list[str]:
    return [*map(str, gap["answers"][1:]), *(str(line["text"]) for line in _full(gap.get("credit", [])))]
