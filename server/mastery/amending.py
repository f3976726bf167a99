"""The item of a bank with its key corrected, so that everybody who draws it from now on has the right one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from server.mastery.correcting import WAYS, BadKey, Correction, as_expression, corrected
from server.mastery.drawing import draw_item
from server.mastery.expressions import ExpressionError
from server.mastery.givens import MISTAKE_GAP, NoVariant, variant, worked_out
from server.mastery.luck import Dice
from server.mastery.values import JSON, Item

_REASONS = ("misconception", "feedback", "feedback_right")


def amended(item: Item, correction: Correction) -> Item:
    """The item with another key, or with something more accepted. BadKey when that does not fit it.

    A likely mistake that is now the right answer is no mistake any more. Whether the outcome can be used, `problems_of`
    tells. A question that is dropped is not written anew: the bank takes it out.
    """
    if correction.how not in WAYS[item.type] or correction.how == "drop":
        raise BadKey("This kind of question cannot be corrected like that.")
    if item.type == "ordering" and "sequence_by" in item.body:
        raise BadKey("The order follows from values: correct them in the bank, or drop the question here.")
    body = {**json.loads(json.dumps(dict(item.body), ensure_ascii=False))}
    _WRITE[item.type](body, correction)
    with suppress(NoVariant, ExpressionError):  # what an example cannot have, nobody can
        corrected(draw_item(item, 0, Dice(item.id)), correction)
    if correction.solution.strip():
        body["solution"] = correction.solution.strip()
    # Its good variants were those of the old key.
    return _without_mistakes_now_right(replace(item, body=body, variants=None))


def same_question(one: Item, other: Item) -> bool:
    """Whether two versions ask the same and differ at most in their keys, so that one correction is meant for both."""
    return one.type == other.type and _asked(one.body) == _asked(other.body)


def _asked(body: Mapping[str, Any]) -> str:
    pairs: Sequence[JSON] = body.get("pairs", ())
    gaps: Sequence[JSON] = body.get("gaps", ())
    parts = {
        "prompt": body.get("prompt"),
        "given": body.get("given"),
        "unit": body.get("unit"),
        "options": [option["text"] for option in body.get("options", ())],
        "left": [pair["left"] for pair in pairs],
        "right": sorted({*(pair["right"] for pair in pairs), *body.get("distractors", ())}),
        "sequence": sorted(body.get("sequence", ())),
        "by": body.get("sequence_by"),
        "choices": [gap.get("choices") for gap in gaps],
    }
    return json.dumps(parts, ensure_ascii=False)


def _single(body: JSON, asked: Correction) -> None:
    _options(body, asked, many=False)


def _several(body: JSON, asked: Correction) -> None:
    _options(body, asked, many=True)


def _options(body: JSON, asked: Correction, many: bool) -> None:
    options: list[JSON] = body["options"]
    if not set(asked.texts) <= {option["text"] for option in options}:
        raise BadKey("The question has no such option.")
    shares = any("fraction" in option for option in options)
    most = max((option.get("fraction", float(bool(option.get("correct")))) for option in options), default=1.0)
    for option in options:
        named = option["text"] in asked.texts
        if named:
            for reason in _REASONS:
                option.pop(reason, None)
        if asked.how == "replace":
            option.pop("fraction", None)
            option["correct"] = named
        elif named and many:
            option["correct"] = True
            if shares:
                option["fraction"] = most
        elif named:  # a second right option of a single choice is one that earns all
            option["fraction"] = 1.0


def _true_false(body: JSON, asked: Correction) -> None:
    body["correct"] = asked.texts[0] == "true"
    for reason in _REASONS:
        body.pop(reason, None)


def _numeric(body: JSON, asked: Correction) -> None:
    value = as_expression(asked.texts[0])
    if asked.how == "accept":
        line = {"value": value, "tolerance": asked.tolerance or "1 %", "fraction": 1.0}
        body["credit"] = [line, *(old for old in body.get("credit", ()) if old != line)]
        return
    body["answer"] = value
    if asked.tolerance:
        body["tolerance"] = asked.tolerance


def _short_text(body: JSON, asked: Correction) -> None:
    before = body.get("answers", []) if asked.how == "accept" else []
    body["answers"] = [*dict.fromkeys([*before, *asked.texts])]
    if asked.how == "replace" and "credit" in body:
        body["credit"] = _partly(body["credit"])


def _matching(body: JSON, asked: Correction) -> None:
    pairs: list[JSON] = body["pairs"]
    if len(pairs) != len(asked.texts):
        raise BadKey("Choose a right side for each left one.")
    texts = dict.fromkeys([*(pair["right"] for pair in pairs), *body.get("distractors", ())])
    body["pairs"] = [{**pair, "right": right} for pair, right in zip(pairs, asked.texts, strict=True)]
    body["distractors"] = [text for text in texts if text not in asked.texts]


def _ordering(body: JSON, asked: Correction) -> None:
    if sorted(body["sequence"]) != sorted(asked.texts):
        raise BadKey("Give each of them a place of its own.")
    body["sequence"] = [*asked.texts]


def _cloze(body: JSON, asked: Correction) -> None:
    if not 0 <= asked.gap < len(body["gaps"]):
        raise BadKey("The question has no such gap.")
    gap: JSON = body["gaps"][asked.gap]
    texts = [as_expression(text) for text in asked.texts] if gap.get("numeric") else [*asked.texts]
    if asked.how == "accept":
        gap["accept"] = [*dict.fromkeys([*gap.get("accept", ()), *texts])]
        return
    gap["answer"], gap["accept"] = texts[0], texts[1:]
    if "credit" in gap:
        gap["credit"] = _partly(gap["credit"])


def _partly(credit: Sequence[JSON]) -> list[JSON]:
    return [line for line in credit if line.get("fraction", 0) < 1]


def _without_mistakes_now_right(item: Item) -> Item:
    mistakes: Sequence[JSON] = item.body.get("mistakes", ())
    if item.type != "numeric" or not mistakes:
        return item
    bare = replace(item, body={**item.body, "mistakes": []})
    try:
        numbers = variant(bare, 0).numbers
        key = worked_out(item.body["answer"], numbers)
        gap = float(item.body.get("mistake_gap", MISTAKE_GAP)) * abs(key)
        kept = [line for line in mistakes if abs(worked_out(line["value"], numbers) - key) > gap]
    except (ExpressionError, NoVariant):
        return item  # whoever looks for its problems will find them
    return replace(item, body={**item.body, "mistakes": kept}) if len(kept) < len(mistakes) else item


_WRITE: Mapping[str, Callable[[JSON, Correction], None]] = {
    "single_choice": _single,
    "multiple_choice": _several,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
