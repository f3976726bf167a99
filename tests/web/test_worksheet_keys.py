"""Worksheets in versions: the paper of each student, and the key that only their teacher finds by its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, op
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.actions import learn
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.app import create_app
from server.mastery.values import DrawnItem
from server.store import content, people
from server.web.worksheets import Worksheet, short_key, worksheet_of

pytestmark = pytest.mark.full

HOST = "http://classroom.local"
SHEETS = [f"worksheet-{n}" for n in range(1, 8)]


class Somebody:
    """A browser, signed in as the teacher or as a student."""

    def __init__(self, cast: Cast, student: Actor | None = None) -> None:
        self.app = create_app(cast.settings)
        self.client: FlaskClient = self.app.test_client()
        path = f"/sign-in/student/{student.id}" if student else "/sign-in/teacher"
        fields = {"pin": PIN} if student else {"name": TEACHER, "passphrase": PASSPHRASE}
        csrf = re.search(r'data-csrf="(\w+)"', self.read(path))
        assert csrf
        told = self.client.post(path, base_url=HOST, headers={"Origin": HOST}, data={**fields, "csrf": csrf[1]})
        assert told.status_code == 303

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=HOST)

    def read(self, path: str) -> str:
        return self.get(path).get_data(as_text=True)


@pytest.fixture(autouse=True)
def _files(cast: Cast) -> Iterator[None]:
    """The box's files can be read outside of a request as well."""
    with create_app(cast.settings).app_context():
        yield


def words(html: str) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def codes_in(html: str) -> list[str]:
    return re.findall(r'data-version="([^"]+)"', html)


def sheet_of(cast: Cast, id: str) -> Worksheet:
    thing = next(o for o in cast.unit.objects if o.id == id)
    return worksheet_of(thing, content.pack_of(cast.unit.id))


def items_of(cast: Cast, id: str, student: Actor) -> list[DrawnItem]:
    sheet = sheet_of(cast, id)
    return [p.item for p in sheet.paper(sheet.place(cast.section, student.id)).problems]


def code_for(cast: Cast, id: str, student: Actor) -> str:
    sheet = sheet_of(cast, id)
    return sheet.code(sheet.place(cast.section, student.id))


@pytest.fixture
def teacher(cast: Cast) -> Somebody:
    cast.open_class()
    return Somebody(cast)


def test_each_student_has_a_version_of_their_own(cast: Cast) -> None:
    cast.open_class()
    pages = [Somebody(cast, who).read("/student/objects/worksheet-2") for who in (cast.amina, cast.joseph)]
    codes = [codes_in(page) for page in pages]
    assert [len(found) for found in codes] == [1, 1] and codes[0] != codes[1]
    assert codes[0][0] == code_for(cast, "worksheet-2", cast.amina)
    assert all('class="scan"' in page for page in pages)


def test_what_a_student_gets_holds_no_key(cast: Cast) -> None:
    cast.open_class()
    amina = Somebody(cast, cast.amina)
    for id in SHEETS:
        page = amina.read(f"/student/objects/{id}")
        said, example = words(page), sheet_of(cast, id).intro.replace("*", "")
        for item in items_of(cast, id, cast.amina):
            for run in re.findall(r"(?:\S+ ){5}\S+", words(item.solution.replace("*", ""))):
                assert run not in said or run in words(example), (item.id, run)
            asked = " ".join([item.prompt, *item.values.values()])
            if item.type == "numeric" and item.key["shown"] not in asked:
                mine = words(page.split(f'data-item="{item.id}"')[1].split("</li>")[0])
                assert f" {item.key['shown']} " not in f" {mine} ", item.id
        for told in ("misconception", "tolerance", "data-right", "/teacher/"):
            assert told not in page, told


@pytest.mark.parametrize("id", SHEETS)
def test_the_key_of_a_version_is_the_key_of_that_paper(cast: Cast, teacher: Somebody, id: str) -> None:
    code = code_for(cast, id, cast.li)
    page = teacher.read(f"/teacher/keys/{id}?version={code.replace('-', '').lower()}")
    assert codes_in(page) == [code] and "Li" in page
    cards = page.split('data-item="')[1:]
    for item, card in zip(items_of(cast, id, cast.li), cards, strict=True):
        assert card.startswith(f'{item.id}"')
        said = words(card)
        asked = words(re.sub(r"\$.*?\$", "", item.prompt).replace("*", "").split("[[")[0])
        assert asked[:30].strip() in said
        if item.type in {"numeric", "single_choice", "ordering", "matching"}:
            assert short_key(item) in said.split("Answer", 1)[1]


def test_what_was_typed_stands_beside_its_answer(cast: Cast, teacher: Somebody) -> None:
    items = items_of(cast, "worksheet-2", cast.joseph)
    learn.write_paper(cast.joseph.id, "worksheet-2", items[1].id, 1, "I got 161 kPa <b>")
    card = teacher.read(f"/teacher/students/{cast.joseph.id}/card?objective=gases-2")
    code = code_for(cast, "worksheet-2", cast.joseph)
    link = f"/teacher/keys/worksheet-2?version={code}"
    assert f'href="{link}"' in card and "I got 161 kPa &lt;b&gt;" in card
    assert "{V1}" not in card, "the question stands there with this student's numbers"
    page = teacher.read(link)
    mine = page.split(f'data-item="{items[1].id}"')[1].split('data-item="')[0]
    assert "I got 161 kPa &lt;b&gt;" in mine
    assert "I got 161" not in teacher.read(
        f"/teacher/keys/worksheet-2?version={code_for(cast, 'worksheet-2', cast.li)}"
    )


def test_a_code_is_found_without_knowing_its_sheet(cast: Cast, teacher: Somebody) -> None:
    code = code_for(cast, "worksheet-5", cast.amina)
    told = teacher.get(f"/teacher/keys?version={code.lower()}")
    assert told.status_code == 303 and "/teacher/keys/worksheet-5?version=" in told.headers["Location"]
    other = teacher.get(f"/teacher/keys/worksheet-1?version={code}")
    assert other.status_code == 422 and f"/teacher/keys/worksheet-5?version={code}" in other.get_data(as_text=True)


def test_a_wrong_code_is_told_so_and_shows_no_key(teacher: Somebody) -> None:
    for typed in ("7", "XXXXXXX", "%00%00%00", "7KQ-M4T'", "<b>", "x" * 3000, "٣٤٥٣٤٥"):
        for path in ("/teacher/keys", "/teacher/keys/worksheet-1"):
            told = teacher.get(f"{path}?version={typed}")
            assert told.status_code == 422 and "That is not a version" in told.get_data(as_text=True), typed
            assert not codes_in(told.get_data(as_text=True))


def test_a_paper_of_an_earlier_edition_gets_no_wrong_key(cast: Cast, teacher: Somebody) -> None:
    now = sheet_of(cast, "worksheet-3").sheet.edition
    before = "222" if now != "222" else "333"
    for path in ("/teacher/keys", "/teacher/keys/worksheet-3"):
        told = teacher.get(f"{path}?version={before}-{code_for(cast, 'worksheet-3', cast.amina)[4:]}")
        page = told.get_data(as_text=True)
        assert told.status_code == 422 and f"edition {before}" in page and "changed" in page
        assert not codes_in(page) and "Answer" not in page
    assert f"begin with {now}" in page


def test_the_class_is_printed_with_everybody_once_and_the_keys_last(cast: Cast, teacher: Somebody) -> None:
    page = teacher.read("/teacher/keys/worksheet-1/class")
    papers, key = page.split('<section class="class-key">')
    codes = codes_in(papers)
    assert sorted(codes) == sorted(code_for(cast, "worksheet-1", s) for s in (cast.amina, cast.joseph, cast.li))
    assert papers.count('class="scan"') == papers.count("<article") == 3
    lines = key.split("<tr>")[2:]
    for student, name in ((cast.amina, "Amina K."), (cast.joseph, "Joseph M."), (cast.li, "Li W.")):
        line = next(x for x in lines if code_for(cast, "worksheet-1", student) in x)
        assert name in line
        said = words(line)
        alike = words(key.split("<dl")[-1])
        for item in items_of(cast, "worksheet-1", student):
            assert short_key(item) in said + alike or item.type in {"essay", "cloze"}, item.id
    for item in items_of(cast, "worksheet-1", cast.li):
        if item.type == "numeric":
            assert f"{item.key['shown']}</strong>" not in papers, item.id


def test_versions_without_names_are_not_those_of_the_class(cast: Cast, teacher: Somebody) -> None:
    page = teacher.read("/teacher/keys/worksheet-4/class?blank=12")
    codes = codes_in(page)
    assert len(set(codes)) == len(codes) == 12
    assert not set(codes) & {code_for(cast, "worksheet-4", s) for s in (cast.amina, cast.joseph, cast.li)}
    assert "Amina" not in page.split("<article", 1)[1]
    told = teacher.read(f"/teacher/keys/worksheet-4?version={codes[0]}")
    assert "nobody" in told and "Answer" in told
    for wrong in ("0", "61", "-1", "x", "9" * 40, "１２"):
        assert teacher.get(f"/teacher/keys/worksheet-4/class?blank={wrong}").status_code == 422, wrong


def test_a_class_of_thirty_prints_at_once(cast: Cast, teacher: Somebody) -> None:
    more = [NewStudent(str(2000 + n), f"Given{n}", f"Family{n}") for n in range(27)]
    done(enroll_students(cast.teacher, cast.section, more, op()))
    assert len(people.students_of(cast.section)) == 30
    for id in SHEETS[:2]:
        page = teacher.read(f"/teacher/keys/{id}/class")
        assert len(set(codes_in(page))) == 30
        assert len(page) < 900_000, "a phone has to load it"


def test_a_version_stays_when_somebody_joins_or_leaves(cast: Cast) -> None:
    before = {id: code_for(cast, id, cast.li) for id in SHEETS}
    done(enroll_students(cast.teacher, cast.section, [NewStudent("7", "Aaron", "Able")], op()))
    people.Student.update(active=0).where(people.Student.id == cast.amina.id).execute()
    assert {id: code_for(cast, id, cast.li) for id in SHEETS} == before


def test_a_student_finds_no_key(cast: Cast) -> None:
    cast.open_class()
    amina = Somebody(cast, cast.amina)
    code = code_for(cast, "worksheet-1", cast.amina)
    for path in (f"/teacher/keys/worksheet-1?version={code}", "/teacher/keys/worksheet-1/class", "/teacher/keys"):
        told = amina.get(path)
        assert told.status_code == 403 and code not in told.get_data(as_text=True)
