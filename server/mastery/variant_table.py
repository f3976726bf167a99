"""All variants of an item, worked out once when it is saved, so that no student meets the one that divides by zero."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.mastery.drawing import draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.givens import NoVariant, flaw, own_rows
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.offered_variants import numbers_of
from server.mastery.right_answers import right_answer
from server.mastery.values import DrawnItem, Item

_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_VALUE = re.compile(r"-?\d[\d.e+-]*")
_NAME = re.compile(r"\{([^\W\d]\w*)\}")


@dataclass(frozen=True)
class VariantTable:
    """The numbers of the variants that may be drawn, each showing other values; and those struck out, each with why.

    `faults` are the reasons without repetition: what is wrong with twenty variants is one sentence.
    """

    good: tuple[int, ...]
    struck: tuple[tuple[int, str], ...] = ()
    faults: tuple[str, ...] = ()
    told: str = ""
    """to the author, how many variants were struck out and why; empty when none was"""


def with_variants(item: Item) -> Item:
    """The item with the numbers of its good variants, as it is to be saved: no draw works them out again."""
    return replace(item, variants=variant_table(item).good)


def variant_table(item: Item) -> VariantTable:
    """Every variant that the item can offer, drawn and looked at: two dozen, or each row of a file's own table.

    Struck out is what divides by zero, has a key outside its range or within the tolerance of a known mistake, shows
    two choices that read the same, or a key that would itself not earn full marks. Never raises.
    """
    different: dict[tuple[tuple[str, str], ...], int] = {}
    struck: dict[int, tuple[str, str]] = {}
    faults: dict[str, str] = {}
    for number in (numbers := _numbers(item)):
        found = list(_faults(item, number, different))
        for kind, sentence in found:
            faults.setdefault(kind, sentence)
            struck.setdefault(number, (kind, sentence))
        if any(kind == "no variant" for kind, _ in found) and not different and not _rows(item):
            break  # 400 draws failed at once; 9200 more would change nothing
    counted = Counter(kind for kind, _ in struck.values())
    told = f"{len(struck)} of {len(numbers)} variants cannot be used and are never drawn. " + " ".join(
        f"In {count}: {faults[kind]}" for kind, count in counted.items()
    )
    return VariantTable(
        tuple(different.values()),
        tuple((number, sentence) for number, (_, sentence) in struck.items()),
        tuple(faults.values()),
        told if struck else "",
    )


def _numbers(item: Item) -> range:
    try:
        return numbers_of(item)
    except NoVariant:
        return range(1)


def _rows(item: Item) -> bool:
    try:
        return bool(own_rows(item))
    except NoVariant:
        return False


def _faults(item: Item, number: int, different: dict[tuple[tuple[str, str], ...], int]) -> Iterator[tuple[str, str]]:
    """What is wrong with one variant, each with its kind. A sound one is entered among the different ones."""
    try:
        if undefined := flaw(item, number):
            yield _VALUE.sub("", undefined), undefined  # 1 and 40 both outside the range are one reason
            return
        drawn = draw_item(item, number, Dice(f"{item.id}/{number}"))
        faults = [*_faults_of(drawn), *_names_left(item, drawn)]
    except (NoVariant, ExpressionError) as wrong:
        yield "no variant", str(wrong)
        return
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as wrong:
        yield "malformed", f"The item is not written as content/README.md says ({wrong})."
        return
    if not faults:
        different.setdefault(tuple(sorted(drawn.values.items())), number)
    yield from faults


def _faults_of(drawn: DrawnItem) -> Iterator[tuple[str, str]]:
    for kind, texts in (("options", drawn.options), ("left", drawn.left), *(("gap", gap) for gap in drawn.gaps)):
        if len(set(texts)) < len(texts):
            yield kind, f"Two choices read the same: {', '.join(texts)}."
    if drawn.type == "numeric":
        yield from _numeric_faults(drawn)
    elif drawn.type == "cloze":
        for place, gap in enumerate(drawn.gaps):
            if gap and drawn.key["gaps"][place]["answers"][0] not in gap:
                yield f"gap {place}", f"The answer of gap {place + 1} is not among its choices."
    # Shares that don't add up are for a remark: the file's author may have meant it.
    right = None if "fractions" in drawn.key else right_answer(drawn)
    if drawn.type != "numeric" and right is not None and not grade(drawn, right).right:
        yield "key", "The right answer itself would not earn full marks."


def _names_left(item: Item, drawn: DrawnItem) -> Iterator[tuple[str, str]]:
    """Braces in HTML are text, unless the item has values to put in their place."""
    if drawn.format == "html" and not item.body.get("given"):
        return
    for where, text in (("prompt", drawn.prompt), ("hint", drawn.hint), ("solution", drawn.solution)):
        for name in _NAME.findall(_MATHS.sub("", text)):
            yield f"{where} {name}", f"The {where} says {{{name}}}, which is not a given value."


def _numeric_faults(drawn: DrawnItem) -> Iterator[tuple[str, str]]:
    key = drawn.key
    near = key["tolerance"] * (1 + 1e-9)
    if key["tolerance"] <= 0 and key["value"] == 0:
        yield "zero", 'The answer is 0, so a tolerance in % leaves no room; give it in the unit, like "0.5".'
    for other in key["accept"]:
        if other["times"] == 0:
            yield "times", f"The unit {other['unit']} is accepted zero times."
            return
    right = right_answer(drawn) or {}
    mark = grade(drawn, right)
    if dict(mark.parts).get("figures") is False:
        yield "figures", f"The answer as shown ({key['shown']}) has not the {key['figures_asked']} figures asked for."
    elif not mark.right:
        yield "shown", f"The answer as shown ({key['shown']}) would itself be marked wrong; show more figures."
    for mistake in key["mistakes"]:
        if abs(mistake["value"] - key["value"]) <= near:
            yield "tolerated", f"A known mistake ({mistake['value']:g}) lies within the tolerance of {key['value']:g}."
