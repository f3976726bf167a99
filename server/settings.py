"""Everything that can be set for a run of the program, in one frozen value. What a teacher sets is a fact instead."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

VERSION = "0.3.0"


def _assets(name: str) -> Path:
    """`static` or `videos`: beside server/ in a checkout, inside the package in an installed wheel."""
    beside = Path(__file__).resolve().parent.parent / name
    return beside if beside.is_dir() else Path(str(resources.files("server"))) / "_assets" / name


@dataclass(frozen=True)
class Settings:
    """How this process runs.

    data: the box's whole state, one folder.
    origin: the one address browsers should use, "http://host[:port]"; empty takes the address they came by.
    threads: requests worked on at once; more buys nothing on one core.
    demo: sign-ins are printed and all three audiences may be open in one browser.
    language: of the pages; "x-pseudo" brackets every translated sentence, to find the untranslated ones.
    """

    data: Path = Path("classroom-data")
    host: str = "0.0.0.0"  # noqa: S104 - the box serves its own Wi-Fi
    port: int = 8000
    origin: str = ""
    threads: int = 8
    demo: bool = False
    language: str = "en"
    static: Path = field(default_factory=lambda: _assets("static"))
    videos: Path = field(default_factory=lambda: _assets("videos"))

    @property
    def database(self) -> Path:
        return self.data / "classroom.db"

    @property
    def media(self) -> Path:
        return self.data / "media"

    @property
    def exports(self) -> Path:
        return self.data / "exports"

    @property
    def samples(self) -> Path:
        return Path(__file__).resolve().parent / "content" / "sample"

    @property
    def sample_pack(self) -> Path:
        return self.samples / "gas-laws"


def data_folder(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the state lives: --data, else CLASSROOM_DATA, else ./classroom-data."""
    return Path(given or environ.get("CLASSROOM_DATA") or "classroom-data")
