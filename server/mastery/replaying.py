"""What a student was shown, as a text that can be compared years later, and what today's grader makes of the answers.

A hash tells a later release whether it still shows the same words; it is kept with every attempt handed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from server.mastery.grading import grade
from server.mastery.values import DrawnItem, Mark, Response

_SPACES = re.compile(r"\s+")


def text_shown(item: DrawnItem) -> str:
    """Everything of a drawn item that a student could read, numbers filled in and options in their order, one part a
    line. Neither its key nor anything that gives it away."""
    options = [] if item.type == "true_false" else item.options
    parts: list[tuple[str, Sequence[str]]] = [
        ("type", [item.type]), ("prompt", [item.prompt]), ("options", options), ("left", item.left),
        ("gaps", [json.dumps(list(gap), ensure_ascii=False) for gap in item.gaps]), ("unit", [item.unit]),
        ("figures", [str(item.figures) if item.figures else ""]), ("picture", [item.picture]),
        ("picture in words", [item.picture_alt]), ("passage", [item.passage]), ("marks", item.marks),
        ("reads", [item.reads]), ("purpose", [item.purpose]), ("template", [item.template]),
        ("upload", ["asked for" if item.upload else ""]),
    ]  # fmt: skip
    said = ((name, _SPACES.sub(" ", text).strip()) for name, texts in parts for text in texts)
    return "\n".join(f"{name}: {text}" for name, text in said if text)


def text_hash(items: Sequence[DrawnItem]) -> str:
    """The SHA-256 of all that was shown, question by question."""
    whole = "\n\n".join(f"{n}\n{text_shown(item)}" for n, item in enumerate(items, start=1))
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Differs:
    """An answer that today's grader would give other points; None stands for one that waits for the teacher."""

    place: int
    then: float | None
    now: float | None


def graded_again(
    items: Sequence[DrawnItem], responses: Mapping[int, Response], marks: Sequence[Mark]
) -> tuple[Differs, ...]:
    """Where today's grader differs from the marks given at hand-in. What was marked aloud cannot be graded again."""
    found = []
    for place, (item, mark) in enumerate(zip(items, marks, strict=True)):
        response = responses.get(place, {})
        if "marked" in response:
            continue
        now = grade(item, response).points
        if now != mark.points:
            found.append(Differs(place, mark.points, now))
    return tuple(found)
