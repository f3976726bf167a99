import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.reading import Ambiguous, Number, Unreadable, numbers_and_rest, read_number

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


SENTENCES = [
    ("", "Nothing was typed."),
    ("five", '"five" is not a number.'),
    ("12 34", 'We cannot read "12 34" as one number.'),
    ("1e999", "This number is too big."),
    ("9" * 81, "A number has at most 80 characters."),
    ("1/0", "Nothing can be divided by 0."),
    ("2 2/2", 'We cannot read "2 2/2" as one number.'),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES)
def test_what_cannot_be_read_is_told_in_a_sentence(text: str, sentence: str) -> None:
    assert numbers_and_rest(text, fractions=True) == (Unreadable(sentence), "")


def test_what_stands_behind_a_number_and_a_fraction_where_none_is_allowed() -> None:
    assert read_number("5 kPa") == Unreadable('"kPa" is not part of a number.')
    assert read_number("1/2") == Unreadable('Write it as a decimal number: 0.5, not 1/2. We read "1/2".')
    assert read_number("9" * 80) == Number(float("9" * 80), 80)


@pytest.mark.parametrize(("text", "value", "figures"), NUMBERS)
def test_a_number_is_read_as_half_the_world_writes_it(text: str, value: float, figures: int) -> None:
    read = read_number(text)
    assert isinstance(read, Number)
    assert (read.value, read.figures) == (pytest.approx(value, rel=1e-12), figures)


@pytest.mark.parametrize("text", ["1,234", "12,345", "-123,456", "1,234e5"])
def test_a_comma_before_three_digits_is_not_guessed(text: str) -> None:
    assert isinstance(read_number(text), Ambiguous)


def test_both_readings_are_given() -> None:
    assert read_number("1,234") == Ambiguous((Number(1.234, 4), Number(1234, 4)))


@pytest.mark.parametrize(
    ("text", "figures", "zeros"), [("1500", 2, 2), ("1500.", 4, 0), ("100", 1, 2), ("1.50e3", 3, 0), ("0", 1, 0)]
)
def test_zeros_at_the_end_of_a_whole_number_may_count_or_not(text: str, figures: int, zeros: int) -> None:
    read = read_number(text)
    assert isinstance(read, Number)
    assert (read.figures, read.zeros) == (figures, zeros)


@pytest.mark.parametrize(
    ("text", "value", "written", "rest"),
    [
        ("3/4", 0.75, "3/4", ""),
        ("2 1/2 h", 2.5, "2 1/2", "h"),
        ("-2 1/2", -2.5, "-2 1/2", ""),
        ("½ L", 0.5, "1/2", "L"),
        ("1¾", 1.75, "1 3/4", ""),
        ("5 1/s", 5, "", "1/s"),
    ],
)
def test_a_fraction_is_read_where_it_is_allowed(text: str, value: float, written: str, rest: str) -> None:
    numbers, behind = numbers_and_rest(text, fractions=True)
    assert not isinstance(numbers, Unreadable)
    assert (numbers[0].value, numbers[0].fraction, behind) == (value, written, rest)
    assert bool(numbers[0].figures) is not bool(written), "a fraction has no figures"


@pytest.mark.parametrize("text", ["1/0", "2 3/2", "1 234/5"])
def test_what_is_no_proper_fraction_is_not_guessed(text: str) -> None:
    assert isinstance(numbers_and_rest(text, fractions=True)[0], Unreadable)


@pytest.mark.parametrize("text", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    read = read_number(text)
    assert isinstance(read, Unreadable)
    assert read.why.endswith(".")


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_what_python_writes_is_read_back(value: float) -> None:
    read = read_number(repr(value))
    assert isinstance(read, Number)
    assert read.value == value


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
    numbers_and_rest(text, fractions=True)
