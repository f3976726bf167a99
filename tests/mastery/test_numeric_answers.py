import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.drawing import draw_item
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.quantities import Misfit, Quantity, both_ways, quantities_in, read_quantity
from server.mastery.reading import LONGEST, Ambiguous, Number, Unreadable
from server.mastery.unit_table import KNOWN
from server.mastery.units import change, read_unit, same_kind
from server.mastery.values import DrawnItem, Item, Mark


def numeric(prompt: str = "What now?", **body: Any) -> DrawnItem:
    return draw_item(Item("i", "gases-2", 1, "numeric", {"prompt": prompt, **body}), 0, Dice("numbers"))


def marked(item: DrawnItem, typed: str) -> Mark:
    return grade(item, {"number": typed})


ATM = [{"unit": "atm", "times": "1/101.325"}]
PRESSURE = numeric(
    answer="169.8",
    unit="kPa",
    tolerance="1 %",
    accept=ATM,
    mistakes=[{"value": "60", "misconception": "upside down", "feedback": "Squeezing makes it go up."}],
)
VOLUME = numeric(answer="22.4", unit="L")
TEMPERATURE = numeric(answer="310.15", unit="K", tolerance="0.5")
GAS_CONSTANT = numeric(answer="8.314", unit="J/(mol·K)")
SHARE = numeric(answer="0.75")
CARE = numeric(answer="169.83", unit="kPa", tolerance="0.3 %", figures_asked=3, unit_required=True)


@pytest.mark.parametrize(
    ("item", "typed"),
    [
        (PRESSURE, "169,8"), (PRESSURE, "169.8 kpa"), (PRESSURE, "P₂ = 170 kilopascals"), (PRESSURE, "≈170"),
        (PRESSURE, "1.676 atm"), (PRESSURE, "0,1698 MPa"), (PRESSURE, "1698 mbar"), (PRESSURE, "1274 torr"),
        (PRESSURE, "1.698·10⁵ N/m²"), (PRESSURE, "24.6 psi"), (VOLUME, "22,4 L"), (VOLUME, "22400 cm3"),
        (VOLUME, "22.4 dm³"), (VOLUME, "0,0224 cubic metres"), (TEMPERATURE, "37 C"), (TEMPERATURE, "98.6 °F"),
        (GAS_CONSTANT, "8.31 J/mol K"), (GAS_CONSTANT, "8.31 J mol^-1 K^-1"), (GAS_CONSTANT, "0.0821 L atm/(mol K)"),
        (SHARE, "75 %"), (SHARE, "٠٫٧٥"),
    ],
)  # fmt: skip
def test_a_right_value_is_right_in_any_unit_that_measures_the_same(item: DrawnItem, typed: str) -> None:
    assert marked(item, typed).right


@pytest.mark.parametrize(
    ("item", "typed", "right"),
    [(PRESSURE, "171.49", True), (PRESSURE, "171.51", False), (numeric(answer="0.3", tolerance="0.1"), "0.4", True)],
)
def test_the_tolerance_reaches_so_far_and_no_farther(item: DrawnItem, typed: str, right: bool) -> None:
    assert marked(item, typed).right is right


def test_another_unit_is_told_in_the_one_asked_for() -> None:
    mark = marked(PRESSURE, "1.68 atm")
    assert (mark.reading, mark.feedback) == ("1.68 atm", "1.68 atm is 170 kPa ✓")


@pytest.mark.parametrize(
    ("typed", "reading", "says"),
    [
        ("169.8 mL", "169.8 mL", "The number is right, its unit is not. The answer is in kPa."),
        ("169.8 atm", "169.8 atm", "The number is right, its unit is not. The answer is in kPa."),
        ("169.8 kpq", "", 'We do not know the unit "kpq" here. The answer is in kPa.'),
    ],
)
def test_the_right_number_with_a_wrong_unit_earns_half(typed: str, reading: str, says: str) -> None:
    assert marked(PRESSURE, typed) == Mark(0.5, 1, reading, "", says, (("value", True), ("unit", False)))


@pytest.mark.parametrize(
    "typed", ["", "  ", "kPa", "9**9**9", "12 34", "60 + 109.8", "1.2.3 m", "1e999", "1/2", "6.02x1023"]
)
def test_what_is_no_number_earns_nothing_and_says_why(typed: str) -> None:
    mark = marked(PRESSURE, typed)
    assert (mark.points, mark.reading) == (0, "")
    assert mark.feedback or not typed.strip()


def test_a_known_mistake_is_recognised_in_any_unit() -> None:
    assert marked(PRESSURE, "0.592 atm").misconception == "upside down"
    assert marked(PRESSURE, "60").parts == ()
    assert [marked(PRESSURE, typed).misconception for typed in ("60.6", "60.7")] == ["upside down", ""]
    near = numeric(answer="9", mistakes=[{"value": str(value), "misconception": f"m{value}"} for value in (60, 60.5)])
    assert [marked(near, typed).misconception for typed in ("60.1", "60.4")] == ["m60", "m60.5"]


@pytest.mark.parametrize(
    ("typed", "points", "unit", "figures"),
    [
        ("170. kPa", 1, True, True), ("170 kPa", 1, True, True), ("1.70e5 Pa", 1, True, True),
        ("1.7e2 kPa", 0.75, True, False), ("169.8 kPa", 0.75, True, False), ("170", 0.5, False, True),
        ("170 K", 0.5, False, True), ("169.83", 0.25, False, False),
    ],
)  # fmt: skip
def test_value_unit_and_figures_are_judged_apart(typed: str, points: float, unit: bool, figures: bool) -> None:
    mark = marked(CARE, typed)
    assert (mark.points, mark.parts) == (points, (("value", True), ("unit", unit), ("figures", figures)))


REMARKS = [
    (PRESSURE, "5 mL", "The unit does not fit. The answer is in kPa."),
    (PRESSURE, "60 mL", "Squeezing makes it go up."),
    (SHARE, "75 %", "75 % is 0.750 ✓"),
    (SHARE, "0.75 s", "The number is right, its unit is not. The answer has no unit."),
    (SHARE, "0.75 kpq", 'We do not know the unit "kpq" here. The answer has no unit.'),
    (CARE, "169.8 kPa", "Right, but to 3 significant figures please."),
    (CARE, "169830 Pa", "169830 Pa is 169.83 kPa ✓ Right, but to 3 significant figures please."),
    (CARE, "170", "The number is right. Write its unit too."),
    (CARE, "169.83", "The number is right. Write its unit too. And to 3 significant figures please."),
    (CARE, "5", "Write its unit too."),
    # Where the unit is asked for, it is not told.
    (CARE, "170 K", "The number is right, its unit is not."),
    (CARE, "5 kpq", 'We do not know the unit "kpq" here.'),
]


@pytest.mark.parametrize(("item", "typed", "says"), REMARKS)
def test_what_is_right_and_what_is_not_is_said_apart(item: DrawnItem, typed: str, says: str) -> None:
    assert marked(item, typed).feedback == says


def test_what_was_understood_adds_no_unit_where_one_is_asked_for() -> None:
    assert [marked(CARE, typed).reading for typed in ("170", "170 kPa", "170 kpq")] == ["170", "170 kPa", ""]
    assert marked(PRESSURE, "170").reading == "170 kPa"


def test_a_wrong_value_earns_nothing_whatever_its_unit_and_figures() -> None:
    assert marked(CARE, "150 kPa").points == 0
    assert marked(CARE, "150 kPa").parts == (("value", False), ("unit", True), ("figures", True))


def test_rounded_too_far_is_told_and_where_figures_are_marked_it_costs_no_more_than_that() -> None:
    assert marked(numeric(answer="173.4", unit="kPa", tolerance="0.5"), "170").feedback.startswith("Right so far")
    assert marked(numeric(answer="173.4", unit="kPa", tolerance="0.5", figures_asked=3), "1.7e2").points == 0.75
    assert marked(numeric(answer="173.4", unit="kPa", tolerance="0.1", figures_asked=3), "173").points == 1
    assert marked(numeric(answer="173.4", unit="kPa", tolerance="0.5"), "200").feedback == ""


@pytest.mark.parametrize(
    ("typed", "points"), [("1,234", None), ("1,234 L", None), ("12,345", 0), ("1.234", 1), ("1234", 0), ("1,23", 1)]
)
def test_two_readings_are_graded_only_where_both_earn_the_same(typed: str, points: float | None) -> None:
    mark = marked(numeric(answer="1.234", unit="L"), typed)
    assert mark.points == points
    if "," in typed and points is None:
        assert mark.reading == "1.234 or 1234 L"
        assert "two ways" in mark.feedback


def test_two_readings_that_earn_the_same_say_what_both_say() -> None:
    def said(first: str, other: str, typed: str = "12,345 L", **body: Any) -> Mark:
        named = (("12.345", first), ("12345", other))
        mistakes = [{"value": value, "misconception": name, "feedback": name.upper()} for value, name in named]
        return marked(numeric(answer="1.234", unit="L", mistakes=mistakes, **body), typed)

    assert said("m", "m") == Mark(0, 1, "12.345 or 12345 L", "m", "M", (("value", False), ("unit", True)))
    assert said("m", "other", figures_asked=5) == Mark(
        0, 1, "12.345 or 12345 L", parts=(("value", False), ("unit", True), ("figures", True))
    )
    unknown = said("m", "m", "1,234 kpq")
    assert (unknown.points, unknown.out_of, unknown.reading) == (None, 1, "")
    assert unknown.feedback == "This can be read in two ways: 1.234 or 1234. Write the one you mean."
    assert marked(VOLUME, "") == Mark(0, 1)
    assert grade(VOLUME, {"0": "22.4"}) == Mark(0, 1, feedback="Nothing was typed.")


@pytest.mark.parametrize(
    ("typed", "ways"), [("1,234 L", ("1.234 L", "1234 L")), ("−12,345e2", ("-12.345e2", "-12345e2"))]
)
def test_both_ways_to_write_it_can_be_read_in_one_way(typed: str, ways: tuple[str, str]) -> None:
    assert both_ways(typed) == ways
    asked = read_quantity(typed, "L")
    assert isinstance(asked, Ambiguous)
    assert [read_quantity(way, "L") for way in ways] == list(asked.readings)


def test_a_quantity_copied_from_the_question_in_its_own_unit_is_no_answer() -> None:
    convert = numeric("The air is at **745**&nbsp;mmHg. How much is that in kPa?", answer="745*101.325/760", unit="kPa")
    assert [marked(convert, typed).points for typed in ("745 mmHg", "745 Torr", "99.3", "0.98 atm")] == [0, 0, 1, 1]
    assert marked(convert, "745 mmHg").feedback == "This is what the question says. It asks for kPa."
    mmhg = [{"unit": "mmHg", "times": "760/101.325"}]
    allowed = numeric("At 745 mmHg?", answer="745*101.325/760", unit="kPa", accept=mmhg)
    assert marked(allowed, "745 mmHg").right
    bare = numeric("What is 75 % as a decimal number?", answer="0.75")
    assert marked(bare, "75 %").feedback == "This is what the question says. It asks for a number without a unit."


def test_quantities_are_found_in_any_kind_of_text() -> None:
    text = r"At $1.5\,\text{atm}$, <b>25</b> °C and 1,234 m; an atom is 1.2 × 10⁻¹⁰ m wide, 3 of 4 are 7."
    found = [(value, measure.shown) for value, measure in quantities_in(text)]
    assert found == [(1.5, "atm"), (25, "°C"), (1.2e-10, "m")]
    punctuated = [(value, measure.shown) for value, measure in quantities_in("of 745, mmHg (at 25 °C), or [3 kg].")]
    assert punctuated == [(745, "mmHg"), (25, "°C"), (3, "kg")]


def test_a_fraction_is_right_where_the_item_allows_it_but_has_no_figures() -> None:
    assert marked(numeric(answer="2.5", unit="h", fractions=True), "2 1/2 h") == Mark(
        1, 1, "2 1/2 h", parts=(("value", True), ("unit", True))
    )
    assert marked(numeric(answer="2.5", fractions=True, figures_asked=2), "5/2").points == 0.75
    assert "decimal" in marked(numeric(answer="2.5"), "5/2").feedback


CREDITED = numeric(
    answer="4",
    unit="m",
    tolerance="0",
    credit=[
        {"value": "4", "tolerance": "0", "fraction": 1, "feedback": "Well done."},
        {"value": "5", "tolerance": "0.5", "fraction": 0.5, "feedback": "Near."},
        {"value": "-4", "tolerance": "0", "fraction": -0.5},
        {"value": "*", "fraction": 0, "feedback": "Count again."},
    ],
)


@pytest.mark.parametrize(
    ("typed", "points", "says"),
    [
        ("4", 1, "Well done."), ("4.6", 0.5, "Near."), ("500 cm", 0.5, "Near."), ("-4", 0, ""),
        ("9", 0, "Count again."), ("5 s", 0.25, "Near. The number"),
    ],
)  # fmt: skip
def test_the_first_line_of_credit_that_fits_counts(typed: str, points: float, says: str) -> None:
    mark = marked(CREDITED, typed)
    assert mark.points == points
    assert mark.feedback.startswith(says) if says else mark.feedback == ""


def test_what_is_right_is_right_even_where_a_line_of_credit_gives_less() -> None:
    near = numeric(answer="4", tolerance="0.5", credit=[{"value": "4.4", "fraction": 0.5, "feedback": "Near."}])
    assert marked(near, "4.4") == Mark(1, 1, "4.4")


def test_an_accepted_unit_of_ones_own_goes_before_the_table() -> None:
    ticks = numeric(answer="3", unit="ticks", accept=[{"unit": "rounds", "times": "0.5"}])
    assert [marked(ticks, typed).points for typed in ("3 Ticks", "1.5 rounds", "3 s")] == [1, 1, 0.5]
    difference = numeric(answer="20", unit="K", accept=[{"unit": "°C", "times": "1"}])
    assert [marked(difference, typed).points for typed in ("20 °C", "20 C", "20 K")] == [1, 1, 1]


def test_of_a_unit_of_ones_own_capitals_count_only_where_m_and_M_would_be_mixed_up() -> None:
    for unit in ("marks", "Marks"):
        assert read_quantity(f"3 {unit}", unit) == Quantity(Number(3, 1), unit, 3.0, stated=True)
        assert read_quantity(f"3 {unit.swapcase()}", unit) == Misfit(Number(3, 1), unit.swapcase(), known=False)
    assert read_quantity("3 TICKS", "ticks") == Quantity(Number(3, 1), "ticks", 3.0, stated=True)


def test_a_quantity_that_cannot_be_changed_is_told_in_a_sentence() -> None:
    none = [{"unit": "rounds", "times": 0}]
    assert read_quantity("3 rounds", "ticks", none) == Unreadable('We cannot change "rounds" into ticks.')
    assert read_quantity("1e300 km", "pm") == Unreadable("This number is too big.")
    assert read_quantity("5") == Quantity(Number(5, 1), "", 5.0)
    assert isinstance(read_quantity("1/2"), Unreadable), "working it out may be the task"


def test_an_old_key_that_knows_nothing_of_all_this_grades_as_before() -> None:
    old = {"value": 169.8, "shown": "170", "unit": "kPa", "tolerance": 1.698, "accept": [], "mistakes": []}
    assert grade(DrawnItem("i", 1, "g", "numeric", 0, "?", {}, old), {"number": "171"}) == Mark(1, 1, "171 kPa")


_VALUES = st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6)


@given(_VALUES, st.sampled_from(sorted(KNOWN)), st.data())
def test_the_unit_it_is_written_in_changes_nothing(value: float, unit: str, data: st.DataObject) -> None:
    wanted = read_unit(unit)
    assert wanted is not None
    value = float(f"{value:.12g}")
    alike = [symbol for symbol in sorted(KNOWN) if (m := read_unit(symbol)) and same_kind(m, wanted)]
    other = read_unit(data.draw(st.sampled_from(alike)))
    assert other is not None
    typed = change(value, wanted, other)
    mark = marked(numeric(answer=repr(value), unit=unit, tolerance="0.001 %"), f"{typed!r} {other.shown}")
    # Beside its own zero a temperature has lost figures: 1e-6 °C is 273.150001 K.
    if wanted.zero == other.zero or abs(value) > 1:
        assert mark.right, (mark, typed, other.shown)


_NOTATIONS = [
    lambda t, e: f"{t}e{e}", lambda t, e: f"{t} × 10^{e}".replace(".", ","), lambda t, e: f"{t}·10{raised(e)}",
    lambda t, e: f"{t}x10**({e})", lambda t, e: f"x = {t}E{e} kPa".replace("-", "−"),
    lambda t, e: f"{t}e{e}".translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")),
]  # fmt: skip


def raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


@given(st.floats(1, 9.99), st.integers(-20, 20), st.booleans(), st.sampled_from(_NOTATIONS))
def test_a_key_in_any_notation_earns_all_points(mantissa: float, exponent: int, minus: bool, notation: Any) -> None:
    text = f"{-mantissa if minus else mantissa:.4f}"
    item = numeric(answer=f"{text}*10**({exponent})" if exponent >= 0 else f"{text}/10**{-exponent}", unit="kPa")
    assert marked(item, notation(text, exponent)).right


_BITS = [*"0123456789.,'+-−*/^()eE ×·%°=½²⁻٣٫\u202f\u200f", "1,234", "10^", "kPa", "mol ", "9**9", "1/2", " per "]
_TEXTS = st.text(max_size=LONGEST + 9) | st.lists(st.sampled_from(_BITS), max_size=40).map("".join)


@given(_TEXTS, st.sampled_from([PRESSURE, CARE, SHARE, CREDITED]))
def test_no_text_is_too_strange(text: str, item: DrawnItem) -> None:
    mark = marked(item, text)
    assert mark.points is None or 0 <= mark.points <= 1
    if not text.strip():
        assert mark.points == 0
    list(quantities_in(text))


@pytest.mark.full
def test_ten_thousand_strange_texts_take_no_time() -> None:
    dice = Dice("strange")
    bits = [*_BITS, "square ", "deg ", "\ud800"]
    slowest = 0.0
    for _ in range(10_000):
        text = "".join(dice.pick(bits) for _ in range(dice.below(40)))
        began = time.process_time()
        marked(CARE, text)
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 0.25
