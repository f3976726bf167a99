"""Reading the tables of a pack one value at a time, so that every fault is named with its file and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Findings:
    """What was found wrong in a pack, and what looked odd, in the order of reading."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def wrong(self, where: str, what: str) -> None:
        """A fault that keeps the pack from being used."""
        self.problems.append(f"{where}: {what}")

    def odd(self, where: str, what: str) -> None:
        """Something its author should look at."""
        self.warnings.append(f"{where}: {what}")


@dataclass
class Table:
    """One table of a TOML file. Each getter names a missing or ill-written value and gives a harmless one instead."""

    values: Mapping[str, Any]
    where: str
    findings: Findings
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when no default is given."""
        value = self._take(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        return self._wrong(key, "is a text" if value else "is missing", default or "")

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        """A whole number, `least` or more; required when no default is given."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        return self._wrong(key, f"is a whole number from {least} on" if value is not None else "is missing", least)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, default)
        return value if isinstance(value, bool) else self._wrong(key, "is true or false", default)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One word of a list; required when no default is given."""
        value = self._take(key, default)
        if value in choices:
            return str(value)
        said = "is missing" if value is None else f'is "{value}"'
        return self._wrong(key, f"{said}; it is one of: {', '.join(choices)}", choices[0])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when it is not there."""
        value = self._take(key, [])
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        return self._wrong(key, "is a list of texts", ())

    def tables(self, key: str, named: str) -> list[Table]:
        """A list of tables, each named for messages by its value of `named`, or else by its number."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
            return self._wrong(key, f"is a list of tables: [[{key}]]", [])
        kind = key.replace("_", " ")
        return [
            Table(entry, f"{self.where}, {kind} {entry.get(named) or number}", self.findings)
            for number, entry in enumerate(value, start=1)
        ]

    def table(self, key: str) -> Table:
        """A table in this one; an empty one when it is not there."""
        value = self._take(key, {})
        inner = value if isinstance(value, Mapping) else self._wrong(key, "is a table", dict[str, Any]())
        return Table(inner, f"{self.where}, {key}", self.findings)

    def wrong(self, what: str) -> None:
        """A fault of this table."""
        self.findings.wrong(self.where, what)

    def nothing_else(self) -> None:
        """Names the keys that nobody asked for: most are typing mistakes."""
        for key in self.values:
            if key not in self.asked:
                self.findings.odd(self.where, f'"{key}" is not known here and was left aside')

    def _take(self, key: str, default: Any) -> Any:
        self.asked.add(key)
        return self.values.get(key, default)

    def _wrong(self, key: str, what: str, instead: T) -> T:
        self.wrong(f'"{key}" {what}')
        return instead
