"""A unit's questions out again, in a format that other programs read; what it cannot hold is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from server.content.writing import toml
from server.mastery.values import Item
from server.store import content
from server.store.media_files import place_of

Written = tuple[bytes, list[str]]
NAMES = {"gift": "GIFT", "moodle_xml": "Moodle XML", "qti21": "QTI 2.1", "native": "Classroom"}
SUFFIXES = {"gift": ".gift.txt", "moodle_xml": ".xml", "qti21": ".zip", "native": ".toml"}


def write_bank(items: Sequence[Item], pack: str, media_folder: Path, format: str) -> Written:
    """The questions as a file of that format (gift, moodle_xml, qti21 or native), and what it cannot hold of them.

    `pack` is where their pictures are kept. KeyError for another format.
    """
    return _WRITERS[format](items, pack, media_folder)


# Each writer is loaded when somebody asks for its format: most days nobody does, and the server starts without them.


def _gift(items: Sequence[Item], pack: str, media_folder: Path) -> Written:
    from server.formats.gift_writing import write_gift

    text, remarks = write_gift(items)
    return text.encode(), remarks


def _moodle_xml(items: Sequence[Item], pack: str, media_folder: Path) -> Written:
    from server.formats.moodle_xml_writing import write_moodle_xml

    text, remarks = write_moodle_xml(items, _pictures(items, pack, media_folder))
    return text.encode(), remarks


def _qti21(items: Sequence[Item], pack: str, media_folder: Path) -> Written:
    from server.formats.qti21_writing import write_qti21

    members, remarks = write_qti21(items, _pictures(items, pack, media_folder))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            # A fixed date: the same questions give the same file.
            archive.writestr(zipfile.ZipInfo(name), members[name], zipfile.ZIP_DEFLATED)
    return whole.getvalue(), remarks


def _native(items: Sequence[Item], pack: str, media_folder: Path) -> Written:
    return toml({"item": [{"objective": i.objective, **i.body} for i in items]}).encode(), []


def _pictures(items: Sequence[Item], pack: str, media_folder: Path) -> dict[str, bytes]:
    """The files of the pack that the questions show."""
    texts = [repr(dict(item.body)) for item in items]
    shown = (row for row in content.all_media(pack) if any(row.path in text for text in texts))
    return {row.path: place_of(media_folder, row.sha256).read_bytes() for row in shown}


_WRITERS: dict[str, Callable[[Sequence[Item], str, Path], Written]] = {
    "gift": _gift, "moodle_xml": _moodle_xml, "qti21": _qti21, "native": _native,
}  # fmt: skip
