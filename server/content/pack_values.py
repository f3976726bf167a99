"""A content pack as read: a course that can be put on a stick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from server.mastery.values import Item, Unit


class BadPack(ValueError):
    """A pack that cannot be used. `problems` names each fault with its file and place, in sentences for its author."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class MediaFile:
    """One file of a pack's media: its path in the pack (`media/laws.mp4`), its bytes, and how to read them."""

    path: str
    size: int
    opener: Callable[[], BinaryIO] = field(compare=False, repr=False)

    def open(self) -> BinaryIO:
        """The file to read from; close it afterwards."""
        return self.opener()


@dataclass(frozen=True)
class Worksheet:
    """A sheet of problems to print or to fill in. `spaces[k]` is the number of lines to write on under problem k."""

    title: str
    intro: str
    problems: tuple[Item, ...]
    spaces: tuple[int, ...]


@dataclass(frozen=True)
class Pack:
    """A whole content pack. `items` are those of all banks; `worksheets` and `media` are known by their path in it.

    Worksheets are not among the media: they hold their own answers. `warnings` are sentences about what could be used
    but may not be what its author meant.
    """

    id: str
    name: str
    version: str
    subject: str
    grade: int
    language: str
    licence: str
    author: str
    units: tuple[Unit, ...]
    items: tuple[Item, ...] = ()
    worksheets: Mapping[str, Worksheet] = field(default_factory=dict)
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    warnings: tuple[str, ...] = field(default=(), compare=False)

    def bank(self, objective: str) -> tuple[Item, ...]:
        """The items of that objective, as written."""
        return tuple(item for item in self.items if item.objective == objective)
