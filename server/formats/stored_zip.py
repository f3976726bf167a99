"""A zip that is the same bytes on every machine: stored, sorted, dated 1980-01-01, owned by nobody.

It is written and read here rather than by a library, because a bundle is checked by writing its container again and
comparing: a library that changes its mind about a header would make every old bundle look damaged. Any unzip
program opens it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UNIX = 3
_JANUARY_1980 = 0x0021
_PLAIN_FILE = 0o100644 << 16
_STORED = 0
_ENCRYPTED = 0x1
_SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")

MOST_FILES = 200
LONGEST_NAME = 200
MOST_BYTES = 64 * 1024 * 1024


class UnreadableZip(ValueError):
    """Not a zip of ours; the message says why, in a sentence."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """The zip of these files (path with `/` → content). The same files give the same bytes, always.

    Raises ValueError for a path that would not be safe to unzip everywhere.
    """
    if len(members) > MOST_FILES or sum(map(len, members.values())) > MOST_BYTES:
        raise ValueError(f"at most {MOST_FILES} files and {MOST_BYTES} bytes go into one bundle")
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members):
        if not _safe(name):
            raise ValueError(f"not a safe path for a bundle: {name!r}")
        raw, data = name.encode("ascii"), members[name]
        shared = (0, _STORED, 0, _JANUARY_1980, zlib.crc32(data), len(data), len(data), len(raw), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *shared) + raw
        head = _CENTRAL.pack(b"PK\x01\x02", _VERSION, _UNIX, _VERSION, *shared, 0, 0, 0, _PLAIN_FILE, offset)
        body += (local, data)
        directory.append(head + raw)
        offset += len(local) + len(data)
    listing = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(listing), offset, 0)
    return b"".join((*body, listing, end))


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a zip that `pack` wrote. Raises UnreadableZip for anything else, before any of it is used.

    Nothing is unpacked from a compressed entry, so a small file cannot swell. Whether every byte is as written
    is for the caller to ask: `pack(unpack(data)) == data`.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableZip("It is larger than any bundle can be.")
    if not data:
        raise UnreadableZip("It is empty.")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnreadableZip("It is not a zip file.")
    if len(data) < _END.size or data[-_END.size : -_END.size + 4] != b"PK\x05\x06":
        raise UnreadableZip("The end of the zip is missing, or something was added behind it.")
    _, disk, first_disk, here, count, length, start, comment = _END.unpack(data[-_END.size :])
    if disk or first_disk or comment or here != count or start + length + _END.size != len(data):
        raise UnreadableZip("The table of contents of the zip is damaged.")
    if count > MOST_FILES:
        raise UnreadableZip(f"It holds {count} files; a bundle never has more than {MOST_FILES}.")
    return _read_entries(data, start, count)


def _read_entries(data: bytes, start: int, count: int) -> dict[str, bytes]:
    """The files that the directory at `start` lists."""
    members: dict[str, bytes] = {}
    at = start
    total = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(data):
            raise UnreadableZip("The table of contents of the zip is damaged.")
        (mark, _, _, _, flags, method, _, _, _, stored, size, name_length, extra, note, _, _, mode, offset) = (
            _CENTRAL.unpack_from(data, at)
        )
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
        at += _CENTRAL.size + name_length + extra + note
        name = raw.decode("ascii", "replace")
        if mark != b"PK\x01\x02":
            raise UnreadableZip("The table of contents of the zip is damaged.")
        if flags & _ENCRYPTED:
            raise UnreadableZip("It holds an encrypted file; a bundle is encrypted as a whole or not at all.")
        if method != _STORED or stored != size:
            raise UnreadableZip("It holds a compressed file: another program packed it again, or it is no bundle.")
        if not _safe(name) or name in members:
            raise UnreadableZip(f"It holds a file under a name that no bundle has: {name[:60]!r}.")
        if mode != _PLAIN_FILE:
            raise UnreadableZip(f"Another program packed it again, or this is not a plain file: {name[:60]!r}.")
        total += size
        first = offset + _LOCAL.size + name_length
        if total > len(data) or first + size > start:
            raise UnreadableZip(f"It is cut short, or its table of contents is damaged, at {name[:60]!r}.")
        members[name] = data[first : first + size]
    return members


def _safe(name: str) -> bool:
    """A path that every file system takes and that stays inside its folder."""
    return len(name) <= LONGEST_NAME and _SAFE_NAME.fullmatch(name) is not None
