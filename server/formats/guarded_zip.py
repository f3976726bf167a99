"""Zips from strangers: looked over before anything in them is read."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 2_000_000_000
"""all members together, unpacked"""
MOST_MEMBERS = 20_000
MOST_RATIO = 100
"""unpacked size over packed size of one member"""
SMALL = 1_000_000
"""bytes; a member no bigger than this may be packed as tightly as it likes"""

DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""what Python raises for a file of a zip that is not whole"""


class Refused(ValueError):
    """A file that will not be opened; the message is one sentence for the person who chose it."""


class GuardedZip:
    """The files of a zip by their path (`media/laws.mp4`), after every limit has been checked.

    Raises Refused when it is not a zip, is damaged or encrypted, has more than 20 000 members or 2 GB, packs a member
    more than 100 times, or holds a path that leads outside, a link, or two names that are the same. `room` in bytes
    takes the place of the 2 GB for a file that may be as large as its box.
    """

    def __init__(self, path: Path, room: int | None = None) -> None:
        self.path = path
        self._members: dict[str, zipfile.ZipInfo] = {}
        # Kept open for `read`: to look through the list of 3000 files again for each of them takes minutes on a Pi.
        self._archive = _opened(path)
        infos = self._archive.infolist()
        if len(infos) > MOST_MEMBERS:
            raise Refused(f"{path.name} holds {len(infos)} files; {MOST_MEMBERS} is the most.")
        if sum(info.file_size for info in infos) > (MOST_BYTES if room is None else room):
            raise Refused(f"{path.name} would unpack to more than {'2 GB' if room is None else 'there is room for'}.")
        for info in infos:
            name = _safe_name(path.name, info)
            if info.is_dir():
                continue
            if name in self._members:
                raise Refused(f"{path.name} holds {name} twice.")
            self._members[name] = info

    def names(self) -> list[str]:
        """The paths of all files, sorted; folders are not listed."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """Bytes of that file when unpacked. KeyError when there is none."""
        return self._members[name].file_size

    def read(self, name: str, most: int = 50_000_000) -> bytes:
        """The whole file. Refused when it is longer than `most` bytes, or damaged; KeyError when there is none."""
        if self.size(name) > most:
            raise Refused(f"{name} in {self.path.name} is too long to be read ({self.size(name)} bytes).")
        try:
            with self._archive.open(self._members[name]) as file:
                # One byte more than promised: a member must not be longer than its entry says.
                data = file.read(self.size(name) + 1)
        except DAMAGED as error:
            raise Refused(f"{name} in {self.path.name} is damaged.") from error
        if len(data) != self.size(name):
            raise Refused(f"{name} in {self.path.name} is not as long as it says.")
        return data

    def open(self, name: str) -> BinaryIO:
        """A file to read from piece by piece; closing it closes the zip. Refused when its head is damaged (the rest
        shows while it is read); KeyError when there is none."""
        info = self._members[name]
        with _opened(self.path) as archive:
            try:
                return archive.open(info)  # type: ignore[return-value]
            except DAMAGED as error:
                raise Refused(f"{name} in {self.path.name} is damaged.") from error


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError) as error:
        raise Refused(f"{path.name} is not a zip, or a damaged one.") from error


def _safe_name(zip_name: str, info: zipfile.ZipInfo) -> str:
    name = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or (len(name) > 1 and name[1] == ":") or ".." in parts or "\0" in name or "" in parts:
        raise Refused(f"{zip_name} holds a file that would land outside its folder ({info.filename!r}).")
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"{zip_name} holds a link ({name}), not a file.")
    if info.flag_bits & 0x1:
        raise Refused(f"{zip_name} is locked with a password.")
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise Refused(f"{name} in {zip_name} is packed more than {MOST_RATIO} times: it may be a zip bomb.")
    return name
