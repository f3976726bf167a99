"""Do the tests of the rules notice a broken rule? Every small change to a rule ("a mutant") should fail a test.

Takes most of an hour on two cores: `pytest --nightly tests/mastery/test_mutants.py`.
CLASSROOM_MUTANTS="progression grades" asks those modules only; CLASSROOM_MUTANTS_MINUTES bounds the time, and what was
decided by then is judged.
By hand: `mutmut run --max-children 2 "server.mastery.progression.*"`, `mutmut results`, `mutmut show NAME`.
Everything is written to mutants/, which git ignores; the rules themselves are never touched.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _has_rules(module: Path) -> bool:
    """Whether a module has a function that could be broken; one that only gathers names has none."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(module.read_text("utf-8"))))


RULES = sorted(module.stem for module in (ROOT / "server" / "mastery").glob("*.py") if _has_rules(module))
LEAST = 0.85
ALIVE = {"survived", "no tests"}
UNDECIDED = {"not checked", "skipped", "check was interrupted by user"}

pytestmark = pytest.mark.nightly


def _mutmut() -> str:
    """Where mutmut is: beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("mutmut")
    return str(beside) if beside.exists() else shutil.which("mutmut") or ""


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, str]]:
    """For each module of the rules, every mutant that was tried and what became of it."""
    mutmut = _mutmut()
    if not mutmut:
        if os.environ.get("CLASSROOM_REQUIRE") == "all":
            pytest.fail("needed here: mutmut (pip install 'classroom[nightly]')")
        pytest.skip("needs mutmut (pip install 'classroom[nightly]')")
    asked = os.environ.get("CLASSROOM_MUTANTS", "").split() or RULES
    minutes = float(os.environ.get("CLASSROOM_MUTANTS_MINUTES", "90"))
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)  # a verdict is worth no more than the tests it was made with
    run = subprocess.Popen(
        [mutmut, "run", "--max-children", "2", *(f"server.mastery.{name}.*" for name in asked)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        said, _ = run.communicate(timeout=minutes * 60)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGINT)
        said, _ = run.communicate()
    else:
        assert run.returncode == 0, said[-2000:]
    listed = subprocess.run([mutmut, "results", "--all", "true"], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in listed.stdout.splitlines():
        name, _, status = line.strip().rpartition(": ")
        if name.startswith("server.mastery.") and status not in UNDECIDED:
            found[name.split(".")[2]][name] = status
    return found


@pytest.mark.parametrize("module", RULES)
def test_a_broken_rule_is_noticed(module: str, verdicts: dict[str, dict[str, str]]) -> None:
    tried = verdicts.get(module, {})
    if not tried:
        pytest.skip(f"no mutant of {module} was tried in the time given")
    alive = sorted(name for name, status in tried.items() if status in ALIVE)
    killed = 1 - len(alive) / len(tried)
    print(f"{module}: {killed:.1%} of {len(tried)} mutants were noticed")
    assert killed >= LEAST, f"{killed:.1%} of {len(tried)}; see `mutmut show NAME` for:\n" + "\n".join(alive)
