"""No address gives a student a key, a solution, a test before its time, or anything of somebody else.

Amina opens everything there is, in every state of a test, and everything she is sent is searched.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from cast import NAMES, PIN, Cast, done, op, right_answer
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.actions import learn, release_seat, set_up_box, take_test
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.app import create_app
from server.mastery.assembly import Ledger, draw_test
from server.store import attempts, content, people
from server.store.signins import Session

pytestmark = pytest.mark.full

HOST = "http://classroom.local"


class Amina:
    """A signed-in student who tries every address."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.app = create_app(cast.settings)
        self.client: FlaskClient = self.app.test_client()
        told = self.get(f"/sign-in/student/{cast.amina.id}")
        assert self.post(f"/sign-in/student/{cast.amina.id}", pin=PIN, csrf=_csrf(told)).status_code == 303
        cookie = self.client.get_cookie("classroom_device", "classroom.local")
        assert cookie is not None
        self.actor = Actor(cast.amina.id, "student", cast.section, cookie.value)
        self.csrf = _csrf(self.get("/student/"))

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, base_url=HOST, headers=headers)

    def post(self, path: str, **fields: str) -> TestResponse:
        fields.setdefault("csrf", getattr(self, "csrf", ""))
        return self.client.post(path, base_url=HOST, headers={"Origin": HOST}, data=fields)

    def put(self, path: str, body: object) -> TestResponse:
        return self.client.put(path, base_url=HOST, headers={"Origin": HOST}, json=body)

    def addresses(self, *more_attempts: str, files: bool = False) -> Iterator[str]:
        """Every student address there is, with every value that could stand in it; and names that should not work.

        `files`: also every file of a learning object of each kind, and names that should not work.
        """
        unit, pack = self.cast.unit, content.pack_of(self.cast.unit.id)
        mine = [a.id for a in attempts.attempts_of([self.actor.id])[self.actor.id]]
        values = {
            "code": [o.code for o in unit.objectives],
            "attempt": [*mine, *more_attempts],
            "unit": [unit.id],
        }
        for rule in self.app.url_map.iter_rules():
            if not rule.endpoint.startswith("student.") or "GET" not in (rule.methods or ()):
                continue
            names = sorted(rule.arguments)
            if not names:
                yield rule.rule
            elif rule.endpoint == "student.activity_page":
                yield from (f"/student/activities/{a.id}" for a in unit.activities)
            elif rule.endpoint == "student.object_page":
                yield from (f"/student/objects/{o.id}" for o in unit.objects)
            elif rule.endpoint == "student.object_file":
                one_of_each = {o.kind: o for o in unit.objects}.values()
                for thing in one_of_each if files else ():
                    yield from (f"/student/objects/{thing.id}/files/{n}" for n in tricks(thing.path, pack))
            elif len(names) == 1 and names[0] in values:
                yield from (rule.rule.replace(f"<{names[0]}>", v) for v in values[names[0]])
            else:
                pytest.fail(f"this test does not know how to open {rule.rule}")

    def everything(self, *more_attempts: str, files: bool = False) -> Iterator[tuple[str, str]]:
        """What every address answers, as plain words."""
        for address in self.addresses(*more_attempts, files=files):
            told = self.get(address)
            assert told.status_code < 500, address
            if told.mimetype not in {"video/mp4", "image/jpeg", "image/png"}:
                yield address, words(told.get_data().decode(errors="replace"))


def _csrf(told: TestResponse) -> str:
    found = re.search(r'data-csrf="([0-9a-f]+)"', told.get_data(as_text=True))
    assert found, told.get_data(as_text=True)[:300]
    return found[1]


def tricks(path: str, pack: str) -> Iterator[str]:
    """Names of files that might be handed out: all of the pack, the banks, and ways out of the folder."""
    own = Path(path).stem
    yield from (Path(m.path).name for m in content.all_media(pack))
    for ending in ("toml", "TOML", "md", "html", "json", "txt", "toml%00.html", "toml/", "toml.", "toml%20", "en.vtt"):
        yield f"{own}.{ending}"
    for bank in ("gases-1.toml", "gases-5.toml", "gas-laws.toml", "pack.toml", "classroom.db"):
        for way in ("", "../", "..%2f", "..%5c", "../banks/", "..%2fbanks%2f", "%2e%2e/banks/", "..%252fbanks%252f"):
            yield f"{way}{bank}"
            yield f"{own}.{way}{bank}"
    yield quote("../../../../../../etc/passwd", safe="")


def words(text: str) -> str:
    """A page as plain words, so that markup, entities and line breaks hide nothing."""
    return " ".join(re.findall(r"\w+", unescape(re.sub(r"</?(?!math)[a-z][^<>]*>", " ", text)).lower()))


def runs(text: str, least: int = 5) -> list[str]:
    """The parts of a bank's text that stand in every variant of it: five words or more without a value or a formula."""
    literal = re.split(r"\{[^{}]*\}|\$[^$]*\$|\[\[\d+\]\]", text)
    return [run for run in map(words, literal) if len(run.split()) >= least]


PACK = Path(__file__).resolve().parents[2] / "server" / "content" / "sample" / "gas-laws"


def _tables(where: str, key: str) -> Iterator[dict[str, object]]:
    for file in sorted(PACK.glob(where)):
        yield from tomllib.loads(file.read_text(encoding="utf-8")).get(key, [])


def _whys(value: object) -> Iterator[str]:
    """Solutions, feedback and good answers, however deep they stand."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"solution", "feedback", "good_answer"}:
                yield str(inner)
            else:
                yield from _whys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _whys(inner)


def _public() -> str:
    """What everybody may read: the texts and films, the worksheets, and the questions of practice with their hints."""
    texts = [file.read_text(encoding="utf-8") for file in PACK.glob("media/*.md")]
    texts += [file.read_text(encoding="utf-8") for file in PACK.parents[3].glob("videos/gas-laws/*.vtt")]
    texts += [str(tomllib.loads(file.read_text("utf-8")).get("intro", "")) for file in PACK.glob("media/*.toml")]
    practice = [i for i in _tables("banks/*.toml", "item") if i.get("use", "test") != "test"]
    for asked in (*practice, *_tables("media/*.toml", "problem")):
        options = [str(o["text"]) for o in asked.get("options", [])]  # type: ignore[attr-defined]
        texts += [str(asked["prompt"]), str(asked.get("hint", "")), *options]
    return " ".join(map(words, texts))


def secrets_of_the_pack() -> set[str]:
    """The wording of every solution, feedback and good answer, of banks, worksheets and key questions."""
    public = _public()
    found = [*_tables("banks/*.toml", "item"), *_tables("media/*.toml", "problem")]
    found += [tomllib.loads(file.read_text(encoding="utf-8")) for file in PACK.glob("units/*.toml")]
    return {run for text in _whys(found) for run in runs(text) if run not in public}


def questions_of_the_banks() -> set[str]:
    """The wording of every question that a test may ask."""
    public = _public()
    items = [i for i in _tables("banks/*.toml", "item") if i.get("use", "test") != "practice"]
    return {run for item in items for run in runs(str(item["prompt"]), 6) if run not in public}


@pytest.fixture
def amina(cast: Cast) -> Amina:
    cast.open_class()
    cast.master_essentials(cast.amina)
    cast.master_essentials(cast.joseph)
    return Amina(cast)


def assert_none(amina: Amina, secrets: set[str], *more_attempts: str, files: bool = False) -> int:
    """None of these in anything she can open. Returns how many pages were read."""
    read = 0
    for address, text in amina.everything(*more_attempts, files=files):
        read += 1
        found = next((s for s in secrets if s in text), None)
        assert found is None, f"{address} says: {found}"
    return read


def test_the_search_finds_what_it_looks_for(cast: Cast) -> None:
    secrets, questions = secrets_of_the_pack(), questions_of_the_banks()
    assert len(secrets) > 200 and len(questions) > 70
    bank = words((PACK / "banks" / "gases-2.toml").read_text(encoding="utf-8"))
    assert any(s in bank for s in secrets) and any(q in bank for q in questions)


def test_before_the_start_there_is_no_question_and_never_a_solution(amina: Amina) -> None:
    cast = amina.cast
    released = cast.release(amina.actor)
    theirs = cast.start(cast.joseph)
    read = assert_none(amina, secrets_of_the_pack() | questions_of_the_banks(), released, theirs, files=True)
    assert read > 60


def test_an_open_test_shows_its_questions_and_nothing_else(amina: Amina) -> None:
    cast = amina.cast
    attempt = cast.start(amina.actor)
    page = amina.get(f"/student/attempts/{attempt}")
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    for place, item in enumerate(cast.items(attempt)):
        card = html.split(f'data-place="{place}"')[1].split("</section>")[0]
        said = words(card)
        assert words(re.sub(r"\$.*?\$", "", item.prompt))[:25] in said
        if item.type in {"numeric", "short_text"}:
            own = words(f"{item.prompt} {' '.join(item.values.values())} 169.8 or 169,8").split()
            answers = [item.key["shown"]] if item.type == "numeric" else item.key["answers"]
            for answer in map(words, answers):
                assert answer in " ".join(own) or f" {answer} " not in f" {said} ", f"{item.id} gives {answer} away"
        asked = words(" ".join([item.prompt, *item.options, *item.left]))
        assert not any(run in said and run not in asked for run in runs(item.solution)), item.id
    for word in ("misconception", "tolerance", "data-right", "data-key", "&#34;key", "&quot;key"):
        assert word not in html.lower(), word
    assert_none(amina, secrets_of_the_pack(), attempt)


def test_what_is_to_be_sorted_is_not_shown_sorted(cast: Cast) -> None:
    """Pairs and orders are shuffled: what stands first on the page is no hint at the key."""
    cast.open_class()
    unit, banks = cast.unit, content.banks(cast.unit)
    straight = shown = 0
    for n in range(30):
        test = draw_test(unit, banks, Ledger(), f"seed-{n}", nice_objectives=[o.code for o in unit.objectives])
        for item in test.items:
            if item.type in {"matching", "ordering"}:
                right = list(right_answer(item).values())
                shown += 1
                straight += right == sorted(right, key=int)
    assert banks and shown >= 15
    assert straight / shown < 0.4, f"{straight} of {shown} stand in the right order"


def test_after_handing_in_the_questions_wait_for_the_talk(amina: Amina) -> None:
    cast = amina.cast
    attempt = cast.start(amina.actor)
    told = amina.post(f"/student/attempts/{attempt}/hand-in", op=op())
    assert told.status_code == 303
    scores = amina.get(f"/student/attempts/{attempt}")
    assert scores.status_code == 200 and "<b>0 / " in scores.get_data(as_text=True)
    assert_none(amina, secrets_of_the_pack() | questions_of_the_banks(), attempt)
    cast.hand_in(cast.amina, attempt, right=False)  # marks what the teacher reads; hands in no second time
    cast.talk_over(attempt, "cleared_for_retake")
    assert_none(amina, secrets_of_the_pack() | questions_of_the_banks(), attempt)


def test_another_students_test_does_not_exist(amina: Amina) -> None:
    cast = amina.cast
    theirs = cast.start(cast.joseph)
    token = take_test.attempt_token(theirs)
    assert amina.get(f"/student/attempts/{theirs}").status_code == 404
    for what in ("start", "hand-in", "appointment"):
        told = amina.post(f"/student/attempts/{theirs}/{what}", op=op(), when="today", keep="1")
        assert told.status_code == 404, what
    mine = take_test.attempt_token(cast.start(amina.actor))
    for wrong in ("", "x", mine, token[:-1], "é" * 32):
        sent = {"rev": 9, "op": op(), "tok": wrong, "value": {"text": "x"}}
        told = amina.put(f"/student/attempts/{theirs}/answers/0", sent)
        assert told.status_code == 403, wrong
    assert attempts.drafts_of(theirs) == {}
    row = attempts.attempt(theirs)
    assert row is not None and row.state == "open" and row.when == ""


def test_an_answer_is_kept_only_where_there_is_a_question(amina: Amina) -> None:
    attempt = amina.cast.start(amina.actor)
    token, many = take_test.attempt_token(attempt), len(amina.cast.items(attempt))

    def save(place: object, **changed: object) -> TestResponse:
        sent = {"rev": 1, "op": op(), "tok": token, "value": {"text": "x"}} | changed
        return amina.put(f"/student/attempts/{attempt}/answers/{place}", sent)

    assert save(many - 1).get_json() == {"saved": True, "rev": 1}
    assert save(many).status_code == 404, "there is no such question"
    for place in (-1, 10**9, "x", "1.5"):
        assert save(place).status_code in {403, 404}, place
    revisions = ({"rev": -1}, {"rev": 2**60}, {"rev": "x"}, {"rev": None})
    for wrong in (*revisions, {"value": "text"}, {"value": None}, {"op": ""}, {"op": "x" * 99}):
        assert save(0, **wrong).status_code in {400, 403}, wrong
    for body in ([], "text", 7, None):
        assert amina.put(f"/student/attempts/{attempt}/answers/0", body).status_code == 400, body
    long = save(0, rev=2, value={"text": "x" * 50_000, **{f"k{n}": "y" for n in range(500)}})
    assert long.status_code == 200
    kept = attempts.drafts_of(attempt)
    assert set(kept) == {0, many - 1} and len(json.dumps(kept)) < 300_000


def test_what_belongs_to_the_teacher_is_refused(amina: Amina) -> None:
    cast = amina.cast
    theirs = cast.start(cast.joseph)
    for rule in amina.app.url_map.iter_rules():
        if not rule.endpoint.startswith("teacher."):
            continue
        path = re.sub(r"<[^>]*attempt>", theirs, rule.rule)
        path = re.sub(r"<[^>]*student>", cast.amina.id, path)
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
        path = re.sub(r"<[^>]*>", "gases-1", path)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        told = amina.get(path) if method == "GET" else amina.post(path, op=op())
        assert told.status_code == 403, f"{method} {path} → {told.status_code}"
        assert "Joseph" not in told.get_data(as_text=True)


def test_pages_name_nobody_else(amina: Amina) -> None:
    cast = amina.cast
    cast.start(cast.joseph)
    cast.master(cast.li, "gases-1")
    others = {word.lower() for _number, given, family in NAMES[1:] for word in (given, family)}
    for address, text in amina.everything():
        assert not others & set(text.split()), address


def test_what_another_wrote_on_a_worksheet_is_not_shown(amina: Amina) -> None:
    sheet = next(o for o in amina.cast.unit.objects if o.kind == "worksheet")
    learn.write_paper(amina.cast.joseph.id, sheet.id, "w1-1", 3, "josephs own words here")
    assert "josephs" not in amina.get(f"/student/objects/{sheet.id}").get_data(as_text=True)


def test_a_class_of_another_course_stays_closed(amina: Amina) -> None:
    """A student of a class without this unit finds none of its objects and files."""
    cast = amina.cast
    other = set_up_box.add_section(cast.teacher.id, "11A", "Physics")
    assert isinstance(other, str)
    people.Section.update(units="[]").where(people.Section.id == other).execute()
    done(enroll_students(Actor(cast.teacher.id, "teacher", other), other, [NewStudent("7", "Ada", "Obi")], op()))
    ada = people.students_of(other)[0]
    people.Student.update(section=other).where(people.Student.id == cast.amina.id).execute()
    Session.update(section=other).where(Session.person == cast.amina.id).execute()
    thing = next(o for o in cast.unit.objects if o.kind == "video")
    page = f"/student/objects/{thing.id}"
    for path in (page, f"{page}/files/{Path(thing.path).name}", "/student/objectives/gases-1"):
        assert amina.get(path).status_code == 404, path
    assert ada.section == other


def test_released_elsewhere_is_not_opened_here(amina: Amina) -> None:
    cast = amina.cast
    attempt = cast.release(cast.amina, "another-netbook")
    told = amina.post(f"/student/attempts/{attempt}/start", op=op())
    assert told.status_code == 422
    row = attempts.attempt(attempt)
    assert row is not None and row.state == "released" and row.items == "[]"
    done(release_seat.move_seat(cast.teacher, attempt, amina.actor.device, op()))
    assert amina.post(f"/student/attempts/{attempt}/start", op=op()).status_code == 303
    done(release_seat.move_seat(cast.teacher, attempt, "another-netbook", op()))
    moved = words(amina.get(f"/student/attempts/{attempt}").get_data(as_text=True))
    asked = [words(i.prompt)[:40] for i in cast.items(attempt) if i.type != "cloze"]
    assert not any(a in moved for a in asked), "the seat it left still shows the test"
