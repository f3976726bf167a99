"""Any file of questions from another program, read: one file, a folder of them, or a zip."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from server.formats.gift_media import with_media
from server.formats.guarded_zip import Refused
from server.formats.question_package import Package
from server.formats.questions import Ids, Questions, not_too_many
from server.formats.recognise import Kind, question_files
from server.formats.skipped import Skipped

# Each reader is loaded with the first file of its format: most days bring none, and a Pi starts without them sooner.


def _gift(data: bytes, name: str, objective: str) -> Questions:
    from server.formats.gift import read_gift_bytes

    return read_gift_bytes(data, name, objective)


def _aiken(data: bytes, name: str, objective: str) -> Questions:
    from server.formats.aiken import read_aiken_bytes

    return read_aiken_bytes(data, name, objective)


def _moodle_xml(data: bytes, name: str, objective: str) -> Questions:
    from server.formats.moodle_xml import read_moodle_xml_text

    return read_moodle_xml_text(data, name, objective)


def _qti12(path: Path, objective: str) -> Questions:
    from server.formats.qti12 import read_qti12

    return read_qti12(path, objective)


def _qti2(path: Path, objective: str) -> Questions:
    from server.formats.qti2 import read_qti2

    return read_qti2(path, objective)


ALONE: dict[Kind, Callable[[bytes, str, str], Questions]] = {"gift": _gift, "aiken": _aiken, "moodle_xml": _moodle_xml}
"""what is read file by file: (its bytes, its name, the objective)"""
TOGETHER: dict[Kind, Callable[[Path, str], Questions]] = {"qti12": _qti12, "qti2": _qti2}
"""what is read as a whole package, since its files refer to each other"""


def read_questions(path: Path, kind: Kind, objective: str) -> Questions:
    """Every question of a file, folder or zip that `recognise` takes for `kind`, with the pictures they show.

    A file that is in a package twice counts once; one that may not be opened is skipped, and the others are read.
    Refused when nothing may be opened; OSError when it cannot be read.
    """
    package = Package.open(path)
    if len(package.names()) == 1 and not path.is_dir() and package.names()[0] == path.name:
        kinds: dict[str, Kind] = {path.name: kind}
    else:
        kinds = question_files(package)
    whole = Questions(warnings=[] if any(kind in TOGETHER for kind in kinds.values()) else list(package.warnings))
    seen: set[str] = set()
    for name, one in kinds.items():
        if one not in ALONE:
            continue
        try:
            data = package.read(name)
            digest = hashlib.sha256(data).hexdigest()
            if digest in seen:
                whole.warnings.append(f"{name} is the same as another file in it; it counts once.")
                continue
            seen.add(digest)
            read = ALONE[one](data, name, objective)
            _join(whole, with_media(read, package, name) if one == "gift" else read)
        except Refused as refused:
            if len(kinds) == 1:
                raise
            whole.skipped.append(Skipped(name, str(refused)))
        not_too_many(len(whole.items), package.title)
    for one in TOGETHER:
        if one in kinds.values():
            _join(whole, TOGETHER[one](path, objective))
            not_too_many(len(whole.items), package.title)
    return whole


def _join(whole: Questions, read: Questions) -> None:
    """Put what one file holds behind the others, with ids that no other file has given."""
    ids = Ids(item.id for item in whole.items)
    new: dict[str, str] = {}
    for item in read.items:
        new[item.id] = ids.free(item.id)
        whole.items.append(
            item if new[item.id] == item.id else replace(item, id=new[item.id], body={**item.body, "id": new[item.id]})
        )
    whole.repairs += [replace(repair, item=new.get(repair.item, repair.item)) for repair in read.repairs]
    whole.skipped += read.skipped
    whole.warnings += read.warnings
    whole.categories += read.categories
    whole.files |= read.files
