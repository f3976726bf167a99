"""Gases 1 to 3 on paper and screen: every printed sum adds up, every picture can be read, every lab is whole."""

import math
import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from chemistry import MMHG, kelvin
from test_gas_laws_chemistry import PACK, bank, drawn_variants

from server.mastery.expressions import evaluate_number
from server.mastery.values import Item

pytestmark = pytest.mark.full

MEDIA = PACK / "media"
CODES = ["gases-1", "gases-2", "gases-3"]
SHEETS = [
    "worksheet-gases-1", "worksheet-gases-2", "worksheet-gases-3", "set-manometers-1", "set-states-1", "set-cards-2",
    "set-find-error-2", "set-find-error-3",
]  # fmt: skip
WORKED = ["worked-gases-1", "worked-gases-2", "worked-gases-3", "path-gases-3"]
LABS = ["lab-boyle", "lab-charles", "lab-online-simulation", "lab-take-home"]
TEXTS = ["text-gases-1", "text-gases-2", "text-gases-3"]

DIGITS = r"−?\d+(?: \d{3})*(?:\.\d+)?"
STEP = r" ?[×÷/+−] ?"
TERM = rf"\(?{DIGITS}²?\)?"
SUM = re.compile(rf"(?<![\w.×÷/+−])(?<![×÷+−] )({TERM}(?:{STEP}{TERM})+) = \**({DIGITS})(?![\d.]*\d)(?!{STEP})")


def text_of(name: str) -> str:
    return (MEDIA / f"{name}.md").read_text("utf-8")


def sums(text: str) -> list[tuple[str, str]]:
    """The printed sums of numbers alone: "2.40 × 308 ÷ 278" and the "2.66" after the equals sign."""
    return SUM.findall(text)


def worth(printed: str) -> float:
    plain = re.sub(r"(?<=\d) (?=\d{3})", "", printed).replace("²", "**2")
    return evaluate_number(plain.translate(str.maketrans({"×": "*", "÷": "/", "−": "-"})), {})


def fits(value: float, printed: str) -> bool:
    """Whether a value rounds to what is printed, half a step of the last place either way."""
    places = len(printed.partition(".")[2])
    return abs(value - worth(printed)) <= 0.5 * 10.0**-places * (1 + 1e-9)


def everything_printed(item: Item) -> Iterator[str]:
    for drawn in drawn_variants(item):
        yield f"{drawn.prompt}\n{drawn.solution}\n{drawn.hint}"
    for option in item.body.get("options", ()):
        yield str(option.get("feedback", ""))


# ---- sums ----


def test_sums_are_found_and_a_wrong_one_is_noticed() -> None:
    found = sums("P₂ = 101 × 60.0 ÷ 35.0 = **173 kPa**. 12 490 ÷ 26.7² = 17.5. T = −18 + 273 = **255 K**")
    assert found == [("101 × 60.0 ÷ 35.0", "173"), ("12 490 ÷ 26.7²", "17.5"), ("−18 + 273", "255")]
    assert all(fits(worth(left), right) for left, right in found)
    assert not fits(worth("101 × 60.0 ÷ 35.0"), "174")
    assert not fits(worth("99.2 + 11.3"), "110.6")


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("worked-gases-1", 3), ("worked-gases-2", 8), ("worked-gases-3", 7), ("path-gases-3", 5), ("lab-boyle", 2),
        ("lab-charles", 1), ("lab-take-home", 2), ("text-gases-1", 1), ("text-gases-2", 1), ("text-gases-3", 1),
    ],
)  # fmt: skip
def test_every_sum_in_a_text_adds_up(name: str, least: int) -> None:
    found = sums(text_of(name))
    assert len(found) >= least, found
    assert [(left, right) for left, right in found if not fits(worth(left), right)] == []


@pytest.mark.parametrize("name", ["worksheet-gases-1", "worksheet-gases-2", "worksheet-gases-3"])
def test_the_example_of_a_worksheet_adds_up(name: str) -> None:
    intro = tomllib.loads((MEDIA / f"{name}.toml").read_text("utf-8"))["intro"]
    found = sums(intro)
    assert "**Example.**" in intro
    assert found
    assert [(left, right) for left, right in found if not fits(worth(left), right)] == []


@pytest.mark.parametrize("name", [*CODES, *SHEETS])
def test_every_sum_in_every_variant_of_every_problem_adds_up(name: str) -> None:
    wrong = [
        (item.id, left, right)
        for item in bank(name)
        for printed in everything_printed(item)
        for left, right in sums(printed)
        if not fits(worth(left), right)
    ]
    assert wrong == []


# ---- what the texts claim, worked out from the laws ----

AREA = math.pi * (26.7e-3) ** 2 / 4
CLAIMS: dict[str, dict[str, float]] = {
    "worked-gases-1": {"110.5 kPa": 99.2 + 85 * MMHG, "87.9 kPa": 99.2 - 85 * MMHG, "11.3 kPa": 85 * MMHG},
    "worked-gases-2": {
        "173 kPa": 101 * 60.0 / 35.0,
        "2.66 L": 2.40 / kelvin(5) * kelvin(35),
        "236 kPa": 210 / kelvin(10) * kelvin(45),
        "16.8 L": 2.40 / 5 * 35,
    },
    "worked-gases-3": {
        "3.97 L": 2.50 * (101 / kelvin(22)) / (55.0 / kelvin(-18)),
        "14 %": 100 * (1 - kelvin(-18) / kelvin(22)),
        "1.18 L": 2.50 * (55.0 / 101) * kelvin(-18) / kelvin(22),
        "360 K": kelvin(27) * (150 * 1.60) / (100 * 2.00),
        "87 °C": kelvin(27) * (150 * 1.60) / (100 * 2.00) - 273.15,
    },
    "path-gases-3": {
        "4.59 L": 2.50 * 101 / 55.0,
        "2.16 L": 2.50 / kelvin(22) * kelvin(-18),
        "3.97 L": 2.50 * (101 / kelvin(22)) / (55.0 / kelvin(-18)),
    },
    "lab-boyle": {
        "12 490": 9.81 * 4 / math.pi * 1000,  # kg on mm², in kPa
        "17.5 kPa": 1 * 9.81 / AREA / 1000,
        "40.3 kPa": 2.30 * 9.81 / AREA / 1000,
        "141.3 kPa": 101.0 + 2.30 * 9.81 / AREA / 1000,
    },
    "lab-charles": {"−274 °C": 5 - 50.0 * (58 - 5) / (59.5 - 50.0)},
    "lab-take-home": {
        "480 mL": 520 - 40,
        "99.0 kPa": 101 * (520 / kelvin(42)) / (480 / kelvin(12)),
        "49.5 mL": 520 - 520 / kelvin(42) * kelvin(12),
    },
    "text-gases-1": {"0.1333 kPa": MMHG, "96.0 kPa": 100.0 - 30 * MMHG},
    "text-gases-2": {"1.04 L": 1.00 / kelvin(10) * kelvin(20), "7 %": 100 * (kelvin(40) / kelvin(20) - 1)},
    "text-gases-3": {
        "4 %": 100 * (kelvin(20) / kelvin(10) - 1),
        "3.60 L": 2.00 * 100 / 50.0 * 270 / 300,
    },
}


@pytest.mark.parametrize(("name", "claim"), [(name, claim) for name, claims in CLAIMS.items() for claim in claims])
def test_a_number_that_a_text_gives_follows_from_the_law(name: str, claim: str) -> None:
    value = CLAIMS[name][claim]
    printed = re.match(r"−?\d+(?: \d{3})*(?:\.\d+)?", claim)
    assert printed
    assert claim in text_of(name)
    # 273 for 273.15, and steps rounded to what is shown, may move the last figure by one.
    step = 10.0 ** -len(printed[0].partition(".")[2])
    assert abs(worth(printed[0]) - value) <= (10 if claim == "12 490" else 0.75) * step


def test_the_charles_example_and_its_prediction_belong_to_a_gas() -> None:
    assert 50.0 / kelvin(5) * kelvin(58) == pytest.approx(59.5, abs=0.1)
    assert kelvin(60) / kelvin(5) - 1 == pytest.approx(1 / 5, abs=0.01)  # "grow by about a fifth"


def test_the_two_paths_that_are_drawn_meet() -> None:
    def boxes(name: str) -> list[str]:
        root = ElementTree.fromstring((MEDIA / name).read_text("utf-8"))
        return [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]

    drawn = boxes("g3-path-both.svg")
    start, upper, lower, end = "2.50", "4.59", "2.16", "3.97"
    assert {text for text in drawn if text.endswith(" L")} == {f"{v} L" for v in (start, upper, lower, end)}
    assert {text for text in drawn if text.endswith(("kPa", " K"))} == {"101 kPa", "55.0 kPa", "295 K", "255 K"}
    boyle, charles = Fraction(101) / Fraction("55.0"), Fraction(255, 295)
    assert fits(float(Fraction(start) * boyle), upper)
    assert fits(float(Fraction(start) * charles), lower)
    assert fits(float(Fraction(upper) * charles), end)
    assert fits(float(Fraction(lower) * boyle), end)
    assert fits(float(Fraction(start) * boyle * charles), end)


# ---- form: pictures, steps, labs, find the error ----


@pytest.mark.parametrize("name", [*WORKED, *TEXTS, *LABS])
def test_pictures_in_a_text_are_there_and_can_be_read(name: str) -> None:
    for words, path in re.findall(r"!\[(.*?)\]\((.*?)\)", text_of(name)):
        assert len(words) >= 10
        drawing = (PACK / path).read_text("utf-8")
        width = float(ElementTree.fromstring(drawing).get("viewBox", "").split()[2])
        assert not re.search(r"<script|href|url\(|\bon\w+=|<image|<foreignObject", drawing)
        assert not re.search(r"\{\w+\}", drawing)  # nobody fills a text's picture in
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', drawing)]
        assert all(size * min(320 / width, 1) >= 13.9 for size in sizes), path


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_example_asks_what_next_before_each_step(name: str) -> None:
    steps = text_of(name).split("\n---\n")
    assert len(steps) >= 6
    assert [step for step in steps[:-1] if "**What next?**" not in step.strip()[-20:]] == []
    assert "**What next?**" not in steps[-1]


@pytest.mark.parametrize("name", LABS)
def test_a_lab_sheet_is_whole(name: str) -> None:
    sheet = text_of(name)
    for heading in ("What you need", "Safety", "Predict", "Questions", "Bring to the check"):
        assert heading in sheet, heading
    assert re.search(r"^\|(.*\| *)+\|$", sheet, re.MULTILINE)
    assert "| |" in sheet  # room to write a number in
    assert sheet.count("\n___\n") >= 5
    assert "![Grid for a graph](media/graph-grid.svg)" in sheet


def test_a_found_error_is_always_followed_by_doing_it_right() -> None:
    for name in ("set-find-error-2", "set-find-error-3"):
        problems = bank(name)
        assert [p.type for p in problems] == ["single_choice", "numeric"] * 4
        for page, right in zip(problems[::2], problems[1::2], strict=True):
            lines = re.findall(r"^\d\. ", page.body["prompt"], re.MULTILINE)
            assert [option["text"] for option in page.body["options"]] == [f"Line {n + 1}" for n in range(len(lines))]
            correct = next(o["text"] for o in page.body["options"] if o.get("correct"))
            assert page.body["solution"].startswith(f"**{correct}.**")
            assert right.body["prompt"].startswith("Now do it right")
            # The numbers of the shown solution are those to be used.
            given = set(re.findall(r"\d+\.\d+|\d+ (?:kPa|°C)", right.body["prompt"].split("*(")[0]))
            assert {g for g in given if g not in page.body["prompt"]} == set()


@pytest.mark.parametrize("code", CODES)
def test_the_sets_are_on_the_menu_and_open_after_not_yet(code: str) -> None:
    unit: dict[str, Any] = tomllib.loads((PACK / "units" / "gas-laws.toml").read_text("utf-8"))
    sets = [o for o in unit["learning_object"] if o["kind"] == "problem_set" and code in o["objectives"]]
    assert sets
    assert all(6 <= entry["minutes"] <= 12 for entry in sets)
    objective = next(o for o in unit["objective"] if o["code"] == code)
    opened = {remedy["object"] for remedy in objective["remedy"]}
    assert opened & {entry["id"] for entry in sets}
    named = {remedy["misconception"] for remedy in objective["remedy"]}
    asked = {m for question in objective["key_question"] for m in question["misconceptions"]}
    assert asked <= named
