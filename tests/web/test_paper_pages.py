"""Tests on paper as the teacher's pages print them and take them back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from cast import PASSPHRASE, TEACHER, Cast, done, op, right_answer
from class_in_browsers import Browser
from every_type import released_to
from werkzeug.test import TestResponse

from server.actions import hand_in, print_tests, release_seat, type_in_answers
from server.actions.print_tests import form_items
from server.app import create_app
from server.store import attempts, paper_forms
from server.store.paper_forms import PaperForm
from server.web.teacher.retakes import banks_of_class

pytestmark = pytest.mark.full

UNIT = "gas-laws"


@pytest.fixture
def teacher(cast: Cast) -> Browser:
    browser = Browser.new(create_app(cast.settings))
    told = browser.send("POST", "/sign-in/teacher", name=TEACHER, passphrase=PASSPHRASE)
    assert told.status_code == 303
    return browser


@pytest.fixture
def every_type(cast: Cast) -> Cast:
    """Amina may sit a test that holds a question of each type."""
    attempt = released_to(cast, cast.amina)[0]
    done(release_seat.withdraw_seat(cast.teacher, attempt, op()))
    return cast


def words(page: TestResponse | str) -> str:
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def printed(cast: Cast, *students: str, spare: int = 0) -> list[PaperForm]:
    batch = done(print_tests.print_tests(cast.teacher, UNIT, "", students, spare, op()))["batch"]
    return paper_forms.batch(batch, cast.section)


def filled(form: PaperForm, *leave: str) -> dict[str, str]:
    """The fields of a form typed in rightly, but for the questions named."""
    fields: dict[str, str] = {}
    for place, item in enumerate(form_items(form)):
        if item.id not in leave and item.type != "performance":
            fields |= {f"a{place}.{name}": value for name, value in right_answer(item).items()}
    return fields


def test_who_has_the_test_open_is_ticked(cast: Cast, teacher: Browser) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    cast.master_essentials(cast.joseph)
    (form,) = printed(cast, cast.joseph.id)
    page = teacher.get("/teacher/paper").get_data(as_text=True)
    boxes = {name: state.split() for name, state in re.findall(r'name="student" value="(\w+)"([^>]*)>', page)}
    assert boxes == {cast.amina.id: ["checked"], cast.joseph.id: [], cast.li.id: ["disabled"]}
    assert form.shown in page and "Not mastered yet" in page
    quiz = teacher.get("/teacher/paper?what=gases-1").get_data(as_text=True)
    assert re.findall(r'name="student" value="(\w+)" checked', quiz) == [cast.li.id]
    assert teacher.get("/teacher/paper?what=nothing").status_code == 404


def test_from_the_tick_to_the_pile(cast: Cast, teacher: Browser) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    made = teacher.send("POST", "/teacher/paper", what=f"unit:{UNIT}", student=cast.amina.id, spare="2")
    page = teacher.get(made.headers["Location"]).get_data(as_text=True)
    forms = paper_forms.forms_out(cast.section)
    assert len(forms) == 3
    assert sorted(re.findall(r'data-paper="(\w+)"', page)) == sorted(f.code for f in forms)
    assert sorted(re.findall(r'data-key="(\w+)"', page)) == sorted(f.code for f in forms)
    alone = teacher.get(made.headers["Location"] + "?show=forms").get_data(as_text=True)
    assert "data-key" not in alone and "data-paper" in alone
    assert teacher.send("POST", "/teacher/paper", what=f"unit:{UNIT}", spare="99").status_code == 422
    assert teacher.send("POST", "/teacher/paper", what=f"unit:{UNIT}", spare="0").status_code == 422


def test_the_forms_themselves_hold_no_key(every_type: Cast, teacher: Browser) -> None:
    (form,) = printed(every_type, every_type.amina.id)
    page = teacher.get(f"/teacher/paper/printed/{form.batch}?show=forms").get_data(as_text=True)
    sheet = words(page[page.index("data-paper") :])
    assert "says that particles move faster" not in sheet and "It doubles" in sheet
    for asked in ("Tick all that are right.", "Number them in order", "Write the letter", "Underline in the text"):
        assert asked in sheet
    assert sheet.count("How sure are you?") == len(form_items(form)) - 1
    key = words(teacher.get(f"/teacher/paper/printed/{form.batch}?show=keys"))
    assert "says that particles move faster" in key and "160 kPa" in key


@pytest.mark.parametrize("code", ["xx", "7KC-M4T"])
def test_a_code_typed_wrongly_says_so(cast: Cast, teacher: Browser, code: str) -> None:
    told = teacher.get(f"/teacher/paper?code={code}")
    assert told.status_code == 422 and ("not a form's code" in words(told)) == (code == "xx")
    assert teacher.get(f"/teacher/paper/{code}").status_code == 404


def test_from_the_code_to_the_marks(every_type: Cast, teacher: Browser) -> None:
    (form,) = printed(every_type, every_type.amina.id)
    found = teacher.get(f"/teacher/paper?code={form.shown.lower()}")
    assert found.status_code == 303 and found.headers["Location"].endswith(form.code)
    url, items = f"/teacher/paper/{form.code}", form_items(form)
    page = teacher.get(url).get_data(as_text=True)
    assert re.findall(r'data-item="([\w-]+)"', page) == [i.id for i in items], "in the order of the paper"
    assert 'data-content>A. ' in page and "<b>C</b>" in page, "a letter on paper is found by its letter"
    why = next(n for n, i in enumerate(items) if i.id == "why")
    asked = teacher.send("POST", url, **filled(form, "word", "why"))
    assert asked.status_code == 422 and "2 questions have no answer yet" in words(asked)
    assert 'value="160.0"' in asked.get_data(as_text=True), "what was typed is still there"
    fields = {**filled(form, "word", "why"), f"read{why}": "2", "blank_too": "1"}
    gone = teacher.send("POST", url, **fields)
    assert gone.status_code == 303
    row = attempts.attempts_of([every_type.amina.id])[every_type.amina.id][-1]
    whole = attempts.attempt(row.id)
    assert whole is not None
    marks = dict(zip([i.id for i in items], hand_in.marks_of(whole), strict=True))
    assert marks["word"].points == 0 and marks["why"].points == 2 and marks["number"].points == 1
    assert marks["letter"].points is None and marks["show"].points is None
    assert "(on the paper)" in whole.responses and "to be marked" in words(teacher.get(gone.headers["Location"]))
    again = teacher.send("POST", url, **fields)
    assert again.status_code == 422 and "typed in already" in words(again)
    assert row.id in teacher.get(url).get_data(as_text=True)


def test_a_spare_form_asks_who_wrote_it(every_type: Cast, teacher: Browser) -> None:
    (form,) = printed(every_type, spare=1)
    url = f"/teacher/paper/{form.code}"
    assert "Say first who wrote it." in words(teacher.send("POST", url, **filled(form)))
    refused = teacher.send("POST", url, student=every_type.li.id, blank_too="1", **filled(form))
    assert refused.status_code == 422 and "Not mastered yet" in words(refused)
    assert 'value="160.0"' in refused.get_data(as_text=True)
    assert teacher.send("POST", url, student=every_type.amina.id, blank_too="1", **filled(form)).status_code == 303


def test_names_that_cannot_be_taken_say_why_and_what_was_typed_is_kept(every_type: Cast, teacher: Browser) -> None:
    form, other = printed(every_type, spare=2)
    every_type.master_essentials(every_type.joseph)
    url = f"/teacher/paper/{form.code}"
    assert teacher.send("POST", url, student=every_type.joseph.id, blank_too="1", **filled(form)).status_code == 303
    page = teacher.get(f"/teacher/paper/{other.code}").get_data(as_text=True)
    choice = page[page.index('<select id="student"') : page.index("</select>")]
    open_to, _, not_now = choice.partition("<optgroup")
    assert re.findall(r'value="(\w+)"', open_to) == [every_type.amina.id]
    assert re.findall(r'value="(\w+)" disabled', not_now) == [every_type.joseph.id, every_type.li.id]
    assert "Joseph M.: Their last test is still to be talked over." in words(not_now)
    # Somebody's talk was taken meanwhile: refused at once, not after the empty questions, and nothing is lost.
    said = filled(other, "word")
    refused = teacher.send("POST", f"/teacher/paper/{other.code}", student=every_type.joseph.id, **said)
    assert refused.status_code == 422 and "still to be talked over" in words(refused)
    assert "no answer yet" not in words(refused) and "talk your last test" not in words(refused)
    assert 'value="160.0"' in refused.get_data(as_text=True)


def test_a_named_form_that_cannot_be_taken_says_so_before_anybody_types(every_type: Cast, teacher: Browser) -> None:
    first, second = printed(every_type, every_type.amina.id)[0], printed(every_type, every_type.amina.id)[0]
    typing = teacher.get(f"/teacher/paper/{second.code}").get_data(as_text=True)
    teacher.send("POST", f"/teacher/paper/{first.code}", blank_too="1", **filled(first))
    page = teacher.get(f"/teacher/paper/{second.code}").get_data(as_text=True)
    assert "Their last test is still to be talked over." in words(page) and "data-typing" not in page
    assert 'data-act="put_form_away"' in page and "data-typing" in typing
    late = teacher.send("POST", f"/teacher/paper/{second.code}", blank_too="1", **filled(second)).get_data(as_text=True)
    assert "still to be talked over" in late and 'value="160.0"' in late, "typed on a page from before, it is kept"


def test_putting_a_form_away_stands_apart_from_handing_in(every_type: Cast, teacher: Browser) -> None:
    (form,) = printed(every_type, every_type.amina.id)
    page = teacher.get(f"/teacher/paper/{form.code}").get_data(as_text=True)
    between = page.partition('data-act="hand_in"')[2].partition('data-act="put_form_away"')[0]
    assert "<details" in between and "lost, or not needed?" in between


def test_a_lost_form_is_put_away(every_type: Cast, teacher: Browser) -> None:
    (form,) = printed(every_type, every_type.amina.id)
    assert teacher.send("POST", f"/teacher/paper/{form.code}/away").status_code == 303
    assert "put away" in words(teacher.get(f"/teacher/paper/{form.code}"))
    assert teacher.send("POST", f"/teacher/paper/{form.code}", **filled(form)).status_code == 422


def test_three_taps_give_a_form_to_whoever_wrote_it(cast: Cast, teacher: Browser) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    cast.master_essentials(cast.joseph)
    (form,) = printed(cast, spare=1)
    gone = teacher.send("POST", f"/teacher/paper/{form.code}", student=cast.amina.id, blank_too="1", **filled(form))
    page = teacher.get(gone.headers["Location"])
    assert "Amina K. : typed in" in words(page) and "Not Amina K.'s paper?" in words(page)
    assert f'href="/teacher/paper/{form.code}"' in page.get_data(as_text=True)
    assert 'data-act="move_form"' in teacher.get(f"/teacher/paper/{form.code}").get_data(as_text=True)
    url = f"/teacher/paper/{form.code}/move"
    for student, why in (("", "Choose who wrote it."), (cast.amina.id, "already"), (cast.li.id, "Not mastered yet")):
        refused = teacher.send("POST", url, student=student)
        assert refused.status_code == 422 and why in words(refused)
    gone = teacher.send("POST", url, student=cast.joseph.id)
    page = teacher.get(gone.headers["Location"])
    assert re.search(r"Joseph M\. : typed in.* taken back from Amina K\.", words(page))
    named = printed(cast, cast.amina.id)[0]
    teacher.send("POST", f"/teacher/paper/{named.code}", blank_too="1", **filled(named))
    assert "move_form" not in teacher.get(f"/teacher/paper/{named.code}").get_data(as_text=True), "it has a name on it"


def test_a_printed_first_test_is_no_retake(cast: Cast, teacher: Browser) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)

    def left() -> dict[str, int]:
        banks = banks_of_class(cast.unit, {cast.amina.id: cast.record(cast.amina)})
        return {bank.objective.code: bank.least for bank in banks if bank.least is not None}

    before = left()
    (form,) = printed(cast, cast.amina.id)
    assert left() == before, "the first test is only on paper now"
    done(type_in_answers.type_in(cast.teacher, form.code, "", {}, {}, op()))
    assert left() == before
    done(cast.talk_over(attempts.attempts_of([cast.amina.id])[cast.amina.id][0].id, "cleared_for_retake"))
    (form,) = printed(cast, cast.amina.id)
    asked = {item.objective for item in form_items(form) if not item.purpose}
    assert left() == {code: n - (code in asked) for code, n in before.items()}, "a retake is one less for each bank"
