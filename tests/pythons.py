"""The interpreters of this machine: what must be the same on every Python is tried on each that is here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache


@cache
def pythons_here() -> list[str]:
    """This interpreter, and every other from 3.11 on that really starts (a shim may stand for a missing one)."""
    found = [path for minor in range(11, 20) if (path := shutil.which(f"python3.{minor}"))]
    ask = "import sys; print(sys.version)"
    told = {
        p: subprocess.run([p, "-c", ask], capture_output=True, text=True, check=False).stdout.strip() for p in found
    }
    return [sys.executable, *(p for p, version in told.items() if version not in {"", sys.version})]
