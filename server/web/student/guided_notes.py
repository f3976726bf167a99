"""Guided notes on a student's page: gaps that keep what is typed; the answers stay with the teacher."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, url_for

from server.mastery.values import LearningObject
from server.store import work
from server.web.files import pack_text
from server.web.guided_notes import notes_html


def notes_of(pack: str, student: str, found: LearningObject) -> dict[str, Any]:
    """The notes with what this student wrote into them, for `notes_sheet` of the template."""
    written = work.paper_of(student, found.id)
    draw = {name: get_template_attribute("student/_notes.html", name) for name in ("gap", "lines", "moment")}
    text = pack_text(pack, found.path).removeprefix(f"# {found.title}\n")

    gaps: list[tuple[str, int]] = []

    def held(place: str) -> tuple[int, str]:
        return written.get(place, (0, ""))

    def gap(n: int, _answer: str) -> str:
        rev, value = held(f"gap-{n}")
        gaps.append((f"gap-{n}", rev))
        return str(draw["gap"](found.id, n, value))

    html = notes_html(
        text, pack,
        gap=gap,
        lines=lambda n, count: draw["lines"](found.id, n, count, *held(f"lines-{n}")),
        moment=lambda at, as_written: draw["moment"](
            # The moments are those of the pack's film, whatever the teacher recorded instead.
            url_for("student.object_page", id=found.reference or found.id, at=at, film="pack"), at, as_written
        ),
    )  # fmt: skip
    return {"object": found.id, "html": html, "gaps": gaps}
