"""The shape of the tables, and the databases of every release so far."""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import Cast
from random_story import snapshot

import server.store
from server.store import database, facts, people, writer
from server.store import everything as everything
from server.store.database import Table, db

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.db.gz"))
WITHOUT_MODEL = {"migration", "draft_log", "sqlite_sequence"}


def _models() -> list[type[Table]]:
    for module in pkgutil.iter_modules(server.store.__path__, "server.store."):
        importlib.import_module(module.name)
    return [m for m in Table.__subclasses__() if m.__module__.startswith("server.store.")]


@pytest.fixture
def closing() -> Iterator[None]:
    writer.stop()
    yield
    writer.stop()
    database.close()


def test_models_and_database_have_the_same_columns(cast: Cast) -> None:
    for model in _models():
        name = model._meta.table_name
        info = list(db.execute_sql(f'PRAGMA table_info("{name}")'))
        assert sorted(f.column_name for f in model._meta.sorted_fields) == sorted(row[1] for row in info), name
        keys = [row[1] for row in sorted((r for r in info if r[5]), key=lambda r: r[5])]
        assert [f.column_name for f in model._meta.get_primary_keys()] == keys, f"{name}: another primary key"
        nullable = {row[1] for row in info if not row[3] and not row[5]}
        assert {f.column_name for f in model._meta.sorted_fields if f.null} == nullable, f"{name}: what may be empty"


def test_every_table_has_a_model(cast: Cast) -> None:
    there = {row[0] for row in db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert there == {m._meta.table_name for m in _models()} | WITHOUT_MODEL


def test_migrating_twice_changes_nothing(cast: Cast) -> None:
    before = list(db.execute_sql("SELECT sql FROM sqlite_master ORDER BY name"))
    database.migrate()
    assert list(db.execute_sql("SELECT sql FROM sqlite_master ORDER BY name")) == before


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(cast: Cast) -> None:
    db.execute_sql("INSERT INTO migration VALUES ('m9999_from_the_future')")
    with pytest.raises(database.NotOurs, match=r"newer release .m9999_from_the_future.; install that one") as told:
        database.open_database(cast.settings.database)
    assert str(told.value).endswith(".")


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path, closing: None) -> None:
    place = tmp_path / "classroom.db"
    place.write_bytes(b"not a database at all, only words " * 200)
    with pytest.raises(database.NotOurs, match="not a Classroom database"):
        database.open_database(place)
    assert place.read_bytes().startswith(b"not a database"), "and left as it was"


def test_a_database_of_another_program_is_refused(tmp_path: Path, closing: None) -> None:
    place = tmp_path / "classroom.db"
    link = sqlite3.connect(place)
    link.execute("CREATE TABLE fact (something TEXT)")
    link.close()
    with pytest.raises(database.NotOurs, match="not a Classroom database"):
        database.open_database(place)


def test_this_release_left_its_database() -> None:
    from server.settings import VERSION

    assert f"{VERSION}.db.gz" in [p.name for p in RELEASES], "run tests/store/keep_release.py"
    assert all(p.stat().st_size < 200_000 for p in RELEASES)


@pytest.mark.parametrize("release", RELEASES, ids=lambda p: p.name)
def test_the_database_of_every_release_still_opens_and_rebuilds(release: Path, tmp_path: Path, closing: None) -> None:
    place = tmp_path / "classroom.db"
    place.write_bytes(gzip.decompress(release.read_bytes()))
    database.open_database(place)
    assert {"Amina", "Joseph", "Li"} <= {s.given for s in people.students_of(people.Section.get().id)}
    assert facts.differences() == []
    lived = snapshot()
    assert lived["attempt"] and lived["sign_off"] and lived["ticket"]
    writer.write(facts.rebuild)
    assert snapshot() == lived
