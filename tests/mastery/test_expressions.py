import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mastery.expressions import (
    ExpressionError,
    Undefined,
    evaluate,
    evaluate_condition,
    evaluate_number,
    names_in,
)

ROOT = Path(__file__).parents[2]
SUMS = [
    ("1 + 2*3", 7),
    ("(1 + 2)*3", 9),
    ("P1*V1/V2", 200),
    ("-x**2", -9),
    ("2**-1", 0.5),
    ("7 % 4", 3),
    ("sqrt(16) + abs(-2)", 6),
    ("min(3, x, 8) + max(1, 2)", 5),
    ("round(2.5)", 3),
    ("round(0.125, 2)", 0.13),
    ("round(1234, -2)", 1200),
    ("round(0.5, 12) + round(1, -12)", 0.5),
    ("round(7e14 + 0.5)", 7e14 + 0.5),
    ("min(" + "1, " * 19 + "0)", 0),
    ("+".join("1" * 100), 100),
    ("1".ljust(500), 1),
    ("log(exp(2))", 2),
    ("log10(1000)", 3),
    ("1e3", 1000),
    (" 4 ", 4),
    ("Δt + 1", 11),
]
TO_TWELVE_FIGURES = [
    ("pi", "3.14159265359"),
    ("sin(1)", "0.841470984808"),
    ("cos(1)", "0.540302305868"),
    ("tan(1)", "1.55740772465"),
    ("asin(0.5)", "0.523598775598"),
    ("acos(0.5)", "1.0471975512"),
    ("atan(1)", "0.785398163397"),
    ("atan2(1, -1)", "2.35619449019"),
    ("sinh(1)", "1.17520119364"),
    ("cosh(1)", "1.54308063482"),
    ("tanh(1)", "0.761594155956"),
    ("ln(10)", "2.30258509299"),
    ("pow(2, 0.5)", "1.41421356237"),
    ("fmod(-7, 3)", "-1"),
    ("floor(-2.5)", "-3"),
    ("ceil(2.1)", "3"),
    ("floor(0.29*100)", "29"),
    ("ceil(0.1*3*10)", "3"),
    ("fact(0)", "1"),
    ("fact(20)", "2.43290200818e+18"),
    ("fact(170)", "7.25741561531e+306"),
    ("deg(pi)", "180"),
    ("rad(180)", "3.14159265359"),
    ("sin(pi)", "0"),
    ("cos(rad(90))", "0"),
    ("sin(rad(30))", "0.5"),
    ("sin(1000000)", "-0.349993502171"),
]
CONDITIONS = [
    ("x > 2", True),
    ("1 < x < 3", False),
    ("1 < x <= 3", True),
    ("x == 3 and not x != 3", True),
    ("x < 0 or P1 >= 100", True),
    ("x == 0 or 1/x < 1", True),
    ("zero != 0 and 1/zero > 1", False),
]
ONLY = (
    "Only numbers, names, + - * / % **, comparisons, and, or, not, "
    "and abs, acos, asin, atan, atan2, ceil, cos, cosh, deg, exp, fact, floor, fmod, ln, log, log10, max, min, "
    "pow, rad, round, sin, sinh, sqrt, tan, tanh."
)
SENTENCES = [
    ("1e999", "inf is not a finite number."),
    ("7" * 400, "77777777777777777777 is not a finite number."),
    ("endless", "endless is not a finite number."),
    ("1e200*1e200", "A step of the calculation is not a finite number."),
    ("min(endless, endless)", "min() is not a finite number."),
    ("round(1, 13)", "round() takes whole decimal places from -12 to 12."),
    ("round(1, 1/2)", "round() takes whole decimal places from -12 to 12."),
    ("sqrt(0 - 1)", '"sqrt(0 - 1)" has no value here (a root or logarithm of a negative number, perhaps).'),
    ("1 / 0", '"1 / 0" divides by zero.'),
    ("exp(1000)", '"exp(1000)" becomes too big to calculate.'),
    ("fact(171)", "fact() takes whole numbers from 0 to 170."),
    ("fact(2.5)", "fact() takes whole numbers from 0 to 170."),
    ("fact(-1)", "fact() takes whole numbers from 0 to 170."),
    ("tan(rad(90))", "tan() has no value at a right angle."),
    ("sin(10000000)", "An angle of 1e+07 is too big; take away whole turns."),
    ("acos(2)", '"acos(2)" has no value here (a root or logarithm of a negative number, perhaps).'),
    ("(1 < 2) + 1", "A comparison stands where a number belongs."),
    ("not 1", "and, or, not join conditions like x > 5, not numbers."),
    ("sqrt(1, 2)", "sqrt() cannot take 2 numbers."),
    ("1 +", '"1 +" is not a calculation we can read.'),
    ("'a'", "\"'a'\" has characters that a calculation does not need."),
    (" ", "The expression is empty."),
    ("1" * 501, "An expression may have 500 characters; this one has 501."),
    ("+".join("1" * 101), "An expression may have 200 parts; this one has more."),
    ("1 if 1 else 1", ONLY),
    ("endless is endless", ONLY),
]
NAMES = {"P1": 100.0, "V1": 48.0, "V2": 24.0, "x": 3.0, "zero": 0.0, "Δt": 10.0}
HOSTILE = [
    "__import__('os').system('true')",
    "__import__",
    "().__class__.__bases__[0].__subclasses__()",
    "x.real",
    "(1).real",
    "1 .real",
    "9**9**9**9",
    "10**400",
    "1e999",
    "-1e999",
    "1e308*10",
    "9" * 400,
    "9" * 501,
    "exp(1000)",
    "lambda: 1",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "{1: 2}",
    "x[0]",
    "[0]*10**10",
    "(1, 2)",
    "(0,)*10**9",
    "'a'*10**9",
    '"a"',
    "b'a'",
    "(y := 3)",
    "f'{x}'",
    "f'{x!r:>99999}'",
    "1j",
    "True",
    "None",
    "...",
    "x if x else 1",
    "x and 1",
    "not x",
    "(x > 1) + 1",
    "1 < (x > 1)",
    "x in (1, 2)",
    "x is x",
    "x // 2",
    "x << 9999999",
    "x | 1",
    "~x",
    "x @ x",
    "eval(1)",
    "open(1)",
    "print(1)",
    "min",
    "min(*x)",
    "min(1)",
    "max()",
    "round(x, ndigits=1)",
    "round(1, 2, 3)",
    "round(1, 0.5)",
    "round(1, 99999)",
    "sqrt(sqrt)",
    "sqrt(1, 2)",
    "sqrt(1)(2)",
    "factorial(9999999)",
    "fact(9999999)",
    "fact(fact(fact(9)))",
    "pow(9, pow(9, 9))",
    "cosh(9999)",
    "nan",
    "inf",
    "float(1)",
    "x.__class__",
    "x.__class__.__mro__[1].__subclasses__()",
    "getattr(x, 1)",
    "x()",
    "pi()",
    "pi.real",
    "sin",
    "sin(sin)",
    "exp.__globals__",
    "{**x}",
    "{x for x in (1, 2)}",
    "(x for x in (1, 2))",
    "(yield)",
    "[].__class__",
    "x if 1 else __import__",
    "𝐞𝐯𝐚𝐥(1)",
    "ｅｖａｌ(1)",
    "sіn(1)",
    "1_0**9_9_9",
    "1e400",
    "--" * 100 + "1",
    "await x",
    "yield x",
    "import os",
    "x = 1",
    "x; x",
    "x\ny",
    "x # y",
    "x \\\n + 1",
    "unknown",
    "",
    "   ",
    "(" * 240 + "1" + ")" * 240,
    "(" * 90 + "1" + ")" * 89,
    "-" * 400 + "1",
    "not " * 100 + "1",
    "+".join(["1"] * 240),
    "x" * 499,
    "\x00",
    "1\x00",
    "０x１００G",
    "\ud800",
    "1..2",
    "1 2",
    "0777",
]


@pytest.mark.parametrize(("text", "value"), SUMS)
def test_a_sum_is_worked_out(text: str, value: float) -> None:
    assert evaluate(text, NAMES) == pytest.approx(value)
    assert isinstance(evaluate(text, NAMES), float)


@pytest.mark.parametrize(("text", "value"), TO_TWELVE_FIGURES)
def test_a_function_agrees_with_the_tables_to_twelve_figures(text: str, value: str) -> None:
    assert f"{evaluate_number(text, {}):.12g}" == value


def test_a_value_called_pi_goes_before_the_constant() -> None:
    assert evaluate("2*pi", {"pi": 3.14}) == 6.28
    assert evaluate("sin(rad) + pi - pi", {"rad": 0.0}) == 0


@pytest.mark.parametrize(("text", "value"), CONDITIONS)
def test_a_condition_is_true_or_false(text: str, value: bool) -> None:
    assert evaluate(text, NAMES) is value


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        evaluate(text, NAMES)
    assert str(refused.value).endswith(".")
    assert "Traceback" not in str(refused.value)


BOUNDED = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))
import sys, json
from server.mastery.expressions import ExpressionError, evaluate
for text in json.loads(sys.stdin.read()):
    try:
        evaluate(text, {"x": 3.0})
    except ExpressionError:
        pass
print("done")
"""


def test_hostile_sums_cost_neither_time_nor_memory() -> None:
    """In a process that may use five seconds and 300 MB for all of them together, Python itself included."""
    long = ["(" * 5000, "9" * 100_000, "x+" * 50_000 + "x", "-" * 100_000 + "1", "not " * 3000 + "x", "[" * 9999]
    told = json.dumps([*HOSTILE, *long])
    run = subprocess.run([sys.executable, "-c", BOUNDED], input=told, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "done", run.stderr[-500:]


@pytest.mark.parametrize("text", ["1/zero", "x % zero", "sqrt(-1)", "log(0)", "zero**-1", "(-8)**0.5", "1e200*1e200"])
def test_a_sum_without_an_answer_is_undefined(text: str) -> None:
    with pytest.raises(Undefined):
        evaluate(text, NAMES)


def test_a_refusal_names_what_is_known() -> None:
    with pytest.raises(ExpressionError, match=r'"T" is not a number here\. Known numbers: P, V\.'):
        evaluate("P*V/T", {"V": 1, "P": 2})
    with pytest.raises(ExpressionError, match=r"Known numbers: none\."):
        evaluate("T", {})


@pytest.mark.parametrize(("text", "sentence"), SENTENCES, ids=range(len(SENTENCES)))
def test_a_refusal_says_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        evaluate(text, {"endless": math.inf})
    assert str(refused.value) == sentence


def test_numbers_and_conditions_are_not_mixed_up() -> None:
    with pytest.raises(ExpressionError, match="a number is needed"):
        evaluate_number("1 < 2", {})
    with pytest.raises(ExpressionError, match="a condition like"):
        evaluate_condition("1 + 2", {})
    assert evaluate_number("1 + 2", {}) == 3
    assert evaluate_condition("1 < 2", {}) is True


def test_the_names_an_expression_uses() -> None:
    assert names_in("sqrt(P1*V1) + max(P1, 2) > T") == {"P1", "V1", "T"}
    with pytest.raises(ExpressionError):
        names_in("(")


def test_a_name_is_the_same_in_either_of_its_spellings() -> None:
    assert evaluate("\u00b5*x", {"\u00b5": 2.0, "x": 3.0}) == 6, "Python reads the micro sign as a Greek letter"


def test_what_has_more_places_than_a_number_here_is_not_rounded() -> None:
    assert evaluate("round(x)", {"x": 1e14 + 0.5}) == 1e14 + 0.5


def test_there_is_no_minus_zero() -> None:
    assert math.copysign(1, evaluate_number("-1*zero", NAMES)) == 1


@given(st.text(max_size=60) | st.text("x12+-*/%().,<>= andort", max_size=60))
def test_no_string_does_more_than_be_refused(text: str) -> None:
    try:
        value = evaluate(text, NAMES)
    except ExpressionError:
        return
    assert isinstance(value, bool) or math.isfinite(value)
