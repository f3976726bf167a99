"""Native items as a QTI 2.1 package, for a teacher who wants them in another system; and what it cannot hold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from server.formats.guarded_xml import read_xml
from server.formats.passages import with_passage
from server.formats.qti2_rows import filled
from server.formats.qti2_tree import Element
from server.formats.qti21_html import as_file, node
from server.formats.qti21_items import CannotHold, Writing, identifier_of, item_file
from server.formats.qti21_questions import WRITERS
from server.mastery.expressions import ExpressionError
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import NoVariant, draw_item, offered

_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SHORT = 60
_NAME = re.compile(r"\{([^\W\d]\w*)\}")
_LOST = {
    "hint": "hints", "nice": "what is nice to know", "accept": "other units", "template": "texts to start from",
    "note": "notes for the teacher", "passage": "texts to mark in", "tags": "tags", "accents": "accents that count",
    "reads": "answers read as chemistry", "require": "conditions on numbers (the rows meet them)",
}  # fmt: skip


def write_qti21(items: Sequence[Item], files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The members of a package (`imsmanifest.xml`, a file for each item, media), and what it does not hold.

    `files` are the pictures the texts refer to, by the path they refer to them under (`media/…`). Numbers that vary
    become a table of up to 24 rows, one of which is drawn; where that is not possible one row stands alone, and a
    sentence says so. An item that QTI 2.1 cannot hold is named, not written.
    """
    members: dict[str, bytes] = {}
    remarks: list[str] = []
    lost: set[str] = set()
    written: list[tuple[Item, str]] = []
    for item in map(with_passage, items):
        try:
            root = _item(item, files, members, lost, remarks)
        except CannotHold as reason:
            remarks.append(f"{item.id}: left out, because QTI 2.1 does not hold {reason}.")
            continue
        except (NoVariant, ExpressionError, KeyError, TypeError, ValueError, AttributeError) as wrong:
            remarks.append(f"{item.id}: left out, because it is not sound ({wrong}).")
            continue
        name = _file_name(item.id, members)
        members[name] = root if isinstance(root, bytes) else as_file(root)
        written.append((item, name))
        lost |= set(_lost_in(item))
    shown = {path for path in files if any(path.encode() in data for data in members.values())}
    members |= {path: files[path] for path in sorted(shown)}
    absent = {str(item.body["picture"]) for item, _ in written if item.body.get("picture")} - set(files)
    remarks += [f"{path} is not among the files, so it is missing in the package." for path in sorted(absent)]
    if any(item.body.get("category") for item, _ in written):
        members["test.xml"] = as_file(_test(written))
    members["imsmanifest.xml"] = as_file(_manifest(members, written), _PACKAGE)
    if lost:
        remarks.append(f"QTI 2.1 does not hold: {', '.join(sorted(lost))}.")
    return members, remarks


def _item(
    item: Item, files: Mapping[str, bytes], members: dict[str, bytes], lost: set[str], remarks: list[str]
) -> Element | bytes:
    kept = str(item.body.get("kept", ""))
    if item.body.get("other"):
        if "imsqti_v2" in kept and "<assessmentItem" in kept and not read_xml(kept.encode(), item.id)[1]:
            return kept.encode()
        raise CannotHold(f"questions of the kind “{item.body['other']}” from another program")
    if item.type not in WRITERS:
        raise CannotHold(f"questions of the type {item.type}")
    body = {**item.body, "type": item.type}
    title = str(body.get("name") or item.id)
    if not body.get("given"):
        drawn = [] if item.type == "description" else [draw_item(item, 0, Dice(item.id))]
        return _written(Writing(_solved(body, drawn), drawn, lost=lost), item, title)
    drawn = [draw_item(item, number, Dice(f"{item.id}/{number}")) for number in offered(item)]
    if not drawn:
        raise NoVariant("no variant can be made")
    inside_picture = _names_in_picture(body, files) & drawn[0].values.keys()
    if len(drawn) > 1:
        try:
            if inside_picture:
                raise CannotHold("numbers inside pictures that vary")
            return _written(_varying(body, drawn, lost), item, title)
        except CannotHold as reason:
            remarks.append(f"{item.id}: it stands with one set of its numbers, because QTI 2.1 does not hold {reason}.")
    fixed = filled({**body, "given": None}, drawn[0].values)
    if "sequence_by" in fixed:
        ordered = sorted(zip(drawn[0].key["places"], drawn[0].options, strict=True))
        fixed = {**{k: v for k, v in fixed.items() if k != "sequence_by"}, "sequence": [text for _, text in ordered]}
    if inside_picture:
        path = f"media/{identifier_of(item.id)}-{str(body['picture']).rpartition('/')[2]}"
        members[path] = _filled_picture(files.get(str(body["picture"]), b""), drawn[0].values)
        fixed["picture"] = path
    return _written(Writing(_solved(fixed, drawn), drawn[:1], lost=lost), item, title)


def _names_in_picture(body: Mapping[str, Any], files: Mapping[str, bytes]) -> set[str]:
    picture = str(body.get("picture", ""))
    drawing = files.get(picture, b"").decode("utf-8", "replace") if picture.endswith(".svg") else ""
    return set(_NAME.findall(drawing + str(body.get("picture_alt", ""))))


def _filled_picture(data: bytes, values: Mapping[str, str]) -> bytes:
    safe = {name: html.escape(value) for name, value in values.items()}
    return str(filled(data.decode("utf-8", "replace"), safe)).encode()


def _written(writing: Writing, item: Item, title: str) -> Element:
    text = WRITERS[item.type](writing)
    return item_file(writing, identifier_of(item.id), title, text)


def _solved(body: dict[str, Any], drawn: Sequence[DrawnItem]) -> dict[str, Any]:
    """The body with the solution as it is shown, the answer worked out in it."""
    return {**body, "solution": drawn[0].solution} if drawn and body.get("solution") else body


def _varying(body: dict[str, Any], drawn: list[DrawnItem], lost: set[str]) -> Writing:
    """The item with a table: for each variant a row that sets every value its texts print."""
    texts = str({**body, "given": None, "answer": "", "gaps": [{**g, "answer": ""} for g in body.get("gaps", ())]})
    printed = [name for name in dict.fromkeys(_NAME.findall(texts)) if name in drawn[0].values]
    solved = "answer" if body["type"] == "numeric" and "{answer}" in str(body.get("solution", "")) else ""
    shown = [{**drawn_.values, solved: str(drawn_.key.get("shown", ""))} for drawn_ in drawn]
    names = [*printed, solved] if solved else printed
    writing = Writing(body, drawn, names, lost=lost)
    for name in names:
        writing.templates.append(node("templateDeclaration", identifier=name, cardinality="single", baseType="string"))
    for values in shown:
        writing.rows.append(
            [
                node("setTemplateValue", node("baseValue", values[name], baseType="string"), identifier=name)
                for name in names
            ]
        )
    return writing


def _lost_in(item: Item) -> Iterator[str]:
    body = item.body
    yield from (told for key, told in _LOST.items() if body.get(key))
    if item.nice:
        yield _LOST["nice"]
    if item.difficulty != 2:
        yield "difficulty"
    if item.use != "test":
        yield "what is for practice only"
    entries = [body, *(entry for key in ("options", "mistakes", "gaps") for entry in body.get(key, ()))]
    if any(entry.get("misconception") for entry in entries):
        yield "misconceptions"
    if any(not mistake.get("feedback") for mistake in body.get("mistakes", ())):
        yield "known mistakes to which nothing is said"


def _file_name(id_: str, taken: Mapping[str, bytes]) -> str:
    base = re.sub(r"[^A-Za-z0-9_-]+", "-", id_).strip("-")[:_SHORT] or "item"
    names = (f"{base}.xml" if number == 1 else f"{base}-{number}.xml" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken and name not in ("test.xml", "imsmanifest.xml"))


def _test(written: Sequence[tuple[Item, str]]) -> Element:
    """A test that keeps the order, with a section for each category."""
    part = node("testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    for number, (category, group) in enumerate(groupby(written, lambda pair: str(pair[0].body.get("category", ""))), 1):
        section = node("assessmentSection", identifier=f"section-{number}", title=category, visible="true")
        for item, name in group:
            section.append(node("assessmentItemRef", identifier=f"ref-{identifier_of(item.id)}", href=name))
        part.append(section)
    return node("assessmentTest", part, identifier="test", title="")


def _manifest(members: Mapping[str, bytes], written: Sequence[tuple[Item, str]]) -> Element:
    about = node("metadata", node("schema", "QTIv2.1 Package"), node("schemaversion", "1.0.0"))
    resources = node("resources")
    for _, name in written:
        resource = node("resource", type="imsqti_item_xmlv2p1", href=name)
        resource.set("identifier", f"item-{name.removesuffix('.xml')}")
        used = [path for path in members if path.startswith("media/") and path.encode() in members[name]]
        resource.extend(node("file", href=path) for path in (name, *used))
        resources.append(resource)
    if "test.xml" in members:
        test = node("resource", node("file", href="test.xml"), type="imsqti_test_xmlv2p1", href="test.xml")
        test.set("identifier", "test")
        test.extend(node("dependency", identifierref=f"item-{name.removesuffix('.xml')}") for _, name in written)
        resources.append(test)
    return node("manifest", about, node("organizations"), resources, identifier="questions")


