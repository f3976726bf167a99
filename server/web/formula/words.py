"""A formula in plain text, as it reads where nothing can be drawn: (P₁V₁)/T₁, x², H₂O, 2 H₂ + O₂ → 2 H₂O."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_ABOVE = dict(zip("0123456789+−-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True))
_ABOVE |= dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_ABOVE |= dict(zip("′″‴°∘†∗ ", "′″‴°°†* ", strict=True))
_BELOW = dict(zip("0123456789+−-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_PARTS = {
    ("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾", ("1", "5"): "⅕",
    ("2", "5"): "⅖", ("3", "5"): "⅗", ("4", "5"): "⅘", ("1", "6"): "⅙", ("5", "6"): "⅚", ("1", "8"): "⅛",
    ("3", "8"): "⅜", ("5", "8"): "⅝", ("7", "8"): "⅞", ("1", "10"): "⅒",
}  # fmt: skip
_OVER = {
    "^": "\u0302", "ˇ": "\u030c", "~": "\u0303", "´": "\u0301", "`": "\u0300", "˙": "\u0307", "¨": "\u0308",
    "˘": "\u0306", "¯": "\u0304", "‾": "\u0305", "→": "\u20d7", "←": "\u20d6", "˚": "\u030a", "⃛": "\u20db",
}  # fmt: skip
_THROUGH = {
    "overline": "\u0305", "underline": "\u0332", "sout": "\u0336", "cancel": "\u0338", "bcancel": "\u0338",
    "xcancel": "\u0338",
}  # fmt: skip
_ARROWS = frozenset("→←↔⇌⇒⇐⇔⇋↦⇀↼")
_ROOTS = {"3": "∛", "4": "∜"}
_APART = frozenset("=≠<>≤≥≈∼≃≅≡∝→←↔⇒⇐⇔⇌⟶⟹⟺⟵⟷⟸∈∉⊂⊃⊆⊇×·÷±∓∪∩∧∨∥⟂∣+−≪≫≔⇋↦")
_NESTED = {"mrow", "mstyle", "mpadded", "math", "mtd"}


def in_words(made: Element) -> str:
    """The formula as one line of text; what stood in a fraction or under a root is kept together by brackets."""
    return re.sub(r"\s+", " ", _said(made).replace("\u00a0", " ")).strip()


def _said(made: Element, small: bool = False) -> str:
    tag = made.tag
    text = made.text or ""
    if tag in _NESTED:
        return _line(made, small)
    if tag == "mo":
        return "" if text in {"\u2061", "\u2062", "\u2063", "\u2064"} else text
    if tag in {"mi", "mn", "mtext", "ms"}:
        return text
    if tag == "mspace":
        return "" if made.get("width", "").startswith(("-", "0.0", "0e")) else " "
    if tag == "mphantom":
        return " "
    if tag == "mfrac":
        return _fraction(made)
    if tag in {"msqrt", "mroot"}:
        return _root(made)
    if tag in {"msub", "msup", "msubsup"}:
        return _scripts(made)
    if tag in {"munder", "mover", "munderover"}:
        return _stacked(made)
    if tag == "mmultiscripts":
        return _multi(made)
    if tag == "mtable":
        return "; ".join(_cells(line) for line in made)
    return _line(made, small)


def _line(made: Element, small: bool = False) -> str:
    parts: list[str] = []
    for child in made:
        said = _said(child, small)
        # Explicitly close signs (the minus of −3) stay close; the others stand between spaces, as in print.
        if child.tag == "mo" and said in _APART and child.get("lspace") != "0" and len(made) > 1 and not small:
            said = f" {said} "
        elif child.tag == "mo" and said in {",", ";"} and child.get("lspace") != "0":
            said = f"{said} "
        elif said[:1].isdigit() and child.tag == "mn" and parts and parts[-1][-1:].isdigit():
            said = f" {said}"
        parts.append(said)
    inside = "".join(parts)
    return f"[{inside}]" if made.get("class") == "boxed" else _struck(made, inside)


def _struck(made: Element, inside: str) -> str:
    mark = _THROUGH.get(made.get("class", ""), "")
    return "".join(char + mark if mark and not char.isspace() else char for char in inside)


def _whole(made: Element, said: str) -> str:
    """The text of a part, in brackets where it is more than one thing."""
    plain = re.fullmatch(r"[\w.,′°∞\u0300-\u036f\u20d0-\u20f0₀-₉ₐ-ₜ⁰-⁹⁺⁻]+|\([^()]*\)|√?[\w.]+", said)
    if plain and _factors(made) <= 1:
        return said
    return f"({said})"


def _factors(made: Element) -> int:
    """How many things stand side by side."""
    return sum(_factors(child) for child in made if child.tag != "mspace") if made.tag in _NESTED else 1


def _fraction(made: Element) -> str:
    over, under = in_words(made[0]), in_words(made[1])
    if made.get("linethickness") == "0":
        return f"{over} over {under}" if " " in over + under else f"{over}, {under}"
    if (over, under) in _PARTS:
        return _PARTS[over, under]
    return f"{_whole(made[0], over)}/{_whole(made[1], under)}"


def _root(made: Element) -> str:
    if made.tag == "mroot":
        degree = in_words(made[1])
        return f"{_ROOTS.get(degree) or raised(degree) + '√'}{_whole(made[0], in_words(made[0]))}"
    if len(made) == 1:
        return f"√{_whole(made[0], in_words(made[0]))}"
    said = re.sub(r"\s+", " ", _line(made)).strip()
    return f"√({said})"


def raised(text: str) -> str:
    """A text as a power: small where Unicode has it small, as in x², otherwise with ^."""
    if all(c in _ABOVE for c in text):
        return "".join(_ABOVE[c] for c in text)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def lowered(text: str) -> str:
    """A text as an index: H₂, or T_in."""
    if all(c in _BELOW for c in text):
        return "".join(_BELOW[c] for c in text)
    return f"_{text}" if text.isalnum() or len(text) == 1 else f"_({text})"


def _scripts(made: Element) -> str:
    """A base with its index and power, small where Unicode has them small."""
    base = in_words(made[0]) if made[0].tag not in {"mfrac", "mrow"} or not len(made[0]) else _bracketed(made[0])
    found = dict(zip({"msub": "_", "msup": "^", "msubsup": "_^"}[made.tag], list(made)[1:], strict=False))
    said = base
    if "_" in found:
        said += lowered(_small(found["_"]))
    if "^" in found:
        said += raised(_small(found["^"]))
    return said


def _bracketed(made: Element) -> str:
    """A base of several parts; brackets that are already there are enough."""
    said = in_words(made)
    if (_factors(made) <= 1 and made.tag != "mfrac") or (said[:1], said[-1:]) in {("(", ")"), ("[", "]"), ("|", "|")}:
        return said
    if said.endswith("|"):
        return said
    return f"({said})"


def _small(made: Element) -> str:
    """A script, without the spaces it would have at full size."""
    said = re.sub(r"\s+", " ", _said(made, small=True)).strip()
    return said.replace("\u00a0", " ")


def _stacked(made: Element) -> str:
    base, scripts = made[0], list(made)[1:]
    over = scripts[-1] if made.tag != "munder" else None
    under = scripts[0] if made.tag != "mover" else None
    if over is not None and over.tag == "mo" and (over.text or "") in _OVER and made.get("accent") == "true":
        return "".join(char + _OVER[over.text or ""] for char in in_words(base))
    char = base.text or ""
    if base.tag == "mo" and (char in _ARROWS or char == "="):
        labels = "; ".join(in_words(label) for label in (over, under) if label is not None)
        return f" {char}[{labels}] "
    braces = {"⏞", "⏟", "⎴", "⎵"}
    said = in_words(base)
    for label, above in ((under, False), (over, True)):
        if label is None or label.text in braces:
            continue
        small = _small(label)
        if base.tag in {"mover", "munder"} or len(base):
            said = f"{said} ({in_words(label)})"
        else:
            said += raised(small) if above else lowered(small)
    return f" {said} " if base.tag == "mo" else said


def _multi(made: Element) -> str:
    children = list(made)
    at = next((i for i, child in enumerate(children) if child.tag == "mprescripts"), len(children))
    after, before = children[1:at], children[at + 1 :]

    def pair(parts: list[Element]) -> str:
        below = "".join(_small(part) for part in parts[::2])
        above = "".join(_small(part) for part in parts[1::2])
        return (raised(above) if above else "") + (lowered(below) if below else "")

    below = "".join(_small(part) for part in after[::2])
    above = "".join(_small(part) for part in after[1::2])
    tail = (lowered(below) if below else "") + (raised(above) if above else "")
    return pair(before) + in_words(children[0]) + tail


def _cells(line: Element) -> str:
    said = [in_words(cell) for cell in line]
    if [cell.get("columnalign") for cell in line] == ["right", "left"]:
        return " ".join(part for part in said if part)
    return ", ".join(said)
