"""What is wrong with this box, in plain words."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from server.mastery.variants import problems_of
from server.settings import Settings
from server.store import box, content, database, facts, people
from server.store.card import CardFull, is_full
from server.store.media_files import place_of
from server.store.writer import write


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str


def checks(settings: Settings) -> list[Check]:
    """Look at everything that a teacher cannot see."""
    if not settings.database.exists():
        return [Check("box", False, f"there is no box in {settings.data} yet; `classroom serve` makes one")]
    found = [space(settings), _database(settings)]
    if not found[-1].ok:
        return found
    try:
        database.open_database(settings.database)
    except database.NotOurs as error:
        return [*found, Check("release", False, str(error))]
    box.first_start()
    found += [_tables(), _media(settings)]
    sections = people.Section.select().count()
    found.append(
        Check(
            "class",
            bool(sections),
            f"{sections} set up" if sections else "none set up yet: open the address in a browser",
        )
    )
    units = content.unit_ids()
    bad = [
        f"{i.objective}/{i.id}: {p[0]}"
        for id in units
        if (u := content.unit(id))
        for bank in content.banks(u).values()
        for i in bank
        if (p := problems_of(i))
    ]
    found.append(Check("questions", not bad, "; ".join(bad[:5]) if bad else "all can be drawn"))
    found.append(Check("content", bool(units), ", ".join(units) or "no unit on this box: `classroom import PACK`"))
    return found


def space(settings: Settings) -> Check:
    """How much room the card has, and what takes it where there is little."""
    free = shutil.disk_usage(settings.data).free
    says = f"{free / 1e9:.1f} GB free"
    if free > 500_000_000:
        return Check("space", True, says)
    largest = ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in _largest(settings.data))
    return Check("space", False, f"{says}; make room. What is large here: {largest}")


def _largest(folder: Path) -> list[tuple[str, int]]:
    """The three largest things in a folder, with their bytes."""
    sizes = {
        one.name: sum(f.stat().st_size for f in ([one] if one.is_file() else one.rglob("*")) if f.is_file())
        for one in folder.iterdir()
    }
    return sorted(sizes.items(), key=lambda pair: -pair[1])[:3]


def _database(settings: Settings) -> Check:
    try:
        link = sqlite3.connect(f"file:{settings.database}?mode=ro", uri=True)
        answer = link.execute("PRAGMA quick_check").fetchone()[0]
        link.close()
    except sqlite3.DatabaseError as error:
        if is_full(error, settings.data):
            return Check("database", False, "cannot be looked at while the card is full; make room, then ask again")
        return Check("database", False, f"damaged ({error}); restore the last backup")
    return Check(
        "database", answer == "ok", "sound" if answer == "ok" else f"damaged ({answer}); restore the last backup"
    )


def _tables() -> Check:
    try:
        different = write(facts.differences)
    except CardFull:
        return Check("tables", False, "cannot be compared with the facts while the card is full")
    if different:
        return Check("tables", False, "; ".join(different) + ". `classroom rebuild` mends it.")
    return Check("tables", True, "agree with the facts")


def _media(settings: Settings) -> Check:
    bad = []
    rows = list(content.MediaRow.select())
    for row in rows:
        place = place_of(settings.media, row.sha256)
        if not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() != row.sha256:
            bad.append(row.path)
    if bad:
        return Check("files", False, f"missing or damaged: {', '.join(bad[:5])}; import the pack again")
    return Check("files", True, f"{len(rows)} whole")
