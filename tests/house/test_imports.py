"""Imports point one way; the rules know nothing of the world; one module for each foreign thing."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = ROOT / "server"
MODULES = sorted(SERVER.rglob("*.py"))

# From left to right; those on one line do not import each other.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"command"},
    {"serving", "app"},
    {"web", "simulate"},
    {"actions"},
    {"bundle", "content", "device"},
    {"formats"},
    {"store"},
    {"settings", "clock"},
    {"mastery"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
NOT_FOR_RULES = {
    "os", "socket", "sqlite3", "time", "random", "secrets", "pathlib", "io", "subprocess", "threading", "urllib",
    "http", "uuid", "tempfile", "shutil", "logging",
}  # fmt: skip
CLOCKS = {
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.localtime",
    "time.gmtime", "time.ctime", "time.strftime", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
}  # fmt: skip


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _layer(path: Path) -> str:
    return path.relative_to(SERVER).parts[0].removesuffix(".py")


def _imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in the file, functions included, with its line."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: {node.lineno}: imports are absolute"
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if node.module == "server" else str(node.module), node.lineno


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _points_back() -> list[str]:
    wrong = []
    for path in MODULES:
        mine = _layer(path)
        if mine == "__init__":
            continue
        for module, line in _imported(path):
            parts = module.split(".")
            if parts[0] != "server" or len(parts) == 1 or parts[1] == mine:
                continue
            if parts[1] not in RANK:
                wrong.append(f"{_name(path)}:{line} imports {module}, which is in no layer")
            elif RANK[parts[1]] <= RANK[mine]:
                wrong.append(f"{_name(path)}:{line} {mine} imports {module}")
    return wrong


def test_every_module_has_its_layer() -> None:
    assert {_layer(p) for p in MODULES} - {"__init__"} <= set(RANK)


def test_imports_point_one_way() -> None:
    assert _points_back() == []


def _importers(*modules: str) -> set[str]:
    return {_name(p) for p in MODULES if any(m.split(".")[0] in modules for m, _ in _imported(p))}


def test_the_rules_need_the_standard_library_only_and_none_of_the_world() -> None:
    wrong = [
        f"{_name(p)}:{line} imports {m}"
        for p in MODULES
        if _layer(p) == "mastery"
        for m, line in _imported(p)
        if not m.startswith("server.mastery")
        and (m.split(".")[0] not in sys.stdlib_module_names or m.split(".")[0] in NOT_FOR_RULES)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "where"),
    [
        ("peewee", "server/store/"),
        ("playhouse", "server/store/"),
        ("waitress", "server/serving.py"),
        ("flask", ("server/app.py", "server/web/", "server/serving.py")),
        ("zeroconf", "server/device/"),
        ("markdown_it", ("server/web/", "server/formats/")),
    ],
)
def test_a_library_is_known_in_one_place(library: str, where: str | tuple[str, ...]) -> None:
    assert [p for p in _importers(library) if not p.startswith(where)] == []


def test_only_the_database_modules_speak_sql() -> None:
    # Two others open the file itself: the backup copies it, the doctor looks whether it is sound.
    allowed = {"server/actions/keep_backup.py", "server/actions/check_box.py"}
    assert {p for p in _importers("sqlite3") if not p.startswith("server/store/")} <= allowed


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _clock_readers() -> list[str]:
    found = []
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute):
                name = _dotted(node)
                if any(name == c or name.endswith(f".{c}") for c in CLOCKS):
                    found.append(f"{_name(path)}:{node.lineno} {name}")
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                taken = [a.name for a in node.names if a.name != "sleep"]
                found += [f"{_name(path)}:{node.lineno} from time import {name}" for name in taken]
    return found


def test_only_the_clock_reads_the_clock() -> None:
    readers = _clock_readers()
    assert any(r.startswith("server/clock.py") for r in readers), "the search finds what it looks for"
    assert [r for r in readers if not r.startswith("server/clock.py")] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {p.stem for p in MODULES} | {p.name for p in SERVER.rglob("*") if p.is_dir()}
    assert not names & {"utils", "util", "helpers", "common", "misc", "manager", "services"}
