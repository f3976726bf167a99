"""What is typed in an open test is a draft: the newer revision wins, every one is logged."""

from __future__ import annotations

import json
import random

from cast import Cast, op

from server.store import attempts, work
from server.store.database import db
from server.store.writer import write


def _save(rev: int, text: str, tap: str | None = None, place: int = 0, seating: int = 1) -> tuple[bool, int, int]:
    return write(lambda: attempts.save_draft("a", place, seating, rev, {"text": text}, tap or op(), ""))


def test_an_older_revision_never_overwrites_a_newer_one(cast: Cast) -> None:
    assert _save(1, "one") == (True, 1, 1)
    assert _save(3, "three") == (True, 1, 3)
    assert _save(2, "two") == (False, 1, 3)
    draft = attempts.drafts_of("a")[0]
    assert (draft["rev"], draft["value"]) == (3, {"text": "three"})


def test_the_same_revision_keeps_what_came_first(cast: Cast) -> None:
    _save(5, "first")
    assert _save(5, "second") == (False, 1, 5)
    assert attempts.drafts_of("a")[0]["value"] == {"text": "first"}


def test_any_order_of_arrival_ends_the_same(cast: Cast) -> None:
    revisions = list(range(1, 9))
    for n, seed in enumerate(range(5)):
        random.Random(seed).shuffle(revisions)
        for rev in revisions:
            _save(rev, f"rev {rev}", place=n)
    assert {d["value"]["text"] for d in attempts.drafts_of("a").values()} == {"rev 8"}


def test_what_was_typed_at_a_later_seat_is_newer_whatever_its_revision(cast: Cast) -> None:
    _save(9, "netbook 3, offline", seating=1)
    assert _save(2, "netbook 5", seating=2) == (True, 2, 2)
    assert _save(20, "netbook 3, back again", seating=1) == (False, 2, 2)
    assert attempts.drafts_of("a")[0]["value"] == {"text": "netbook 5"}


def test_a_tap_repeated_after_a_newer_one_was_kept_is_saved_and_changes_nothing(cast: Cast) -> None:
    _save(1, "one", "tap-00001")
    _save(2, "two", "tap-00002")
    assert _save(1, "one", "tap-00001") == (True, 1, 2)
    assert attempts.drafts_of("a")[0]["value"] == {"text": "two"}


def test_every_revision_is_logged_once(cast: Cast) -> None:
    _save(1, "one", "tap-00001")
    _save(1, "one", "tap-00001")
    _save(2, "two", "tap-00002")
    logged = [json.loads(r[0]) for r in db.execute_sql("SELECT value FROM draft_log ORDER BY n")]
    assert logged == [{"text": "one"}, {"text": "two"}]


def test_a_worksheet_keeps_the_newer_revision_too(cast: Cast) -> None:
    def save(rev: int, text: str) -> int:
        return write(lambda: work.save_paper(cast.amina.id, "sheet", "p1", rev, text))

    assert [save(2, "two"), save(1, "one"), save(3, "three")] == [2, 2, 3]
    assert work.paper_of(cast.amina.id, "sheet") == {"p1": (3, "three")}
    assert work.paper_of(cast.joseph.id, "sheet") == {}
