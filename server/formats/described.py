"""One item as a script can compare it, whatever format it came from: texts as HTML, shares from −1 to 1."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from server.formats.gift_text import as_html, words
from server.mastery.values import Item

LONGEST_NAME = 80


def described(item: Item) -> dict[str, Any]:
    """id, type, name, prompt, `options` (text, fraction, feedback), `answers` (value, tolerance, fraction), `pairs`.

    The type is `other` for what no screen can grade. A list that the type does not have is empty; the answers of a
    text with gaps are those of its gaps, one after the other; a distractor of a matching question is a pair with an
    empty left side.
    """
    body = item.body
    form = str(body.get("format", "markdown"))

    def shown(key: str, table: Any = body) -> str:
        return as_html(str(table.get(key, "")), form)

    prompt = shown("prompt")
    answers, options, pairs = [], [], []
    if item.type in ("single_choice", "multiple_choice"):
        rights = sum(bool(option.get("correct")) for option in body.get("options", ()))
        share = 1.0 if item.type == "single_choice" else 1.0 / max(rights, 1)
        for option in body.get("options", ()):
            fraction = float(option.get("fraction", share if option.get("correct") else 0.0))
            options.append({"text": shown("text", option), "fraction": fraction, "feedback": shown("feedback", option)})
    elif item.type == "true_false":
        for value in (True, False):
            right = bool(body.get("correct")) == value
            feedback = shown("feedback_right" if right else "feedback")
            options.append({"text": str(value), "fraction": float(right), "feedback": feedback})
    elif item.type == "numeric":
        entries = body.get("credit") or [{"value": body.get("answer", ""), "tolerance": body.get("tolerance", "1 %")}]
        answers = [_answer(entry["value"], entry.get("tolerance", ""), entry) for entry in entries]
    elif item.type == "short_text":
        entries = body.get("credit") or [{"text": text} for text in body.get("answers", ())]
        answers = [_answer(entry["text"], "", entry) for entry in entries]
    elif item.type == "cloze":
        answers = [answer for gap in body.get("gaps", ()) for answer in _of_gap(gap)]
    elif item.type == "ordering":
        answers = [_answer(text, "", {}) for text in body.get("sequence", ())]
    elif item.type == "matching":
        pairs = [[shown("left", pair), html.escape(pair["right"], quote=False)] for pair in body.get("pairs", ())]
        pairs += [["", html.escape(text, quote=False)] for text in body.get("distractors", ())]
    return {
        "id": item.id,
        "type": "other" if body.get("other") else item.type,
        "name": str(body.get("name") or words(prompt)[:LONGEST_NAME]),
        "prompt": prompt,
        "options": options,
        "answers": answers,
        "pairs": pairs,
    }


def _of_gap(gap: Mapping[str, Any]) -> list[dict[str, Any]]:
    tolerance = gap.get("tolerance", "")
    entries = gap.get("credit") or [{"text": text} for text in (gap["answer"], *gap.get("accept", ()))]
    return [_answer(e.get("text", e.get("value", "")), e.get("tolerance", tolerance), e) for e in entries]


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two described questions ask the same and hold the same to be right, however their texts are marked up.

    Ids, names and what is said to an answer do not count; numbers are compared as numbers, shares to a thousandth.
    """
    return bool(_essence(one) == _essence(other))


def _essence(told: Mapping[str, Any]) -> Any:
    return (
        told["type"],
        words(told["prompt"]),
        [(words(option["text"]), round(option["fraction"], 3)) for option in told["options"]],
        [
            (_number_or_words(answer["value"]), _number_or_words(answer["tolerance"]), round(answer["fraction"], 3))
            for answer in told["answers"]
        ],
        sorted((words(left), words(right)) for left, right in told["pairs"]),
    )


def _number_or_words(text: str) -> float | str:
    try:
        return float(f"{float(text):.9g}")
    except ValueError:
        return words(text)


def _answer(value: Any, tolerance: Any, entry: Any) -> dict[str, Any]:
    return {"value": str(value), "tolerance": str(tolerance), "fraction": float(entry.get("fraction", 1.0))}
