"""What is doubtful in many questions of a file, said once for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST = 3
"""questions that make a cause one of the whole file"""
_VARYING = re.compile(r"“[^“”]*”|\d+(?:[.,]\d+)*")
_PLACED = re.compile(r"(?P<where>[^:]{1,200}(?:, line \d+)?): (?P<what>.+)", re.DOTALL)


@dataclass(frozen=True)
class Cause:
    """One thing that was found in several questions. `done` is empty where it differs from one to the next."""

    found: str
    done: str
    items: Mapping[str, str]
    """the questions by their id in the file, each with the place it stands at"""
    key: tuple[str, str]
    """what the sentences of all of them have in common"""


@dataclass(frozen=True)
class Remark:
    """Something about the file itself; `places` says where, one after the other, if it is there more than once."""

    what: str
    places: Sequence[str] = ()


def common_causes(repairs: Sequence[Mapping[str, Any]], file: str) -> list[Cause]:
    """The causes that at least `FEWEST` questions share, the one that most share first."""
    alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for repair in repairs:
        alike.setdefault(key_of(repair), []).append(repair)
    causes = []
    for key, group in alike.items():
        items = {repair["item"]: place_in(repair["where"], file) for repair in group}
        if len(items) >= FEWEST:
            done = {repair["done"] for repair in group}
            causes.append(Cause(_of_all([r["found"] for r in group]), done.pop() if len(done) == 1 else "", items, key))
    return sorted(causes, key=lambda cause: -len(cause.items))


def remarks_on(warnings: Sequence[str], file: str) -> list[Remark]:
    """The sentences about the file; those that differ in a place, a name or a number alone are one."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for warning in warnings:
        placed = _PLACED.fullmatch(warning)
        # A colon inside a sentence is none behind a place.
        known = placed is not None and (placed["where"].startswith(file) or ", line " in placed["where"])
        where, what = (place_in(placed["where"], file), placed["what"]) if placed and known else ("", warning)
        alike.setdefault(_VARYING.sub("…", what), []).append((where, what[:1].upper() + what[1:]))
    remarks = []
    for group in alike.values():
        if len(group) == 1:
            where, what = group[0]
            remarks.append(Remark(f"{where}: {what}" if where else what))
            continue
        same = len({what for _where, what in group}) == 1
        places = [where if same else f"{where}: {what}" if where else what for where, what in group]
        remarks.append(Remark(_of_all([what for _where, what in group]), [place for place in places if place]))
    return remarks


def key_of(repair: Mapping[str, Any]) -> tuple[str, str]:
    """What two repairs of the same cause have in common: their sentences without quotes and numbers."""
    return _VARYING.sub("…", repair["found"]), _VARYING.sub("…", repair["done"])


def place_in(where: str, file: str) -> str:
    """A place without the name of the file, where there is only that file: `line 12`."""
    return where.removeprefix(file).removeprefix(", ")


def _of_all(texts: Sequence[str]) -> str:
    """The sentence, where all say the same; else with a gap for what differs."""
    return texts[0] if len(set(texts)) == 1 else _VARYING.sub("…", texts[0])
