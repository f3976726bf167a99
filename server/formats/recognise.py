"""What a file is, by what is in it: its name may say anything."""

from __future__ import annotations

import codecs
import mimetypes
import re
from pathlib import Path
from typing import Literal

from server.formats.gift_text import unescaped
from server.formats.guarded_zip import Refused
from server.formats.plain_text import as_text, unmarked_utf16
from server.formats.question_package import MANIFEST, Package
from server.formats.roster_csv import heading_of

Kind = Literal["pack", "gift", "native", "moodle_xml", "aiken", "qti12", "qti2", "roster", "unknown"]
QUESTIONS: tuple[Kind, ...] = ("gift", "aiken", "moodle_xml", "qti12", "qti2")
"""files of questions from other programs"""
LOOKED_AT = 200_000
"""bytes of a file that are looked at"""
MOST_LOOKED_AT = 5000
"""files of one folder or zip that are looked at"""
_BEFORE_ROOT = re.compile(r"<!--|<\?|<!(?=DOCTYPE)")
_ENDS = {"<!--": "-->", "<?": "?>", "<!": ">"}
_ROSTER_FILES = {"users.csv", "enrollments.csv", "student.csv", "studentenrollment.csv"}
_OTHER_PACKERS = (b"\x1f\x8b", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ")
_OFFICE = {"[content_types].xml", "meta-inf/manifest.xml"}
_SHOWN = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "text/css", "text/html")
"""what questions show, and what therefore holds none"""
_BLOCK = re.compile(r"\{([^{}]{0,20000})\}")
_ANSWERS = re.compile(
    r"\s*(?:[=~#>]|\d*:[A-Z_]+:|(?:T|F|TRUE|FALSE)\s*(?:#.*)?\Z|[^\";]{1,300}?\s[=~](?![\s=]))",
    re.DOTALL | re.IGNORECASE,
)
"""what stands between the braces: `=a ~b`, `#5`, `T`, `no one =nobody`"""
_ROOTS: dict[str, Kind] = {
    "quiz": "moodle_xml", "question": "moodle_xml", "questestinterop": "qti12", "objectbank": "qti12",
    "assessment": "qti12", "section": "qti12", "item": "qti12", "assessmentItem": "qti2", "assessmentTest": "qti2",
    "assessmentSection": "qti2", "qti-assessment-item": "qti2", "qti-assessment-test": "qti2",
    "qti-assessment-section": "qti2",
}  # fmt: skip


def recognise(path: Path) -> Kind:
    """The kind of a file, folder or zip: of a zip with files of several kinds, the first by name.

    Refused for a zip or folder that may not be opened; OSError when it cannot be read.
    """
    if path.is_dir():
        return _of_package(Package.open(path))
    if path.exists() and not path.is_file():
        raise Refused(f"{path.name} is no file, but a device or a pipe.")
    with path.open("rb") as file:
        data = file.read(LOOKED_AT)
    if data.startswith(b"PK\x03\x04"):
        return _of_package(Package.open(path))
    if data.startswith(_OTHER_PACKERS):
        raise Refused(f"{path.name} is packed in a way that is not read here. Unpack it, or pack it as a zip.")
    kind = kind_of(data)
    # Texts alone, without any question among them, are as good as their name.
    return "gift" if kind in ("unknown", "roster") and path.suffix.lower() == ".gift" and b"\0" not in data else kind


def question_files(package: Package) -> dict[str, Kind]:
    """The files of a package that hold questions, by name, each with its kind.

    Where a manifest lists questions, everything else in the package is left aside. Refused where nothing is found
    because a file may not be opened.
    """
    found: dict[str, Kind] = {}
    closed: list[Refused] = []
    for name in package.names()[:MOST_LOOKED_AT]:
        guess = mimetypes.guess_type(name)[0] or ""
        if guess.startswith(_SHOWN) or name.lower().endswith((".zip", ".imscc", ".toml", ".csv")):
            continue
        try:
            kind = kind_of(package.read(name)[:LOOKED_AT])
        except Refused as refused:
            closed.append(refused)
            continue
        if kind in QUESTIONS:
            found[name] = kind
    if closed and not found:
        raise closed[0]
    if package.manifest is not None and any(kind.startswith("qti") for kind in found.values()):
        return {name: kind for name, kind in found.items() if kind.startswith("qti")}
    return found


def _of_package(package: Package) -> Kind:
    names = package.names()
    tops = {name.split("/", 1)[0] for name in names}
    nested = f"{next(iter(tops))}/" if len(tops) == 1 and names[0] not in tops else ""
    lower = {name.removeprefix(nested).casefold() for name in names}
    if "pack.toml" in lower:
        return "pack"
    if lower & _OFFICE:
        raise Refused(f"{package.title} is a document of an office program. Save it as plain text (.txt) or CSV first.")
    if lower & _ROSTER_FILES and MANIFEST not in lower:
        return "roster"
    if found := question_files(package):
        return next(iter(found.values()))
    lists = (name for name in names[:MOST_LOOKED_AT] if name.lower().endswith(".csv"))
    if any(kind_of(package.read(name)[:LOOKED_AT]) == "roster" for name in lists):
        return "roster"
    if "moodle_backup.xml" in lower:
        raise Refused(f"{package.title} is a backup of a Moodle course. Export its question bank as Moodle XML.")
    if inner := next((name for name in names if name.lower().endswith((".zip", ".imscc"))), ""):
        raise Refused(f"{package.title} holds another package ({inner}). Unpack it, and import that one.")
    return "unknown"


def kind_of(data: bytes) -> Kind:
    """The kind of one file by its beginning (200 kB are enough)."""
    data = data.rstrip(b"\0") if b"\0" not in data[:8] else data
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not marked and not unmarked_utf16(data):
        return "unknown"
    text, _ = as_text(data)
    if not text or text.isspace():
        return "unknown"
    if text.lstrip("\ufeff \t\r\n")[:1] == "<" and (kind := _by_root(text.lstrip("\ufeff \t\r\n"))):
        return kind
    if (declared := re.match(r"[^<]{1,2000}(?=<\?xml\s)", text)) and (kind := _by_root(text[declared.end() :])):
        return kind
    if re.search(r"^\[\[item\]\][ \t]*$", text, re.MULTILINE):
        return "native"
    if _is_aiken(text):
        return "aiken"
    if _is_gift(text):
        return "gift"
    return "roster" if _is_roster(text) else "unknown"


def _by_root(text: str) -> Kind | None:
    """The kind of an XML file by its first element; None where the file is no XML after all, but GIFT in HTML."""
    rest = text.lstrip()
    # One declaration or comment after the other, by hand: a pattern for all of them may be made to search for ever.
    while opening := _BEFORE_ROOT.match(rest):
        ends = _ENDS[opening[0]]
        if ends == ">" and "[" in rest[: rest.find(">") + 1]:
            ends = "]>"
        end = rest.find(ends, opening.end())
        if end < 0:
            return "unknown"
        rest = rest[end + len(ends) :].lstrip()
    root = re.match(r"<(?:[\w.-]+:)?([\w-]+)", rest)
    if root is None:
        return "unknown" if rest != text.lstrip() else None
    if root[1] == "question" and not re.search(r"<question\s[^>]*type=|<questiontext", text):
        return "unknown"
    if root[1] in _ROOTS:
        return _ROOTS[root[1]]
    return None if rest == text.lstrip() else "unknown"


def _is_aiken(text: str) -> bool:
    from server.formats.aiken import CHOICE, KEY

    lines = [line.strip() for line in text.split("\n")]
    keys = sum(bool(KEY.fullmatch(line)) for line in lines)
    choices = sum(bool(CHOICE.fullmatch(line)) for line in lines)
    return keys > 0 and choices >= 2 * keys


def _is_gift(text: str) -> bool:
    if not any(sign in text for sign in ("{", "::", "$CATEGORY:")):
        return False
    bare = unescaped("\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//")))
    if re.match(r"\s*[\[{]\s*[\"\[{]|\s*\\documentclass", text):
        return False  # JSON, LaTeX
    if re.search(r"^[ \t]*(?:::[^:]|\$CATEGORY:)", bare, re.MULTILINE):
        return True
    return any(_is_asked(bare[max(0, hit.start() - 500) : hit.start()], hit[1]) for hit in _BLOCK.finditer(bare))


def _is_asked(before: str, inside: str) -> bool:
    """Whether `{…}` behind these words is an answer block, and not a piece of a program, of JSON or of a formula."""
    if re.search(r"\\[A-Za-z]*\Z|[_^}]\Z", before):
        return False
    if _ANSWERS.match(inside):
        return True
    # `{}` asks for an essay, `{a word}` for that word.
    stem = before.rpartition("\n\n")[2]
    return len(stem.split()) >= 2 and not re.search(r"[;=)]\s*\Z", stem) and not re.search(r"[\"':;()\\$]", inside)


def _is_roster(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return False
    cells = re.split(r"[,;\t]", lines[0])
    if any(heading_of(cell.strip('" ')) in ("given", "family", "name") for cell in cells):
        return True
    # Names are short lines of one to five words and no punctuation that prose has.
    name = re.compile(r"\s*(?:[-•*]\s*|\(?\d{1,4}[.)]?\s+)?[^\W\d_][\w'’.\-]*(?:[ ,;\t]+[\w'’.\-]+){0,4}\s*")
    return sum(bool(name.fullmatch(line)) and not line.rstrip().endswith(".") for line in lines) >= 0.9 * len(lines)
