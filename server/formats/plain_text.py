"""Text files as they come out of other people's programs."""

from __future__ import annotations

import re
import unicodedata

LOOKED_AT = 100_000
"""bytes of a file from which its letters are guessed"""
# Of texts in these languages each of these letters is so common that a file read in the wrong code has few of them.
_COMMON = {
    "cp1251": "оеаинтсрвлк", "koi8-r": "оеаинтсрвлк", "cp866": "оеаинтсрвлк", "cp1253": "αοιετσνηςρπκ",
    "cp1255": "יוהלאתרבמנ", "cp1256": "المينورتبة",
}  # fmt: skip
_CALLED = {
    "cp1250": "Windows-1250", "cp1251": "Windows-1251", "koi8-r": "KOI8-R", "cp866": "DOS-866",
    "cp1253": "Windows-1253", "cp1255": "Windows-1255", "cp1256": "Windows-1256",
}  # fmt: skip


def as_text(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what had to be guessed about it, in sentences.

    UTF-8 or UTF-16 with their marks or without; and else the Windows code that its letters look like: 1252 for the
    west of Europe, 1250, Cyrillic, Greek, Hebrew or Arabic. Accents come composed (NFC).
    """
    warnings: list[str] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif wide := unmarked_utf16(data):
        text = data.decode(wide, errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("utf-8-sig", errors="replace")
            odd = text.count("\ufffd")
            if len(text.encode()) - len(text) - 2 * odd > 3 * odd:
                return tidy(text), ["A few letters of the file cannot be read; they show as “\ufffd”."]
            code = _guessed(data[:LOOKED_AT])
            text = data.decode(code, errors="replace")
            called = _CALLED.get(code, "Windows-1252")
            warnings.append(f"Its letters are saved in an old way ({called}). Look whether all accents are right.")
    return tidy(text), warnings


def unmarked_utf16(data: bytes) -> str:
    """"utf-16-le" or "utf-16-be" where every other of the first bytes is often zero, and no other; else empty."""
    start = data[:200]
    if len(start) < 8 or start.count(0) < len(start) // 20:
        return ""
    odd, even = start[1::2].count(0), start[::2].count(0)
    return "" if bool(odd) == bool(even) else "utf-16-le" if odd else "utf-16-be"


def _guessed(data: bytes) -> str:
    """The code of a text that is not UTF-8. Where most letters are beyond ASCII, the alphabet is another one."""
    high = sum(byte >= 0x80 for byte in data)
    letters = high + len(re.findall(rb"[A-Za-z]", data))
    if high > 0.4 * letters:
        shares = {code: _share(data, code, common) for code, common in _COMMON.items()}
        best = max(shares, key=lambda code: shares[code])
        if shares[best] > 0.4:
            return best
    # In the west nobody writes ³, ¹ or ¿ inside a word; in Windows-1250 these are ł, ą and ż.
    inside = re.findall(r"[a-z][³¹¿][a-z]", data.decode("cp1252", errors="replace"))
    return "cp1250" if len(inside) > 1 else "cp1252"


def _share(data: bytes, code: str, common: str) -> float:
    # Small letters alone: what is all capitals in one code may be small letters of another.
    beyond = [letter for letter in data.decode(code, errors="replace") if letter >= "\x80"]
    return sum(letter in common for letter in beyond) / max(1, len(beyond))


def tidy(text: str) -> str:
    """The same text with composed accents, `\\n` line ends, and no byte order mark or zero byte."""
    text = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)
