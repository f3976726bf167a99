"""The text of a QTI item as HTML: numbers printed, what is for other eyes taken out, pictures found."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from server.formats.qti2_marking import FEEDBACK_IN_TEXT, is_shown, waits_for
from server.formats.qti2_tree import (
    KEPT_AS_CLASS,
    Element,
    children,
    copied,
    first,
    inner_html,
    inside,
    is_bare,
    put_in_place,
    renamed,
    said_by,
    unwrapped,
)
from server.formats.qti2_values import Scope, Value, as_text, listed, number, number_text
from server.mastery.expressions import FUNCTIONS

Media = Callable[[str], str]
"""from a path as the file writes it to the one that the texts will show it under"""
_PICTURES = re.compile(r"image/|.*\.(?:png|jpe?g|gif|svg|webp|bmp)$", re.IGNORECASE)
_FORMAT = re.compile(r"%(\d*)(?:\.(\d+))?([a-zA-Z])")
_NOT_SHOWN = (
    "stylesheet", "catalogInfo", "companionMaterialsInfo", "script", "style", "accessibility", "apipAccessibility",
)  # fmt: skip


@dataclass
class Columns:
    """The names that printed variables get in our texts (`{a}`), the same in every variant."""

    names: dict[str, str] = field(default_factory=dict)

    def name(self, variable: str, form: str) -> str:
        """The name for this variable printed in this form."""
        key = f"{variable}\n{form}"
        if key not in self.names:
            base = re.sub(r"\W", "_", variable, flags=re.ASCII) or "value"
            base = f"v{base}" if base[0].isdigit() or base in FUNCTIONS or base in _TAKEN else base
            taken = set(self.names.values())
            self.names[key] = next(
                name for n in range(1, len(taken) + 2) if (name := base if n == 1 else f"{base}_{n}") not in taken
            )
        return self.names[key]


_TAKEN = frozenset({"answer", "pi", *keyword.kwlist})


def resolve(item: Element, scope: Scope, columns: Columns, media: Media) -> dict[str, str]:
    """Changes an item to one of its variants: what this variant hides is gone, each printed variable is `{name}`.

    Returns what the names stand for. Pictures are shown under the path that `media` gives.
    """
    row: dict[str, str] = {}
    for element in list(item.iter()):
        if element.tag in _NOT_SHOWN:
            put_in_place(element)
        elif element.get("templateIdentifier") and element.tag != "templateDeclaration":
            if not is_shown(waits_for(element), scope.values):
                put_in_place(element)
            elif element.tag in ("templateBlock", "templateInline"):
                unwrapped(element)
        elif element.tag == "printedVariable":
            put_in_place(element, _printed(element, scope, columns, row))
        elif element.tag in ("mi", "ci"):
            _number_in_formula(element, scope, columns, row)
        elif element.tag in ("span", "div") and element.get("class", "")[5:] in KEPT_AS_CLASS:
            if element.get("class", "").startswith("html-"):
                renamed(element, element.get("class", "")[5:])
        elif element.tag in ("annotation", "annotation-xml"):
            put_in_place(element)  # the same formula once more, for other programs
    _show_media(item, media)
    return row


def without_feedback(item: Element, values: dict[str, Value]) -> None:
    """Takes out of the text what is shown only after an answer; what is shown before stays."""
    for element in list(inside(item, *FEEDBACK_IN_TEXT)):
        if is_shown(waits_for(element), values):
            unwrapped(element)
        else:
            parent = element.getparent()
            put_in_place(element)
            if parent is not None and parent.tag in ("p", "div", "td", "span") and is_bare(parent):
                put_in_place(parent)


def without_rubrics(body: Element) -> list[Element]:
    """Takes out of the text the blocks that only markers and tutors see, and returns them. The rest stays."""
    found = []
    for block in list(inside(body, "rubricBlock")):
        for wrapper in list(inside(block, "contentBody")):
            unwrapped(wrapper)
        if "candidate" in block.get("view", "candidate").split():
            unwrapped(block)
        else:
            found.append(copied(block))
            put_in_place(block)
    return found


def prompt_html(body: Element) -> str:
    """The text of an item body once its interactions are replaced."""
    for wrapper in list(inside(body, "contentBody", "infoControl")):
        unwrapped(wrapper)
    inner = children(body)
    # One bare box around everything says nothing.
    if len(inner) == 1 and inner[0].tag == "div" and _nothing_beside(body, inner[0]):
        return inner_html(inner[0])
    return inner_html(body)


def taken_out(interaction: Element, mark: str) -> None:
    """Puts `mark` ("[[1]]", "_____" or nothing) where an interaction stood, and its prompt before it."""
    parent = interaction.getparent()
    prompt = first(interaction, "prompt")
    pieces: list[str | Element] = []
    if prompt is not None and not is_bare(prompt):
        alone = parent is not None and _nothing_beside(parent, interaction)
        twin = copied(prompt)
        holder = "div" if any(below.tag in ("p", "div", "ul", "ol", "table") for below in inside(twin)) else "p"
        pieces = [_marked_whole(twin) if alone else renamed(twin, holder)]
    if not mark and not pieces and not (interaction.tail or "").strip():
        _trim_before(interaction)
    put_in_place(interaction, *pieces, mark)
    for wrapper in [] if parent is None else list(inside(parent, "whole")):
        unwrapped(wrapper)
    while parent is not None and parent.tag not in ("itemBody", "whole") and is_bare(parent):
        parent, bare = parent.getparent(), parent
        put_in_place(bare)


def _trim_before(element: Element) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip()
    elif parent is not None:
        parent.text = (parent.text or "").rstrip()


def _marked_whole(prompt: Element) -> Element:
    return renamed(prompt, "whole")


def _nothing_beside(parent: Element, child: Element) -> bool:
    return children(parent) == [child] and not (parent.text or "").strip() and not (child.tail or "").strip()


def printed(value: Value, form: str, base: str) -> str:
    """A value as QTI prints it: `%.2f`, `%i`, `%.3r` (significant figures), or a whole number in another base."""
    if len(listed(value)) != 1 or not isinstance(only := listed(value)[0], int | float) or isinstance(only, bool):
        return as_text(value)
    if base in ("2", "8", "16") and only == int(only):
        return format(int(only), {"2": "b", "8": "o", "16": "X"}[base])
    found = _FORMAT.fullmatch(form.strip())
    if not found:
        return number_text(only)
    _, places, kind = found.groups()
    digits = min(int(places or 6), 15)
    match kind:
        case "i" | "d":
            return str(round(only))
        case "f" | "F":
            return f"{only:.{digits}f}"
        case "e" | "E":
            return f"{only:.{digits}{kind}}"
        case "x" | "X" | "o" if only == int(only):
            return format(int(only), kind)
        case "r" | "g" | "G":
            return number_text(float(f"{only:.{max(digits, 1)}g}"))
        case _:
            return number_text(only)


def _printed(element: Element, scope: Scope, columns: Columns, row: dict[str, str]) -> str:
    name, form, base = (element.get(key, "") for key in ("identifier", "format", "base"))
    text = printed(scope.values.get(name), form, base)
    if name not in scope.templates:
        return text
    column = columns.name(name, f"{form}/{base}")
    row[column] = text
    return f"{{{column}}}"


def _number_in_formula(element: Element, scope: Scope, columns: Columns, row: dict[str, str]) -> None:
    """A letter in a formula that stands for a number; `list[i]`, as some programs write it, counts from 0."""
    found = re.fullmatch(r"(\w+)(?:\[(\w+)\])?", said_by(element))
    if not found or found[1] not in scope.templates:
        return
    if scope.declared[found[1]].get("mathVariable") not in ("true", "1"):
        return
    value = scope.values.get(found[1])
    if found[2]:
        members, place = listed(value), scope.values.get(found[2], number(found[2]))
        if not isinstance(place, int) or not 0 <= place < len(members):
            return
        value = members[place]
    column = columns.name(found[0].rstrip("]").replace("[", "_"), "/")
    row[column] = printed(value, "", "")
    element.tag = "mtext" if isinstance(value, str) else "mn"
    element.text = f"{{{column}}}"


def _show_media(item: Element, media: Media) -> None:
    for element in list(item.iter("object", "img", "audio", "video", "source", "track")):
        path = element.get("data") if element.tag == "object" else element.get("src")
        if element.getparent() is None or not path:
            continue
        if element.tag != "object":
            element.set("src", media(path))
        elif _PICTURES.match(element.get("type", "")) or _PICTURES.match(path):
            inner = list(inside(element, "object"))
            if element.get("type", "").endswith(("eps", "tiff")) and inner:
                unwrapped(element)  # browsers do not show it; what stands inside is meant for that
                continue
            alt = said_by(element)
            sizes = {key: element.get(key, "") for key in ("width", "height") if element.get(key)}
            for child in list(element):
                element.remove(child)
            element.text = None
            renamed(element, "img", src=media(path), alt=alt, **sizes)
        else:
            kind = element.get("type", "").partition("/")[0]
            link = etree.Element(kind if kind in ("audio", "video") else "a")
            link.set("src" if kind in ("audio", "video") else "href", media(path))
            if kind in ("audio", "video"):
                link.set("controls", "controls")
            link.text = said_by(element) or path.rpartition("/")[2]
            put_in_place(element, link)
