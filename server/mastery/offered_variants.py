"""The variants of an item that are worth drawing."""

from __future__ import annotations

import json
from functools import lru_cache

from server.mastery.givens import NoVariant, flaw, own_rows, variant, varies
from server.mastery.values import Item

OFFERED = 24
"""numbers of variants that are looked at; more would not make a test fairer"""


def offered(item: Item) -> tuple[int, ...]:
    """The numbers of the variants worth drawing: of the first 24, each that shows other values than those before.

    (0,) when nothing varies; empty when no variant can be made. Where the variants were worked out when the item was
    saved, those that were found good.
    """
    if item.variants is not None:
        return item.variants
    if not varies(item):
        return (0,)
    # Two dozen variants are tried for each item of each test drawn; a class draws from the same items all week.
    return _offered(item.objective, item.id, item.version, item.type, json.dumps(dict(item.body), default=str))


@lru_cache(maxsize=2048)
def _offered(objective: str, id: str, version: int, type: str, body: str) -> tuple[int, ...]:
    item = Item(id, objective, version, type, json.loads(body))
    different: dict[tuple[tuple[str, str], ...], int] = {}
    for number in numbers_of(item):
        try:
            if flaw(item, number):
                continue
            values = variant(item, number).values
        except NoVariant:
            if not different and not own_rows(item):
                break  # 400 draws failed at once; 9200 more would hold up a class and change nothing
            continue
        different.setdefault(tuple(sorted(values.items())), number)
    return tuple(different.values())


def numbers_of(item: Item) -> range:
    """The numbers of all variants that are looked at: one, two dozen, or one for each row of a file's own table."""
    return range(len(own_rows(item)) or (OFFERED if varies(item) else 1))


def variants_of(item: Item) -> int:
    """How many different variants there are among the first 24 numbers; 1 when nothing varies."""
    return len(offered(item))
