"""Films, pictures and texts as files: each under its SHA-256, so that one file stands for all who have it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO


def place_of(folder: Path, sha256: str) -> Path:
    """Where the file of this hash lies in the media folder."""
    return folder / sha256[:2] / sha256


def keep_file(folder: Path, source: IO[bytes]) -> tuple[str, int]:
    """Copy a file into the media folder under its SHA-256; returns (hash, size in bytes)."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as copy:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    sha256 = digest.hexdigest()
    place = place_of(folder, sha256)
    place.parent.mkdir(exist_ok=True)
    Path(name).replace(place)
    return sha256, size
