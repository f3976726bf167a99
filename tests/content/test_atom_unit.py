"""The unit without a film, "What is an atom like?": whole, sound, and every number worked out a second time."""

from __future__ import annotations

import math
import re
from math import radians, sin
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cast import Cast
from chemistry import ATOMS

from server.actions.import_path import import_path, pack_from_store
from server.content.pack import BadPack, Pack, read_pack, write_pack
from server.mastery.givens import varies
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import draw_item, problems_of, remarks_of
from server.store import content

FOLDER = Path(__file__).parents[2] / "server" / "content" / "sample" / "what-is-an-atom-like"
PACK: Pack = read_pack(FOLDER)
UNIT = PACK.units[0]
CODES = ["atom-1", "atom-2"]
PROBLEMS = [problem for sheet in PACK.worksheets.values() for problem in sheet.problems]
NUMBERS = {
    "hydrogen": 1, "helium": 2, "lithium": 3, "boron": 5, "carbon": 6, "nitrogen": 7, "oxygen": 8, "fluorine": 9,
    "neon": 10, "sodium": 11, "magnesium": 12, "aluminium": 13, "phosphorus": 15, "sulfur": 16, "chlorine": 17,
    "argon": 18, "potassium": 19, "calcium": 20, "iron": 26, "copper": 29, "zinc": 30, "bromine": 35, "silver": 47,
    "iodine": 53, "gold": 79, "uranium": 92,
}  # fmt: skip
SYMBOLS = {
    "Li": 3, "N": 7, "O": 8, "F": 9, "Na": 11, "Mg": 12, "Al": 13, "S": 16, "Cl": 17, "K": 19, "Ca": 20, "Fe": 26,
    "Cu": 29, "Br": 35,
}  # fmt: skip
ISOTOPES = {  # those of nature, of the elements that the unit names with a mass number
    3: {6, 7}, 5: {10, 11}, 6: {12, 13, 14}, 7: {14, 15}, 8: {16, 17, 18}, 9: {19}, 10: {20, 21, 22}, 11: {23},
    13: {27}, 15: {31}, 16: {32, 33, 34, 36}, 17: {35, 37}, 18: {36, 38, 40}, 19: {39, 40, 41}, 2: {3, 4},
    20: {40, 42, 43, 44, 46, 48}, 26: {54, 56, 57, 58}, 29: {63, 65}, 30: {64, 66, 67, 68, 70}, 47: {107, 109},
    53: {127}, 79: {197}, 92: {234, 235, 238},
}  # fmt: skip
PROTON_IN_ELECTRONS = 1836.15
BALLS_CM = {"tennis ball": (6.54, 6.86), "golf ball": (4.26, 4.32), "football": (21.6, 22.3)}


def params(*types: str) -> list[Any]:
    found = [i for i in [*PACK.items, *PROBLEMS] if not types or i.type in types]
    return [pytest.param(i, id=f"{i.objective or 'set'}/{i.id}") for i in found]


def drawn(item: Item) -> list[DrawnItem]:
    return [draw_item(item, number, Dice(item.id)) for number in offered(item)]


def text(name: str) -> str:
    return (FOLDER / "media" / name).read_text("utf-8")


def charge(ion: str) -> tuple[int, int]:
    """The atomic number and the charge of an ion as written: "Mg²⁺" is (12, 2)."""
    found = re.fullmatch(r"([A-Z][a-z]?)([²³]?)([⁺⁻])", ion)
    assert found, ion
    return SYMBOLS[found[1]], {"": 1, "²": 2, "³": 3}[found[2]] * (1 if found[3] == "⁺" else -1)


def nuclear_width(mass_number: float) -> float:
    return 2.4e-15 * math.cbrt(mass_number)


# Each takes the texts a student sees, by name, and gives the answer in the item's unit.
FORMULAS: dict[str, Any] = {
    "a1-share-width": lambda v: float(v["W"]) * float(v["h"]) / float(v["n"]),
    "a1-marble-width": lambda v: float(v["W"]) * float(v["h"]) / float(v["n"]) - float(v["d"]),
    "a1-one-in": lambda v: float(v["N"]) / float(v["b"]),
    "a1-scale": lambda v: float(v["W"]) * float(f"{v['k']}e-15") / float(f"{v['a']}e-10") * 1000,
    "p1-share-width": lambda v: float(v["W"]) * float(v["h"]) / float(v["n"]),
    "p1-scale": lambda v: float(v["b"]) * 1e-5 / (float(f"{v['k']}e-15") / 1e-10),
    "a2-neutrons": lambda v: int(v["A"]) - NUMBERS[v["name"].lower()],
    "a2-ion-electrons": lambda v: charge(v["ion"])[0] - charge(v["ion"])[1],
    "a2-charge": lambda v: int(v["p"]) - int(v["e"]),
    "a2-mass-share": lambda v: 100 / (1 + 1836 * int(v["A"]) / NUMBERS[v["name"]]),
    "p2-neutrons": lambda v: int(v["A"]) - NUMBERS[v["name"].lower()],
    "p2-ion-electrons": lambda v: charge(v["ion"])[0] - charge(v["ion"])[1],
    "s2-2": lambda v: int(v["A"]) - NUMBERS[v["name"].lower()],
    "s2-3": lambda v: int(v["p"]) - int(v["e"]),
    "s2-4": lambda v: int(v["A"]) * 1836,
    "s2-5": lambda v: float(v["L"]) * 1e-2 / (float(v["a"]) * 1e-10) / 1e6,
}


# ---- the pack ----


def test_it_is_read_without_a_word_of_complaint() -> None:
    assert PACK.warnings == ()
    assert (PACK.id, PACK.grade, PACK.licence, PACK.author) == (
        "what-is-an-atom-like", 10, "CC-BY-SA-4.0", "Classroom"
    )  # fmt: skip
    assert [o.code for o in UNIT.objectives] == CODES
    assert UNIT.guide in PACK.media


def test_there_is_no_film_and_no_sound() -> None:
    assert {o.kind for o in UNIT.objects} & {"video", "audio"} == set()
    assert [n for n in PACK.media if n.endswith((".mp4", ".webm", ".mp3", ".ogg", ".vtt", ".m4a", ".wav"))] == []


def test_each_objective_is_an_inquiry_in_threes_and_a_talk() -> None:
    for objective in UNIT.objectives:
        activities = UNIT.required(objective.code)
        assert [(a.kind, a.group, len(a.roles)) for a in activities] == [("inquiry", 3, 3)]
        sheet = PACK.media[activities[0].instructions].open().read().decode()
        for role in activities[0].roles:
            assert f"**{role.partition(':')[0]}**" in sheet, "the sheet on paper names the roles too"
        assert re.findall(r"^## (\d)", sheet, re.M) in (["1", "2", "3", "4", "5"],) and "## Hand in" in sheet
        assert sheet.count("\n___") >= 10
        assert objective.check == "talk" and len(objective.key_questions) >= 3
        assert len({o.kind for o in UNIT.menu(objective.code)}) >= 3, "after not yet, another kind"


def test_every_misconception_leads_somewhere() -> None:
    for objective in UNIT.objectives:
        remedies = {r.misconception: r.object for r in objective.remedies}
        menu = {o.id for o in UNIT.menu(objective.code)}
        assert set(remedies.values()) <= menu
        listened_for = {m for q in objective.key_questions for m in q.misconceptions}
        items = [i for i in PACK.items if i.objective == objective.code]
        betrayed = {m for i in [*items, *PROBLEMS] for _a, m in wrong_answers(i)}
        own = {m for i in items for _a, m in wrong_answers(i)}
        assert listened_for | own <= remedies.keys(), (listened_for | own) - remedies.keys()
        assert remedies.keys() <= betrayed | listened_for, "a remedy for what nobody gets wrong"


def wrong_answers(item: Item) -> list[tuple[str, str]]:
    body = item.body
    found = [(o["text"], o.get("misconception", "")) for o in body.get("options", ()) if not o.get("correct")]
    found += [(m["value"], m.get("misconception", "")) for m in body.get("mistakes", ())]
    found += [(g["answer"], g.get("misconception", "")) for g in body.get("gaps", ())]
    if item.type in ("true_false", "short_text", "matching", "ordering"):
        found.append((item.type, body.get("misconception", "")))
    return found


@pytest.mark.parametrize("code", CODES)
def test_a_bank_has_what_tests_and_practice_draw_from(code: str) -> None:
    test = [i for i in PACK.items if i.objective == code and i.use == "test"]
    practice = [i for i in PACK.items if i.objective == code and i.use == "practice"]
    assert 8 <= len(test) <= 12 and len(practice) >= 4
    assert len({i.type for i in test}) >= 5 and len({i.type for i in practice}) >= 3
    assert sum(i.type == "essay" for i in test) == 1 and sum(bool(i.body.get("picture")) for i in test) == 1
    assert {i.difficulty for i in test} == {1, 2, 3}
    assert sum(varies(i) and len(offered(i)) >= 5 for i in test) >= 3
    assert [i.id for i in practice if not i.body.get("hint")] == []
    assert not {i.body["prompt"] for i in test} & {i.body["prompt"] for i in practice}


@pytest.mark.parametrize("item", params())
def test_an_item_is_sound_and_says_why(item: Item) -> None:
    assert problems_of(item) == []
    assert remarks_of(item) == []
    assert str(item.body.get("solution", "")).strip()
    assert [answer for answer, why in wrong_answers(item) if not why.strip()] == []


@pytest.mark.parametrize("item", params("single_choice", "multiple_choice"))
def test_the_right_option_is_not_given_away_by_its_length(item: Item) -> None:
    right = [len(o["text"]) for o in item.body["options"] if o.get("correct")]
    wrong = [len(o["text"]) for o in item.body["options"] if not o.get("correct")]
    assert min(right) <= 1.3 * max(wrong) + 3
    assert max(right) >= 0.7 * min(wrong) - 3


# ---- the numbers, a second time ----


@pytest.mark.parametrize("item", params("numeric"))
def test_the_key_follows_from_what_is_shown(item: Item) -> None:
    for one in drawn(item):
        key = one.key
        assert key["value"] == pytest.approx(FORMULAS[item.id](one.values), abs=key["tolerance"] / 3), one.values
        for mistake in key["mistakes"]:
            assert abs(mistake["value"] - key["value"]) > 1.9 * key["tolerance"], (one.values, mistake)
        if "tolerance" in item.body and item.body["tolerance"] == "0.4":
            assert key["value"] == round(key["value"]), "a number of particles is whole"


def test_every_formula_belongs_to_an_item() -> None:
    assert set(FORMULAS) == {i.id for i in [*PACK.items, *PROBLEMS] if i.type == "numeric"}


@pytest.mark.parametrize("item", params())
def test_names_symbols_and_mass_numbers_are_those_of_the_periodic_table(item: Item) -> None:
    for one in drawn(item):
        v = one.values
        if "Z" in v and "name" in v:
            assert NUMBERS[v["name"].lower()] == int(v["Z"])
        if "A" in v and "Z" in v:
            assert int(v["A"]) in ISOTOPES[int(v["Z"])]
        if "ion" in v:
            assert (int(v["Z"]), int(v["q"])) == charge(v["ion"])
            assert v.get("more", "missing" if int(v["q"]) > 0 else "too many") == (
                "missing" if int(v["q"]) > 0 else "too many"
            )
            count = {1: "one", 2: "two", 3: "three"}[abs(int(v["q"]))]
            assert v.get("did", f"{count} {'lost' if int(v['q']) > 0 else 'gained'}") == (
                f"{count} {'lost' if int(v['q']) > 0 else 'gained'}"
            )
        if "c" in v:
            number = int(v["p"]) - int(v["e"])
            assert v["c"] == f"{abs(number)}{'+' if number > 0 else '−'}"
            assert int(v["p"]) + int(v["n"]) in ISOTOPES.get(int(v["p"]), {int(v["p"]) + int(v["n"])})
        if "thing" in v:
            assert BALLS_CM[v["thing"]][0] <= float(v["b"]) <= BALLS_CM[v["thing"]][1]
        if "h" in v:
            assert 0 < int(v["h"]) < int(v["n"]) / 2, "a hidden shape, not a wall"


def test_widths_of_nuclei_follow_their_rule_and_atoms_are_of_their_size() -> None:
    rows = next(i for i in PACK.items if i.id == "a1-scale").body["given"]["el"]["rows"]
    for row in rows:
        name = row["name"].split()[-1]
        mass_number = {"gold": 197, "iron": 56, "aluminium": 27, "carbon": 12}[name]
        assert float(row["k"]) == pytest.approx(nuclear_width(mass_number) * 1e15, abs=0.06)
        assert 1e-10 < float(row["a"]) * 1e-10 < 3e-10


def cells(sheet: str, *headings: str) -> list[list[str]]:
    """The rows of the table whose headings begin so."""
    lines = sheet[sheet.index(f"\n| {' | '.join(headings)} |") + 1 :].split("\n\n")[0].splitlines()[2:]
    return [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_the_boards_of_the_sheet_are_a_perfect_run() -> None:
    sheet, guide = text("inquiry-atom-1.md"), text("teachers-guide.md")
    widths = [int(w) for w in re.findall(r"shapes are (\d+), (\d+) and (\d+) mm", guide)[0]]
    for width, (_board, rolled, turned, straight) in zip(
        widths, cells(sheet, "board", "rolled", "came out turned", "came out straight"), strict=True
    ):
        assert int(turned) == int(rolled) * (width + 16) / 600
        assert int(turned) + int(straight) == int(rolled) == 300


def test_the_counts_of_the_foil_follow_the_rule_that_is_named() -> None:
    shown = {
        int(a.rstrip("°")): int(n.replace(" ", ""))
        for a, n in cells(text("inquiry-atom-1.md"), "turned by", "particles counted in the same time")
    }
    assert sorted(shown) == [15, 30, 60, 90, 120, 150]
    for angle, number in shown.items():
        rule = 30 * (sin(radians(75)) / sin(radians(angle / 2))) ** 4
        assert number == pytest.approx(rule, rel=0.01), angle


def test_the_cards_of_the_sheet_are_right() -> None:
    for _card, p, n, e, name, said in cells(text("inquiry-atom-2.md"), "card", "p", "n", "e", "name", "charge"):
        element, mass_number = name.split("-")
        assert (NUMBERS[element], int(p) + int(n)) == (int(p), int(mass_number))
        number = int(p) - int(e)
        assert said == ("0" if not number else f"{abs(number)}{'+' if number > 0 else '−'}")
    for p, n, e, name, said in cells(text("inquiry-atom-2.md"), "p", "n", "e", "name", "charge"):
        element, _dash, mass_number = name.partition("-")
        z = NUMBERS[element]
        assert p in ("", str(z))
        assert not (mass_number and n) or z + int(n) == int(mass_number)
        assert (p or mass_number) and [p, n, e, said].count("") + (not mass_number) >= 2, "something left to find out"


def test_numbers_in_texts_and_examples() -> None:
    one, example, two = text("text-atom-1.md"), text("worked-atom-1.md"), text("text-atom-2.md")
    ratio = 2.9e-10 / 1.4e-14
    assert "20 ÷ 400 × 600 = 30 mm" in one and 20 / 400 * 600 == 30
    assert "2.9 ÷ 1.4 = 2.07" in example and "**20 700 times**" in example and round(ratio, -2) == 20_700
    assert "**4.83 mm**" in example and "4.83 mm" in text("teachers-guide.md")
    assert 100_000 / ratio == pytest.approx(4.83, abs=0.005)
    assert "40 ÷ 250 = 0.16" in example and "0.16 × 600 mm = **96 mm**" in example and "96 − 16 = **80 mm**" in example
    share = 100 * 26 / (56 * 1836 + 26)
    assert f"**{share:.3g} %**" in two and f"{1000 * share / 100:.3g} g" in two
    assert "79 ÷ 1836 = 0.0430" in next(i for i in PACK.items if i.id == "p2-mass").body["solution"]
    assert round(79 / 1836, 4) == 0.0430
    assert round(PROTON_IN_ELECTRONS) == 1836
    assert all("7300 times as heavy as an electron" in sheet for sheet in (one, text("inquiry-atom-1.md")))
    alpha = ATOMS["He"] / 1.00728 * PROTON_IN_ELECTRONS - 2
    assert round(alpha, -2) == 7300


@pytest.mark.parametrize("name", sorted(n for n in PACK.media if n.endswith(".svg")))
def test_a_picture_can_be_shown_and_read(name: str) -> None:
    drawing = PACK.media[name].open().read().decode()
    root = ElementTree.fromstring(drawing)
    assert not re.search(r"<script|href|url\(|\bon\w+=|<image|<foreignObject", drawing)
    sizes = [float(s) for s in re.findall(r'font-size="([\d.]+)"', drawing)]
    assert sizes and min(sizes) * 320 / float(root.get("viewBox", "").split()[2]) >= 14


def test_the_drawing_of_lithium_shows_what_its_item_says() -> None:
    drawing = text("a2-lithium.svg")
    assert (drawing.count(">+<"), drawing.count(">−<"), drawing.count('r="14"')) == (3, 2, 7)


def test_the_hidden_shape_asks_nobody_else_and_is_small() -> None:
    page = text("hidden-shape.html")
    assert len(page.encode()) <= 15_000
    assert not re.search(r"src=|href=|fetch\(|import |localStorage|\?\.|\?\?|=>|`|\blet\b|\bconst\b", page)
    assert "prefers-reduced-motion" in page and 'aria-live="polite"' in page


# ---- on a box, and out again ----


def test_an_empty_box_takes_it_and_gives_the_same_back(cast: Cast, tmp_path: Path) -> None:
    told = import_path(FOLDER, cast.settings.media)
    assert (told.kind, told.added, told.skipped, told.warnings) == ("pack", 1 + len(PACK.items), [], [])
    assert import_path(FOLDER, cast.settings.media).unchanged == 1 + len(PACK.items)
    assert content.unit(UNIT.id) == UNIT
    kept = content.banks(UNIT)
    assert {i.id for bank in kept.values() for i in bank} == {i.id for i in PACK.items}
    kept_pack = pack_from_store(UNIT.id, cast.settings.media)
    assert kept_pack is not None
    write_pack(kept_pack, tmp_path / "out.zip")
    again = read_pack(tmp_path / "out.zip")
    assert (again.name, again.units, again.worksheets) == (PACK.name, PACK.units, PACK.worksheets)
    assert sorted(again.items, key=lambda i: i.id) == sorted(PACK.items, key=lambda i: i.id)
    assert {n: m.open().read() for n, m in again.media.items()} == {n: m.open().read() for n, m in PACK.media.items()}
    write_pack(again, tmp_path / "twice.zip")
    assert (tmp_path / "twice.zip").read_bytes() == (tmp_path / "out.zip").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("group = 3", "group = 1", "how many hand in together"),
        ("group = 3\n", "", '"roles" are for a group'),
        ("group = 3", 'group = "three"', "is a whole number"),
    ],
)
def test_a_group_written_wrongly_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    write_pack(PACK, tmp_path / "out.zip")
    copy = tmp_path / "copy"
    for file in FOLDER.rglob("*"):
        if file.is_file():
            target = copy / file.relative_to(FOLDER)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    unit = copy / "units" / f"{UNIT.id}.toml"
    unit.write_text(unit.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(BadPack, match=says):
        read_pack(copy)


# ---- the simulation ----


@pytest.mark.full
def test_the_hidden_shape_turns_the_share_that_its_width_says(browser: Any) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((FOLDER / "media" / "hidden-shape.html").as_uri())
    found = page.evaluate(
        """hiddenShape.boards.map(b => { let hits = 0, back = [];
            for (let at = 0.25; at < 600; at += 0.5) {
                const out = hiddenShape.roll(b, at);
                if (out.hit) { hits += 1; back.push(out.angle); }
            }
            return { form: b.form, width: 2 * b.half, hits, back }; })"""
    )
    for board in found:
        assert board["hits"] / 2 == pytest.approx(board["width"] + 16, abs=1.5), board["form"]
        half_way_out = board["back"][len(board["back"]) // 4]
        assert half_way_out == pytest.approx({"round": 120, "flat": 180, "pointed": 90}[board["form"]], abs=4)
    page.keyboard.press("Tab")
    page.locator("#place").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#shown").inner_text() == "305"
    page.locator("#one").press("Enter")
    page.wait_for_function("document.getElementById('said').textContent.indexOf('Marble 1') === 0")
    assert page.locator("#turned").inner_text() == "1"
    page.locator("#guess").fill("284")
    page.locator("#check").press("Enter")
    assert "Roll at least 20" in page.locator("#said").inner_text()
    page.locator("#many").press("Enter")
    page.locator("#check").press("Enter")
    assert "The form is right" in page.locator("#said").inner_text()
    page.close()
    assert complaints == []
