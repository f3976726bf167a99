"""Formulas on pages: MathML, with the same formula in words and the address of a picture for older browsers.

LaTeX is read by our own reader (server/web/formula), which knows what schools write; whatever it does not know is shown
as typed. So nothing of a teacher's text gets into a page but escaped words and MathML's own elements.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import zlib
from functools import lru_cache
from xml.etree.ElementTree import Element

from markupsafe import escape

from server.web.formula.allowed import as_html, from_others
from server.web.formula.nodes import Unreadable
from server.web.formula.reading import read
from server.web.formula.words import in_words

WIDE = 44
"""Characters of a formula in words from which it may not fit on a phone."""
LONGEST_TOKEN = 3000
_LONGEST_SOURCE = 8000
_SIGNED = 9
"""Bytes of a token's signature."""
# What formulas are made of: with it even a short one is packed well.
_WORDS = rb"</mrow></mtd></mtr><mtable><msup><mfrac><mrow><msub><mi>x</mi><mn>2</mn><mo>=</mo>"
_WORDS += rb"\begin{aligned}\left(\right)\text{\mathrm{\cdot\times\sqrt{\ce{\frac{"

_key = secrets.token_bytes(32)


def sign_with(secret: str) -> None:
    """Sign the addresses of pictures with this box's secret, so that they stay the same after a restart."""
    global _key
    _key = hashlib.sha256(f"pictures of formulas/{secret}".encode()).digest()


def maths(tex: str, block: bool = False) -> str:
    """LaTeX as safe HTML, `block` for a formula on its own line. What cannot be read is shown as typed."""
    return _shown(tex, block, _key)


def maths_as_text(tex: str) -> str:
    """LaTeX as one line of plain text, for a place that can hold nothing else: ½, x², H₂O, →.

    What cannot be read is given back as typed.
    """
    made = _read(tex.strip(), False)
    return tex if isinstance(made, str) else in_words(made)


def mathml(source: str) -> str:
    """MathML of another program as safe HTML: rebuilt from what we know. One that is broken is shown as its words."""
    try:
        made = from_others(source)
    except (Unreadable, RecursionError):
        return ""
    return _page_form(made, f"m{as_html(made)}", _key)


def source_of(token: str) -> Element | None:
    """The formula that a picture's address carries; None where this box did not make the address."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        signed, packed = packed[:_SIGNED], packed[_SIGNED:]
        if not hmac.compare_digest(signed, _signature(packed, _key)):
            return None
        opened = zlib.decompressobj(wbits=-15, zdict=_WORDS)
        source = opened.decompress(packed, _LONGEST_SOURCE).decode()
    except (ValueError, zlib.error):
        return None
    try:
        return from_others(source[1:]) if source[0] == "m" else read(source[1:], source[0] == "b")
    except (Unreadable, IndexError, RecursionError):
        return None


@lru_cache(maxsize=2048)
def _shown(tex: str, block: bool, key: bytes) -> str:
    tex = tex.strip()
    made = _read(tex, block)
    if isinstance(made, str):
        return f'<span class="tex">{escape(tex)}</span>'
    return _page_form(made, f"{'b' if block else 'i'}{tex}", key)


def _read(tex: str, block: bool) -> Element | str:
    """The formula, or why it cannot be read."""
    try:
        return read(tex, block)
    except (Unreadable, RecursionError) as why:
        return str(why)


def _page_form(made: Element, source: str, key: bytes) -> str:
    said = in_words(made)
    kind = " own-line" if made.get("display") == "block" else " wide" if len(said) > WIDE else ""
    token = _token(source, key)
    picture = f' data-picture="/maths/{token}.svg"' if token else ""
    return f'<span class="maths{kind}"{picture}>{as_html(made)}<span class="tex">{escape(said)}</span></span>'


def _token(source: str, key: bytes) -> str:
    """An address that carries the formula itself, so that nothing has to be kept; empty for one too long for it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=_WORDS)
    packed = packer.compress(source.encode()) + packer.flush()
    token = base64.urlsafe_b64encode(_signature(packed, key) + packed).decode().rstrip("=")
    return token if len(token) <= LONGEST_TOKEN and len(source) <= _LONGEST_SOURCE else ""


def _signature(packed: bytes, key: bytes) -> bytes:
    return hmac.new(key, packed, hashlib.sha256).digest()[:_SIGNED]
