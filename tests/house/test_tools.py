"""The whole repository passes the tools it names."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from needing import lacking

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.full
@pytest.mark.parametrize("tool", [["ruff", "check", "."], ["mypy"]], ids=lambda t: t[0])
def test_the_tool_finds_nothing(tool: list[str]) -> None:
    if importlib.util.find_spec(tool[0]) is None:
        lacking(f"{tool[0]} (pip install '.[test]')")
    run = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
