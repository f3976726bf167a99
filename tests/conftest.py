"""Three tiers: fast (what one runs all day), full (CI), nightly. What a machine lacks is skipped with the reason
printed, unless CLASSROOM_REQUIRE=all, where it fails."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).parent))

from cast import Cast  # noqa: E402
from needing import lacking  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="also what takes longer or needs a browser (CI)")
    parser.addoption("--nightly", action="store_true", help="also what takes minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    nightly = config.getoption("--nightly")
    full = nightly or config.getoption("--full")
    left_out = []
    for item in list(items):
        if (item.get_closest_marker("nightly") and not nightly) or (item.get_closest_marker("full") and not full):
            left_out.append(item)
            items.remove(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def pytest_report_header(config: pytest.Config) -> str:
    tier = "nightly" if config.getoption("--nightly") else "full" if config.getoption("--full") else "fast"
    return f"classroom: the {tier} tier (fast: pytest · full: pytest --full · nightly: pytest --nightly)"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    lacking("Chromium (apt install chromium)")
    raise AssertionError


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Real question and roster files of others, kept outside the repository."""
    place = Path(os.environ.get("CLASSROOM_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (place / "banks").is_dir():
        lacking(f"the test data in {place} (set CLASSROOM_TEST_DATA)")
    return place


@dataclass(frozen=True)
class Made:
    """A box made once and copied for every test."""

    folder: Path


@pytest.fixture(scope="session")
def made_box(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A box with the sample unit, a teacher, a class 10B and the named cast."""
    from server.settings import Settings
    from server.store import database, writer

    folder = tmp_path_factory.mktemp("made") / "box"
    Cast.make(Settings(data=folder))
    writer.stop()
    database.close()
    return Made(folder)


def _copied(source: str, to: str) -> None:
    """Films are named by their hash and never written again: hundreds of boxes share one copy."""
    if "/media/" in source:
        os.link(source, to)
    else:
        shutil.copy2(source, to)


@pytest.fixture
def cast(made_box: Made, tmp_path: Path) -> Iterator[Cast]:
    """A class of its own for this test, in this process: class is not open yet."""
    from server.settings import Settings
    from server.store import database, writer

    folder = tmp_path / "box"
    shutil.copytree(made_box.folder, folder, copy_function=_copied)
    writer.stop()
    database.open_database(folder / "classroom.db")
    yield Cast.of(replace(Settings(), data=folder))
    writer.stop()
    database.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """The driver of the browsers."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("Playwright (pip install -e '.[test]')")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Any, chromium: str) -> Iterator[Any]:
    """One Chromium; every window of a test gets a context of its own, and our name leads here."""
    from windows import FLAGS

    started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()
