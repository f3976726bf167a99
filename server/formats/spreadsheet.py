"""CSV that is safe to open: what a student typed as a name never runs as a formula in the office.

Lines end with CR LF (RFC 4180). Inside a cell, line ends and other control characters become spaces: OneRoster
forbids a carriage return inside a field, and a row that is one line can be counted and compared by anyone.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
_STARTS_A_FORMULA = frozenset("=+-@")
_NOT_IN_A_LINE = frozenset({"Cc", "Zl", "Zp", "Cs"})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def guarded(cell: str) -> str:
    """The cell with an apostrophe before a leading = + - @ (also in their full width), unless it is a number."""
    first = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return "'" + cell if first in _STARTS_A_FORMULA and not _NUMBER.fullmatch(cell) else cell


def one_line(text: str) -> str:
    """The text on one line: every run of spaces, line ends and control characters becomes one space."""
    return " ".join("".join(" " if unicodedata.category(c) in _NOT_IN_A_LINE else c for c in text).split())


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    exact: Collection[str] = (),
    for_a_person: bool = False,
) -> bytes:
    """A CSV as UTF-8 bytes. Columns named in `exact` (identifiers) are written without the formula guard.

    `for_a_person` puts a byte order mark in front; without it Excel garbles every accent on a double click.
    ValueError when a row does not have one cell for each header.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([guarded(one_line(header)) for header in headers])
    plain = [header in exact for header in headers]
    for row in rows:
        if len(row) != len(headers):
            raise ValueError(f"a row of {len(row)} cells under {len(headers)} headers")
        cells = [one_line(cell) for cell in row]
        writer.writerow([cell if keep else guarded(cell) for cell, keep in zip(cells, plain, strict=True)])
    encoded = text.getvalue().encode("utf-8")
    return BYTE_ORDER_MARK + encoded if for_a_person else encoded


def short_titles(wanted: Sequence[str], reserved: Collection[str] = (), longest: int = 49) -> tuple[str, ...]:
    """One title for each wanted one: plain ASCII, at most `longest` characters, never a formula, no two alike and none
    like a `reserved` one (whatever the case).

    Some gradebooks cut at 50 characters and drop what is not ASCII; two columns must still not become one.
    """
    taken = {title.casefold() for title in reserved}
    titles: list[str] = []
    for number, text in enumerate(wanted, 1):
        letters = unicodedata.normalize("NFKD", one_line(text)).encode("ascii", "ignore").decode()
        base = " ".join(letters.replace('"', "'").split()) or f"Column {number}"
        if base[0] in _STARTS_A_FORMULA:
            base = "'" + base
        title, again = base[:longest].rstrip(), 2
        while title.casefold() in taken:
            ending = f" ({again})"
            title, again = base[: longest - len(ending)].rstrip() + ending, again + 1
        taken.add(title.casefold())
        titles.append(title)
    return tuple(titles)
