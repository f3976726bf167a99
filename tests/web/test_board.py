"""The board: first names and initials, and nothing about anybody that does not belong on a wall."""

import re
from types import SimpleNamespace

import pytest
from cast import PASSPHRASE, PIN, TEACHER, Cast, done, op
from flask.testing import FlaskClient

from server.actions import help_queue, record_verdict, run_meeting, sign_in
from server.app import create_app
from server.store.people import BoardCode
from server.web.board.board import board_names

SECRETS = (
    "Kamara", "Mensah", "Wen<", "stuck", "check", "My note", "not_talked", "promised", "waits", "score", "Gases 2",
)  # fmt: skip


@pytest.fixture
def class_of_three(cast: Cast) -> Cast:
    """Class is open; Amina has mastered Gases 1 and asks for Gases 2, Joseph is stuck."""
    cast.open_class()
    cast.master(cast.amina, "gases-1")
    done(help_queue.request_check(cast.amina, "gases-2", op()))
    done(help_queue.flag_stuck(cast.joseph, "gases-1", "My note about a manometer", op()))
    return cast


def browser(cast: Cast, role: str = "") -> FlaskClient:
    client = create_app(cast.settings).test_client()
    tokens = {
        "board": lambda: sign_in.open_board(BoardCode.get_by_id(cast.section).code, "wall"),
        "teacher": lambda: sign_in.sign_in_teacher(TEACHER, PASSPHRASE, "phone", cast.section),
        "student": lambda: sign_in.sign_in_student(cast.amina.id, PIN, "netbook"),
    }
    if role:
        client.set_cookie(f"classroom_{role}", str(tokens[role]()))
    return client


def wall(client: FlaskClient) -> str:
    """What stands on the wall, without the head of the page."""
    answer = client.get("/board")
    assert answer.status_code == 200
    return re.search(r"<main.*</main>", answer.get_data(as_text=True), re.S)[0]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_who_may_open_it(class_of_three: Cast) -> None:
    assert browser(class_of_three).get("/board").status_code == 303
    assert browser(class_of_three).get("/board/version").status_code == 401
    assert browser(class_of_three, "student").get("/board").status_code == 403
    assert browser(class_of_three, "student").get("/board/version").status_code == 403
    assert browser(class_of_three, "board").get("/board").status_code == 200
    assert browser(class_of_three, "teacher").get("/board").status_code == 200


def test_it_says_who_is_next_and_how_far_the_class_is(class_of_three: Cast) -> None:
    said = words(wall(browser(class_of_three, "board")))
    # Nobody has talked to Joseph; Amina was talked to when she mastered Gases 1.
    assert "Next Joseph M. Then Amina K." in said
    assert "Our class: 1 of 18 mastered" in said


def test_it_tells_the_wall_no_family_name_kind_reason_or_state(class_of_three: Cast) -> None:
    page = wall(browser(class_of_three, "board"))
    for secret in SECRETS:
        assert secret not in page.replace("Gases 1, Gases 2, Gases 3", ""), secret


def test_who_is_called_stands_there_big_and_no_longer_in_line(class_of_three: Cast) -> None:
    done(help_queue.call_next(class_of_three.teacher, op()))
    page = wall(browser(class_of_three, "board"))
    assert 'data-state="now"><bdi>Joseph M.</bdi>' in page
    assert "Now with the teacher Joseph M. Next Amina K." in words(page)
    assert page.count("Joseph M.") == 1


def test_someone_sitting_a_test_is_not_told(class_of_three: Cast) -> None:
    cast = class_of_three
    cast.master_essentials(cast.li)
    before = words(wall(browser(cast, "board")))
    cast.start(cast.li)
    assert words(wall(browser(cast, "board"))) == before
    assert "Li W." not in before


def test_before_go_it_shows_the_day_and_before_class_nothing_of_anybody(cast: Cast) -> None:
    board = browser(cast, "board")
    assert 'data-state="closed"' in wall(board) and "Class has not started yet" in words(wall(board))
    done(run_meeting.start_class(cast.teacher, op()))
    # Li is at Gases 2, and its labs are still to be done.
    cast.master(cast.li, "gases-1")
    sign_in.note_arrival(cast.li.id, cast.section)
    done(help_queue.request_check(cast.amina, "gases-1", op()))
    page = wall(board)
    assert 'data-state="orientation"' in page and "First with the teacher Amina K." in words(page)
    assert "Today Gases 1, Gases 2, Gases 3" in words(page)
    assert "Boyle&#39;s law lab 1 student" in words(page)


def test_its_version_changes_when_the_queue_does(class_of_three: Cast) -> None:
    board = browser(class_of_three, "board")
    before = board.get("/board/version")
    assert before.status_code == 200 and len(before.data) < 40
    assert board.get("/board/version").data == before.data
    done(help_queue.call_next(class_of_three.teacher, op()))
    assert board.get("/board/version").data != before.data


def test_not_yet_is_nobodys_business(class_of_three: Cast) -> None:
    cast = class_of_three
    done(record_verdict.record_not_yet(cast.teacher, cast.amina.id, "gases-2", "Look again", "uses °C", "", op()))
    page = wall(browser(cast, "board"))
    assert "Amina" not in page and "°C" not in page and "Look again" not in page


def test_two_of_one_name_get_a_second_letter_and_never_more() -> None:
    def student(id: str, given: str, family: str) -> SimpleNamespace:
        return SimpleNamespace(id=id, given=given, family=family, tile=f"{given} {family[:1]}.")

    some = [student("1", "Sara", "Petrova"), student("2", "Sara", "Pinto"), student("3", "Li", "Wen")]
    assert board_names(some) == {"1": "Sara Pe.", "2": "Sara Pi.", "3": "Li W."}
    same = [student("1", "Sara", "Pinto"), student("2", "Sara", "Pinto")]
    assert set(board_names(same).values()) == {"Sara Pi."}


def test_a_name_is_shown_as_text(class_of_three: Cast) -> None:
    from server.actions.enroll_students import NewStudent, enroll_students
    from server.store.people import Student

    cast = class_of_three
    done(enroll_students(cast.teacher, cast.section, [NewStudent("9", "<b>Zed</b>", "Q")], op()))
    zed = Student.get(Student.number == "9")
    done(help_queue.flag_stuck(type(cast.amina)(zed.id, "student", cast.section), "", "x", op()))
    page = wall(browser(cast, "board"))
    assert "<b>Zed" not in page and "<bdi>&lt;b&gt;Zed&lt;/b&gt; Q.</bdi>" in page
    assert "style=" not in page and "onclick" not in page and "<script" not in page
