"""Addresses to scan: what a browser in the room types in, and the same as a picture."""

from __future__ import annotations

from functools import lru_cache

from flask import current_app, request
from markupsafe import Markup

QUIET = 4
"""modules left white around a code, as its standard asks"""


def address() -> str:
    """What a browser in the room types in."""
    return str(current_app.config["SETTINGS"].origin or request.host_url).rstrip("/")


@lru_cache(maxsize=512)
def drawn(text: str) -> Markup:
    """A QR code as an SVG to stand in a page, small enough for a page of thirty. Its words stand beside it."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L

    # Looking for the best of eight masks takes most of the time; any mask can be read.
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, mask_pattern=4)
    code.add_data(text)
    code.make(fit=True)
    rows, path = code.get_matrix(), ""
    rows = [row[code.border : -code.border] for row in rows[code.border : -code.border]]
    for y, row in enumerate(rows):
        x = at = 0
        while x < len(row):
            width = 1
            while x + width < len(row) and row[x + width] == row[x]:
                width += 1
            if row[x]:
                path += f"m{x - at} 0h{width}" if at else f"M{x} {y}.5h{width}"
                at = x + width
            x += width
    size = len(rows) + 2 * QUIET
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="scan" viewBox="{-QUIET} {-QUIET} {size} {size}" aria-hidden="true" focusable="false">'
        f'<path d="{path}" stroke="#000"/></svg>'
    )
