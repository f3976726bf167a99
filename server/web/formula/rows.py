"""What stands side by side in a formula, and the small spaces between."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from server.web.formula import symbols
from server.web.formula.nodes import node, space, tight

_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"})
_SMALL = _SCRIPTED | {"mfrac", "msqrt", "mroot"}
_SIGNS = frozenset("+−±∓")


@dataclass
class Atom:
    """One thing of a row. `kind` tells how it stands to its neighbours."""

    element: Element
    kind: str = "plain"
    """plain · operator · open · close · function · limits (carries its scripts below and above) · space"""


def bracket_of(char: str) -> Atom:
    """A bracket as tall as a letter."""
    kind = "open" if char in symbols.OPENING else "close" if char in symbols.CLOSING else "plain"
    return Atom(tight(char), kind)


def spaced(atoms: list[Atom]) -> list[Element]:
    """A row with the small spaces and the closeness that tell "2 sin x" from a product of letters, and −3 from a −3."""
    found: list[Element] = []
    for place, atom in enumerate(atoms):
        made = atom.element
        before = atoms[place - 1].kind if place else ""
        after = atoms[place + 1].kind if place + 1 < len(atoms) else ""
        if made.tag == "mo" and made.text in _SIGNS and (before in {"", "operator", "open", "function"} or not after):
            made.attrib.update(lspace="0", rspace="0")
        named = atom.kind == "function" or (atom.kind == "limits" and "lspace" in _core(made).attrib)
        if named and before in {"plain", "close", "function", "limits"} and found[-1].tag != "mspace":
            found.append(space())
        found.append(made)
        if named and after == "plain":
            found.append(space())
    return found


def _core(made: Element) -> Element:
    while made.tag in {"munder", "mover", "munderover", "msub", "msup", "msubsup"}:
        made = made[0]
    return made


def legible(made: Element) -> None:
    """Within a line of text fractions are small; one with an index or a power in it would be too small to read.

    So it is as large as in a formula of its own line.
    """
    for place, part in enumerate(made):
        if part.tag == "mfrac" and any(inner.tag in _SMALL for inner in part.iter() if inner is not part):
            made[place] = node("mstyle", part, displaystyle="true")
        elif part.tag in _SCRIPTED:
            # What stands above or below is small for a reason.
            base = node("mrow", part[0])
            legible(base)
            part[0] = base[0]
        elif part.tag != "mfrac" and "displaystyle" not in part.attrib:
            legible(part)
