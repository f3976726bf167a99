"""Every sentence goes through gettext: with the pseudo-language, whatever is not in ⟦brackets⟧ was forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cast import NAMES, TEACHER, done, op
from class_in_browsers import Room
from needing import lacking

from server.actions import hand_in, help_queue, print_tests, record_verdict, take_test
from server.actions.import_path import import_path
from server.settings import Settings
from server.store import content, database, paper_forms, writer
from server.store.imports import imports
from server.store.paper_forms import PaperForm

pytest_plugins = ("class_in_browsers",)

ROOT = Path(__file__).resolve().parent.parent.parent
SPOKEN = ("placeholder", "aria-label", "title", "alt", "data-saved", "data-saving", "data-waiting", "data-confirm")
GETTEXT = {"_", "ngettext"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Spoken(HTMLParser):
    """Collects what a page says outside of ⟦⟧, leaving out what came with the pack or was typed by people."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.inside = 0

    def _left_out(self) -> bool:
        return any(out for _, out in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        out = tag in {"script", "style", "bdi", "svg", "code"} or "data-content" in given
        if not (out or self._left_out()):
            self.said += [v for name in SPOKEN if (v := _unbracketed(given.get(name) or ""))]
        if tag not in VOID:
            self.open.append((tag, out))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # `<hr />` opens nothing, so it closes nothing

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._left_out():
            return
        kept = []
        # A sentence may hold names in elements of their own: the brackets span them.
        for part in re.split(r"([⟦⟧])", data):
            if part in "⟦⟧" and part:
                self.inside += 1 if part == "⟦" else -1
            elif self.inside <= 0:
                kept.append(part)
        if text := "".join(kept).strip():
            self.said.append(text)


def _unbracketed(text: str) -> str:
    while "⟦" in text:
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", "", text), text
        if text == before:
            break
    return text.strip()


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value of the pack."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from _texts(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from _texts(v)
    elif is_dataclass(value):
        for f in fields(value):
            yield from _texts(getattr(value, f.name))


def _known(room: Room) -> list[str]:
    """What stands on pages without being anybody's sentence: the pack's words and people's names, longest first."""
    unit = room.cast.unit
    words = {" ".join(t.split()) for t in _texts(unit)}
    words |= {TEACHER, "10B", "Chemistry", "Hill School", "http", "localhost/board", "localhost", "Change to kelvin"}
    words |= {part for _, given, family in NAMES for part in (given, family, f"{given} {family}")}
    for items in content.banks(unit).values():
        words |= {str(i.body.get("unit", "")) for i in items}
    words |= {"kPa", "atm", "mL", "mmHg", "MB", "kB", "GB", "Classroom", "zip"}
    return sorted((w for w in words if LETTERS.search(w)), key=len, reverse=True)


def _forgotten(page: str, known: list[str]) -> list[str]:
    reader = Spoken()
    reader.feed(page)
    found = []
    for said in reader.said:
        rest = " ".join(said.split())
        for word in known:
            if word in rest:
                rest = rest.replace(word, " ")
        rest = re.sub(r"\b\d+ of \d+\b", " ", rest)  # what passes, as the pack says it
        if LETTERS.search(rest):
            found.append(" ".join(said.split()))
    return found


def _pages(room: Room) -> dict[str, list[str]]:
    """Every page of every role, in the states that change what it says."""
    unit, mine, more = room.cast.unit, room.mine, room.next_door
    student = ["/student/", f"/student/attempts/{mine['attempt']}", f"/student/units/{unit.id}/print", "/student/none"]
    student += [f"/student/objectives/{o.code}" for o in unit.objectives]
    student += [f"/student/objectives/{o.code}/practice" for o in unit.objectives]
    student += [f"/student/objects/{o.id}?paper=1" for o in unit.objects if o.kind == "problem_set"]
    student += [f"/student/objects/{o.id}" for o in unit.objects if o.kind != "link"]
    student += [f"/student/activities/{a.id}" for a in unit.activities]
    signed_out = ["/sign-in", "/sign-in/teacher", "/sign-in/board", "/no-such-page"]
    signed_out += [f"/sign-in/class/{room.cast.section}"]
    signed_out += [f"/sign-in/student/{mine['student']}", f"/sign-in/student/{room.cast.li.id}"]
    teacher = [f"/teacher/{p}" for p in ("", "class", "export", "join", "keys", "more", "not-seen", "roster", "seats")]
    teacher += [f"/teacher/students/{mine['student']}{p}" for p in ("", "/card", "/print")]
    teacher += [f"/teacher/students/{mine['student']}/card?ticket={mine['ticket']}"]
    teacher += [f"/teacher/students/{room.cast.li.id}/card", f"/teacher/students/{more['student']}"]
    teacher += [f"/teacher/attempts/{mine['attempt']}", f"/teacher/attempts/{mine['attempt']}/beside"]
    teacher += [f"/teacher/attempts/{mine['attempt']}/replay", "/teacher/paper", "/teacher/paper?code=x"]
    form = _printed(room)
    teacher += [f"/teacher/paper/{form.code}", f"/teacher/paper/printed/{form.batch}"]
    sheet = f"/teacher/keys/{room.some['sheet']}"
    teacher += ["/teacher/imports", f"/teacher/imports/{_imported(room)}", f"/teacher/units/{unit.id}/bank"]
    teacher += [sheet, f"{sheet}/class", f"{sheet}?version=777-777", "/teacher/keys?version=x"]
    return {"signed out": signed_out, "student": student, "teacher": teacher, "board": ["/board", "/board/none"]}


def _imported(room: Room) -> str:
    """A file of questions with everything that its review has to say."""
    if not imports():
        file = room.keep.with_name("air.gift")
        file.write_text("Hot air {~sinks ~=rises}\n\n::Split:: Which? {\n=this\n\n~that }\n\n::Why:: {}\n\nBroken {=a")
        import_path(file, room.settings.media)
    return imports()[0].id


def _printed(room: Room) -> PaperForm:
    """A spare form, still out."""
    if not (out := paper_forms.forms_out(room.cast.section)):
        done(print_tests.print_tests(room.cast.teacher, room.cast.unit.id, "", [], 1, op()))
        out = paper_forms.forms_out(room.cast.section)
    return out[0]


def _read(room: Room) -> list[str]:
    known, found = _known(room), []
    for role, urls in _pages(room).items():
        for url in urls:
            answer = room.browsers[role].get(url)
            assert answer.status_code in {200, 303, 404, 422}, f"{url}: {answer.status_code}"
            if answer.mimetype == "text/html" and answer.status_code != 303:
                found += [f"{url}: {text}" for text in _forgotten(answer.get_data(as_text=True), known)]
    return found


def _told(found: list[str]) -> str:
    return "not marked for translation:\n" + "\n".join(sorted(set(found)))


def test_every_page_of_everybody_speaks_through_gettext(room: Room) -> None:
    found = _read(room)
    assert not found, _told(found)


@pytest.mark.full
def test_so_do_the_pages_of_a_test_and_its_talk(room: Room) -> None:
    cast, attempt = room.cast, room.mine["attempt"]
    device = room.browsers["student"].client.get_cookie("classroom_device")
    assert device is not None
    amina = cast.amina.__class__(cast.amina.id, "student", cast.section, device.value)
    found = []
    try:
        done(take_test.start_test(amina, attempt, op()))
        found += _read(room)
        essay = {i: {"text": "…"} for i, item in enumerate(cast.items(attempt)) if item.type == "essay"}
        done(hand_in.hand_in(amina, attempt, essay, op()))
        found += _read(room)
        done(help_queue.request_check(cast.li, "gases-1", op()))
        done(help_queue.call_next(cast.teacher, op()))
        spoken = {a.id: "owed" for a in cast.unit.required("gases-1")}
        tap = op()
        done(record_verdict.record_mastered(cast.teacher, cast.li.id, "gases-1", spoken, tap))
        page = room.browsers["teacher"].get(f"/teacher/?done={tap}").get_data(as_text=True)
        found += [f"undo bar: {text}" for text in _forgotten(page, _known(room))]
        found += _read(room)
        cast.bell("keep")
        found += _read(room)
    finally:
        room.again()
    assert not found, _told(found)


def test_so_does_the_first_start(tmp_path: Path, made_box: Any) -> None:
    from class_in_browsers import Browser

    from server.app import create_app

    writer.stop()
    database.close()
    app = create_app(Settings(data=tmp_path / "new", language="x-pseudo"))
    try:
        browser = Browser.new(app)
        page = browser.get("/set-up").get_data(as_text=True)
        refused = browser.send("POST", "/set-up", code="wrong").get_data(as_text=True)
        known = ["Classroom", "10B", "http", "localhost", "set", "up"]
        assert [t for text in (page, refused) for t in _forgotten(text, known)] == []
    finally:
        writer.stop()
        database.close()


def test_the_search_finds_what_it_looks_for() -> None:
    page = '<p title="Open it">⟦Said⟧ <b>Amina</b> forgot</p><p data-content>From the pack</p><bdi>Typed</bdi>'
    assert _forgotten(page, ["Amina"]) == ["Open it", "forgot"]
    assert _forgotten("<p>⟦About <b>three</b> minutes⟧</p>", []) == []


def _extracted() -> list[tuple[str, Any]]:
    try:
        from babel.messages.extract import extract_from_dir
        from babel.messages.frontend import parse_mapping_cfg
    except ImportError:
        lacking("Babel (pip install babel)")
    with (ROOT / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    return [
        (f"{file}:{line}", message)
        for file, line, message, _, _ in extract_from_dir(str(ROOT), methods, options)
        if "_assets" not in file
    ]


def test_every_sentence_can_be_extracted_and_translated() -> None:
    found = _extracted()
    assert len({str(m) for _, m in found}) > 200, "extraction works in templates and in modules"
    assert any(".html" in where for where, _ in found)
    wrong = []
    for where, message in found:
        for text in message if isinstance(message, tuple) else (message,):
            unnamed = re.findall(r"%(?!\(|%|\s)[-\d.]*[sdif]", text)
            if not text.strip() or len(unnamed) > 1 or "{}" in text:
                wrong.append(f"{where}: {text!r}")
    assert wrong == [], "empty, or with placeholders that a translator cannot put in another order"


def test_a_sentence_is_never_put_together_before_it_is_translated() -> None:
    wrong = []
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in GETTEXT:
                built = [a for a in node.args[:2] if isinstance(a, ast.JoinedStr | ast.BinOp | ast.Call)]
                wrong += [f"{path.relative_to(ROOT)}:{node.lineno}" for a in built if not _a_number(a, node)]
    assert wrong == []


def _a_number(argument: ast.expr, call: ast.Call) -> bool:
    return len(call.args) > 2 and argument is call.args[2]
