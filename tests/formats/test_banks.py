"""Other people's question files: every one opens, every question counts, and every key is Moodle's or a better one."""

from __future__ import annotations

from pathlib import Path

import pytest
from banks_table import FORMATS, Row, banks_table

pytestmark = pytest.mark.full

CAUSES = {
    "“~=” marks one choice as wrong and right at once.",
    "There are several answers in one question.",
    "A formula or a piece of code has signs without “\\”.",
    "A comment after “#” stands in a pair.",
    "The file is not UTF-8; Moodle loses its accents.",
}
"""the faults of Moodle's readers that these files run into"""


@pytest.fixture(scope="module")
def rows(test_data: Path) -> dict[str, Row]:
    return {row.format: row for row in banks_table(test_data / "banks")}


@pytest.mark.parametrize("format", FORMATS)
def test_every_file_is_read_and_every_question_counted(rows: dict[str, Row], format: str) -> None:
    assert rows[format].files > 20
    assert rows[format].wrong == []


@pytest.mark.parametrize("format", ["gift", "aiken"])
def test_keys_are_moodles_or_knowingly_better(rows: dict[str, Row], format: str) -> None:
    row = rows[format]
    assert row.equal + row.better.total() >= 0.99 * row.questions
    assert set(row.better) <= CAUSES
