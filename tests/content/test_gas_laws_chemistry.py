"""The sample unit's chemistry, worked out a second time: from what a student sees, with this file's own formulas."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from math import sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from server.mastery.givens import varies
from server.mastery.luck import Dice
from server.mastery.values import DrawnItem, Item
from server.mastery.variants import draw_item, problems_of, remarks_of

PACK = Path(__file__).parents[2] / "server" / "content" / "sample" / "gas-laws"
BANKS = [f"gases-{n}" for n in range(1, 8)]
VARIANTS = 8

R = 8.314  # kPa·L/(mol·K)
ATM, MMHG = 101.325, 101.325 / 760  # kPa
ATOMS = {
    "H": 1.008, "He": 4.003, "C": 12.01, "N": 14.01, "O": 16.00, "Ne": 20.18, "Na": 22.99, "Mg": 24.31,
    "S": 32.06, "Cl": 35.45, "Ar": 39.95, "K": 39.10, "Ca": 40.08, "Zn": 65.38,
}  # fmt: skip
VAPOUR = {
    15: 1.71, 18: 2.06, 20: 2.34, 21: 2.49, 22: 2.65, 23: 2.81, 24: 2.99, 25: 3.17, 26: 3.36, 27: 3.57,
    28: 3.78, 30: 4.25, 35: 5.63,
}  # fmt: skip
GASES = {
    "hydrogen": "H2", "helium": "He", "methane": "CH4", "ammonia": "NH3", "neon": "Ne", "nitrogen": "N2",
    "oxygen": "O2", "hydrogen chloride": "HCl", "argon": "Ar", "carbon dioxide": "CO2", "carbon monoxide": "CO",
    "propane": "C3H8", "butane": "C4H10", "sulfur dioxide": "SO2", "chlorine": "Cl2", "water": "H2O",
}  # fmt: skip
SOLIDS = ["H2O2", "KClO3", "CaCO3", "NaN3", "MgCl2", "KCl"]
TIMES = {  # how many of the second unit make one of the first
    ("L", "mL"): 1000, ("mL", "L"): 0.001, ("kPa", "atm"): 1 / ATM, ("kPa", "mmHg"): 1 / MMHG, ("g", "kg"): 0.001,
    ("atm", "kPa"): ATM, ("mmHg", "kPa"): MMHG, ("mmHg", "atm"): 1 / 760, ("atm", "mmHg"): 760, ("s", "min"): 1 / 60,
    ("L", "cm3"): 1000, ("mL", "cm3"): 1, ("L", "dm3"): 1, ("g", "mg"): 1000, ("mol", "mmol"): 1000,
    ("kPa", "Pa"): 1000,
}  # fmt: skip

Shown = Any
"""The values that stand in the prompt or the picture, by name: numbers where they are numbers."""


def kelvin(celsius: float) -> float:
    return celsius + 273.15


@cache
def mass(formula: str) -> float:
    """Molar mass in g/mol: `mass("H2O2")` is 34.016."""
    return sum(ATOMS[atom] * int(count or 1) for atom, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula))


def rounds_to(value: float, text: str) -> bool:
    return abs(value - float(text)) <= 0.5 * 10 ** -len(text.partition(".")[2]) + 1e-9


def molar_mass_of(name: str) -> float:
    return mass(GASES[name.split(",")[0].strip().lower()])


def litres(n: float, celsius: float, kpa: float) -> float:
    return n * R * kelvin(celsius) / kpa


def moles(kpa: float, volume: float, celsius: float) -> float:
    return kpa * volume / (R * kelvin(celsius))


FORMULAS: dict[str, Callable[[Shown], float]] = {
    # Gases 1: manometers and units
    "gases-1/g1-manometer-open": lambda v: v.Pair + v.h * MMHG,
    "gases-1/g1-manometer-gas": lambda v: v.Pair - v.h * MMHG,
    "gases-1/g1-manometer-closed": lambda v: v.h * MMHG,
    "gases-1/g1-convert": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-2": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-3": lambda v: v.p * ATM,
    "worksheet-gases-1/w1-4": lambda v: v.Pair + v.h * MMHG,
    "worksheet-gases-1/w1-5": lambda v: v.Pair - v.h * MMHG,
    "worksheet-gases-1/w1-6": lambda v: v.h * MMHG,
    "worksheet-gases-1/w1-7": lambda v: (v.Pair - v.P) / MMHG,
    # Gases 2: one of P, V and T held constant
    "gases-2/g2-boyle-cylinder": lambda v: v.P1 * v.V1 / v.V2,
    "gases-2/g2-charles-piston": lambda v: v.V1 / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-lussac-can": lambda v: v.P1 / kelvin(v.t1) * kelvin(v.t2),
    "gases-2/g2-charles-temperature": lambda v: kelvin(v.t1) / v.V1 * v.V2,
    "gases-2/g2-football-gauge": lambda v: (v.Pg + v.Pair) / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-2": lambda v: v.P1 * v.V1 / v.V2,
    "worksheet-gases-2/w2-3": lambda v: v.V1 * v.P1 / v.P2,
    "worksheet-gases-2/w2-4": lambda v: v.V1 / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-5": lambda v: v.P1 / kelvin(v.t1) * kelvin(v.t2),
    "worksheet-gases-2/w2-7": lambda v: (v.Pg + v.Pair) / kelvin(v.t1) * kelvin(v.t2),
    # Gases 3: P₁V₁/T₁ = P₂V₂/T₂
    "gases-3/g3-find-v2": lambda v: v.V1 * v.P1 / v.P2 * kelvin(v.t2) / kelvin(v.t1),
    "gases-3/g3-find-p2": lambda v: v.P1 * v.V1 / v.V2 * kelvin(v.t2) / kelvin(v.t1),
    "gases-3/g3-find-t2": lambda v: kelvin(v.t1) * (v.P2 * v.V2) / (v.P1 * v.V1),
    "gases-3/g3-find-v1": lambda v: v.V2 * v.P2 / v.P1 * kelvin(v.t1) / kelvin(v.t2),
    "gases-3/g3-find-p1": lambda v: 101 * v.V2 / v.V1 * kelvin(v.t1) / kelvin(0),
    "gases-3/g3-find-t1": lambda v: kelvin(v.t2) * (v.P1 * v.V1) / (v.P2 * v.V2),
    "worksheet-gases-3/w3-2": lambda v: 3.00 * (120 / 300) / (90.0 / 330),
    "worksheet-gases-3/w3-3": lambda v: 2.20 * (99.0 / kelvin(18)) / (62.0 / kelvin(-15)),
    "worksheet-gases-3/w3-4": lambda v: 101 * (0.450 / kelvin(20)) / (0.250 / kelvin(65)),
    "worksheet-gases-3/w3-6": lambda v: kelvin(27) * (90.0 * 3.00) / (150 * 1.60),
    "worksheet-gases-3/w3-7": lambda v: 4.10 * (85.0 / kelvin(60)) / (101 / kelvin(0)),
    # Gases 4: PV = nRT
    "gases-4/g4-find-n": lambda v: moles(v.P, v.V / 1000, v.t),
    "gases-4/g4-find-p": lambda v: v.n * R * kelvin(v.t) / v.V,
    "gases-4/g4-find-v": lambda v: litres(v.n, v.t, v.P),
    "gases-4/g4-find-t": lambda v: v.P * v.V / (v.n * R),
    "gases-4/g4-find-mass": lambda v: moles(v.P, v.V, v.t) * molar_mass_of(v.gas),
    "gases-4/g4-from-mass": lambda v: v.m / molar_mass_of(v.gas) * R * kelvin(v.t) / v.V,
    "worksheet-gases-4/w4-2": lambda v: 2.00 * R * 300 / 20.0,
    "worksheet-gases-4/w4-3": lambda v: litres(0.750, 35, 95.0),
    "worksheet-gases-4/w4-5": lambda v: moles(103, 0.500, 24),
    "worksheet-gases-4/w4-6": lambda v: moles(800, 13.0, 20) * mass("He"),
    "worksheet-gases-4/w4-7": lambda v: 118 * 6.50 / R / (8.00 / mass("N2")),
    # Gases 5: Dalton, and Graham's numbers
    "gases-5/g5-partial-pressure": lambda v: v.P * v.na / (v.na + v.nb),
    "gases-5/g5-missing-pressure": lambda v: v.P - (v.p1 + v.p2),
    "gases-5/g5-mixture-share": lambda v: v.P * v.x,
    "gases-5/g5-dry-pressure": lambda v: v.P - VAPOUR[int(v.t)],
    "gases-5/g5-two-bulbs": lambda v: (v.Pa * v.Va + v.Pb * v.Vb) / (v.Va + v.Vb),
    "gases-5/g5-graham-ratio": lambda v: sqrt(molar_mass_of(v.heavy) / molar_mass_of(v.light)),
    "gases-5/g5-graham-molar-mass": lambda v: molar_mass_of(v.gas) / v.r / v.r,
    "gases-5/g5-graham-time": lambda v: v.s * sqrt(molar_mass_of(v.gas) / mass("He")),
    "worksheet-gases-5/w5-1": lambda v: 85.0 + 42.0 + 23.0,
    "worksheet-gases-5/w5-2": lambda v: 150 * 0.300 / (1.20 + 0.300),
    "worksheet-gases-5/w5-3": lambda v: 99.6 - VAPOUR[26],
    "worksheet-gases-5/w5-5": lambda v: (200 * 3.00 + 150 * 2.00) / (3.00 + 2.00),
    "worksheet-gases-5/w5-8": lambda v: mass("O2") / 0.853 / 0.853,
    # Gases 6: stoichiometry
    "gases-6/mg-to-hydrogen-wet": lambda v: 1000 * litres(v.m / mass("Mg"), v.t, v.P - VAPOUR[int(v.t)]),
    "gases-6/zinc-from-hydrogen": lambda v: moles(v.P, v.V, v.t) * mass("Zn"),
    "gases-6/peroxide-to-oxygen": lambda v: litres(v.m / mass("H2O2") * 1 / 2, v.t, v.P),
    "gases-6/chlorate-to-oxygen": lambda v: litres(v.m / mass("KClO3") * 3 / 2, v.t, v.P),
    "gases-6/tube-levels": lambda v: v.P - 0.98 * v.h / 10 - VAPOUR[int(v.t)],
    "worksheet-gases-6/w6-1": lambda v: 0.300,
    "worksheet-gases-6/w6-2": lambda v: litres(0.0500, 25, 98.0),
    "worksheet-gases-6/w6-4": lambda v: litres(5.00 / mass("CaCO3"), 20, 99.5),
    "worksheet-gases-6/w6-5": lambda v: 1000 * litres(0.0250 / mass("Mg"), 23, 101.2 - VAPOUR[23]),
    "worksheet-gases-6/w6-6": lambda v: 2 * moles(96.5, 4.00, 28) * mass("H2O2"),
    "worksheet-gases-6/w6-8": lambda v: 100 * moles(100.5, 0.400, 22) * mass("CaCO3") / 2.00,
    # Gases 7: M = m/n
    "gases-7/molar-mass-dry": lambda v: v.m / moles(v.P, v.V, v.t),
    "gases-7/molar-mass-density": lambda v: v.d / moles(v.P, 1, v.t),
    "gases-7/cartridge-wet": lambda v: v.m / moles(v.P - VAPOUR[int(v.t)], v.V / 1000, v.t),
    "gases-7/density-of-gas": lambda v: molar_mass_of(v.gas) / litres(1, v.t, v.P),
    "gases-7/flask-on-balance": lambda v: (v.m2 - v.m1) / moles(v.P, v.V, v.t),
    "worksheet-gases-7/w7-1": lambda v: moles(100, 0.500, 25),
    "worksheet-gases-7/w7-2": lambda v: 0.888 / moles(100, 0.500, 25),
    "worksheet-gases-7/w7-3": lambda v: 1.20 / moles(98.0, 1, 40),
    "worksheet-gases-7/w7-4": lambda v: mass("Ar") / litres(1, 60, 103),
    "worksheet-gases-7/w7-5": lambda v: 0.186 / moles(101.2 - VAPOUR[23], 0.0800, 23),
}

ORDERS: dict[str, Callable[[Shown], list[float]]] = {
    "gases-1/g1-order-pressures": lambda v: [v.a, v.b * MMHG, v.c * ATM],
    "gases-2/g2-order-volumes": lambda v: [
        kelvin(v.th) / kelvin(v.t0), 100 / v.pb, 100 / v.pc, kelvin(v.tc) / kelvin(v.t0),
    ],
    "gases-3/g3-order-volumes": lambda v: [kelvin(t) / p for t, p in ((v.ta, v.Pa), (v.tb, v.Pb), (v.tc, v.Pc))],
}  # fmt: skip
"""For ordering items with numbers: what their entries go by, in the bank's order."""


@cache
def bank(name: str) -> tuple[Item, ...]:
    """A bank by its objective's code, or a worksheet by its file's name."""
    worksheet = name.startswith("worksheet-")
    path = PACK / ("media" if worksheet else "banks") / f"{name}.toml"
    written = tomllib.loads(path.read_text("utf-8"))["problem" if worksheet else "item"]
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
    """All items of banks and worksheets, of these types where some are named, as parameters that name them."""
    names = [*BANKS, *sorted(path.stem for path in (PACK / "media").glob("worksheet-*.toml"))]
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


def numbers_tried(item: Item) -> range:
    return range(VARIANTS if varies(item) else 1)


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
    """The first variants of an item as they stand in a test; drawn once, since some take long to draw."""
    key = (item.objective, item.id)
    if key not in DRAWN:
        DRAWN[key] = tuple(draw_item(item, number, Dice(item.id)) for number in numbers_tried(item))
    return DRAWN[key]


DRAWN: dict[tuple[str, str], tuple[DrawnItem, ...]] = {}


def question_of(drawn: DrawnItem) -> str:
    """All that a student reads before answering."""
    return "\n".join([drawn.prompt, *drawn.options, *drawn.left])


# ---- what a bank holds ----


@pytest.mark.parametrize("code", BANKS)
def test_a_bank_has_what_a_test_draws_from(code: str) -> None:
    items = [item for item in bank(code) if not item.nice]
    varying = [item for item in items if len({tuple(d.values.items()) for d in drawn_variants(item)}) >= 5]
    assert len(items) == 12
    assert len(varying) >= (3 if code == "gases-1" else 5), [item.id for item in varying]
    assert sum(item.type == "true_false" for item in items) <= 1
    assert any(item.type == "essay" for item in items)
    assert any(item.body.get("picture") for item in items)
    assert {item.difficulty for item in items} == {1, 2, 3}
    assert len({item.type for item in items}) >= 5
    assert len({item.id for item in bank(code)}) == len(bank(code))
    assert all(item.use == "test" for item in bank(code))


@pytest.mark.parametrize("code", BANKS)
def test_a_worksheet_has_six_to_eight_problems(code: str) -> None:
    assert 6 <= len(bank(f"worksheet-{code}")) <= 8


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
