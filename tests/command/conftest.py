"""A box for the command: made once with the cast in it, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from running import Here

from server.store import database, writer


@pytest.fixture
def here(made_box: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command in this process, on a box with the cast."""
    writer.stop()
    database.close()
    shutil.copytree(made_box.folder, tmp_path / "box")
    return Here(tmp_path / "box", capsys)
