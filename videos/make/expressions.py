"""Numbers and words of a storyboard that are worked out: `P1 * V1 / V2`, and `"{P2:3} kPa"` with three figures."""

import ast
import math
import operator
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import constants

Look = Callable[[str], Any]
"""Gives the value of a name (`V1`) or of a part's field (`gas.volume`); KeyError if there is none."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "sin": math.sin, "min": min, "max": max, "abs": abs,
    "kelvin": constants.kelvin, "celsius": constants.celsius, "mass": constants.mass, "vapour": constants.vapour,
    "sig": lambda value, figures: float(figures_of(value, int(figures))), "round": round,
}  # fmt: skip
KNOWN = {"R": constants.R, "ATM": constants.ATM, "MMHG": constants.MMHG, "pi": math.pi}
BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Mod: operator.mod, ast.Lt: operator.lt, ast.Gt: operator.gt,
    ast.LtE: operator.le, ast.GtE: operator.ge,
}  # fmt: skip
GAP = re.compile(r"\{([^{}:]+)(?::([^{}]+))?\}")


@cache
def compiled(source: str) -> Callable[[Look], Any]:
    """An expression ready to be worked out, again and again; SystemExit with a sentence if it is none."""
    try:
        return _build(ast.parse(source.strip(), mode="eval").body)
    except SyntaxError:
        raise SystemExit(f"not an expression: {source}") from None


def _build(node: ast.AST) -> Callable[[Look], Any]:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
        constant = node.value
        return lambda look: constant
    if isinstance(node, ast.Name):
        name = node.id
        return lambda look: KNOWN[name] if name in KNOWN else look(name)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        field = f"{node.value.id}.{node.attr}"
        return lambda look: look(field)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _build(node.operand)
        return lambda look: -inner(look)
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        return _pair(BINARY[type(node.op)], node.left, node.right)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in BINARY:
        return _pair(BINARY[type(node.ops[0])], node.left, node.comparators[0])
    if isinstance(node, ast.IfExp):
        test, yes, no = _build(node.test), _build(node.body), _build(node.orelse)
        return lambda look: yes(look) if test(look) else no(look)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        call, arguments = FUNCTIONS[node.func.id], [_build(argument) for argument in node.args]
        return lambda look: call(*(argument(look) for argument in arguments))
    raise SystemExit(f"an expression may not hold {ast.unparse(node)}")


def _pair(how: Callable[[Any, Any], Any], left: ast.AST, right: ast.AST) -> Callable[[Look], Any]:
    one, other = _build(left), _build(right)
    return lambda look: how(one(look), other(look))


def figures_of(value: float, figures: int) -> str:
    """A number with so many significant figures, zeros included: 60 with 3 is `60.0`."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{figures - 1}e}")
    return f"{rounded:.{max(0, figures - 1 - math.floor(math.log10(abs(rounded))))}f}"


def written(value: Any, how: str | None) -> str:
    """A value as it stands on screen. `how`: `3` figures, `3e` with a power of ten, `.1f` decimals, None as it is."""
    if isinstance(value, str):
        return value
    if how is None:
        text = f"{value:.10g}"
    elif how.isdigit():
        text = figures_of(value, int(how))
    elif how.endswith("e") and how[:-1].isdigit():
        digits, power = f"{value:.{int(how[:-1]) - 1}e}".split("e")
        text = f"{digits} × 10^{int(power)}"
    else:
        text = format(value, how)
    return text.replace("-", "−")


def filled(text: str, look: Look) -> str:
    """The text with every `{expression:how}` worked out."""
    return GAP.sub(lambda gap: written(compiled(gap[1])(look), gap[2]), text)


def is_expression(raw: Any) -> bool:
    """`"=P * V"` is worked out; `"= P V"`, with a space, is words that begin with an equals sign."""
    return isinstance(raw, str) and raw[:1] == "=" and raw[1:2] not in ("", " ")


def worked_out(raw: Any, look: Look) -> Any:
    """A field as the storyboard writes it: `"=expression"` becomes a number, gaps in words are filled, lists too."""
    if isinstance(raw, str):
        if is_expression(raw):
            return compiled(raw[1:])(look)
        return filled(raw, look) if "{" in raw else raw
    if isinstance(raw, list):
        return [worked_out(one, look) for one in raw]
    if isinstance(raw, dict):
        return {worked_out(key, look): worked_out(one, look) for key, one in raw.items()}
    return raw


def numbers_of(table: dict[str, Any]) -> dict[str, float]:
    """The `[numbers]` of a storyboard: given ones as they are, worked-out ones from those above them."""
    found: dict[str, float] = {}
    for name, raw in table.items():
        try:
            found[name] = compiled(raw)(found.__getitem__) if isinstance(raw, str) else raw
        except (KeyError, ZeroDivisionError, TypeError) as cause:
            raise SystemExit(f"[numbers] {name} = {raw!r} cannot be worked out: {cause!r}") from None
    return found
