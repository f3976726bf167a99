"""Pictures and sounds that lie beside a GIFT file in its zip: `@@PLUGINFILE@@/images/piano.jpg`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from server.formats.question_package import Package
from server.formats.questions import Questions

LONGEST_NAME = 60
MOST_BYTES = 200_000_000
"""all the files of one import together"""
_REFERENCE = re.compile(r"@@PLUGINFILE@@/([^\s\"'<>()\[\]]+)")


def kept_as(name: str, data: bytes) -> str:
    """The path under which an imported file is kept: `media/<12 signs of its hash>-<a plain name>`."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", PurePosixPath(name).name)[-LONGEST_NAME:].lstrip("._") or "file"
    return f"media/{hashlib.sha256(data).hexdigest()[:12]}-{plain}"


def with_media(read: Questions, package: Package | None, beside: str) -> Questions:
    """The same questions with the files that their texts show, found in the package that file `beside` lies in.

    A file that is not there, or is too much (200 MB together), is named in the warnings; the text keeps its words.
    """
    missing: dict[str, None] = {}
    paths: dict[str, str] = {}

    def kept(hit: re.Match[str]) -> str:
        held = package.find(hit[1], beside) if package is not None else None
        if package is None or held is None:
            missing[hit[1]] = None
            return hit[0]
        if held not in paths:
            data = package.read(held)
            if sum(map(len, read.files.values())) + len(data) > MOST_BYTES:
                missing[hit[1]] = None
                return hit[0]
            paths[held] = kept_as(held, data)
            read.files[paths[held]] = data
        return paths[held]

    def shown(value: Any) -> Any:
        if isinstance(value, str):
            return _REFERENCE.sub(kept, value)
        if isinstance(value, Mapping):
            return {key: shown(inner) for key, inner in value.items()}
        return [shown(inner) for inner in value] if isinstance(value, list) else value

    read.items = [replace(item, body=shown(item.body)) for item in read.items]
    read.repairs = [replace(repair, otherwise=shown(repair.otherwise)) for repair in read.repairs]
    if missing:
        listed = ", ".join(list(missing)[:5]) + (", …" if len(missing) > 5 else "")
        read.warnings.append(f"{beside}: It shows files that could not be taken along: {listed}.")
    return read
