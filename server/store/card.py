"""The card that everything is written on: whether there is room left, and whether that is why something failed."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Literal

LOW = 100_000_000
"""bytes free; below, the teacher's pages say so"""
NONE = 4_000_000
"""bytes free; below, the next commit may not fit: the database's journal alone grows to about as much"""

Room = Literal["enough", "low", "none"]


class CardFull(OSError):
    """Nothing more fits on the card; what was to be kept was not."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "The box's card is full: make room on it, then try again")


def room(folder: Path) -> Room:
    """How much room the card has left that holds this folder."""
    free = shutil.disk_usage(folder).free
    return "none" if free < NONE else "low" if free < LOW else "enough"


def is_full(error: BaseException, folder: Path) -> bool:
    """Did this fail because the card that holds `folder` is full? What led to the error is looked at too."""
    return any(_says_full(one) or (_is_io(one) and room(folder) == "none") for one in led_to(error))


def led_to(error: BaseException) -> list[BaseException]:
    """An error and what it came from, the first cause last."""
    chain, one = list[BaseException](), error
    while one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__ or one
    return chain


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return "database or disk is full" in str(error)


def _is_io(error: BaseException) -> bool:
    # Where the journal or its index cannot grow, SQLite does not say why.
    return str(error) in {"disk I/O error", "unable to open database file"}
