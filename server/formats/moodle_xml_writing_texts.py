"""Writing one question of a Moodle XML file: its elements, its texts with the pictures they show, and what is lost."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from server.formats.mended_xml import without_forbidden

_MEDIA = re.compile(r"(?<=[\"'(])media/([^\"'<>\s()]+)")
_DISPLAYED = re.compile(r"(?<![\\$])\$\$(.+?)(?<!\\)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?!\d)")


class CannotHold(ValueError):
    """Moodle XML has no way to say this; the message says what."""


@dataclass
class Question:
    """One `<question>` while it is written. `remarks` are sentences about it; `lost` names what it has no place for."""

    element: etree._Element
    markdown: bool
    files: Mapping[str, bytes]
    remarks: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    """decimals with which a formula in a text is shown"""

    @property
    def format(self) -> str:
        """Moodle's word for how the item's texts are written."""
        return "markdown" if self.markdown else "html"

    def text(self, parent: etree._Element, name: str, text: Any, **attributes: str) -> etree._Element:
        """A child with a `<text>` in the item's format, and the files it shows."""
        element = etree.SubElement(parent, name, {**attributes, "format": self.format})
        written = _for_moodle(str(text)) if self.markdown else str(text)
        shown: dict[str, bytes] = {}

        def embedded(hit: re.Match[str]) -> str:
            if hit[0] not in self.files:
                self.remarks.append(f"the picture {hit[0]} is not there")
                return hit[0]
            shown[hit[1]] = self.files[hit[0]]
            return f"@@PLUGINFILE@@/{hit[1]}"

        written = _MEDIA.sub(embedded, written)
        bare(element, "text", written)
        for path, data in shown.items():
            folder, _, name = path.rpartition("/")
            place = f"/{folder}/" if folder else "/"
            file = etree.SubElement(element, "file", name=name, path=place, encoding="base64")
            file.text = base64.b64encode(data).decode()
        return element

    def plain(self, parent: etree._Element, name: str, text: Any, **attributes: str) -> etree._Element:
        """A child with a `<text>` that is compared or listed, not laid out."""
        element = etree.SubElement(parent, name, attributes)
        bare(element, "text", str(text))
        return element


def bare(parent: etree._Element, name: str, text: Any) -> etree._Element:
    """A child that holds nothing but text."""
    element = etree.SubElement(parent, name)
    element.text = without_forbidden(str(text))
    return element


def percent(share: float) -> str:
    """A share from −1 to 1 as Moodle writes it: `33.33333`, `100`, `-50`."""
    return f"{100 * share:.7f}".rstrip("0").rstrip(".")


def _for_moodle(text: str) -> str:
    r"""Our Markdown as Moodle's: formulas in `\\(…\\)`, and a dollar that is one without its backslash."""
    text = _DISPLAYED.sub(r"\\\\[\1\\\\]", text)
    text = _INLINE.sub(r"\\\\(\1\\\\)", text)
    return text.replace("\\$", "$")
