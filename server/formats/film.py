"""What a film file is: whether a netbook can play it, and how long it lasts. Only its headers are read.

The boxes are those of ISO/IEC 14496-12; the first bytes of WebM those of the Matroska container (RFC 8794).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_HEADER = 16 * 1024 * 1024
"""bytes of an MP4's index that we are ready to hold; an hour's film has about one million"""
PLAYED = {b"avc1", b"avc3"}
"""H.264, which every netbook plays"""
UNPLAYABLE = {b"hvc1", b"hev1", b"av01", b"mp4v", b"apcn", b"apch"}
"""HEVC (a phone's own choice, often), AV1, MPEG-4 part 2, ProRes"""
_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


class NotAFilm(ValueError):
    """The file cannot be shown in class; `reason` is not_a_film | broken | codec."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Film:
    """A film that netbooks can play. `suffix` is ".mp4" or ".webm"; `seconds` is 0 where the file does not say."""

    suffix: str
    seconds: float


def film_of(file: BinaryIO, size: int) -> Film:
    """Look at a film of that many bytes. NotAFilm when no netbook could play it, or when it is cut off."""
    file.seek(0)
    head = file.read(12)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return Film(".webm", 0.0)
    if head[4:8] != b"ftyp":
        raise NotAFilm("not_a_film")
    index = _index(file, size)
    codecs, seconds = set(), 0.0
    for name, body in _walk(index):
        if name == b"mvhd":
            seconds = _seconds(body)
        elif name == b"stsd" and len(body) >= 16:
            codecs.add(body[12:16])
    if codecs & UNPLAYABLE:
        raise NotAFilm("codec")
    if not codecs & PLAYED:
        raise NotAFilm("not_a_film")
    return Film(".mp4", seconds)


def _index(file: BinaryIO, size: int) -> bytes:
    """The `moov` box, wherever it stands (phones write it last), of a file whose boxes are all there to their end."""
    at, index = 0, b""
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, name = struct.unpack(">I4s", head[:8])
        start = 8
        if length == 1 and len(head) == 16:
            length, start = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:
            length = size - at
        if length < start or at + length > size:
            raise NotAFilm("broken")
        if name == b"moov":
            if length > LONGEST_HEADER:
                raise NotAFilm("broken")
            file.seek(at + start)
            index = file.read(length - start)
        at += length
    if not index:
        raise NotAFilm("broken")
    return index


def _walk(data: bytes, depth: int = 0) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if length < 8 or at + length > len(data):
            return
        body = data[at + 8 : at + length]
        if name in _INSIDE and depth < 6:
            yield from _walk(body, depth + 1)
        else:
            yield name, body
        at += length


def _seconds(header: bytes) -> float:
    try:
        if header[:1] == b"\x01":
            scale, length = struct.unpack(">IQ", header[20:32])
        else:
            scale, length = struct.unpack(">II", header[12:20])
    except struct.error:
        return 0.0
    return float(length / scale) if scale else 0.0
