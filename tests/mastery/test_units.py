import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.unit_table import KNOWN, ROWS, dimension_of
from server.mastery.units import LONGEST_UNIT, change, read_unit, same_kind

SPELLINGS = [
    ("kPa", "kPa"), ("KPA", "kPa"), ("kilopascals", "kPa"), ("hPa", "hPa"), ("mm Hg", "mmHg"), ("torr", "Torr"),
    ("l", "L"), ("ml", "mL"), ("millilitres", "mL"), ("cm^3", "cm³"), ("cm3", "cm³"), ("cubic metres", "m³"),
    ("cc", "cc"), ("J/(mol K)", "J/(mol·K)"), ("J mol^-1 K^-1", "J·mol⁻¹·K⁻¹"), ("J.mol-1.K-1", "J·mol⁻¹·K⁻¹"),
    ("J mol⁻¹ K⁻¹", "J·mol⁻¹·K⁻¹"), ("J/mol K", "J·K/mol"), ("kg m s^(-2)", "kg·m·s⁻²"), ("m/s/s", "m/s²"),
    ("metres per second", "m/s"), ("metres per second squared", "m/s²"), ("1/s", "1/s"), ("/s", "1/s"),
    ("per cent", "%"), ("Nm", "Nm"), ("N m", "N·m"), ("kW h", "kW·h"), ("kWh", "kWh"), ("um", "µm"), ("\u03bcm", "µm"),
    ("\u2126", "Ω"),
    ("kohm", "kΩ"), ("℃", "°C"), ("ºC", "°C"), ("deg C", "°C"), ("degrees Celsius", "°C"), ("C", "C"), ("°", "°"),
    ("g/mol.", "g/mol"), ("hrs", "h"), ("secs", "s"), ("days", "d"), ("amps", "A"), ("M", "M"),
    ("K", "K"), ("Kelvin", "K"), ("MBQ", "MBq"), ("1/(mol K)", "1/(mol·K)"), ("1" + "/s" * 8, "1/s⁸"),
    ("m".ljust(48), "m"),
]  # fmt: skip
UNKNOWN = [
    "", " ", "/", "·", "m·", "m//s", "()", "(m", "m)", "m^99", "m^0", "m^2^3", "9**9", "furlong", "ML", "mpa", "Cal",
    "kk", "m" * 49, "/".join("m" * 12), " ".join("m" * 12), "5", "m 5", "kPa!", "\x00", "\ud800", "−", "%%",
    "foo/s", "s/foo", "(Pas", "kPa)", "mbq", "m".ljust(49), "1" + "/s" * 9,
]  # fmt: skip

# Each is so many of the second: the SI brochure (9th edition) and the definitions of the units outside of it.
FIGURES = [
    (1, "atm", 101325, "Pa"), (1, "bar", 100, "kPa"), (760, "Torr", 1, "atm"), (1, "mmHg", 133.322387415, "Pa"),
    (1, "psi", 6894.757293168361, "Pa"), (1, "kWh", 3.6, "MJ"), (1, "cal", 4.184, "J"),
    (1, "eV", 1.602176634e-19, "J"),
    (25, "°C", 298.15, "K"), (-40, "°C", -40, "°F"), (212, "°F", 100, "°C"), (0, "K", -273.15, "°C"),
    (1, "L", 1000, "cm3"), (1, "m3", 1000, "L"), (1, "dm3", 1, "L"), (72, "km/h", 20, "m/s"), (1, "t", 1000, "kg"),
    (1, "u", 1.66053906892e-27, "kg"),
    (180, "°", math.pi, "rad"), (50, "%", 0.5, "rad"), (1, "kg m s^-2", 1, "N"), (1, "N m", 1, "J"), (1, "V A", 1, "W"),
    (1, "J/s", 1, "W"), (1, "V/A", 1, "Ω"), (1, "C/s", 1, "A"), (1, "mol/L", 1, "M"), (1, "g/mL", 1000, "kg/m3"),
    (8.314, "J/(mol K)", 8.314, "kPa L mol-1 K-1"), (4.18, "J/(g °C)", 4180, "J/(kg K)"), (1, "in", 2.54, "cm"),
    (1, "h", 3600, "s"), (1, "d", 24, "h"), (1, "kHz", 1000, "s-1"), (1, "Å", 0.1, "nm"), (1, "T", 1, "Wb/m2"),
    (1, "H", 1, "Ω s"), (1, "F", 1, "C/V"), (1, "S", 1, "1/Ω"), (1, "ha", 10000, "m2"), (1, "mph", 1.609344, "km/h"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "shown"), SPELLINGS)
def test_a_unit_is_understood_as_pupils_spell_it(typed: str, shown: str) -> None:
    read = read_unit(typed)
    assert read is not None
    assert read.shown == shown


@pytest.mark.parametrize("typed", UNKNOWN, ids=range(len(UNKNOWN)))
def test_what_is_no_unit_is_not_taken_for_one(typed: str) -> None:
    assert read_unit(typed) is None


@pytest.mark.parametrize(("value", "one", "makes", "other"), FIGURES)
def test_units_are_changed_by_their_definitions_and_back(value: float, one: str, makes: float, other: str) -> None:
    typed, wanted = read_unit(one), read_unit(other)
    assert typed is not None and wanted is not None
    assert change(value, typed, wanted) == pytest.approx(makes, rel=1e-14)
    assert change(makes, wanted, typed) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("one", "other"), [("J", "N"), ("kPa", "mL"), ("g/mol", "g"), ("m", "m2"), ("K", "C"), ("V", "A"), ("%", "s")]
)
def test_what_does_not_measure_the_same_is_never_changed(one: str, other: str) -> None:
    typed, wanted = read_unit(one), read_unit(other)
    assert typed is not None and wanted is not None
    assert not same_kind(typed, wanted)
    with pytest.raises(ValueError, match="cannot be changed"):
        change(1, typed, wanted)


def test_more_than_a_number_can_be_is_infinite() -> None:
    kilometre, picometre = read_unit("km"), read_unit("pm")
    assert kilometre is not None and picometre is not None
    assert [change(value, kilometre, picometre) for value in (1e300, -1e300)] == [math.inf, -math.inf]


def test_what_a_unit_measures_is_told_by_its_base_units() -> None:
    assert dimension_of("m kg s-2") == (1, 1, -2, 0, 0, 0, 0)
    assert all(KNOWN[row.symbol][0] == dimension_of(row.of) for row in ROWS)


def test_what_can_be_read_in_two_ways_is_read_as_what_is_asked_for() -> None:
    kelvin, molar_heat = read_unit("K"), read_unit("J/(mol·K)")
    celsius, heat = read_unit("C", kelvin), read_unit("J/mol K", molar_heat)
    assert celsius is not None and heat is not None
    assert (celsius.shown, heat.shown) == ("°C", "J/(mol·K)")


@pytest.mark.parametrize(
    ("degrees", "kelvins", "same"), [("J/°C", "J/K", True), ("°C/min", "K/min", True), ("°C", "K", False)]
)
def test_a_degree_inside_a_unit_is_a_difference(degrees: str, kelvins: str, same: bool) -> None:
    one, other = read_unit(degrees), read_unit(kelvins)
    assert one is not None and other is not None
    assert one.same_as(other) == same


def test_every_unit_is_read_back_as_it_is_shown() -> None:
    for symbol, (dimension, size) in KNOWN.items():
        read = read_unit(symbol)
        assert read is not None, symbol
        assert (read.shown, read.dimension, read.size) == (symbol, dimension, size)


_PIECES = st.sampled_from([*"m·/()^-1 2³°", "kPa", "mol", "per ", "square ", "deg ", "**", "K", "s"])


@given(st.text(max_size=LONGEST_UNIT + 5) | st.lists(_PIECES, max_size=24).map("".join))
def test_whatever_comes_what_was_understood_can_be_read_again(text: str) -> None:
    read = read_unit(text)
    if read is not None and read.shown:
        again = read_unit(read.shown, read)
        assert again is not None
        assert again.same_as(read)
