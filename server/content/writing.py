"""Tables and lists as TOML, for the packs that we write; Python brings only a reader."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml(table: Mapping[str, Any]) -> str:
    """A TOML document that reads back as the same table: texts, numbers, truths, lists and tables, any depth.

    Lists of tables at the top become `[[name]]` blocks, tables there `[name]`; everything deeper is written inline.
    A value of None is left out. TypeError for anything else.
    """
    lines = _pairs(table, lambda value: not _is_block(value))
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(key)}]", *_pairs(value)]
        elif _is_block(value):
            for entry in value:
                lines += ["", f"[[{_key(key)}]]", *_pairs(entry)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _is_block(value: Any) -> bool:
    listed = isinstance(value, list | tuple) and value and all(isinstance(entry, Mapping) for entry in value)
    return bool(listed) or isinstance(value, Mapping)


def _pairs(table: Mapping[str, Any], wanted: Any = lambda value: True) -> list[str]:
    return [f"{_key(key)} = {_value(value, 0)}" for key, value in table.items() if value is not None and wanted(value)]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, str):
        return _text(value) if depth == 0 else _quoted(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(k)} = {_value(v, depth + 1)}" for k, v in value.items() if v is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        entries = [_value(entry, depth + 1) for entry in value]
        if depth == 0 and _is_block(value):
            return "[\n" + "".join(f"  {entry},\n" for entry in entries) + "]"
        return f"[{', '.join(entries)}]"
    raise TypeError(f"TOML has no {type(value).__name__}.")


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    written = repr(value)
    return written if "." in written or "e" in written else f"{written}.0"


def _text(text: str) -> str:
    # Long texts keep their lines, so that a person can go on editing the file.
    if "\n" not in text:
        return _quoted(text)
    lines = "\n".join(_quoted(line)[1:-1] for line in text.split("\n"))
    return f'"""\n{lines}"""'


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign) or (sign if sign.isprintable() else _code(sign)) for sign in text) + '"'


def _code(sign: str) -> str:
    return f"\\U{ord(sign):08X}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04X}"
