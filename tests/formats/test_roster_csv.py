"""Class lists as teachers paste them and offices save them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats.guarded_zip import Refused
from server.formats.recognise import recognise
from server.formats.roster_csv import RosterStudent, heading_of, read_roster


def names(data: str | bytes) -> list[tuple[str, str, str]]:
    return [(student.number, student.given, student.family) for student in read_roster(data).students]


def test_pasted_names_in_either_order_with_numbers_and_bullets() -> None:
    pasted = "1. Okoro, Amina\n2) Ben van der Veen\n- Carla\n\n• Díaz Ruiz, Dario\n(5) Eve Fox\n[ ] Finn Gale"
    assert names(pasted) == [
        ("", "Amina", "Okoro"),
        ("", "Ben", "van der Veen"),
        ("", "Carla", ""),
        ("", "Dario", "Díaz Ruiz"),
        ("", "Eve", "Fox"),
        ("", "Finn", "Gale"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Student number,First name,Last name",
        "ID,Given,Family",
        "SIS ID,First Name,Surname",
        "sourcedId,givenName,familyName",
        "student_id,FIRST_NAME,LAST_NAME",
        "Nr,Vorname,Nachname",
        "Student No.,Forename,Family name",
    ],
)
def test_headings_in_many_wordings(header: str) -> None:
    assert names(f"{header}\n0012,Amina,Okoro\n") == [("0012", "Amina", "Okoro")]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(sign: str, encoding: str) -> None:
    table = sign.join(["Last name", "First name", "ID"]) + "\r\n" + sign.join(["Müller", "Zoë", "007"]) + "\r\n"
    read = read_roster(table.encode(encoding))
    assert read.students == [RosterStudent("007", "Zoë", "Müller")]
    assert bool(read.warnings) == (encoding == "cp1252")


def test_one_column_of_names_under_a_heading() -> None:
    assert names('Student,ID\n"Okoro, Amina",S1\n"Fox, Eve",S2\n') == [("S1", "Amina", "Okoro"), ("S2", "Eve", "Fox")]


def test_a_table_without_headings() -> None:
    assert names("Okoro\tAmina\t0012\nFox\tEve\t0013") == [("0012", "Amina", "Okoro"), ("0013", "Eve", "Fox")]
    assert names("1\tAmina Okoro\n2\tEve Fox") == [("", "Amina", "Okoro"), ("", "Eve", "Fox")]


def test_accents_are_composed() -> None:
    assert names("Zoe\u0308 Gray") == [("", "Zo\u00eb", "Gray")]


def test_repeated_students_are_named_by_row() -> None:
    read = read_roster('ID,Name\n1a,Eve Fox\n\n1a,Finn Gale\n,Ann Lee\n,Lee; Ann\n,"Lee, Ann"\n')
    assert [(skip.where, skip.why) for skip in read.skipped] == [
        ("row 4", "The student number 1a is in row 2 already."),
        ("row 7", "Ann Lee is in row 5 already."),
    ]


def test_namesakes_with_their_own_numbers_are_two_students() -> None:
    read = read_roster("ID,Name\n1a,Eve Fox\n1b,Eve Fox\n")
    assert len(read.students) == 2
    assert read.warnings == ["2 students are called Eve Fox."]


def test_a_formula_stays_text_and_teachers_stay_out() -> None:
    read = read_roster('Given,Family,Role\n=1+1|x,"@SUM(A1)",student\nMia,Hale,teacher\n')
    assert [(student.given, student.family) for student in read.students] == [("=1+1|x", "@SUM(A1)")]
    assert read.skipped[0].why == "This is a teacher, not a student."


def test_rows_without_a_name() -> None:
    read = read_roster("ID,Name\n1,\n2,12345\n3,Eve Fox\n")
    assert [skip.where for skip in read.skipped] == ["row 2", "row 3"]


def test_too_long_a_list_is_refused() -> None:
    assert len(read_roster("\n".join(f"Name N{n}" for n in range(2000))).students) == 2000
    with pytest.raises(Refused, match="2002 rows"):
        read_roster("\n".join(f"Name N{n}" for n in range(2002)))
    with pytest.raises(Refused, match="2 MB"):
        read_roster(b"x" * 2_000_001)
    with pytest.raises(Refused, match="no column of names"):
        read_roster("sourcedId,role\nx1,student\n")


def test_headings_we_do_not_use() -> None:
    assert heading_of("Homework 1") == ""
    assert heading_of(" *Student Number ") == "number"


@given(st.text(alphabet='ab1,;\t"\n= é-.', max_size=80))
def test_nothing_pasted_stops_the_reader(text: str) -> None:
    try:
        read = read_roster(text)
    except Refused:
        return
    assert all(student.given or student.family for student in read.students)


@pytest.fixture(scope="module")
def gradebooks() -> Path:
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    data = Path(os.environ.get("CLASSROOM_TEST_DATA", beside)) / "gradebook"
    if not data.is_dir():
        if os.environ.get("CLASSROOM_REQUIRE") == "all":
            pytest.fail(f"no class lists in {data}, and CLASSROOM_REQUIRE=all")
        pytest.skip(f"no class lists in {data} (set CLASSROOM_TEST_DATA)")
    return data


@pytest.mark.parametrize(
    ("name", "students"),
    [
        ("sds-v1-25/Student.csv", 22),
        ("sds-uk-25/Student.csv", 22),
        ("sds-v2/users.csv", 22),
        ("sds-v2.1/users.csv", 8),
        ("oneroster11-base/users.csv", 2),
        ("canvas/ex_canvas_gradebook.csv", 100),
    ],
)
def test_real_lists(gradebooks: Path, name: str, students: int) -> None:
    read = read_roster((gradebooks / name).read_bytes())
    assert len(read.students) == students
    assert all(student.number and student.given and student.family for student in read.students)
    assert recognise(gradebooks / name) == "roster"
