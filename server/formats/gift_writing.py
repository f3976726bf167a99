"""Native items as a GIFT file, for a teacher who wants them in another system; and what GIFT cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.formats.gift_answers import ESSAY_RUBRIC
from server.formats.passages import with_passage
from server.mastery.expressions import ExpressionError
from server.mastery.luck import Dice
from server.mastery.values import Item
from server.mastery.variants import NoVariant, draw_item, variant

_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_LOST = {
    "hint": "hints", "picture": "pictures", "difficulty": "difficulty", "nice": "what is nice to know", "unit": "units",
    "accept": "other units", "passage": "texts to mark in",
}  # fmt: skip


class _CannotHold(ValueError):
    """GIFT has no way to say this; the message says what."""


def write_gift(items: Sequence[Item]) -> tuple[str, list[str]]:
    """The items as GIFT text, and a sentence for everything that was left out or frozen.

    An item whose numbers vary is written with the numbers of one variant. Types that GIFT lacks are named, not written.
    """
    blocks, remarks, lost = [], list[str](), set[str]()
    for item in map(with_passage, items):
        try:
            blocks.append(_question(item))
        except _CannotHold as reason:
            remarks.append(f"{item.id}: {reason}.")
            continue
        except (NoVariant, ExpressionError, KeyError, TypeError, ValueError) as wrong:
            remarks.append(f"{item.id}: left out, because it is not sound ({wrong}).")
            continue
        if item.body.get("given"):
            remarks.append(f"{item.id}: its numbers vary; GIFT holds one set of them.")
        if item.type == "essay" and list(item.body.get("rubric", ())) not in ([], [ESSAY_RUBRIC]):
            remarks.append(f"{item.id}: GIFT has no rubric.")
        lost |= {words for key, words in _LOST.items() if item.body.get(key)}
        if any("misconception" in entry for key in ("options", "mistakes") for entry in item.body.get(key, ())):
            lost.add("misconceptions")
    if lost:
        remarks.append(f"GIFT does not hold: {', '.join(sorted(lost))}.")
    return "\n\n".join(blocks) + ("\n" if blocks else ""), remarks


def _question(item: Item) -> str:
    if item.type not in _WRITERS:
        raise _CannotHold(f"GIFT has no questions of the type {item.type}")
    values = dict(variant(item, 0).values) if item.body.get("given") else {}
    body = _filled(item.body, values)
    if item.type == "numeric":
        body["solution"] = draw_item(item, 0, Dice(f"{item.id}/0")).solution
    form = "html" if body.get("format") == "html" else "markdown"
    comment = " ".join([f"[id:{item.id}]", *(f"[tag:{tag}]" for tag in item.tags)])
    name = f"::{_escaped(str(body['name']))}::" if body.get("name") else ""
    question = f"// {comment}\n{name}[{form}]{_escaped(str(body['prompt']))}"
    if item.type == "description":
        return question
    answers = _WRITERS[item.type](item, body)
    general = f"\n####{_escaped(str(body['solution']))}" if body.get("solution") else ""
    return f"{question} {{{answers}{general}}}"


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _NAME.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {key: _filled(inner, values) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, values) for inner in value]
    return value


def _escaped(text: str) -> str:
    return re.sub(r"([\\:#={}~])", r"\\\1", text.replace("\r\n", "\n").strip()).replace("\n", "\\n")


def _said(feedback: object) -> str:
    return f"#{_escaped(str(feedback))}" if feedback else ""


def _weight(fraction: float) -> str:
    return f"%{100 * fraction:.5f}".rstrip("0").rstrip(".") + "%"


def _choices(item: Item, body: Mapping[str, Any]) -> str:
    lines = []
    rights = sum(bool(option.get("correct")) for option in body["options"])
    for option in body["options"]:
        right = bool(option.get("correct"))
        if item.type == "single_choice":
            sign = "=" if right else "~" + (_weight(option["fraction"]) if option.get("fraction") else "")
        else:
            share = 1 / rights if right else 0.0
            fraction = option.get("fraction", share)
            sign = "~" + (_weight(share if fraction == 1 and rights > 1 else fraction) if fraction else "")
        lines.append(f"\n\t{sign}{_escaped(str(option['text']))}{_said(option.get('feedback'))}")
    return "".join(lines) + "\n"


def _truth(item: Item, body: Mapping[str, Any]) -> str:
    wrong, right = body.get("feedback"), body.get("feedback_right")
    said = f"{_said(wrong) or '#'}{_said(right)}" if right else _said(wrong)
    return ("TRUE" if body["correct"] else "FALSE") + said


def _numeric(item: Item, body: Mapping[str, Any]) -> str:
    if not item.body.get("given") and body.get("credit"):
        entries = body["credit"]
        texts = [
            f"={_weight(entry['fraction'])}{entry['value']}:{entry['tolerance'] or 0}" if entry["value"] != "*" else "~"
            for entry in entries
        ]
        lines = [text + _said(entry.get("feedback")) for text, entry in zip(texts, entries, strict=True)]
    else:
        key = draw_item(item, 0, Dice(f"{item.id}/0")).key
        lines = [f"={_plain(key['value'])}:{_plain(key['tolerance'])}"]
        lines += [
            f"=%0%{_plain(mistake['value'])}:{_plain(key['tolerance'])}{_said(mistake.get('feedback'))}"
            for mistake in key["mistakes"]
            if mistake.get("feedback")
        ]
    return "#" + "".join(f"\n\t{line}" for line in lines) + "\n"


def _plain(number: float) -> str:
    # Twelve figures, and no more decimals than an item may have.
    return f"{round(number, 12):.12g}"


def _short(item: Item, body: Mapping[str, Any]) -> str:
    entries = body.get("credit") or [{"text": text, "fraction": 1} for text in body["answers"]]
    return (
        "".join(
            f"\n\t={_weight(entry['fraction'])}{_escaped(str(entry['text']))}{_said(entry.get('feedback'))}"
            for entry in entries
        )
        + "\n"
    )


def _matching(item: Item, body: Mapping[str, Any]) -> str:
    pairs = [(str(pair["left"]), str(pair["right"])) for pair in body["pairs"]]
    pairs += [("", str(text)) for text in body.get("distractors", ())]
    if any("->" in left for left, _ in pairs):
        raise _CannotHold("GIFT cannot hold “->” inside the left side of a pair")
    return "".join(f"\n\t={_escaped(left)} -> {_escaped(right)}" for left, right in pairs) + "\n"


_WRITERS: dict[str, Callable[[Item, Mapping[str, Any]], str]] = {
    "description": lambda item, body: "",
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _truth,
    "numeric": _numeric,
    "short_text": _short,
    "matching": _matching,
    "essay": lambda item, body: "",
}
