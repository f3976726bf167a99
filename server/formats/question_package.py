"""A package of questions from another program: a zip or folder with `imsmanifest.xml`, loose XML files, or one file."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import unquote

from server.formats.guarded_zip import DAMAGED, MOST_BYTES, MOST_MEMBERS, GuardedZip, Refused

if TYPE_CHECKING:
    from lxml import etree

LOOKED_AT = 200_000
"""bytes of a file that are looked at to see what it is"""
LONGEST_FILE = 50_000_000
"""bytes of one file that is read whole"""
MANIFEST = "imsmanifest.xml"
_XML_NAMES = (".xml", ".qti", ".dat")
_ELSEWHERE = re.compile(r"(?!(?:\$|%24))[A-Za-z][A-Za-z0-9+.\-]*:|//")
_FILE_BASE = re.compile(r"\$IMS[-_]CC[-_]FILE[-_]?BASE\$/*")
_BLACKBOARD_FILE = re.compile(r"xid-\d+_\d+")
_CARTRIDGE_FILES = "web_resources"


@dataclass(frozen=True)
class Resource:
    """One thing that the manifest lists. `href` and `files` are names of the package (see `Package.read`).

    `type` is as written ("imsqti_item_xmlv2p1"); `href` is "" where the manifest gives none, or none that is there;
    `files` holds those that are there, `href` first; `dependencies` are identifiers of other resources.
    """

    identifier: str
    type: str
    href: str
    files: tuple[str, ...]
    dependencies: tuple[str, ...]


class _Files(Protocol):
    def names(self) -> list[str]: ...
    def size(self, name: str) -> int: ...
    def read(self, name: str) -> bytes: ...
    def open(self, name: str) -> BinaryIO: ...


class Package:
    """The files of a package by their name (`media/laws.png`), wherever it was kept, and what its manifest says.

        package = Package.open(path)
        for name in package.question_files(rb"questestinterop"):
            root, mended = read_xml(package.read(name), name)
            picture = package.find("$IMS-CC-FILEBASE$/a%20b.png?x=1", beside=name)

    `resources` keeps the order of the manifest and is empty without one. `warnings` are sentences: files that the
    manifest names and nobody packed, a manifest that had to be mended or cannot be read.
    """

    def __init__(self, files: _Files, title: str) -> None:
        self.title = title
        """the file or folder as its owner knows it"""
        self.resources: list[Resource] = []
        self.warnings: list[str] = []
        self.manifest: etree._Element | None = None
        self._files = files
        self._names = {posixpath.normpath(name): name for name in files.names() if not _is_clutter(name)}
        self._alike: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for name in self._names:
            self._alike.setdefault(_loosely(name), []).append(name)
            self._bare.setdefault(_loosely(posixpath.basename(name)), []).append(name)
        self.root = self._folder_of_manifest()
        """the folder that holds the manifest, "" at the top"""
        self._read_manifest()

    @classmethod
    def open(cls, path: Path) -> Package:
        """The package at that path: a zip (whatever it is called), a folder, or one file. Nothing is unpacked.

        Refused, with a sentence, for whatever is hostile or too big: a zip that GuardedZip refuses; a folder with
        links in it, more than 20 000 files or 2 GB; a file of more than 50 MB. OSError when it cannot be read.
        """
        if path.is_dir():
            return cls(_Folder(path), path.name)
        with path.open("rb") as file:
            zipped = file.read(4) == b"PK\x03\x04"
        return cls(_Zip(path) if zipped else _OneFile(path), path.name)

    def names(self) -> list[str]:
        """Every file in it, sorted; what systems leave behind (`__MACOSX`, hidden files) is not listed."""
        return sorted(self._names)

    def read(self, href: str) -> bytes:
        """The whole file of that name. KeyError when there is none; Refused when longer than 50 MB or damaged."""
        real = self._names[href]
        if self._files.size(real) > LONGEST_FILE:
            raise Refused(f"{href} in {self.title} is too long to be read ({self._files.size(real)} bytes).")
        return self._files.read(real)

    def find(self, reference: str, beside: str = "") -> str | None:
        """The name of the file that a reference in file `beside` means, or None when it is elsewhere or absent.

        Knows URL-quoting, `?…` and `#…` behind a name, `$IMS-CC-FILEBASE$`, `%%LINKPATH%%`, Blackboard's `xid-…`
        numbers, and names that a zip program has changed (capitals, spaces to `_`). Nothing outside is ever found.
        """
        reference = reference.strip().removeprefix("%%LINKPATH%%")
        stored = _BLACKBOARD_FILE.search(reference)
        if stored is not None:
            held = [name for name in self._names if re.search(re.escape(stored[0]) + r"(?!\d)", name)]
            return held[0] if len(held) == 1 else None
        if not reference or _ELSEWHERE.match(reference):
            return None
        short = re.split("[?#]", reference, maxsplit=1)[0]
        for wanted in dict.fromkeys((reference, short, unquote(reference), unquote(short))):
            for candidate in self._candidates(wanted.replace("\\", "/"), beside):
                if candidate in self._names:
                    return candidate
                alike = self._alike.get(_loosely(candidate), [])
                if len(alike) == 1:
                    return alike[0]
        # A bare name, or a path on the server it came from, can mean the only file of that name.
        bare = _FILE_BASE.sub("", unquote(short))
        held = self._bare.get(_loosely(posixpath.basename(bare)), []) if "/" not in bare or bare[0] == "/" else []
        return held[0] if len(held) == 1 else None

    def question_files(self, elements: bytes) -> list[str]:
        """The XML files that begin with an element whose name matches `elements` (a pattern, without prefix).

        In the manifest's order, and then those that it forgot. Looks at the first 200 kB of each.
        """
        opening = re.compile(rb"<(?:[\w.\-]+:)?(?:" + elements + rb")[\s/>]")
        listed = [name for resource in self.resources for name in resource.files]
        found = []
        for name in dict.fromkeys([*listed, *self.names()]):
            if not name.lower().endswith(_XML_NAMES) and len(self._names) > 1:
                continue
            try:
                with self._files.open(self._names[name]) as file:
                    start = file.read(LOOKED_AT)
            except DAMAGED:
                found.append(name)  # whoever reads it says so
                continue
            # In UTF-16 and UTF-32 the names are the same letters, with zeros between.
            if opening.search(start.replace(b"\0", b"")):
                found.append(name)
        return found

    def resource(self, identifier: str) -> Resource | None:
        """The resource of that identifier, if the manifest lists it."""
        return next((each for each in self.resources if each.identifier == identifier), None)

    def _candidates(self, wanted: str, beside: str) -> Iterator[str]:
        folder = posixpath.dirname(beside)
        based = _FILE_BASE.match(wanted)
        if based is not None:
            wanted = wanted[based.end() :]
            folders = [posixpath.join(self.root, _CARTRIDGE_FILES), folder, self.root]
        else:
            folders = [self.root, ""] if wanted.startswith("/") else [folder, self.root]
        for start in folders:
            path = posixpath.normpath(posixpath.join(start, wanted.lstrip("/")))
            if path != ".." and not path.startswith("../"):
                yield path

    def _folder_of_manifest(self) -> str:
        held = [name for name in self._names if posixpath.basename(name).lower() == MANIFEST]
        return posixpath.dirname(min(held, key=lambda name: (name.count("/"), name))) if held else ""

    def _read_manifest(self) -> None:
        name = next(iter(self._alike.get(_loosely(posixpath.join(self.root, MANIFEST)), [])), None)
        if name is None:
            return
        # Few packages are ever opened while a box runs: what reads XML is loaded with the first manifest.
        from server.formats.guarded_xml import read_xml

        try:
            self.manifest, mended = read_xml(self.read(name), name)
        except Refused as reason:
            self.warnings.append(f"The list of contents was left aside: {reason}")
            return
        self.warnings += mended
        self.resources += [self._resource(element, name) for element in self.manifest.iter("{*}resource")]

    def _resource(self, element: etree._Element, manifest: str) -> Resource:
        # xml:base may stand on the manifest, on the list and on the resource, each inside the one before.
        bases = [each.get("{http://www.w3.org/XML/1998/namespace}base", "") for each in element.iterancestors()]
        bases = [*reversed(bases), element.get("{http://www.w3.org/XML/1998/namespace}base", "")]
        base = "".join(part if part.endswith("/") else f"{part}/" for part in bases if part)
        wanted = [element.get("href") or ""]
        wanted += [child.get("href") or "" for child in element.iterchildren("{*}file")]
        files: list[str] = []
        for reference in dict.fromkeys(each.strip() for each in wanted if each.strip()):
            found = self.find(base + reference, manifest) or self.find(reference, manifest)
            if found is not None:
                files.append(found)
            elif not _ELSEWHERE.match(reference):
                self.warnings.append(f"“{reference[:200]}” should be in the package, and is not.")
        href = self.find(base + wanted[0], manifest) or self.find(wanted[0], manifest) or "" if wanted[0] else ""
        depends = [child.get("identifierref") or "" for child in element.iterchildren("{*}dependency")]
        return Resource(
            element.get("identifier") or "",
            (element.get("type") or "").strip(),
            href,
            tuple(dict.fromkeys(files)),
            tuple(each for each in depends if each),
        )


class _Zip:
    def __init__(self, path: Path) -> None:
        self._archive = GuardedZip(path)
        self.names = self._archive.names
        self.size = self._archive.size
        self.open = self._archive.open

    def read(self, name: str) -> bytes:
        return self._archive.read(name, LONGEST_FILE)


class _Folder:
    """A folder under the same limits as a zip: whoever made it may be the same stranger."""

    def __init__(self, path: Path) -> None:
        self._sizes: dict[str, int] = {}
        self._path = path
        seen, waiting = 0, [path]
        while waiting:
            for entry in sorted(waiting.pop().iterdir()):
                seen += 1
                name = entry.relative_to(path).as_posix()
                if seen > MOST_MEMBERS:
                    raise Refused(f"{path.name} holds more than {MOST_MEMBERS} files.")
                if entry.is_symlink():
                    raise Refused(f"{path.name} holds a link ({name}), not a file.")
                if entry.is_dir():
                    waiting.append(entry)
                elif entry.is_file():
                    self._sizes[name] = entry.stat().st_size
        if sum(self._sizes.values()) > MOST_BYTES:
            raise Refused(f"{path.name} holds more than {MOST_BYTES // 1_000_000_000} GB.")

    def names(self) -> list[str]:
        return sorted(self._sizes)

    def size(self, name: str) -> int:
        return self._sizes[name]

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read(LONGEST_FILE)

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")


class _OneFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return [self._path.name]

    def size(self, name: str) -> int:
        return self._path.stat().st_size

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read(LONGEST_FILE)

    def open(self, name: str) -> BinaryIO:
        return self._path.open("rb")


def _is_clutter(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != "." for part in name.split("/"))


def _loosely(name: str) -> str:
    """A name as it survives zip programs: accents composed, small letters, spaces and signs as `_`."""
    return re.sub(r"[\s+]", "_", unicodedata.normalize("NFC", name)).casefold()
