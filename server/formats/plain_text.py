"""Text files as they come out of other people's programs."""

from __future__ import annotations

import unicodedata


def as_text(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and what had to be guessed about it, in sentences.

    UTF-8 or UTF-16 with their marks, UTF-8 without, and else Windows-1252. Accents come composed (NFC).
    """
    warnings: list[str] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
            warnings.append("The file is not UTF-8; it was read as Windows-1252. Look at the accents.")
    return tidy(text), warnings


def tidy(text: str) -> str:
    """The same text with composed accents, `\\n` line ends, and no byte order mark or zero byte."""
    text = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)
