"""Gases 4 to 7 on paper and screen: every sum that is written out comes to what stands behind its "="."""

import re
import tomllib
from collections import Counter
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import Any
from xml.etree import ElementTree

import pytest
from chemistry import ATM, MMHG, R, kelvin, litres, mass, moles
from test_gas_laws_chemistry import PACK, VAPOUR, bank, drawn_variants, why_each_wrong_answer

from server.mastery.values import Item

pytestmark = pytest.mark.full

CODES = ("gases-4", "gases-5", "gases-6", "gases-7")
SETS = {
    "gases-4": ("set-units-of-r", "set-find-error-4"),
    "gases-5": ("set-share-pressure", "set-find-error-5"),
    "gases-6": ("set-mole-bridge", "set-find-error-6"),
    "gases-7": ("set-unit-strips", "set-too-high"),
}
PAGES = [
    *(f"text-gases-{n}.md" for n in (4, 5, 6)),
    *(f"worked-gases-{n}.md" for n in (4, 5, 6, 7)),
    "worked-gases-7-balance.md",
    "demo-graham.md",
    "lab-stoichiometry.md",
]
PAPERS = [name for code in CODES for name in (code, f"worksheet-{code}", *SETS[code])]


@cache
def page(name: str) -> str:
    return (PACK / "media" / name).read_text("utf-8")


@cache
def unit() -> dict[str, Any]:
    return tomllib.loads((PACK / "units" / "gas-laws.toml").read_text("utf-8"))


def menu(code: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in unit()["learning_object"] if code in entry["objectives"]}


def items() -> list[Any]:
    return [pytest.param(item, id=f"{item.objective}/{item.id}") for name in PAPERS for item in bank(name)]


# ---- reading the sums that stand in a text ----

UNITS = r"kPa·L/\(mol·K\)|g/mol|L/mol|g/L|kPa|atm|mmHg|mmol|mol|mL|cm|kg|mg|°C|g|L|K|s|%"
NUMBER = r"−?\d+(?:\.\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SIGNS = str.maketrans("×÷−", "*/-")


def as_sum(text: str) -> str | None:
    """The sum that a piece of text ends with, as Python reads it; None where there is none (or one with letters)."""
    bare = text.replace("**", "").replace("²", " ² ")
    bare = re.sub(rf"(?<=[\d⁰¹²³⁴⁵⁶⁷⁸⁹]) (?:{UNITS})(?![\w₀-₉])", "", bare)
    run: list[str] = []
    for token in reversed(re.findall(r"\w*[^\W\d]\w*|\d+(?:\.\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|\S", bare)):
        number = token[0].isdecimal() and not re.search(r"[^\W\d]", token.partition(" ")[0])
        if number and run and run[0][0].isdecimal():
            break
        if not number and token not in "×÷+−√²()":
            break
        run.insert(0, token)
    sum_ = " ".join(run)
    if not re.search(r"[×÷+−√²]", sum_) or sum_[0] in "×÷+²)" or sum_.count("(") != sum_.count(")"):
        return None
    sum_ = re.sub(r" × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"e{m[1].translate(POWERS)}", sum_)
    return re.sub(r"√ (?!\()([\d.]+)", r"√ (\1)", sum_).translate(SIGNS).replace("²", "**2").replace("√", "sqrt")


def is_a_sum(rest: str) -> bool:
    """Whether what stands after a number goes on calculating: then the number is not yet the result."""
    return bool(re.match(rf"(?: (?:{UNITS}))? ?[×÷+−]", rest))


def sums(text: str) -> list[tuple[str, float, float, bool]]:
    """Each written-out sum of a text: as written, its value, what the text says it is, and half a step of that."""
    found = []
    for line in re.split(r"\n|(?<=[^\d ]) ?; ?|(?<=[^.\d])\. (?=[A-Z*])|, so |: (?=[A-Z]?[a-z]*\()", text):
        parts = line.split(" = ")
        for left, right in pairwise(parts):
            says = re.match(NUMBER, right.replace("**", ""))
            written = as_sum(left)
            if written is None or not says or is_a_sum(right.replace("**", "")[says.end() :]):
                continue
            mantissa, _, power = says[0].replace("−", "-").partition(" × 10")
            scale = 10.0 ** int(power.translate(POWERS) or 0)
            half = 0.5 * 10.0 ** -len(mantissa.partition(".")[2]) * scale
            value = float(eval(written, {"__builtins__": {}, "sqrt": sqrt}))
            found.append((f"{left.strip()} = {says[0]}", value, float(mantissa) * scale, half))
    return found


def holds(value: float, says: float, half: float, rounded_before: bool) -> bool:
    """A sum comes to what is said. With steps rounded to four figures before it, a little more room."""
    room = half * 1.0001 + (0.0006 * abs(value) if rounded_before else 0) + 1e-12
    return abs(value - says) <= room


def test_the_reader_of_sums_reads_sums() -> None:
    assert [value for _, value, _, _ in sums("n = PV ÷ (RT) = 100 × 24.0 ÷ (8.314 × 289) = 0.999 mol.")] == [
        pytest.approx(0.99886, abs=1e-5)
    ]
    assert [value for _, value, _, _ in sums("x = √(28.02 ÷ 4.003) = **2.65**")] == [pytest.approx(2.6457, abs=1e-4)]
    assert [value for _, value, _, _ in sums("n = 305 kPa × 35.0 L ÷ (8.314 kPa·L/(mol·K) × 295 K) = **4.35 mol**")]
    assert [value for _, value, _, _ in sums("T = −13 + 273 = **260 K**")] == [260]
    assert [says for *_, says, _ in sums("n = 0.0200 ÷ 24.31 = 8.227 × 10⁻⁴ mol")] == [pytest.approx(8.227e-4)]
    wrong = sums("V = 0.001563 × 8.314 × 295 ÷ 98.15 = 0.0381 L")[0]
    assert not holds(*wrong[1:], rounded_before=True)


@pytest.mark.parametrize("name", PAGES)
def test_the_sums_of_a_page_are_right(name: str) -> None:
    found = sums(page(name))
    wrong = [(written, value) for written, value, says, half in found if not holds(value, says, half, False)]
    assert wrong == []


@pytest.mark.parametrize("item", items())
def test_the_sums_of_a_solution_are_right(item: Item) -> None:
    for drawn in drawn_variants(item):
        rounded_before = "rounded only at the end" in drawn.solution
        found = sums(drawn.solution)
        assert found or item.type != "numeric", drawn.solution
        wrong = [(w, value) for w, value, says, half in found if not holds(value, says, half, rounded_before)]
        assert wrong == []


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in CODES])
def test_the_sums_before_the_problems_are_right(name: str) -> None:
    intro = tomllib.loads(page(f"{name}.toml"))["intro"]
    found = sums(intro)
    assert [(w, value) for w, value, says, half in found if not holds(value, says, half, False)] == []
    if name.startswith("worksheet"):
        assert "**Worked example.**" in intro and len(found) >= 2


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in CODES])
def test_the_slip_that_is_shown_comes_to_what_is_shown(name: str) -> None:
    """In a find-the-error problem the student of the story presses the right keys on the wrong numbers."""
    for item in bank(name):
        for drawn in drawn_variants(item):
            for written, value, says, half in sums(drawn.prompt):
                assert holds(value, says, half, True), (item.id, written, value)


def test_most_sums_are_found() -> None:
    assert sum(len(sums(page(name))) for name in PAGES) >= 35


# ---- the brief's worked answers ----


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("worked-gases-4.md", moles(305, 35.0, 22), "4.35 mol"),
        ("worked-gases-4.md", moles(305, 35.0, 22) * mass("N2"), "122 g"),
        ("worked-gases-4.md", 305 * 35.0 / (R * 22), "58 mol"),
        ("worked-gases-4.md", 305 * 35.0 / (0.08206 * 295), "441 mol"),
        ("text-gases-4.md", ATM * 22.414 / kelvin(0), "8.314 kPa"),
        ("text-gases-4.md", R / ATM, "0.08205"),
        ("text-gases-4.md", R / MMHG, "62.36"),
        ("text-gases-5.md", VAPOUR[20], "2.34 kPa at 20 °C"),
        ("text-gases-5.md", VAPOUR[25], "3.17 kPa at 25 °C"),
        ("text-gases-5.md", VAPOUR[30], "4.25 kPa at 30 °C"),
        ("text-gases-5.md", 2 / 5 * 200, "80.0 kPa"),
        ("worked-gases-5.md", 250 * 0.400 / 2.00, "50.0 kPa"),
        ("worked-gases-5.md", 250 * 1.60 / 2.00, "200 kPa"),
        ("worked-gases-5.md", 100.8 - VAPOUR[22], "98.2 kPa"),
        ("worked-gases-5.md", sqrt(mass("N2") / mass("He")), "2.65"),
        ("worked-gases-5.md", mass("O2") / 0.707**2, "64.0 g/mol"),
        ("text-gases-6.md", litres(1, 22, 98.0), "25.0 L"),
        ("worked-gases-6.md", 0.0380 / mass("Mg"), "0.001563 mol"),
        ("worked-gases-6.md", 1000 * litres(0.0380 / mass("Mg"), 22, 100.8 - VAPOUR[22]), "39.1 mL"),
        ("worked-gases-6.md", 0.0380 / mass("Mg") * 22400, "35.0 mL"),
        ("worked-gases-6.md", 1000 * litres(0.0380 / mass("Mg"), 22, 100.8), "38 mL"),
        ("worked-gases-6.md", 100 * VAPOUR[22] / 100.8, "2.6 per cent"),
        ("worked-gases-6.md", litres(65.0 / mass("NaN3") * 3 / 2, 25, 103), "36.1 L"),
        ("worked-gases-7.md", 0.214 / moles(100.4 - VAPOUR[21], 0.0920, 21), "58.1 g/mol"),
        ("worked-gases-7.md", mass("C4H10"), "58.12 g/mol"),
        ("worked-gases-7.md", 0.214 / moles(100.4, 0.0920, 21), "57 g/mol"),
        ("worked-gases-7.md", 0.214 * 22.4 / 0.0920, "52.1 g/mol"),
        ("worked-gases-7.md", 1.77 * litres(1, 25, 99.5), "44.1 g/mol"),
        ("worked-gases-7.md", 1.77 * kelvin(25) / kelvin(60), "1.58 g/L"),
        ("worked-gases-7.md", mass("C3H8"), "44.09"),
        ("worked-gases-7-balance.md", 1.803 / 1.148, "1.571"),
        ("worked-gases-7-balance.md", mass("N2") * 1.803 / 1.148, "44.0 g/mol"),
        ("worked-gases-7-balance.md", mass("N2") * (151.637 - 150.000) / 1.148, "40.0 g/mol"),
        ("demo-graham.md", sqrt(mass("HCl") / mass("NH3")), "1.46"),
        ("demo-graham.md", mass("NH3"), "17.03 g/mol"),
        ("demo-graham.md", mass("HCl"), "36.46 g/mol"),
        ("lab-stoichiometry.md", mass("Mg"), "24.31 g/mol"),
    ],
)
def test_a_number_that_the_page_says_is_that_number(name: str, value: float, written: str) -> None:
    number = re.match(r"[\d.]+", written)
    assert number
    step = 10.0 ** -len(number[0].partition(".")[2])
    assert abs(value - float(number[0])) <= 0.51 * step
    assert written in page(name) or written == "0.08205"


def test_r_in_three_units_is_one_number() -> None:
    for value, kilopascals in ((8.314, 1), (0.08206, ATM), (62.36, MMHG)):
        assert str(value) in page("text-gases-4.md")
        assert value * kilopascals == pytest.approx(R, rel=2e-4)


def test_two_boxes_of_the_story_can_stand_in_one_room() -> None:
    """The masses in the balance story belong to one n: about a litre at 22 °C and 100.5 kPa."""
    for formula, shown in (("N2", 151.148), ("CO2", 151.803), ("Ar", 151.637)):
        assert 150.000 + moles(100.5, 1.00, 22) * mass(formula) == pytest.approx(shown, abs=0.002)


def test_the_lab_fits_into_its_tube_and_names_the_table() -> None:
    largest = max(1000 * litres(0.040 / mass("Mg"), t, 95.0 - VAPOUR[t]) for t in (18, 20, 25, 28))
    assert largest < 50
    assert 5 * 2 * 0.040 / mass("Mg") < 0.010 * 2  # more than five times the acid that the magnesium needs
    table = re.findall(r"(\d\d) °C (\d\.\d\d)", page("lab-stoichiometry.md"))
    assert len(table) >= 8 and all(VAPOUR[int(t)] == float(p) for t, p in table)
    objective = next(entry for entry in unit()["objective"] if entry["code"] == "gases-6")
    assert [row["points"] for row in objective["rubric"]] == [3, 3, 3, 3]  # printed under the sheet
    assert all(len(row["levels"]) == 4 for row in objective["rubric"])
    assert page("lab-stoichiometry.md").count("\n___") >= 4


def test_the_demonstration_is_the_teachers_and_does_not_tell_the_end() -> None:
    sheet = page("demo-graham.md")
    student, teacher = sheet.split("## For the teacher")
    for word in ("Teacher only", "ventilation", "Goggles", "gloves"):
        assert word in teacher
    assert "Only the teacher does this" in student and "balloon" in student
    assert not re.search(r"nearer|closer|ammonia is faster", sheet)  # the prediction comes first


# ---- ranges, misconceptions, remedies, sets ----

SANE = {
    "kPa": (5, 1000),
    "L": (0.02, 60),
    "mL": (1, 60),
    "mol": (0.009, 5),
    "K": (200, 440),
    "g": (0.019, 2000),
    "g/mol": (2, 90),
    "g/L": (0.3, 4),
    "s": (10, 1000),
    "%": (1, 100),
    "": (0.1, 20),
}


@pytest.mark.parametrize("item", [p for p in items() if p.values[0].type == "numeric"])
def test_no_answer_is_absurd(item: Item) -> None:
    low, high = SANE[str(item.body.get("unit", ""))]
    if item.body.get("unit") == "kPa" and "5" not in item.objective:
        low = 20  # smaller only where it is one gas's share
    for drawn in drawn_variants(item):
        assert low <= drawn.key["value"] <= high, drawn.prompt


@pytest.mark.parametrize("item", items())
def test_a_minus_is_a_minus(item: Item) -> None:
    for drawn in drawn_variants(item):
        for text in (drawn.prompt, drawn.hint, drawn.solution, *drawn.options):
            assert not re.search(r"(?<![\w₀-₉])-\d", text), text


@pytest.mark.parametrize("code", CODES)
def test_a_misconception_that_comes_often_has_a_way_on(code: str) -> None:
    objective = next(entry for entry in unit()["objective"] if entry["code"] == code)
    helped = [remedy["misconception"] for remedy in objective["remedy"]]
    named = Counter(name for item in bank(code) for name in {m for _, m in why_each_wrong_answer(item)})
    asked = {name for question in objective["key_question"] for name in question["misconceptions"]}
    assert len(set(helped)) == len(helped)
    assert {name for name, times in named.items() if times >= 3} - set(helped) == set()
    elsewhere = {
        m for name in (f"worksheet-{code}", *SETS[code]) for item in bank(name) for _, m in why_each_wrong_answer(item)
    }
    assert set(helped) - set(named) - asked - elsewhere == set()


@pytest.mark.parametrize("code", CODES)
def test_the_sets_stand_on_the_menu_and_help(code: str) -> None:
    things = menu(code)
    objective = next(entry for entry in unit()["objective"] if entry["code"] == code)
    for name in SETS[code]:
        assert things[name]["kind"] == "problem_set" and things[name]["path"] == f"media/{name}.toml"
        assert 6 <= things[name]["minutes"] <= 12
        assert name in {remedy["object"] for remedy in objective["remedy"]}
        assert 5 <= len(bank(name)) <= 6
        assert [item.id for item in bank(name) if not item.body.get("hint")] == []


@pytest.mark.parametrize("code", CODES)
def test_a_worksheet_has_at_least_five_problems_with_numbers_of_ones_own(code: str) -> None:
    assert sum(len(drawn_variants(item)) >= 12 for item in bank(f"worksheet-{code}")) >= 5


# ---- pictures in texts ----


def pictures() -> list[tuple[str, str, str]]:
    texts = {name: page(name) for name in PAGES}
    texts |= {f"{name}.toml": tomllib.loads(page(f"{name}.toml"))["intro"] for name in PAPERS if name not in CODES}
    return [(name, *found) for name, text in texts.items() for found in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)]


def test_pictures_of_texts_are_there_and_can_be_read() -> None:
    assert len(pictures()) >= 10
    for name, words, path in pictures():
        drawing = (PACK / path).read_text("utf-8")
        root = ElementTree.fromstring(drawing)
        width = float(root.get("viewBox", "0 0 0 0").split()[2])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', drawing)]
        assert len(words) > 30 and words.endswith("."), (name, words)
        assert not re.search(r"<script|href|url\(|\bon\w+=|<image|<foreignObject|\{", drawing), path
        assert sizes and min(sizes) * min(320 / width, 1) >= 13.9, path
