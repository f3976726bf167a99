"""What a broken rule worked out is not remembered for the next: only then do the mutants tell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Under `mutmut`, whose mutants share one process with their original, every cache of the rules starts empty."""
    if "MUTANT_UNDER_TEST" in os.environ:
        for name, module in list(sys.modules.items()):
            if name.startswith("server.mastery"):
                for thing in vars(module).values():
                    getattr(thing, "cache_clear", lambda: None)()
    yield
