"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from server import cli, command
from server.settings import VERSION

ROOT = Path(__file__).resolve().parent.parent.parent
# Of the contracts, what this release has; the others are named in the README as still to come.
CONTRACT = {
    "demo", "serve", "import", "pack", "export", "bundle", "backup", "restore", "rebuild", "assemble", "doctor",
    "replay",
}  # fmt: skip
LATER = {"sync", "simulate"}


def _text(name: str) -> str:
    place = ROOT / name
    if not place.exists():
        pytest.skip(f"there is no {name} yet")
    return place.read_text(encoding="utf-8")


def _commands() -> dict[str, argparse.ArgumentParser]:
    for action in cli._parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("no subcommands")


def test_every_command_of_the_contract_is_there() -> None:
    assert CONTRACT <= set(_commands()) <= CONTRACT | LATER
    assert all(callable(getattr(command, name)) for name in _commands())


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert [name for name in _commands() if not re.search(rf"^\s+{name}\s", told, re.M)] == []


def test_every_command_takes_data() -> None:
    def takes(parser: argparse.ArgumentParser) -> bool:
        inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if inner:
            return all(takes(p) for p in inner[0].choices.values())
        return any("--data" in a.option_strings for a in parser._actions)

    assert [name for name, parser in _commands().items() if not takes(parser)] == []


def test_the_readme_names_every_command_and_option() -> None:
    readme = _text("README.md")
    missing = [name for name in _commands() if f"classroom {name}" not in readme]
    for name, parser in _commands().items():
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--") and option not in {"--help", "--data"} and option not in readme:
                    missing.append(f"{name} {option}")
    assert missing == []


def test_the_readme_promises_no_command_that_is_missing() -> None:
    named = set(re.findall(r"classroom ([a-z]+)\b", _text("README.md"))) - {"demo"}
    assert {n for n in named if n in CONTRACT | LATER} <= set(_commands())


def test_links_of_the_documents_lead_somewhere() -> None:
    lost = []
    for document in [*sorted(ROOT.glob("*.md")), ROOT / "server" / "content" / "README.md"]:
        prose = re.sub(r"`[^`]*`", "", document.read_text(encoding="utf-8"))  # an example in code leads nowhere
        for target in re.findall(r"\]\(([^)#\s]+)", prose):
            if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists():
                lost.append(f"{document.name}: {target}")
    # Pictures of the pages are made last.
    assert [entry for entry in lost if "static/shots/" not in entry] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"])
def test_the_documents_are_there_and_say_something(name: str) -> None:
    assert len(_text(name).split()) > 60


def test_the_version_is_the_same_everywhere() -> None:
    assert f'version = "{VERSION}"' in _text("pyproject.toml")
    assert VERSION in _text("CHANGELOG.md")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_a_document_names_only_files_that_exist(name: str) -> None:
    paths = re.findall(r"`((?:server|static|videos|tests|deploy)/[\w./-]+)`", _text(name))
    assert [p for p in paths if not (ROOT / p).exists()] == []
