"""What a machine may lack."""

from __future__ import annotations

import os

import pytest


def lacking(what: str) -> None:
    """Skip because this machine lacks something; fail where everything is required."""
    if os.environ.get("CLASSROOM_REQUIRE") == "all":
        pytest.fail(f"needed here: {what}")
    pytest.skip(f"needs {what}")
