"""The OneRoster package: columns as the standard orders them, and nothing that refers to nothing."""

import csv
import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sample_section import STUDENTS, section_results

from server.formats.oneroster import column_titles, oneroster_zip

HEADERS = {
    "academicSessions": "sourcedId status dateLastModified title type startDate endDate parentSourcedId schoolYear",
    "categories": "sourcedId status dateLastModified title weight",
    "classes": "sourcedId status dateLastModified title grades courseSourcedId classCode classType location "
    "schoolSourcedId termSourcedIds subjects subjectCodes periods",
    "courses": "sourcedId status dateLastModified schoolYearSourcedId title courseCode grades orgSourcedId subjects "
    "subjectCodes",
    "enrollments": "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role primary "
    "beginDate endDate",
    "lineItemLearningObjectiveIds": "sourcedId status dateLastModified lineItemSourcedId source learningObjectiveId",
    "lineItems": "sourcedId status dateLastModified title description assignDate dueDate classSourcedId "
    "categorySourcedId academicSessionSourcedId resultValueMin resultValueMax schoolSourcedId",
    "orgs": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "resultLearningObjectiveIds": "sourcedId status dateLastModified resultSourcedId source learningObjectiveId score "
    "textScore",
    "results": "sourcedId status dateLastModified lineItemSourcedId studentSourcedId scoreStatus score scoreDate "
    "comment textScore classSourcedId inProgress incomplete late missing",
    "roles": "sourcedId status dateLastModified userSourcedId roleType role beginDate endDate orgSourcedId "
    "userProfileSourcedId",
    "users": "sourcedId status dateLastModified enabledUser username userIds givenName familyName middleName "
    "identifier email sms phone agentSourcedIds grades password userMasterIdentifier preferredGivenName "
    "preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
}
ABSENT = {
    "classResources",
    "courseResources",
    "demographics",
    "lineItemScoreScales",
    "resources",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
}
POINTS_TO = {
    "courses": {"orgSourcedId": "orgs"},
    "classes": {"courseSourcedId": "courses", "schoolSourcedId": "orgs", "termSourcedIds": "academicSessions"},
    "academicSessions": {"parentSourcedId": "academicSessions"},
    "users": {"primaryOrgSourcedId": "orgs"},
    "roles": {"userSourcedId": "users", "orgSourcedId": "orgs"},
    "enrollments": {"classSourcedId": "classes", "schoolSourcedId": "orgs", "userSourcedId": "users"},
    "lineItems": {
        "classSourcedId": "classes",
        "categorySourcedId": "categories",
        "academicSessionSourcedId": "academicSessions",
        "schoolSourcedId": "orgs",
    },
    "results": {"lineItemSourcedId": "lineItems", "studentSourcedId": "users", "classSourcedId": "classes"},
    "lineItemLearningObjectiveIds": {"lineItemSourcedId": "lineItems"},
    "resultLearningObjectiveIds": {"resultSourcedId": "results"},
}
REQUIRED = {
    "academicSessions": "sourcedId title type startDate endDate schoolYear",
    "categories": "sourcedId title",
    "classes": "sourcedId title courseSourcedId classType schoolSourcedId termSourcedIds",
    "courses": "sourcedId title orgSourcedId",
    "enrollments": "sourcedId classSourcedId schoolSourcedId userSourcedId role",
    "lineItemLearningObjectiveIds": "sourcedId lineItemSourcedId source learningObjectiveId",
    "lineItems": "sourcedId title assignDate dueDate classSourcedId categorySourcedId academicSessionSourcedId "
    "schoolSourcedId",
    "orgs": "sourcedId name type",
    "resultLearningObjectiveIds": "sourcedId resultSourcedId source learningObjectiveId",
    "results": "sourcedId lineItemSourcedId studentSourcedId scoreStatus scoreDate",
    "roles": "sourcedId userSourcedId roleType role orgSourcedId",
    "users": "sourcedId enabledUser username givenName familyName",
}


def read(package):
    """The tables of a package: name → (headers, rows)."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        files = {info.filename: opened.read(info) for info in opened.infolist()}
    tables = {}
    for name, content in files.items():
        assert content.endswith(b"\r\n") and not content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
        assert all("\r" not in cell and "\n" not in cell for row in rows for cell in row)
        assert len(rows) == content.count(b"\r\n"), "one line is one row"
        tables[name.removesuffix(".csv")] = (rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
    return tables


@pytest.fixture(scope="module")
def tables():
    return read(oneroster_zip(section_results()))


def test_the_manifest_lists_every_file_once(tables):
    headers, rows = tables["manifest"]
    assert headers == ["propertyName", "value"]
    said = {row["propertyName"]: row["value"] for row in rows}
    assert len(said) == len(rows)
    assert (said["manifest.version"], said["oneroster.version"]) == ("1.0", "1.2")
    files = {key.removeprefix("file."): value for key, value in said.items() if key.startswith("file.")}
    assert {name for name, value in files.items() if value == "absent"} == ABSENT
    assert {name for name, value in files.items() if value == "bulk"} == set(HEADERS) == tables.keys() - {"manifest"}


def test_headers_are_in_the_order_of_the_standard(tables):
    assert {name: headers for name, (headers, _) in tables.items() if name != "manifest"} == {
        name: headers.split() for name, headers in HEADERS.items()
    }


def test_the_headers_kept_here_are_those_of_the_standards_table():
    """Where the table of columns lies about (CLASSROOM_ONEROSTER_COLUMNS names it), this file must agree with it."""
    place = os.environ.get("CLASSROOM_ONEROSTER_COLUMNS", "")
    path = Path(place) if place else Path(__file__).parents[3] / "shared/research/oneroster12_csv_columns.tsv"
    if not path.is_file():
        pytest.skip("the standard's table of columns is not part of this repository")
    listed, required = {}, {}
    for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"):
        name = row["file"].removesuffix(".csv")
        listed.setdefault(name, []).append(row["header"])
        if row["required"] == "Yes":
            required.setdefault(name, []).append(row["header"])
    assert {name: listed[name] for name in HEADERS} == {name: headers.split() for name, headers in HEADERS.items()}
    assert {name: required[name] for name in HEADERS} == {name: headers.split() for name, headers in REQUIRED.items()}
    assert listed.keys() == HEADERS.keys() | ABSENT


def test_everything_referred_to_is_there(tables):
    ids = {name: {row["sourcedId"] for row in rows} for name, (_, rows) in tables.items() if name != "manifest"}
    for name, (_, rows) in tables.items():
        if name == "manifest":
            continue
        assert len(ids[name]) == len(rows), f"an id twice in {name}"
        for row in rows:
            assert re.fullmatch(r"[0-9A-Za-z._/@-]{1,255}", row["sourcedId"])
            assert row["status"] == row["dateLastModified"] == "", "bulk"
            assert all(row[header] for header in REQUIRED[name].split()), (name, row)
            assert all(len(cell) <= 255 for cell in row.values())
            for column, target in POINTS_TO.get(name, {}).items():
                assert not row[column] or row[column] in ids[target], (name, column, row[column])


def test_the_results_say_what_happened(tables):
    titles = {row["sourcedId"]: row["title"] for row in tables["lineItems"][1]}
    users = {row["sourcedId"]: row["identifier"] for row in tables["users"][1]}
    said = {
        (users[row["studentSourcedId"]], titles[row["lineItemSourcedId"]]): (
            row["scoreStatus"],
            row["score"],
            row["textScore"],
            row["inProgress"],
        )
        for row in tables["results"][1]
    }
    assert said["0007", "Gases 1"] == ("fully graded", "1", "mastered", "")
    assert said["0012", "Gases 1"] == ("fully graded", "0", "not_yet", "")
    assert said["0012", "Gases 2"] == ("not submitted", "", "", "true")
    assert said["0100", "Gases 1"] == ("exempt", "", "", "")
    assert said["0007", "Test: The Gas Laws"] == ("fully graded", "83", "passed", "")
    assert said["0012", "Test: The Gas Laws"] == ("fully graded", "0", "not_yet", "")
    assert said["0007", "Grade Autumn"] == ("fully graded", "92.7", "A", "")
    assert ("0100", "Test: The Gas Laws") not in said, "a test not taken has no result"
    dates = {row["scoreDate"] for row in tables["results"][1]}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in dates)
    mastery = [
        (row["learningObjectiveId"], row["score"], row["textScore"]) for row in tables["resultLearningObjectiveIds"][1]
    ]
    assert sorted(mastery) == [
        ("gases-1", "0", "not_yet"),
        ("gases-1", "1", "mastered"),
        ("gases-1", "1", "mastered"),
        ("gases-2", "1", "mastered"),
        ("gases-3", "1", "mastered"),
    ]


def test_scores_fit_their_line_items(tables):
    bounds = {row["sourcedId"]: (row["resultValueMin"], row["resultValueMax"]) for row in tables["lineItems"][1]}
    for row in tables["results"][1]:
        low, high = bounds[row["lineItemSourcedId"]]
        assert low.isdigit() and high.isdigit()
        assert row["score"] == "" or int(low) <= float(row["score"]) <= int(high)
    assert sum(int(row["weight"]) for row in tables["categories"][1]) == 100


def test_titles_are_short_plain_and_unlike_each_other(tables):
    titles = [row["title"] for row in tables["lineItems"][1]]
    assert titles == list(column_titles(section_results()))
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(0 < len(title) < 50 and title.isascii() for title in titles)
    assert titles[:4] == ["Gases 1", "Gases 2", "Gases 2 (2)", "grade (2)"]


def test_a_name_never_becomes_a_formula_and_a_given_id_is_kept(tables):
    users = {row["sourcedId"]: row for row in tables["users"][1]}
    assert {row["givenName"] for row in users.values()} >= {"'=HYPERLINK(1)"}
    assert {row["familyName"] for row in users.values()} >= {"Łan Newline"}
    assert users["sis-4"]["enabledUser"] == "false"
    hostile = replace(STUDENTS[3], sourced_id="=cmd|x")
    package = oneroster_zip(section_results(students=(*STUDENTS[:3], hostile)))
    assert b"=cmd" not in package


def test_the_same_results_have_the_same_ids_and_bytes():
    shuffled = section_results()
    shuffled = replace(shuffled, students=shuffled.students[::-1], standings=shuffled.standings[::-1])
    assert oneroster_zip(shuffled) == oneroster_zip(section_results())


def test_a_section_without_any_results_is_still_whole():
    empty = section_results(standings=(), attempts=(), grades={}, units=(), objectives=(), students=(), facts=())
    tables = read(oneroster_zip(empty))
    assert "results" not in tables and "users" not in tables
    said = {row["propertyName"]: row["value"] for row in tables["manifest"][1]}
    assert said["file.results"] == "absent" and said["file.lineItems"] == "bulk"
