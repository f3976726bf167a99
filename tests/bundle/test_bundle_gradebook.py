"""The plain tables: what a person sees when a spreadsheet opens them, and what may not hide in a cell."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_section import section_results

from server.formats.gradebook_csv import grid, long
from server.formats.section_results import BadResults, GradingPeriod, Standing
from server.formats.spreadsheet import guarded, short_titles, table


def rows(content):
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf"), "or Excel garbles accents"
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_grid_has_one_row_for_each_student_who_is_there():
    table = rows(grid(section_results()))
    assert [row["number"] for row in table] == ["0012", "0007", "0100"]
    first = table[1]
    assert list(first)[:3] == ["number", "family", "given"] and list(first)[-2:] == ["grade", "letter"]
    assert (first["Gases 1"], first["Test: The Gas Laws"], first["grade"], first["letter"]) == (
        "mastered",
        "83",
        "92.7",
        "A",
    )
    assert (table[0]["Gases 1"], table[0]["Gases 2"], table[0]["Test: The Gas Laws"]) == ("not yet", "started", "0")
    assert (table[2]["Gases 1"], table[2]["Test: The Gas Laws"]) == ("excused", "")
    assert table[0]["grade (2)"] == "not started"


def test_the_long_list_has_every_result_of_everybody():
    table = rows(long(section_results()))
    assert len({(row["student_id"], row["kind"], row["code"]) for row in table}) == len(table)
    assert sum(row["kind"] == "objective" for row in table) == 4 * 4
    assert [row["enrolled"] for row in table if row["student_id"] == "st/4"].count("no") == 5
    test = next(row for row in table if row["kind"] == "test" and row["student_id"] == "st-1")
    assert (test["result"], test["score"], test["tries"], test["talked_over"], test["date"]) == (
        "passed",
        "83",
        "2",
        "yes",
        "2026-09-28",
    )


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", " =1", "＝1", "-", "+1-2", "-1=2"])
def test_what_could_run_is_guarded(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-3.5", "+4", "12", "-3,5", "75%", "", "plain", "O'Zed", "a=b"])
def test_numbers_and_plain_text_are_not(cell):
    assert guarded(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_stays_in_its_cell(cells):
    content = table(("a", "b"), cells)
    read = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    assert len(read) == len(cells) + 1 == content.count(b"\r\n")
    assert all(len(row) == 2 for row in read)


@given(st.lists(st.text() | st.sampled_from(["-0", "=1", "Test"]), max_size=30))
@example(["-0", "-0"])
def test_titles_are_always_usable(wanted):
    titles = short_titles(wanted)
    assert len(titles) == len(wanted) == len({title.casefold() for title in titles})
    assert all(title.isascii() and 0 < len(title) < 50 and guarded(title) == title for title in titles)


@pytest.mark.parametrize(
    "change",
    [
        {"standings": (Standing("nobody", "gases-1", "mastered"),)},
        {"standings": (Standing("st-1", "no-such", "mastered"),)},
        {"standings": (Standing("st-1", "gases-1", "brilliant"),)},
        {"standings": (Standing("st-1", "gases-1", "mastered"), Standing("st-1", "gases-1", "not_yet"))},
        {"standings": (Standing("st-1", "gases-1", "requested"),)},
        {"units": ()},
        {"sequence": 0},
        {"previous_sha256": "xyz"},
        {"made_at": "yesterday"},
        {"box": ""},
        {"period": GradingPeriod("Autumn", "2026-12-01", "2026-09-01", 2027)},
    ],
)
def test_results_that_contradict_themselves_are_refused(change):
    with pytest.raises(BadResults):
        section_results(**change)
