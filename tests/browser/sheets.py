"""A test as it lies in the box, and a hand that fills it in on the page."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from cast import right_answer
from playwright.sync_api import Locator, Page

from server.mastery import variants
from server.mastery.values import DrawnItem


@dataclass(frozen=True)
class Sheet:
    """One attempt: its questions with their keys, which only this side of the wall may see."""

    id: str
    state: str
    items: list[DrawnItem]
    share: float | None
    missed: list[str]
    unmarked: list[int]


def _ask(database: Path, question: str, *with_: str) -> list[tuple[str, ...]]:
    link = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return link.execute(question, with_).fetchall()
    finally:
        link.close()


def sheets(database: Path, given: str) -> list[Sheet]:
    """The attempts of the student of this first name, first to last."""
    rows = _ask(
        database,
        "SELECT a.id, a.state, a.items, a.share, a.missed, a.marks FROM attempt a JOIN student s ON s.id = a.student "
        "WHERE s.given = ? ORDER BY a.number",
        given,
    )
    return [
        Sheet(
            id, state, [variants.from_json(i) for i in json.loads(items)], share, json.loads(missed),
            [place for place, mark in enumerate(json.loads(marks)) if mark["points"] is None],
        )
        for id, state, items, share, missed, marks in rows
    ]  # type: ignore[arg-type]  # fmt: skip


def drafts(database: Path, attempt: str) -> dict[int, dict[str, str]]:
    """What the server holds of an open test: question → fields."""
    found = _ask(database, "SELECT place, value FROM draft WHERE attempt = ?", attempt)
    return {int(place): json.loads(value) for place, value in found}


def turn_to(page: Page, place: int) -> None:
    """Open a question of the test."""
    page.locator(f'[data-dot="{place}"]').click()


def typing_place(sheet: Sheet, kind: str, n: int = 0) -> int:
    """The n-th question of a type."""
    return [place for place, item in enumerate(sheet.items) if item.type == kind][n]


def writing_places(sheet: Sheet) -> list[int]:
    """The questions that are answered by typing, whichever this draw has."""
    return [place for place, item in enumerate(sheet.items) if item.type in {"numeric", "short_text", "essay"}]


def box_of(page: Page, place: int) -> Locator:
    """The one field of such a question."""
    return page.locator(f'[name="a{place}.number"], [name="a{place}.text"]')


def fill_in(page: Page, place: int, item: DrawnItem) -> None:
    """Answer one question rightly, by mouse and keyboard."""
    turn_to(page, place)
    for field, value in right_answer(item).items():
        control = page.locator(f'[name="a{place}.{field}"]')
        if item.type == "multiple_choice":
            control.check()
        elif item.type in {"single_choice", "true_false"}:
            page.locator(f'[name="a{place}.{field}"][value="{value}"]').check()
        elif control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
