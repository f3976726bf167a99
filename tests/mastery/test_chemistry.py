"""Formulas and equations as pupils type them: what we read, what is right, and what is said when it is not."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.chemical_equations import unbalanced
from server.mastery.chemical_formulas import ELEMENTS, LONGEST, Unreadable, read_formula
from server.mastery.chemistry import CAPITALS, Judged, judge_equation, judge_formula, reading
from server.mastery.drawing import draw_item, key_text
from server.mastery.grading import grade
from server.mastery.luck import Dice
from server.mastery.values import Item, Mark

READ = [
    ("H2SO4", "H₂SO₄"),
    ("H₂SO₄", "H₂SO₄"),
    ("H_2SO_{4}", "H₂SO₄"),
    (" Ca(OH)2 ", "Ca(OH)₂"),
    ("Ca ( OH ) 2", "Ca(OH)₂"),
    ("CuSO4·5H2O", "CuSO₄·5H₂O"),
    ("CuSO4.5H2O", "CuSO₄·5H₂O"),
    ("CuSO4 * 5 H2O", "CuSO₄·5H₂O"),
    ("CuSO4 x 5H2O", "CuSO₄·5H₂O"),
    ("CaSO4 X 2H2O", "CaSO₄·2H₂O"),
    ("((((H))))", "((((H))))"),
    ("H100000", "H₁₀₀₀₀₀"),
    ("U^20+", "U²⁰⁺"),
    ("CH3-CH2-OH", "CH₃CH₂OH"),
    ("SO4^2-", "SO₄²⁻"),
    ("SO4^{2-}", "SO₄²⁻"),
    ("SO4^(2-)", "SO₄²⁻"),
    ("SO4^-2", "SO₄²⁻"),
    ("SO4 2-", "SO₄²⁻"),
    ("SO42-", "SO₄²⁻"),
    ("SO4-2", "SO₄²⁻"),
    ("SO4 2−", "SO₄²⁻"),
    ("SO₄²⁻", "SO₄²⁻"),
    ("Fe3+", "Fe³⁺"),
    ("Fe^3+", "Fe³⁺"),
    ("Fe+++", "Fe³⁺"),
    ("Fe³⁺", "Fe³⁺"),
    ("Fe 3+", "Fe³⁺"),
    ("Fe+3", "Fe³⁺"),
    ("Fe^+3", "Fe³⁺"),
    ("NH4+", "NH₄⁺"),
    ("NH_4+", "NH₄⁺"),
    ("I₃-", "I₃⁻"),
    ("NO3-", "NO₃⁻"),
    ("I₃⁻", "I₃⁻"),
    ("I_3-", "I₃⁻"),
    ("Hg2^2+", "Hg₂²⁺"),
    ("[Fe(CN)6]3-", "[Fe(CN)₆]³⁻"),
    ("e-", "e⁻"),
    ("e⁻", "e⁻"),
    ("NaCl(aq)", "NaCl"),
    ("Ｈ２Ｏ", "H₂O"),
    (r"\ce{H2O}", "H₂O"),
    ("2H2+O2->2H2O", "2 H₂ + O₂ → 2 H₂O"),
    ("2 H₂ + O₂ ⟶ 2 H₂O", "2 H₂ + O₂ → 2 H₂O"),
    ("2H2+ O2=2H2O", "2 H₂ + O₂ → 2 H₂O"),
    ("H2 + ½ O2 <=> H2O", "H₂ + 1/2 O₂ → H₂O"),
    ("2½ O2 + C2H2 --> 2 CO2 + H2O", "5/2 O₂ + C₂H₂ → 2 CO₂ + H₂O"),
    ("H2 + 0.5O2 ⇌ H2O (l)", "H₂ + 1/2 O₂ → H₂O(l)"),
    ("H2 + 1 / 2 O2 -> H2O", "H₂ + 1/2 O₂ → H₂O"),
    ("H2 + 0,5 O2 -> H2O", "H₂ + 1/2 O₂ → H₂O"),
    ("H2+Xe->H2+Xe", "H₂ + Xe → H₂ + Xe"),
    ("Fe^+3 + 3 e- -> Fe", "Fe³⁺ + 3 e⁻ → Fe"),
    ("H2 -> H2".ljust(400), "H₂ → H₂"),
    ("Na+(aq)+Cl-(aq)→NaCl(s)", "Na⁺(aq) + Cl⁻(aq) → NaCl(s)"),
    ("H++OH-→H2O", "H⁺ + OH⁻ → H₂O"),
    ("2Cl- -> Cl2 + 2e-", "2 Cl⁻ → Cl₂ + 2 e⁻"),
    ("Fe^2+ + 2 e- = Fe", "Fe²⁺ + 2 e⁻ → Fe"),
    ("Fe++ + 2e^- → Fe", "Fe²⁺ + 2 e⁻ → Fe"),
    ("3 Ca2+ + 2 PO43- -> Ca3(PO4)2", "3 Ca²⁺ + 2 PO₄³⁻ → Ca₃(PO₄)₂"),
]


@pytest.mark.parametrize(("typed", "shown"), READ)
def test_what_is_typed_is_read_and_shown_tidily(typed: str, shown: str) -> None:
    assert reading(typed) == shown
    assert reading(shown) == shown, "what we show can be typed again"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Nothing was typed."),
        ("2H2O", 'A formula begins with an element, not with "2".'),
        ("Xy2", 'There is no element "Xy".'),
        ("h2o", 'We cannot read "h2o" in this formula.'),
        ("Ca(OH", "A bracket is not closed."),
        ("CaOH)2", "A bracket is closed that holds nothing."),
        ("(H())", "A bracket is closed that holds nothing."),
        ("H(2)", 'The number "2" stands behind nothing.'),
        ("H_2_3", 'The number "3" stands behind nothing.'),
        ("H012345678901", 'The number "0123456789" stands behind nothing.'),
        ("CuSO4·05H2O", 'A formula begins with an element, not with "05".'),
        ("12345678901H", 'A formula begins with an element, not with "1234567890".'),
        ("H!23456789012", 'We cannot read "!234567890" in this formula.'),
        ("CuSO4·", "There is no element here."),
        ("H100001", "The numbers in this formula are too big."),
        ("U^21+", "The numbers in this formula are too big."),
        ("2", 'A formula begins with an element, not with "2".'),
        ("Fe^3", 'We cannot read "^3" in this formula.'),
        ("H0", 'The number "0" stands behind nothing.'),
        ("H999999999", "The numbers in this formula are too big."),
        ("(((((H)))))", "We read at most 4 brackets within each other."),
        ("H" * 121, "A formula has at most 120 characters."),
    ],
)
def test_what_is_no_formula_is_told(typed: str, why: str) -> None:
    assert read_formula(typed) == Unreadable(why)


def test_what_cannot_be_read_is_not_shown() -> None:
    assert (reading("h2o"), reading("H2 -> o")) == ("", "")


def test_what_a_keyboard_leaves_open_is_read_both_ways() -> None:
    assert [str(read) for read in read_formula("Fe3+")] == ["Fe³⁺", "Fe₃⁺"]  # type: ignore[union-attr]
    assert [str(read) for read in read_formula("NO3-")] == ["NO₃⁻", "NO³⁻"]  # type: ignore[union-attr]
    assert [str(read) for read in read_formula("SO42-")] == ["SO₄²⁻", "SO₄₂⁻"]  # type: ignore[union-attr]
    assert len(read_formula("Fe^3+")) == 1  # type: ignore[arg-type]
    assert len(ELEMENTS) == 118


FORMULAS = [
    ("H2SO4", "H2SO4", 1, ""),
    ("SO4H2", "H2SO4", 1, ""),
    ("I3-", "I3^-", 1, ""),
    ("I3-", "I^3-", 1, ""),
    ("I_3^-", "I^3-", 0, ""),
    ("I_3^-", "I3-", 0, ""),
    ("SO4", "SO4^2-", 0, "The right atoms; look at the charge again."),
    ("H2SO3", "H2SO4", 0, "The right elements; look at the numbers again."),
    ("Co", "CO", 0, CAPITALS),
    ("CO", "Co", 0, CAPITALS),
    ("h2so4", "H₂SO₄", 0, CAPITALS),
    ("NaCl", "KCl", 0, ""),
    ("CaO2H2", "Ca(OH)2", 1, ""),
    ("CH3-CH2-OH", "C2H6O", 1, ""),
    ("5H2O", "H2O", 0, 'A formula begins with an element, not with "5".'),
]


@pytest.mark.parametrize(("typed", "key", "share", "said"), FORMULAS)
def test_a_formula_is_right_by_its_atoms_and_its_charge(typed: str, key: str, share: float, said: str) -> None:
    judged = judge_formula(typed, {"answers": [key]})
    assert (judged.share, judged.said) == (share, said)


GROUPS = "The right atoms, but they belong together in other groups."


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("Ca(OH)2", Judged(1, "Ca(OH)₂")),
        ("Ca[OH]2", Judged(1, "Ca(OH)₂")),
        ("CaO2H2", Judged(0.5, "CaO₂H₂", GROUPS)),
        ("Ca(HO)2", Judged(0.5, "Ca(HO)₂", GROUPS)),
    ],
)
def test_where_it_is_asked_for_the_groups_count(typed: str, judged: Judged) -> None:
    assert judge_formula(typed, {"answers": ["Ca(OH)2"], "strict": True}) == judged


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("KCl", Judged(1, "KCl")),
        ("SO4", Judged(0, "SO₄", "The right atoms; look at the charge again.")),
        ("KCl2", Judged(0, "KCl₂", "The right elements; look at the numbers again.")),
        ("NaCl", Judged(0, "NaCl")),
        ("KCL", Judged(0, "KCL", CAPITALS)),
        ("Co", Judged(0, "Co", CAPITALS)),
        ("k!", Judged(0, "k!", 'We cannot read "k!" in this formula.')),
    ],
)
def test_of_several_keys_the_nearest_tells(typed: str, judged: Judged) -> None:
    assert judge_formula(typed, {"answers": ["no formula", "SO4^2-", "KCl", "CO"]}) == judged


def test_a_key_that_nobody_can_read_gives_nothing() -> None:
    assert judge_formula("H2O", {"answers": ["water"]}) == Judged(0, "H₂O")
    assert judge_equation("H2 -> H2", {"answers": ["water"]}) == Judged(0, "H₂ → H₂")


WATER = "2 H2 + O2 -> 2 H2O"
IRON = "Fe^3+ + 3 OH^- -> Fe(OH)3"
EQUATIONS = [
    (WATER, WATER, 1, ""),
    ("O2+2H2=2H2O", WATER, 1, ""),
    ("H2 + H2 + O2 → 2 H2O", WATER, 1, ""),
    ("2H2(g) + O2 → 2H2O(l)", WATER, 1, ""),
    ("4 H2 + 2 O2 -> 4 H2O", WATER, 0.5, "Balanced. Now halve all the numbers."),
    ("6 H2 + 3 O2 -> 6 H2O", WATER, 0.5, "Balanced. Now divide all the numbers by 3."),
    ("H2 + 1/2 O2 -> H2O", WATER, 0.5, "Balanced. Now double all the numbers."),
    ("3 H2 + 1.5 O2 -> 3 H2O", WATER, 0.5, "Balanced. Now write it with the smallest whole numbers."),
    (WATER, "4 H2 + 2 O2 -> 4 H2O", 1, ""),
    ("6 H2 + 3 O2 -> 6 H2O", "4 H2 + 2 O2 -> 4 H2O", 0.5, "Balanced. Now write it with the smallest whole numbers."),
    ("H2 + O2 -> H2O", WATER, 0, "O does not balance: 2 on the left, 1 on the right."),
    ("2 H2 + O2 -> 2 H2O2", WATER, 0, "H₂O₂ does not belong on the right."),
    ("2 H2 + O2 + N2 -> 2 H2O + N2", WATER, 0, "N₂ does not belong on the left."),
    ("2 H2 -> 2 H2O", WATER, 0, "A substance is missing on the left."),
    ("CaCO3 -> CaO", "CaCO3 -> CaO + CO2", 0, "A substance is missing on the right."),
    ("2 H2O -> 2 H2", WATER, 0, "H₂O does not belong on the left."),
    ("2 H2O -> 2 H2 + O2", WATER, 0, "The right substances, the wrong way round: what reacts stands on the left."),
    ("2 h2 + o2 -> 2 h2o", WATER, 0, CAPITALS),
    ("2 H2 + O2", WATER, 0, "An equation needs one arrow: what reacts → what comes of it."),
    (WATER + " " * 400, WATER, 0, "An equation has at most 400 characters."),
    ("2 H2 + -> 2 H2O", WATER, 0, "A substance is missing beside a plus or an arrow."),
    ("0 H2 -> H2O", WATER, 0, "The number in front of a formula is 1 or more."),
    ("Fe3+ + 3OH- -> Fe(OH)3", IRON, 1, ""),
    ("3OH- + Fe3+ ⇌ FeO3H3", IRON, 1, ""),
    ("Fe + 2 Ag+ -> Fe2+ + Ag", "Fe + 2 Ag+ -> Fe2+ + 2 Ag", 0, "Ag does not balance: 2 on the left, 1 on the right."),
    ("Fe + Ag+ -> Fe2+ + Ag", "Fe + 2 Ag+ -> Fe2+ + 2 Ag", 0,
     "The charges do not balance: +1 on the left, +2 on the right."),
    ("Cl2 + e- -> 2 Cl-", "Cl2 + 2 e- -> 2 Cl-", 0,
     "The charges do not balance: −1 on the left, −2 on the right."),
    ("Fe -> Fe3+ + 2 e-", "Fe -> Fe3+ + 3 e-", 0, "The charges do not balance: 0 on the left, +1 on the right."),
    ("2 Co + O2 -> 2 CO2", "2 CO + O2 -> 2 CO2", 0, CAPITALS),
    ("2 H2O2 + 2 H2 + O2 -> 4 H2O + O2", "H2O2 + H2 + O2 -> 2 H2O + O2", 0,
     "It balances, but this is not how much reacts with how much here."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "key", "share", "said"), EQUATIONS)
def test_an_equation_is_judged_by_substances_balance_and_ratio(typed: str, key: str, share: float, said: str) -> None:
    assert judge_equation(typed, {"answers": [key]}) == Judged(share, reading(typed) or typed, said)
    if share:
        others = ["water", "H2 -> H2"]
        assert judge_equation(typed, {"answers": [*others, key, *others]}).share == share, "the best of several counts"


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("Ca + 2 H2O -> Ca(OH)2 + H2", Judged(1, "Ca + 2 H₂O → Ca(OH)₂ + H₂")),
        ("Ca + 2 H2O -> CaO2H2 + H2",
         Judged(0.5, "Ca + 2 H₂O → CaO₂H₂ + H₂", "Balanced, but a formula is to be written with other groups.")),
    ],
)  # fmt: skip
def test_the_groups_of_an_equation_count_where_they_are_asked_for(typed: str, judged: Judged) -> None:
    key = {"answers": ["Ca + 2 H2O -> Ca(OH)2 + H2"]}
    assert judge_equation(typed, key) == Judged(1, judged.reading)
    assert judge_equation(typed, {**key, "strict": True}) == judged


def test_what_is_out_of_balance_is_counted_on_both_sides() -> None:
    (chloride, *_), (oxygen, *_) = read_formula("Cl^-"), read_formula("O2")  # type: ignore[misc]
    odd = unbalanced([(Fraction(2), chloride)], [(Fraction(3, 2), oxygen)])
    assert odd == {"": (-2, 0), "Cl": (2, 0), "O": (0, 3)}


def test_states_count_only_where_they_are_asked_for() -> None:
    key = {"answers": ["2 Na(s) + 2 H2O(l) -> 2 NaOH(aq) + H2(g)"]}
    bare = "2 Na + 2 H2O -> 2 NaOH + H2"
    assert judge_equation(bare, key).share == 1
    key["states"] = True  # type: ignore[assignment]
    assert judge_equation(bare, key).said == "Balanced. The state of Na is missing."
    wrong = judge_equation("2 Na(s) + 2 H2O(g) -> 2 NaOH(aq) + H2(g)", key)
    assert wrong == Judged(
        0.5, "2 Na(s) + 2 H₂O(g) → 2 NaOH(aq) + H₂(g)", "Balanced. The state of H₂O is not right."
    )
    assert judge_equation("2 Na (s) + 2 H2O (l) = H2 (g) + 2 NaOH (aq)", key).share == 1


def chemical(reads: str, **body: Any) -> Any:
    return draw_item(Item("i", "salts", 1, "short_text", {"prompt": "?", "reads": reads, **body}), 0, Dice(""))


def test_chemistry_as_an_answer() -> None:
    acid = chemical(
        "formula", answers=["H2SO4"], misconception="other acid", feedback="Look it up.",
        credit=[{"text": "H2SO3", "fraction": 0.25, "misconception": "sulfite", "feedback": "One oxygen short."}],
    )  # fmt: skip
    assert acid.reads == "formula"
    assert key_text(acid) == "H₂SO₄"
    assert grade(acid, {"text": "h₂so4"}).points == 0
    assert grade(acid, {"text": "H₂SO₄"}) == Mark(1, 1, "H₂SO₄")
    assert grade(acid, {"text": "SO3H2"}) == Mark(0.25, 1, "SO₃H₂", "sulfite", "One oxygen short.")
    assert grade(acid, {"text": "HCl"}) == Mark(0, 1, "HCl", "other acid", "Look it up.")
    assert grade(chemical("equation", answers=[WATER]), {"text": "4H2+2O2→4H2O"}) == Mark(
        0.5, 1, "4 H₂ + 2 O₂ → 4 H₂O", "", "Balanced. Now halve all the numbers."
    )


TYPED = st.text("HOCNaClFe2345()[]{}+-^_·. →=<>½₂²⁺⁻seglqa/*", max_size=60) | st.text(max_size=40)


@given(TYPED)
def test_whatever_is_typed_is_judged(text: str) -> None:
    for judge, key in ((judge_formula, "H2SO4"), (judge_equation, WATER)):
        judged = judge(text, {"answers": [key], "strict": True, "states": True})
        assert isinstance(judged, Judged)
        assert 0 <= judged.share <= 1
    shown = reading(text)
    assert reading(shown) == shown


@pytest.mark.parametrize(
    "text", ["(" * LONGEST, "H" * 10_000, "H9999999" * 15, "((((H999)999)999)999)999", "+" * 399, "H+" * 199,
             "H(" * 5000 + ")" * 5000, "²" * 9000, "->" * 200, "A->" * 130, "½" * 400, "1/" * 200]
)  # fmt: skip
def test_long_and_deep_texts_cost_nothing(text: str) -> None:
    assert judge_formula(text, {"answers": ["H2O"]}).share == 0
    assert judge_equation(text, {"answers": [WATER]}).share == 0
