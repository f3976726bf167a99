"""Running the command as a person or a script would.

PYTEST_DONT_REWRITE: it is imported by the tests before it is their plugin.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server import cli
from server.store import database, writer

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "server" / "content" / "sample" / "gas-laws"


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status, and what it wrote where."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; anything more or less fails."""
        return json.loads(self.out)


class Here:
    """The command in this process, which is quick; `data` is the box."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data, self._capsys = data, capsys

    def __call__(self, *words: str | Path, data: Path | None = None) -> Ended:
        self._capsys.readouterr()
        try:
            status = cli.main(["--data", str(data or self.data), *map(str, words)])
        except SystemExit as ended:  # argparse
            status = int(ended.code or 0)
        finally:
            writer.stop()
            database.close()
        return Ended(status, *self._capsys.readouterr())


def apart(*words: str | Path, **environ: str) -> Ended:
    """The command as a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "server", *map(str, words)], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, **environ},
    )  # fmt: skip
    return Ended(run.returncode, run.stdout, run.stderr)


@pytest.fixture
def here(made_box: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command in this process, on a box with the cast."""
    writer.stop()
    database.close()
    shutil.copytree(made_box.folder, tmp_path / "box")
    return Here(tmp_path / "box", capsys)
