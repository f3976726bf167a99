"""Leave a small real database of this release in tests/store/releases/: `python tests/store/keep_release.py`.

Run once for each release, before it goes out. Every later release must still open, migrate and rebuild it.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent), str(HERE)]

from cast import Cast  # noqa: E402
from random_story import Story  # noqa: E402

from server.settings import VERSION, Settings  # noqa: E402
from server.store import database, writer  # noqa: E402


def keep() -> Path:
    """Make the box, let a class live in it, and pack its database."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data=Path(scratch) / "box")
        Cast.make(settings)
        cast = Cast.of(settings)
        cast.open_class()
        cast.master_essentials(cast.amina)
        cast.master_essentials(cast.joseph)
        Story(cast, 1).go_on(250)
        writer.stop()
        database.close()
        link = sqlite3.connect(settings.database)
        link.execute("PRAGMA journal_mode = delete")
        link.execute("VACUUM")
        link.close()
        place = HERE / "releases" / f"{VERSION}.db.gz"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(gzip.compress(settings.database.read_bytes(), 9, mtime=0))
    return place


if __name__ == "__main__":
    print(keep().name)
