"""The sample unit's chemistry, worked out a second time: from what a student sees, with this file's own formulas."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from chemistry import ATOMS, GASES, SOLIDS, TIMES, VAPOUR, Formulas, Orders, Shown, mass, molar_mass_of, rounds_to

from server.mastery.givens import varies
from server.mastery.luck import Dice
from server.mastery.offered_variants import offered
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import draw_item, problems_of, remarks_of

pytestmark = pytest.mark.full

PACK = Path(__file__).parents[2] / "server" / "content" / "sample" / "gas-laws"
BANKS = [f"gases-{n}" for n in range(1, 8)]
SHEETS = sorted(path.stem for path in (PACK / "media").glob("*.toml"))
"""worksheets and problem sets"""

FORMULAS: Formulas = {}
ORDERS: Orders = {}
for _code in BANKS:
    _module = import_module(f"formulas_{_code.replace('-', '_')}")
    FORMULAS |= _module.FORMULAS
    ORDERS |= getattr(_module, "ORDERS", {})


@cache
def bank(name: str) -> tuple[Item, ...]:
    """A bank by its objective's code, or a worksheet or problem set by its file's name."""
    sheet = name not in BANKS
    path = PACK / ("media" if sheet else "banks") / f"{name}.toml"
    written = tomllib.loads(path.read_text("utf-8"))["problem" if sheet else "item"]
    return tuple(
        Item(
            id=body["id"],
            objective=name,
            version=1,
            type=body["type"],
            body=body,
            difficulty=body.get("difficulty", 2),
            nice=body.get("nice", False),
            use=body.get("use", "test"),
            tags=tuple(body.get("tags", ())),
        )
        for body in written
    )


def everything(*types: str) -> list[Any]:
    """All items of banks and sheets, of these types where some are named, as parameters that name them."""
    names = [*BANKS, *SHEETS]
    items = [item for name in names for item in bank(name) if not types or item.type in types]
    return [pytest.param(item, id=f"{item.objective}/{item.id}") for item in items]


def picture_text(item: Item) -> str:
    picture = str(item.body.get("picture", ""))
    return (PACK / picture).read_text("utf-8") if picture.endswith(".svg") else ""


def shown_values(item: Item, drawn: DrawnItem) -> Shown:
    """What a student can read in that variant. A value that only the author sees is not among them."""
    entries = "".join(entry["text"] for entry in item.body.get("sequence_by", ()))
    seen = set(re.findall(r"\{(\w+)\}", item.body["prompt"] + picture_text(item) + entries))
    return SimpleNamespace(**{name: as_number(text) for name, text in drawn.values.items() if name in seen})


def as_number(text: str) -> float | str:
    plain = text.replace("−", "-").replace(" × 10", "e").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    try:
        return float(plain)
    except ValueError:
        return text


def why_each_wrong_answer(item: Item) -> Iterator[tuple[str, str]]:
    """Every wrong answer that an item foresees, and the misconception it names for it."""
    body = item.body
    for option in body.get("options", ()):
        if not option.get("correct"):
            yield option["text"], option.get("misconception", "")
    for mistake in body.get("mistakes", ()):
        yield mistake["value"], mistake.get("misconception", "")
    for gap in body.get("gaps", ()):
        yield f"gap {gap['answer']}", gap.get("misconception", "")
    if item.type in ("true_false", "short_text", "matching", "ordering"):
        yield item.type, body.get("misconception", "")


def drawn_variants(item: Item) -> tuple[DrawnItem, ...]:
    """Every variant of an item that can come up, as it stands in a test; drawn once, since some take long to draw."""
    key = (item.objective, item.id)
    if key not in DRAWN:
        DRAWN[key] = tuple(draw_item(item, number, Dice(item.id)) for number in offered(item))
    return DRAWN[key]


DRAWN: dict[tuple[str, str], tuple[DrawnItem, ...]] = {}


def question_of(drawn: DrawnItem) -> str:
    """All that a student reads before answering."""
    return "\n".join([drawn.prompt, *drawn.options, *drawn.left])


# ---- what a bank holds ----


@pytest.mark.parametrize("code", BANKS)
def test_a_bank_has_what_a_test_draws_from(code: str) -> None:
    items = [item for item in bank(code) if not item.nice and item.use == "test"]
    varying = [item for item in items if varies(item) and len(drawn_variants(item)) >= 5]
    assert len(items) == 12
    assert len(varying) >= (3 if code == "gases-1" else 5), [item.id for item in varying]
    assert sum(item.type == "true_false" for item in items) <= 1
    assert any(item.type == "essay" for item in items)
    assert any(item.body.get("picture") for item in items)
    assert {item.difficulty for item in items} == {1, 2, 3}
    assert len({item.type for item in items}) >= 5
    assert len({item.id for item in bank(code)}) == len(bank(code))


@pytest.mark.parametrize("code", BANKS)
def test_practice_has_a_pool_of_its_own(code: str) -> None:
    pool = [item for item in bank(code) if item.use == "practice"]
    assert len(pool) >= 6
    assert {item.use for item in bank(code)} == {"test", "practice"}
    assert len({item.type for item in pool}) >= 3
    assert sum(varies(item) and len(drawn_variants(item)) >= 5 for item in pool) >= 3
    assert [item.id for item in pool if not item.body.get("hint")] == []
    prompts = {item.body["prompt"] for item in bank(code) if item.use == "test"}
    assert not prompts & {item.body["prompt"] for item in pool}


@pytest.mark.parametrize("code", BANKS)
def test_a_worksheet_has_eight_problems_from_easy_to_hard_and_numbers_of_ones_own(code: str) -> None:
    problems = bank(f"worksheet-{code}")
    assert len(problems) == 8
    assert [p.difficulty for p in problems] == sorted(p.difficulty for p in problems)
    assert {p.difficulty for p in problems} == {1, 2, 3}
    assert sum(varies(p) and len(drawn_variants(p)) >= 12 for p in problems) >= 3
    assert [p.id for p in problems if int(p.body.get("space", 0)) < 2] == []


def test_grahams_numbers_are_nice_to_know() -> None:
    graham = [i for i in bank("gases-5") if i.type == "numeric" and any("graham" in tag.lower() for tag in i.tags)]
    rooted = [i for name in BANKS for i in bank(name) if "sqrt" in str(i.body.get("answer", ""))]
    assert graham
    assert all(item.nice for item in [*graham, *rooted]), [item.id for item in [*graham, *rooted] if not item.nice]


@pytest.mark.parametrize("item", everything())
def test_an_item_is_sound_and_says_why(item: Item) -> None:
    assert problems_of(item) == []
    assert remarks_of(item) == []
    assert str(item.body.get("solution", "")).strip()
    unnamed = [answer for answer, misconception in why_each_wrong_answer(item) if not misconception.strip()]
    assert unnamed == []


@pytest.mark.parametrize("item", everything("single_choice", "multiple_choice"))
def test_the_right_option_is_not_given_away_by_its_length(item: Item) -> None:
    right = [len(option["text"]) for option in item.body["options"] if option.get("correct")]
    wrong = [len(option["text"]) for option in item.body["options"] if not option.get("correct")]
    assert min(right) <= 1.3 * max(wrong) + 3
    assert max(right) >= 0.7 * min(wrong) - 3


# ---- the unit that holds them ----


@pytest.mark.parametrize("code", BANKS)
def test_what_an_objective_points_at_is_there(code: str) -> None:
    unit = tomllib.loads((PACK / "units" / "gas-laws.toml").read_text("utf-8"))
    menu = {entry["id"]: entry for entry in unit["learning_object"] if code in entry["objectives"]}
    work = {entry["id"]: entry for entry in unit["activity"] if code in entry["objectives"]}
    # Videos are made apart from the texts, and have tests of their own.
    paths = [entry["path"] for entry in menu.values() if entry["kind"] != "video"]
    paths += [entry["instructions"] for entry in work.values()]
    assert [path for path in paths if not (PACK / path).is_file()] == []
    objective = next(entry for entry in unit["objective"] if entry["code"] == code)
    assert {remedy["object"] for remedy in objective["remedy"]} <= menu.keys()
    assert len(objective["key_question"]) >= 2
    assert len({entry["kind"] for entry in menu.values()}) >= 3  # after "not yet", another kind


def test_ids_of_the_unit_are_unique() -> None:
    unit = tomllib.loads((PACK / "units" / "gas-laws.toml").read_text("utf-8"))
    ids = [entry["id"] for entry in [*unit["learning_object"], *unit["activity"]]]
    assert len(set(ids)) == len(ids)
    assert [objective["code"] for objective in unit["objective"]] == BANKS


# ---- the chemistry, a second time ----


@pytest.mark.parametrize("item", everything("numeric"))
def test_the_key_follows_from_what_is_shown(item: Item) -> None:
    formula = FORMULAS.get(f"{item.objective}/{item.id}")
    assert formula, "a numeric item without a formula of its own in this test"
    for drawn in drawn_variants(item):
        shown, key = shown_values(item, drawn), drawn.key["value"]
        # A third of what a student is allowed covers whole kelvins and rounded steps, and no wrong formula.
        assert key == pytest.approx(formula(shown), abs=drawn.key["tolerance"] / 3), shown


@pytest.mark.parametrize("item", [p for p in everything("ordering") if "sequence_by" in p.values[0].body])
def test_the_order_follows_from_what_is_shown(item: Item) -> None:
    sizes_of = ORDERS.get(f"{item.objective}/{item.id}")
    assert sizes_of, "an ordering item with numbers, but without an order of its own in this test"
    for drawn in drawn_variants(item):
        sizes = sizes_of(shown_values(item, drawn))
        as_shown = [sizes[place] for place in drawn.order]
        assert drawn.key["places"] == [sorted(sizes).index(size) + 1 for size in as_shown]


@pytest.mark.parametrize("item", everything("numeric"))
def test_forgetting_water_vapour_is_outside_the_tolerance(item: Item) -> None:
    forgets = re.compile("vapour|dry pressure")
    for drawn in drawn_variants(item):
        key = drawn.key
        for mistake in key["mistakes"]:
            if forgets.search(mistake["misconception"]):
                assert abs(mistake["value"] - key["value"]) > 1.9 * key["tolerance"]


@pytest.mark.parametrize("item", everything("numeric"))
def test_other_units_are_worth_what_they_are(item: Item) -> None:
    for other in drawn_variants(item)[0].key["accept"]:
        unit = other["unit"].replace("³", "3")
        assert other["times"] == pytest.approx(TIMES[str(item.body["unit"]), unit], rel=1e-4)


def test_every_formula_here_belongs_to_an_item() -> None:
    assert set(FORMULAS) - {param.id for param in everything("numeric")} == set()


@pytest.mark.parametrize("item", everything())
def test_molar_masses_are_those_of_the_course(item: Item) -> None:
    known = [*ATOMS.values(), *map(mass, GASES.values()), *map(mass, SOLIDS)]
    for drawn in drawn_variants(item):
        question = question_of(drawn)
        given = re.sub(r"\*\*.*?\*\*", "", drawn.solution, flags=re.DOTALL)  # what is worked out stands in bold
        for text in re.findall(r"(\d+(?:\.\d+)?) g/mol", question + given):
            assert any(rounds_to(m, text) for m in known), text
        for symbol, text in re.findall(r"(?<![°\w])([A-Z][a-z]?) (\d+\.\d{2,3})\b", question):
            assert symbol not in ATOMS or rounds_to(ATOMS[symbol], text), symbol


@pytest.mark.parametrize("item", everything())
def test_a_molar_mass_belongs_to_the_gas_beside_it(item: Item) -> None:
    for rule in item.body.get("given", {}).values():
        for row in rule.get("rows", ()) if isinstance(rule, dict) else ():
            for gas, column in (("gas", "M"), ("a", "Ma"), ("b", "Mb"), ("light", "Ml"), ("heavy", "Mh")):
                if gas in row and column in row:
                    assert float(row[column]) == pytest.approx(molar_mass_of(row[gas]), abs=0.005), row


@pytest.mark.parametrize("item", everything())
def test_vapour_pressures_are_those_of_the_table(item: Item) -> None:
    for rule in item.body.get("given", {}).values():
        for row in rule.get("rows", ()) if isinstance(rule, dict) else ():
            if "t" in row and any(name.startswith("Pw") for name in row):
                assert VAPOUR[int(row["t"])] == float(row["Pw"])
    for drawn in drawn_variants(item):
        question = question_of(drawn)
        if "vapour" in question.lower():
            degrees = {int(t) for t in re.findall(r"\b(\d+) °C", question)}
            for text in re.findall(r"(?<![\d.])([1-5]\.\d\d) kPa", question):
                assert float(text) in {VAPOUR.get(t) for t in degrees}, text
        for t, text in re.findall(r"\b(\d\d) °C[ :]+([1-5]\.\d\d)\b(?! g)", question):
            assert VAPOUR[int(t)] == float(text)


# ---- pictures ----


@pytest.mark.parametrize("item", [p for p in everything() if p.values[0].body.get("picture")])
def test_a_picture_can_be_shown_and_read(item: Item) -> None:
    assert item.body["picture_alt"].strip()
    drawing = picture_text(item)
    root = ElementTree.fromstring(drawing)
    names = set(re.findall(r"\{(\w+)\}", drawing))
    assert names <= drawn_variants(item)[0].values.keys()
    assert not re.search(r"<script|href|url\(|\bon\w+=|<image|<foreignObject", drawing)
    sizes = [float(size.removesuffix("px")) for size in re.findall(r'font-size[=:]\s*"?([\d.]+(?:px)?)', drawing)]
    scale = 320 / float(root.get("viewBox", "0 0 320 0").split()[2])
    assert sizes and min(sizes) * min(scale, 1) >= 13.9
