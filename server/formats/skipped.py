"""What a reader left out of a file, so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Skipped:
    """One question or row that was left out: where it stands ("line 12", "row 3"), and why, in a sentence."""

    where: str
    why: str


class Unreadable(ValueError):
    """This question cannot be read; the message says why, in words for its author."""
