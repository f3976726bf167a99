"""How an invented student answers a drawn test: rightly, or with a mistake of the kind the bank knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from server.mastery.values import DrawnItem, Response


def right(item: DrawnItem) -> Response:
    """An answer that earns all points (an essay waits for the teacher)."""
    key = item.key
    match item.type:
        case "numeric":
            return {"number": str(key["shown"])}
        case "single_choice":
            return {"choice": str(key["right"][0])}
        case "multiple_choice":
            return {str(place): "on" for place in key["right"]}
        case "true_false":
            return {"choice": "true" if key["right"] else "false"}
        case "matching":
            return {str(left): str(place) for left, place in enumerate(key["right"])}
        case "ordering":
            return {str(shown): str(place) for shown, place in enumerate(key["places"])}
        case "cloze":
            return {str(gap): str(entry["answers"][0]) for gap, entry in enumerate(key["gaps"])}
        case "short_text":
            return {"text": str(key["answers"][0])}
        case _:
            return {"text": _beginning(item.solution)}


def _beginning(solution: str) -> str:
    """Somebody's own words would be shorter than the model answer: its first sentences, without their marks."""
    plain = " ".join(re.sub(r"[*_$]", "", solution).split())
    sentences = re.split(r"(?<=[.!?]) ", plain)
    return " ".join(sentences[:2]) or "The particles move faster, so they hit the walls harder and more often."


def _wrong_number(item: DrawnItem) -> Response:
    mistakes = item.key["mistakes"]
    value = mistakes[0]["value"] if mistakes else item.key["value"] * 2
    return {"number": f"{value:.4g}"}


_WRONG: dict[str, Callable[[DrawnItem], Response]] = {
    "numeric": _wrong_number,
    "single_choice": lambda i: {"choice": str(next(p for p in range(len(i.options)) if p not in i.key["right"]))},
    "multiple_choice": lambda i: {str(p): "on" for p in range(len(i.options)) if p not in i.key["right"]},
    "true_false": lambda i: {"choice": "false" if i.key["right"] else "true"},
    "matching": lambda i: {str(n): str((p + 1) % len(i.options)) for n, p in enumerate(i.key["right"])},
    "ordering": lambda i: {str(n): str(p % len(i.options) + 1) for n, p in enumerate(i.key["places"])},
}


def wrong(item: DrawnItem) -> Response:
    """An answer that earns nothing, or nearly nothing; what cannot be got wrong plausibly is left blank."""
    make = _WRONG.get(item.type)
    return make(item) if make else {}


def sheet(items: Sequence[DrawnItem], missed: Collection[str], one_slip: bool = False) -> dict[int, dict[str, str]]:
    """A whole test: every item of the missed objectives wrong; with `one_slip`, one more small one."""
    answers = {place: dict(wrong(i) if i.objective in missed else right(i)) for place, i in enumerate(items)}
    small = [p for p, i in enumerate(items) if i.points == 1 and i.type in _WRONG and i.objective not in missed]
    if one_slip and small:
        answers[small[0]] = dict(wrong(items[small[0]]))
    return answers


_TYPED = ("numeric", "cloze", "essay")


def half_typed(items: Sequence[DrawnItem]) -> tuple[int, dict[str, str]]:
    """The last question with a number in it, and the first digits of its answer: where a battery dies.

    A test may have been drawn without a number; then a word, or a sentence, is broken off instead.
    """
    for type in _TYPED:
        places = [p for p, i in enumerate(items) if i.type == type]
        if places:
            field, text = next(iter(right(items[places[-1]]).items()))
            return places[-1], {field: text[: (len(text) + 1) // 2].rstrip(".,")}
    return 0, {}
