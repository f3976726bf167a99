"""The commands of LaTeX that build something: fractions, roots, brackets that grow, accents, tables, chemistry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from server.web.formula import chemistry, quantities, symbols
from server.web.formula.nodes import Unreadable, node, row, sign, space, stacked, tight, words
from server.web.formula.texts import text_of

if TYPE_CHECKING:
    from server.web.formula.reading import Reader

BETWEEN = frozenset({"\\over", "\\choose", "\\atop"})
KINDS = {
    "mathop": "limits", "mathbin": "operator", "mathrel": "operator", "stackrel": "operator", "overset": "operator",
    "underset": "operator", "not": "operator", "underbrace": "limits", "overbrace": "limits", "bmod": "operator",
    "hspace": "space", "hskip": "space", "phantom": "space", "middle": "operator", "mathpunct": "operator",
    "ldotp": "operator", "cdotp": "operator",
} | dict.fromkeys(symbols.ARROWS, "operator")  # fmt: skip

_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
_PAIRS = {"p": "()", "b": "[]", "B": "{}", "v": "||", "V": "‖‖", "": ""}


def fraction(over: Element, under: Element, **attributes: str) -> Element:
    return node("mfrac", over, under, **attributes)


def between(piece: str, over: list[Element], under: list[Element]) -> Element:
    """The old way to write a fraction: {a \\over b}."""
    if piece == "\\over":
        return fraction(row(over), row(under))
    pair = fraction(row(over), row(under), linethickness="0")
    return _fenced("(", [pair], ")") if piece == "\\choose" else pair


def table(lines: Sequence[Sequence[Sequence[Element]]], align: str, *, spread: bool = True) -> Element:
    """Lines of cells. `align` names each column l, c or r, and begins again where there are more columns.

    Without `spread` the columns stand close, as the sides of an equation do.
    """
    sides = {"l": "left", "c": "center", "r": "right"}
    made = node("mtable")
    for line in lines:
        cells = (node("mtd", *c, columnalign=sides[align[place % len(align)]]) for place, c in enumerate(line))
        made.append(node("mtr", *cells))
    if not spread:
        made.attrib.update({"displaystyle": "true", "columnspacing": "0em", "class": "close"})
    return made


def _fenced(before: str, inner: Sequence[Element], after: str) -> Element:
    opening = [sign(before, form="prefix", stretchy="true")] if before else []
    closing = [sign(after, form="postfix", stretchy="true")] if after else []
    return node("mrow", *opening, *inner, *closing)


def _frac(reader: Reader, name: str) -> Element:
    made = fraction(reader.argument(), reader.argument())
    if name in {"dfrac", "cfrac", "tfrac"}:
        return node("mstyle", made, displaystyle="false" if name == "tfrac" else "true")
    return made


def _binom(reader: Reader, name: str) -> Element:
    return _fenced("(", [fraction(reader.argument(), reader.argument(), linethickness="0")], ")")


def _sfrac(reader: Reader, name: str) -> Element:
    return row([reader.argument(), tight("/"), reader.argument()])


def _sqrt(reader: Reader, name: str) -> Element:
    degree = reader.bracket()
    inner = reader.argument()
    return node("mroot", inner, reader.inner(degree)) if degree is not None else node("msqrt", inner)


def _root(reader: Reader, name: str) -> Element:
    """\\root 3 \\of x."""
    degree = reader.argument()
    if reader.take() != "\\of":
        raise Unreadable("\\root without \\of")
    return node("mroot", reader.argument(), degree)


def _left(reader: Reader, name: str) -> Element:
    made = node("mrow")
    if before := reader.fence():
        made.append(sign(before, form="prefix", stretchy="true"))
    made.extend(reader.row())
    while (piece := reader.take()) == "\\middle":
        made.append(sign(reader.fence(), stretchy="true", lspace="0.2em", rspace="0.2em"))
        made.extend(reader.row())
    if piece != "\\right":
        raise Unreadable("\\left without \\right")
    if after := reader.fence():
        made.append(sign(after, form="postfix", stretchy="true"))
    return made


def _sized(reader: Reader, name: str) -> Element:
    size = _SIZES[name.rstrip("lrm")]
    return sign(reader.fence(), stretchy="true", minsize=size, maxsize=size, lspace="0", rspace="0")


def _accent(reader: Reader, name: str) -> Element:
    over = sign(symbols.ACCENTS[name], stretchy="true" if name in symbols.WIDE else "false")
    return node("mover", reader.argument(), over, accent="true")


def _line(reader: Reader, name: str) -> Element:
    return node("mrow", reader.argument(), **{"class": name})


def _struck(reader: Reader, name: str) -> Element:
    if name == "fbox":
        return node("mrow", words(reader.raw()), **{"class": "boxed"})
    return node("mrow", reader.argument(), **{"class": name})


def _brace(reader: Reader, name: str) -> Element:
    if name in {"overbrace", "overbracket"}:
        return stacked(reader.argument(), None, sign("⏞" if name == "overbrace" else "⎴", stretchy="true"))
    return stacked(reader.argument(), sign("⏟" if name == "underbrace" else "⎵", stretchy="true"), None)


def _set_over(reader: Reader, name: str) -> Element:
    above, base = reader.argument(), reader.argument()
    return stacked(base, above, None) if name == "underset" else stacked(base, None, above)


def _arrow(reader: Reader, name: str) -> Element:
    below = reader.bracket()
    return chemistry.arrow(symbols.ARROWS[name], reader.argument(), reader.inner(below) if below else None)


def _not(reader: Reader, name: str) -> Element:
    made = reader.argument()
    if made.tag != "mo" or made.text not in symbols.NEGATED:
        raise Unreadable("\\not before something that cannot be crossed out")
    return sign(symbols.NEGATED[made.text], stretchy="false")


def _as_is(reader: Reader, name: str) -> Element:
    return reader.argument()


def _after_one(reader: Reader, name: str) -> Element:
    """A colour, a link, a name: what it is given to is kept, the rest is not ours to follow."""
    reader.bracket()
    reader.raw()
    return reader.argument()


def _ignored(reader: Reader, name: str) -> Element:
    reader.raw()
    return node("mrow")


def _nothing(reader: Reader, name: str) -> Element:
    return node("mrow")


def _text(reader: Reader, name: str) -> Element:
    variant = {"textbf": "bold", "textit": "italic", "emph": "italic", "texttt": "monospace"}.get(name, "")
    return text_of(reader, reader.raw(), variant)


def _space(reader: Reader, name: str) -> Element:
    if reader.peek() == "*":
        reader.take()
    return space("-0.2em" if reader.raw().lstrip().startswith("-") else "1em")


def _phantom(reader: Reader, name: str) -> Element:
    return node("mphantom", reader.argument())


def _modulo(reader: Reader, name: str) -> Element:
    if name == "bmod":
        return sign("mod", lspace="0.22em", rspace="0.22em")
    inner = [node("mi", text="mod"), space("0.3333em")] if name == "pmod" else []
    return node("mrow", space("1em"), tight("("), *inner, reader.argument(), tight(")"))


def _tag(reader: Reader, name: str) -> Element:
    if reader.peek() == "*":
        reader.take()
    return node("mrow", space("2em"), words(f"({reader.raw()})"))


def _substack(reader: Reader, name: str) -> Element:
    return reader.inner(reader.raw())


def _dots(reader: Reader, name: str) -> Element:
    return tight("." if name == "ldotp" else "·")


def _begin(reader: Reader, name: str) -> Element:
    """A table: a matrix, cases, equations below each other."""
    kind = reader.raw()
    plain = kind.rstrip("*")
    align = "c"
    if plain in {"array", "tabular"}:
        reader.bracket()
        align = "".join(c for c in reader.raw() if c in "lcr") or "c"
    elif plain in {"aligned", "gathered", "matrix", "pmatrix", "bmatrix", "split"}:
        reader.bracket()
    elif plain in {"alignat", "alignedat"}:
        reader.raw()
    lines = reader.lines()
    if reader.take() != "\\end" or reader.raw() != kind:
        raise Unreadable(f"{kind} is not closed")
    return _table(plain.removesuffix("ed") if plain in {"aligned", "gathered"} else plain, lines, align)


def _table(kind: str, lines: list[list[list[Element]]], align: str) -> Element:
    match kind:
        case "align" | "split" | "eqnarray" | "flalign" | "alignat" | "alignedat":
            return table(lines, "rcl" if kind == "eqnarray" else "rl", spread=False)
        case "gather" | "equation" | "displaymath" | "math" | "multline":
            return table(lines, "c", spread=False)
        case "cases" | "dcases":
            return _fenced("{", [table(lines, "l")], "")
        case "rcases":
            return _fenced("", [table(lines, "l")], "}")
        case "array" | "tabular" | "smallmatrix":
            return table(lines, align)
        case _ if kind.endswith("matrix") and kind.removesuffix("matrix") in _PAIRS:
            pair = _PAIRS[kind.removesuffix("matrix")]
            return _fenced(pair[:1], [table(lines, "c")], pair[1:])
        case _:
            raise Unreadable(f"{kind} is not known here")


def _reaction(reader: Reader, name: str) -> Element:
    return chemistry.reaction(reader, reader.raw())


def _quantity(reader: Reader, name: str) -> Element:
    return quantities.quantity(reader, name)


def _for(names: str, build: Callable[[Reader, str], Element]) -> dict[str, Callable[[Reader, str], Element]]:
    return dict.fromkeys(names.split(), build)


CONSTRUCTS: dict[str, Callable[[Reader, str], Element]] = {
    **_for("frac dfrac tfrac cfrac", _frac),
    **_for("sfrac nicefrac", _sfrac),
    **_for("binom dbinom tbinom", _binom),
    **_for("sqrt", _sqrt),
    **_for("root", _root),
    **_for("left", _left),
    **_for(" ".join(f"{size}{side}" for size in _SIZES for side in ("", "l", "r", "m")), _sized),
    **_for(" ".join(symbols.ACCENTS), _accent),
    **_for("overline underline", _line),
    **_for("boxed fbox cancel bcancel xcancel sout", _struck),
    **_for("overbrace underbrace overbracket underbracket", _brace),
    **_for("overset underset stackrel", _set_over),
    **_for(" ".join(symbols.ARROWS), _arrow),
    **_for("not", _not),
    **_for("mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner ensuremath smash", _as_is),
    **_for("color textcolor colorbox href class cssId style htmlClass htmlId", _after_one),
    **_for("require label", _ignored),
    **_for("notag nonumber mathstrut allowbreak nobreak displaylimits relax null strut hfill centering", _nothing),
    **_for("text mbox hbox textnormal textrm textsf textbf textit emph texttt textup mathtext", _text),
    **_for("hspace hskip", _space),
    **_for("phantom hphantom vphantom", _phantom),
    **_for("pmod bmod pod", _modulo),
    **_for("tag", _tag),
    **_for("substack", _substack),
    **_for("ldotp cdotp", _dots),
    **_for("begin", _begin),
    **_for("ce cf", _reaction),
    **_for("SI si qty unit pu num ang SIrange qtyrange", _quantity),
}
"""How each command is built, from what follows it."""
