import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.reading import Ambiguous, Number, Quantity, Unreadable, read_number, read_quantity

NUMBERS = [
    ("169.8", 169.8, 4),
    ("169,8", 169.8, 4),
    ("1 234,5", 1234.5, 5),
    ("1.234,5", 1234.5, 5),
    ("1,234.5", 1234.5, 5),
    ("1'234.5", 1234.5, 5),
    ("1\u2009234.5", 1234.5, 5),
    ("1\u202f234,5", 1234.5, 5),
    ("1\u00a0234", 1234, 4),
    ("1 234,567", 1234.567, 7),
    ("1,234,567", 1234567, 7),
    ("1.234.567", 1234567, 7),
    ("1.234", 1.234, 4),
    ("0,123", 0.123, 3),
    ("12,34", 12.34, 4),
    ("1234,567", 1234.567, 7),
    ("6,02x10^23", 6.02e23, 3),
    ("6.02 × 10²³", 6.02e23, 3),
    ("6.02·10**23", 6.02e23, 3),
    ("6.02e23", 6.02e23, 3),
    ("6,02E+23", 6.02e23, 3),
    ("1.50 × 10⁻³", 0.0015, 3),
    ("1.5x10^-3", 0.0015, 2),
    ("1.5 x 10^(−3)", 0.0015, 2),
    ("10^-3", 0.001, 1),
    ("−10⁵", -100000, 1),
    ("-3.5", -3.5, 2),
    ("−3,5", -3.5, 2),
    ("- 3.5", -3.5, 2),
    ("+3.5", 3.5, 2),
    ("٣٫٥", 3.5, 2),
    ("١٬٢٣٤٫٥", 1234.5, 5),
    ("۱۶۹٫۸", 169.8, 4),
    ("१६९.८", 169.8, 4),
    (".5", 0.5, 1),
    ("5.", 5, 1),
    ("0", 0, 1),
    ("0.00", 0, 1),
    ("0.0380", 0.038, 3),
    ("48.0", 48, 3),
    ("1500", 1500, 2),
    ("1500.", 1500, 4),
    ("  7  ", 7, 1),
]
UNREADABLE = [
    "", "   ", "1,2,3", "12.34,5", "1,234.5,6", "1.2.3", "12 34", "1 2345", "1,23 456", "1 234'567", "01,234,567",
    "five", "nan", "inf", "infinity", "1/2", "1e", "e5", "--3", "3-", ".", ",", "-", "1..2", "1_000", "0x10", "1e999",
    "1e99999999999999999999", "²", "½", "5 kPa", "9" * 81, "6.02x1023", "6.02 × 10", "\ud800", "\x00",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "figures"), NUMBERS)
def test_a_number_is_read_as_half_the_world_writes_it(text: str, value: float, figures: int) -> None:
    assert read_number(text) == Number(pytest.approx(value, rel=1e-12), figures)


@pytest.mark.parametrize("text", ["1,234", "12,345", "-123,456", "1,234e5"])
def test_a_comma_before_three_digits_is_not_guessed(text: str) -> None:
    assert isinstance(read_number(text), Ambiguous)


def test_both_readings_are_given() -> None:
    assert read_number("1,234") == Ambiguous((Number(1.234, 4), Number(1234, 4)))


@pytest.mark.parametrize("text", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    read = read_number(text)
    assert isinstance(read, Unreadable)
    assert read.why.endswith(".")


ATM = [{"unit": "atm", "times": 1 / 101.325}]


@pytest.mark.parametrize(
    ("text", "unit", "typed", "value"),
    [
        ("169.8", "kPa", "kPa", 169.8),
        ("169.8 kPa", "kPa", "kPa", 169.8),
        ("169.8kpa", "kPa", "kPa", 169.8),
        ("169.8 kilopascals", "kPa", "kPa", 169.8),
        ("1 atm", "kPa", "atm", 101.325),
        ("1,5 ATM", "kPa", "atm", 151.9875),
        ("300 k", "K", "K", 300),
        ("25 C", "°C", "°C", 25),
        ("25℃", "°C", "°C", 25),
        ("2.5 l", "L", "L", 2.5),
        ("48 ML", "mL", None, 0),
        ("3 MPa", "mPa", None, 0),
        ("48 ml", "mL", "mL", 48),
        ("12 cm^3", "cm³", "cm³", 12),
        ("12 cm3", "cm³", "cm³", 12),
        ("12 g/mol", "g/mol", "g/mol", 12),
        ("12 g mol⁻¹", "g·mol⁻¹", None, 0),
        ("12 g*mol^-1", "g·mol⁻¹", "g·mol⁻¹", 12),
        ("12%", "%", "%", 12),
        ("12 furlongs", "kPa", None, 0),
        ("12 mL", "kPa", None, 0),
        ("12 kPa", "", None, 0),
        ("12", "", "", 12),
        ("6.02 × 10²³ mol", "mol", "mol", 6.02e23),
    ],
)
def test_a_unit_may_follow_if_it_is_the_one_expected_or_accepted(
    text: str, unit: str, typed: str | None, value: float
) -> None:
    read = read_quantity(text, unit, ATM if unit == "kPa" else ())
    if typed is None:
        assert isinstance(read, Unreadable)
        assert read.why.startswith("We do not know the unit")
    else:
        assert isinstance(read, Quantity)
        assert (read.unit, read.value) == (typed, pytest.approx(value))


def test_an_ambiguous_quantity_keeps_both_readings_in_the_expected_unit() -> None:
    read = read_quantity("1,013 atm", "kPa", ATM)
    assert isinstance(read, Ambiguous)
    assert [n.value for n in read.readings] == [pytest.approx(102.642225), pytest.approx(102642.225)]


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_what_python_writes_is_read_back(value: float) -> None:
    assert read_number(repr(value)) == Number(value, read_number(repr(value)).figures)  # type: ignore[union-attr]


@given(st.integers(0, 10**12), st.sampled_from([",", ".", " ", "'", "\u202f"]), st.integers(0, 99))
def test_groups_of_three_change_nothing(whole: int, mark: str, hundredths: int) -> None:
    decimal = "," if mark == "." else "."
    text = f"{whole:,}".replace(",", mark) + f"{decimal}{hundredths:02}"
    read = read_number(text)
    if isinstance(read, Ambiguous):
        raise AssertionError(text)
    assert isinstance(read, Number)
    assert read.value == pytest.approx(whole + hundredths / 100)


@given(st.text(max_size=90))
def test_no_text_is_too_strange(text: str) -> None:
    read_number(text)
    read_quantity(text, "kPa", ATM)
