"""A BagIt 1.0 bag (RFC 8493) as plain values: the payload, and the tag files that vouch for it.

Everything is SHA-256. Labels and values of bag-info.txt are one line each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from server.formats.spreadsheet import one_line

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


class BrokenBag(ValueError):
    """Not a whole bag; `problems` says what is wrong, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


def bag(payload: Mapping[str, bytes], info: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """The files of a bag (path inside it → content). `payload` paths are relative to data/.

    Payload-Oxum is added to `info`; a label without a value is left out.
    """
    files = {f"data/{path}": content for path, content in payload.items()}
    labels = [*info, ("Payload-Oxum", _oxum(files))]
    lines = [f"{label}: {one_line(value)}\n" for label, value in labels if one_line(value)]
    tags = {"bagit.txt": DECLARATION, BAG_INFO: "".join(lines).encode(), MANIFEST: _manifest(files)}
    return files | tags | {TAG_MANIFEST: _manifest(tags)}


def open_bag(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The payload (paths relative to data/) and the bag-info of a bag, once every checksum has been found right.

    Raises BrokenBag with a sentence for each file that is missing, changed or not vouched for.
    """
    problems = [f"{name} is missing." for name in ("bagit.txt", BAG_INFO, MANIFEST, TAG_MANIFEST) if name not in files]
    if problems:
        raise BrokenBag(problems)
    payload = {name: content for name, content in files.items() if name.startswith("data/")}
    tags = {name: content for name, content in files.items() if name not in payload and name != TAG_MANIFEST}
    if files["bagit.txt"] != DECLARATION:
        problems.append("bagit.txt does not declare a BagIt 1.0 bag.")
    problems += _differences(files[MANIFEST], payload, MANIFEST)
    problems += _differences(files[TAG_MANIFEST], tags, TAG_MANIFEST)
    info = _labels(files[BAG_INFO])
    if info.get("Payload-Oxum") != _oxum(payload):
        problems.append(f"The size of the payload is not the one that {BAG_INFO} gives.")
    if problems:
        raise BrokenBag(problems)
    return {name.removeprefix("data/"): content for name, content in payload.items()}, info


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _oxum(files: Mapping[str, bytes]) -> str:
    """Bytes, dot, number of files: the quickest way to see that something is missing."""
    return f"{sum(map(len, files.values()))}.{len(files)}"


def _differences(manifest: bytes, files: Mapping[str, bytes], name: str) -> list[str]:
    """What the manifest says that the files do not, in sentences. The manifest must be exactly as `bag` writes it."""
    if manifest == _manifest(files):
        return []
    listed: dict[str, str] = {}
    problems: list[str] = []
    for line in manifest.decode("utf-8", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if not match:
            return [f"{name} is damaged."]
        listed[match[2]] = match[1]
    problems += [f"{path} is missing." for path in sorted(listed.keys() - files.keys())]
    problems += [
        f"{path} was added later: no checksum vouches for it." for path in sorted(files.keys() - listed.keys())
    ]
    problems += [
        f"{path} was changed: its checksum is not the one written down."
        for path in sorted(listed.keys() & files.keys())
        if hashlib.sha256(files[path]).hexdigest() != listed[path]
    ]
    return problems or [f"{name} is not written as it should be."]


def _labels(info: bytes) -> dict[str, str]:
    """bag-info.txt as label → value."""
    lines = info.decode("utf-8", "replace").splitlines()
    return {label: value.strip() for label, colon, value in (line.partition(":") for line in lines) if colon}
