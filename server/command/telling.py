"""How a command tells: words for people on stderr, with --json exactly one document on stdout."""

from __future__ import annotations

import json
import sys
from typing import Any

from server.settings import Settings
from server.store import box, database
from server.store import everything as everything

DID, FOUND_WRONG = 0, 1


class CouldNot(Exception):
    """It could not do what was asked (exit status 2)."""


def say(words: str) -> None:
    """A line for people."""
    print(words, file=sys.stderr)


def show(words: str) -> None:
    """What a person started the program to read: on stdout, at once."""
    print(words, flush=True)


def tell(document: Any) -> None:
    """The one JSON document."""
    print(json.dumps(document, ensure_ascii=False, indent=1))


def open_box(settings: Settings) -> None:
    """Open the box's state; an empty or missing folder is fine."""
    try:
        database.open_database(settings.database)
    except database.NotOurs as error:
        raise CouldNot(str(error)) from error
    box.first_start()
