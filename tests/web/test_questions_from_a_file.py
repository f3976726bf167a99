"""A file of questions through the browser: looked at first, taken in once, gone over, moved, and out again."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from class_in_browsers import HOST, Room
from werkzeug.test import TestResponse

from server.actions.bring_questions import waiting_now
from server.formats.described import alike, described
from server.formats.question_files import read_questions
from server.formats.recognise import recognise
from server.store import content
from server.store.imports import imports

pytest_plugins = ("class_in_browsers",)

GIFT = """::Hot:: Hot air {~sinks ~=rises}

::Split:: Which? {
=this

~that }

::Law:: [html]PV is <b onclick\\="steal()">constant</b><script>steal()</script>. {T}

::Pi:: About {#3.14:0.01}

::Why:: Why does a balloon rise? {}

::Broken:: Never closed {=a
"""
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True)
def _again(room: Room) -> None:
    room.again()
    shutil.rmtree(room.settings.data / "questions", ignore_errors=True)


def choose(room: Room, name: str, data: bytes, into: str = "", who: str = "teacher") -> TestResponse:
    browser = room.browsers[who]
    form = {"csrf": browser.csrf, "op": "tap-file-0001", "into": into, "file": (io.BytesIO(data), name)}
    return browser.client.post("/teacher/imports", data=form, base_url=HOST, headers={"Origin": HOST})


def looked_at(room: Room, name: str, data: bytes, into: str = "") -> str:
    """The address of the review of a file that can be read."""
    sent = choose(room, name, data, into)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return str(sent.headers["Location"])


def taken(room: Room, name: str, data: bytes, into: str = "") -> str:
    url = looked_at(room, name, data, into).partition("?")[0]
    assert room.browsers["teacher"].send("POST", url, into=into).status_code == 303
    return url


def page(room: Room, url: str) -> str:
    answer = room.browsers["teacher"].get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def articles(text: str) -> dict[str, str]:
    """Each question of a review by its id, "" for one that is in no bank."""
    return {found[1]: found[0] for found in re.finditer(r'<article [^>]*data-item="([^"]*)".*?</article>', text, re.S)}


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def test_a_file_is_looked_at_before_anything_is_changed(room: Room) -> None:
    url = looked_at(room, "balloons.txt", GIFT.encode(), "gases-2")
    before = [i.id for i in content.bank("gases-2")]
    asked = articles(text := page(room, url))
    assert list(asked)[:2] == ["hot", "split"], "what is doubtful stands first"
    mended, _says, undone = asked["hot"].partition("What it would become")
    assert "&nbsp;" not in mended and "rises" in mended and "&nbsp;" in undone
    assert "3.14 ± 0.01" in asked["pi"] and 'data-state="by_hand"' in asked["why"]
    assert "line 14" in text and "balloons.txt, line 14" not in text and 'data-act="undo_repair"' not in text
    assert "steal" not in text
    assert [i.id for i in content.bank("gases-2")] == before and imports() == []


def test_it_is_taken_in_once_and_each_repair_can_be_undone(room: Room) -> None:
    teacher, url = room.browsers["teacher"], taken(room, "balloons.txt", GIFT.encode(), "gases-2")
    assert teacher.send("POST", url, into="gases-2").status_code == 303, "the same tap again"
    assert len(imports()) == 1 and waiting_now(room.settings, room.cast.teacher) == []
    before = page(room, url)
    n = re.search(r'name="n" value="(\d+)"', articles(before)["split"])
    assert n and "the question is left out: Moodle cannot read it" in articles(before)["split"], "before the tap"
    assert teacher.send("POST", f"{url}/undone", n=n[1]).status_code == 303
    undone = page(room, url)
    assert "split" not in articles(undone) and 'data-state="undone"' in undone and "Bring it back" in undone
    assert "split" not in {i.id for i in content.bank("gases-2")}
    assert teacher.send("POST", f"{url}/undone", n=n[1]).status_code == 422
    assert teacher.send("POST", f"{url}/mended", n=n[1]).status_code == 303
    assert "split" in {i.id for i in content.bank("gases-2")}
    assert teacher.send("POST", f"{url}/undone", n="77").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.gift", b"", "an empty one holds no questions"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(500), "no file of questions"),
        ("half.gift", b"One {=a", "Nothing in half.gift could be read"),
        ("bomb.xml", b'<!DOCTYPE q [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><quiz><question/>&c;</quiz>', "bomb.xml"),
        ("../../etc/passwd", b"\0\1\2", "passwd"),
        ("up.zip", zipped({"../up.gift": b"Q {T}"}), "outside its folder"),
        ("no.zip", b"PK\x03\x04 and nothing more", "not a zip"),
        ("names.csv", b"Student ID,First Name,Last Name\n1001,Amina,Kamara\n", "class list"),
        ("pack.zip", zipped({"pack.toml": b"format = 1"}), "content pack"),
        ("deep.toml", b"[[item]]\nid = " + b"[" * 5000, "not TOML"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words(room: Room, name: str, data: bytes, says: str) -> None:
    answer = choose(room, name, data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in text and "Nothing was changed" in text
    assert str(room.settings.data) not in text and "Traceback" not in text
    assert imports() == [] and waiting_now(room.settings, room.cast.teacher) == []
    assert not list(room.settings.data.glob("questions/*/*")), "nothing is left behind"


def test_a_file_that_is_too_large_is_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.actions.bring_questions.LARGEST", 1000)
    assert "larger than 50 MB" in choose(room, "a.gift", b"Q {T}" + b"\n" * 1000).get_data(as_text=True)
    monkeypatch.setitem(room.app.config["LARGE"], "teacher.look_at_questions", 1000)
    assert choose(room, "a.gift", b"Q {T}" + b"\n" * 5000).status_code == 413
    monkeypatch.undo()
    assert choose(room, "a.gift", b"Q {T}" + b"\n" * 5_000_000).status_code == 303, "more than for any other form"
    assert choose(room, "a.gift", b"Q {T}", "no-such").status_code == 404


def test_files_of_several_tabs_wait_side_by_side(room: Room) -> None:
    first = looked_at(room, "first.gift", b"::One:: 1? {T}")
    second = looked_at(room, "second.gift", b"::Two:: 2? {T}")
    assert choose(room, "half.gift", b"One {=a").status_code == 422, "one that cannot be read drops none of them"
    looked_at(room, "third.gift", b"::Three:: 3? {T}")
    fourth = choose(room, "fourth.gift", b"::Four:: 4? {T}")
    assert fourth.status_code == 422 and "Three files wait already" in fourth.get_data(as_text=True)
    listed = page(room, "/teacher/imports")
    assert all(f"{name}.gift" in listed for name in ("first", "second", "third")) and "fourth.gift" not in listed
    assert room.browsers["teacher"].send("POST", first).status_code == 303
    assert "1 question taken in" in page(room, first)
    assert room.browsers["teacher"].send("POST", f"{second}/left").status_code == 303
    assert [name for _id, name in waiting_now(room.settings, room.cast.teacher)] == ["third.gift"]


def test_a_page_of_a_long_file_does_not_read_it_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    url = looked_at(room, "long.gift", b"".join(b"::Q%d:: Is %d odd? {T}\n\n" % (n, n) for n in range(80)))
    monkeypatch.delattr("server.actions.bring_questions.import_path")
    first, second = page(room, url), page(room, f"{url}?page=2")
    assert "Page 1 of" in first and "Page 2 of" in second and first != second


def test_a_zip_that_unpacks_to_too_much_is_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped({f"{n}.txt": b" " * 600_000 for n in range(4)} | {"a.gift": b"Hot? {T}"})
    monkeypatch.setattr("server.actions.bring_questions.MOST_UNPACKED", 2_000_000)
    answer = choose(room, "blanks.zip", packed)
    assert answer.status_code == 422 and "would unpack to 2 MB; 2 MB is the most" in answer.get_data(as_text=True)
    monkeypatch.undo()
    assert choose(room, "blanks.zip", packed).status_code == 303


def test_pictures_are_seen_before_and_after(room: Room) -> None:
    text = b'::Q:: [html]What? <img src\\="@@PLUGINFILE@@/gauge.png" alt\\="A gauge"> {T}'
    data = zipped({"q.gift": text, "gauge.png": PICTURE})
    assert 'src="data:image/png;base64,' in page(room, looked_at(room, "seen.zip", data))
    url = taken(room, "seen.zip", data)
    assert 'src="data:image/png;base64,' in page(room, url)
    assert room.browsers["teacher"].send("POST", f"{url}/moved", to="gases-2", which="all").status_code == 303
    assert 'src="data:image/png;base64,' in page(room, url), "its picture went along"


def test_a_bank_of_its_own_is_added_or_moved(room: Room) -> None:
    teacher, url = room.browsers["teacher"], taken(room, "balloons.txt", GIFT.encode())
    text = page(room, url)
    assert 'data-act="add_unit"' in text and 'value="bank-balloons"' in text
    assert teacher.send("POST", f"{url}/moved", to="gases-2").status_code == 422, "nothing is ticked"
    assert teacher.send("POST", f"{url}/moved", question="0").status_code == 422, "no objective is chosen"
    assert teacher.send("POST", f"{url}/moved", to="gases-2", question="99").status_code == 404
    sent = teacher.send("POST", f"{url}/moved", to="gases-2", question="0")
    assert "moved=1" in sent.headers["Location"]
    assert "hot" in {i.id for i in content.bank("gases-2")}
    assert "hot" not in {i.id for i in content.bank("bank-balloons")}
    n = re.search(r'name="n" value="(\d+)"', articles(page(room, url))["hot"])
    assert n and teacher.send("POST", f"{url}/undone", n=n[1]).status_code == 303, "also where it is now"
    hot = next(i for i in content.bank("gases-2") if i.id == "hot")
    assert len(hot.body["options"]) == 3
    assert teacher.send("POST", "/teacher/units", unit="bank-balloons", move="add").status_code == 303
    assert 'data-act="add_unit"' not in page(room, url)


def test_what_many_share_is_said_once_and_each_can_be_undone(room: Room) -> None:
    """The letters of the file, and what is doubtful in many of its questions."""
    text = "".join(f"::Q{n}:: Wärme {n}? {{~no ~=yes}}\n\n" for n in range(23)) + "::Y:: When? {#1822}\n"
    url = taken(room, "warm.gift", text.encode("cp1252"))
    shown = page(room, url)
    assert shown.count("“~=”") == 1 and shown.count("Windows-1252") == 1
    assert "In 23 questions" in shown and len(re.findall(r'data-act="undo_repair"', shown)) == 20
    assert f'href="{url}?page=2#q-22"' in shown and 'href="#q-0"' in shown, "which, on whatever page"
    assert "“~=”" not in articles(shown)["q0"] and 'href="#cause-1"' in articles(shown)["q0"]
    assert "No tolerance is given." in page(room, f"{url}?page=2"), "one alone is said where it is"


def test_the_right_choice_is_named_with_one_tap_and_taken_back(room: Room) -> None:
    teacher, data = room.browsers["teacher"], b"::Hot:: Hot air {~sinks ~rises ~spreads}"
    looked = page(room, looked_at(room, "air.gift", data, "gases-2"))
    assert "one tap says which is right" in looked and 'data-act="choose_right"' not in looked
    url = taken(room, "air.gift", data, "gases-2")
    asked = articles(page(room, url))["hot"]
    assert asked.count('data-act="choose_right"') == 4, "one for each, and for several"
    assert "the question is left out: Moodle reads no right answer" in asked
    assert teacher.send("POST", f"{url}/right", place="0", right="9").status_code == 404
    assert teacher.send("POST", f"{url}/right", place="0").status_code == 422
    told = teacher.send("POST", f"{url}/right", place="0", right="1")
    assert told.headers["Location"].endswith("#q-0")
    asked = articles(page(room, url))["hot"]
    assert 'data-state="key_chosen"' in asked and re.search(r"Right⟧</dt><dd[^>]*>rises<", asked)
    assert "You said what is right" in page(room, "/teacher/banks/gases-2/question?item=hot")
    assert teacher.send("POST", "/teacher/banks/gases-2/right", item="hot", back="1").status_code == 303
    assert 'data-act="choose_right"' in page(room, "/teacher/banks/gases-2/question?item=hot")
    assert next(i for i in content.bank("gases-2") if i.id == "hot").type == "essay"


def test_what_undoing_makes_of_a_question_is_shown_before(room: Room) -> None:
    asked = articles(page(room, looked_at(room, "law.gift", b"::Law:: PV is constant. {true}")))["law"]
    assert "What it would become" in asked and asked.count("PV is constant") == 2


def test_many_questions_come_a_page_at_a_time(room: Room) -> None:
    text = "\n\n".join(f"::Q{n}:: Is {n} a number? {{T}}" for n in range(45))
    url = looked_at(room, "many.gift", text.encode())
    assert len(articles(page(room, url))) == 20 and len(articles(page(room, f"{url}?page=3"))) == 5
    assert len(articles(page(room, f"{url}?page=99"))) == 5


def test_what_the_bank_has_already_is_said(room: Room) -> None:
    taken(room, "air.gift", b"::Law:: PV is constant. {T}\n\n::Hot:: Hot air {=rises ~sinks}")
    text = page(room, looked_at(room, "air.gift", b"::Law:: PV is constant. {T}\n\n::Hot:: Hot air {T}"))
    assert "1 has the name of another question" in text
    asked = articles(text)
    assert 'data-state="same"' in asked["law"] and 'data-state="changed"' in asked["hot"]


def test_a_file_is_left(room: Room) -> None:
    url = looked_at(room, "air.gift", b"::Law:: PV is constant. {T}")
    assert "air.gift" in page(room, "/teacher/imports")
    assert room.browsers["teacher"].send("POST", f"{url}/left").status_code == 303
    assert "air.gift" not in page(room, "/teacher/imports")
    assert room.browsers["teacher"].get(url).status_code == 404


def test_another_teachers_file_cannot_be_seen(room: Room) -> None:
    url = looked_at(room, "air.gift", b"::Law:: PV is constant. {T}")
    waiting = next(room.settings.data.glob("questions/*"))
    waiting.rename(waiting.with_name("another-teacher"))
    assert room.browsers["teacher"].get(url).status_code == 404
    assert room.browsers["teacher"].get("/teacher/imports/..%2f..").status_code == 404


@pytest.mark.parametrize("format", ["gift", "moodle_xml", "qti21", "native"])
def test_a_bank_is_taken_along_and_read_back(room: Room, tmp_path: Path, format: str) -> None:
    taken(room, "balloons.txt", re.sub("<script>.*</script>", "", GIFT).encode())
    text = page(room, f"/teacher/units/bank-balloons/bank?format={format}")
    url = re.search(r'href="([^"]+)" data-act="take_bank_along"', text)
    assert url
    got = room.browsers["teacher"].get(url[1].replace("&amp;", "&"))
    name = re.search(r'filename="([^"]+)"', got.headers["Content-Disposition"])
    assert got.status_code == 200 and name
    if format == "native":
        again = looked_at(room, name[1], got.data)
        asked = articles(page(room, again))
        assert sorted(asked) == [i.id for i in content.bank("bank-balloons")]
        assert all('<span class="tag" data-state="same">' in told for told in asked.values())
        return
    path = tmp_path / name[1]
    path.write_bytes(got.data)
    read = {described(i)["name"]: described(i) for i in read_questions(path, recognise(path), "o").questions}
    for item in content.bank("bank-balloons"):
        told = described(item)
        assert alike(read[told["name"]], told), (read[told["name"]], told)


def test_one_objective_or_none(room: Room) -> None:
    whole = room.browsers["teacher"].get("/teacher/units/gas-laws/bank/native").data
    one = room.browsers["teacher"].get("/teacher/units/gas-laws/bank/native?objective=gases-2").data
    assert whole.count(b"[[item]]") > one.count(b"[[item]]") == len(content.bank("gases-2"))
    for wrong in ("gas-laws/bank/native?objective=none", "gas-laws/bank/doc", "none/bank/gift"):
        assert room.browsers["teacher"].get(f"/teacher/units/{wrong}").status_code == 404
    told = page(room, "/teacher/units/gas-laws/bank")
    assert "What it cannot hold" in told
