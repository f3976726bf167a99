"""Where a pack lies: a folder, or a zip of one. Both are read through the same few questions."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from server.formats.guarded_zip import MOST_BYTES, MOST_MEMBERS, GuardedZip, Refused

LONGEST_TEXT = 5_000_000
"""bytes of one TOML, Markdown or GIFT file"""


class Source(Protocol):
    """The files of a pack by their path in it, with `/` and composed accents."""

    def names(self) -> list[str]:
        """All paths, sorted."""

    def size(self, name: str) -> int:
        """Bytes of that file."""

    def read(self, name: str, most: int) -> bytes:
        """The whole file. Refused when it is longer than `most`."""

    def open(self, name: str) -> BinaryIO:
        """The file, to be read in pieces."""


class Folder:
    """A pack in a folder. Hidden files are left aside; links and what lies outside are refused."""

    def __init__(self, root: Path) -> None:
        self._files: dict[str, Path] = {}
        total = 0
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            if any(part.startswith((".", "__MACOSX")) for part in parts):
                continue
            if path.is_symlink():
                raise Refused(f"{'/'.join(parts)} is a link; a pack holds its files itself.")
            if path.is_file():
                self._files[unicodedata.normalize("NFC", "/".join(parts))] = path
                total += path.stat().st_size
        if len(self._files) > MOST_MEMBERS or total > MOST_BYTES:
            raise Refused(f"{root.name} is too big for a pack: {MOST_MEMBERS} files and 2 GB are the most.")

    def names(self) -> list[str]:
        """All paths, sorted."""
        return sorted(self._files)

    def size(self, name: str) -> int:
        """Bytes of that file. KeyError when there is none."""
        return self._files[name].stat().st_size

    def read(self, name: str, most: int) -> bytes:
        """The whole file. Refused when it is longer than `most` bytes; KeyError when there is none."""
        if self.size(name) > most:
            raise Refused(f"{name} is too long to be read ({self.size(name)} bytes).")
        return self._files[name].read_bytes()

    def open(self, name: str) -> BinaryIO:
        """The file, to be read in pieces. KeyError when there is none."""
        return self._files[name].open("rb")


class Zipped:
    """A pack in a zip, at its top or in the one folder that it holds."""

    def __init__(self, path: Path) -> None:
        self._zip = GuardedZip(path)
        names = [name for name in self._zip.names() if not name.startswith("__MACOSX/") and "/." not in f"/{name}"]
        tops = {name.split("/", 1)[0] for name in names}
        self._prefix = ""
        if "pack.toml" not in names and len(tops) == 1 and f"{next(iter(tops))}/pack.toml" in names:
            self._prefix = f"{next(iter(tops))}/"
        self._names = [name.removeprefix(self._prefix) for name in names]

    def names(self) -> list[str]:
        """All paths, sorted."""
        return sorted(self._names)

    def size(self, name: str) -> int:
        """Bytes of that file. KeyError when there is none."""
        return self._zip.size(self._prefix + name)

    def read(self, name: str, most: int) -> bytes:
        """The whole file. Refused when it is longer than `most` bytes or damaged; KeyError when there is none."""
        return self._zip.read(self._prefix + name, most)

    def open(self, name: str) -> BinaryIO:
        """The file, to be read in pieces. KeyError when there is none."""
        return self._zip.open(self._prefix + name)


def source_of(path: Path) -> Source:
    """The files of a pack at that path. Refused when it is neither a folder nor a sound zip."""
    return Folder(path) if path.is_dir() else Zipped(path)


def file_opener(path: Path) -> partial[BinaryIO]:
    """What opens that file when it is called."""
    return partial(_open, path)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")
