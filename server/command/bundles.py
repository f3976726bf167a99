"""`export` and `bundle`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from server.actions.acting import Actor
from server.actions.export_results import export_results
from server.actions.merge_bundles import merge_bundles
from server.bundle.verify import Broken, verify
from server.command.telling import DID, FOUND_WRONG, CouldNot, open_box, say, tell
from server.mastery.progression import No
from server.settings import Settings
from server.store.people import Section


def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write one results bundle. Running the command counts as the logged confirmation that the stick is kept safe."""
    open_box(settings)
    sections = list(Section.select().order_by(Section.code))
    chosen = [s for s in sections if s.code == arguments.section] if arguments.section else sections
    if len(chosen) != 1:
        known = ", ".join(s.code for s in sections) or "none; set up a class first"
        raise CouldNot(f"Name one class with --section ({known}).")
    answer = export_results(Actor("command", "server", chosen[0].id), chosen[0].id, arguments.to, confirmed=True)
    if isinstance(answer, No):
        raise CouldNot("The class has no students yet.")
    say(f"{answer['file']}: {answer['students']} students, {answer['results']} results, checked, safe to pull out")
    if arguments.json:
        tell(answer)
    return DID


def bundle(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check a bundle, or take bundles in."""
    return _verify(arguments) if arguments.bundle_command == "verify" else _merge(arguments, settings)


def _verify(arguments: argparse.Namespace) -> int:
    if not arguments.file.exists():
        raise CouldNot(f"There is no {arguments.file}.")
    found = verify(arguments.file)
    if isinstance(found, Broken):
        for problem in found.problems:
            say(problem)
        if arguments.json:
            tell({"ok": False, "problems": list(found.problems)})
        return FOUND_WRONG
    say(f"{found.name}: whole. Class {found.section}, bundle {found.sequence}, {found.students} students.")
    if arguments.json:
        told = {k: v for k, v in asdict(found).items() if k not in {"facts", "rule"}}
        tell({"ok": True, "problems": [], **told, "facts": len(found.facts)})
    return DID


def _merge(arguments: argparse.Namespace, settings: Settings) -> int:
    for file in arguments.files:
        if not file.exists():
            raise CouldNot(f"There is no {file}.")
    open_box(settings)
    told = merge_bundles(arguments.files)
    for problem in told["problems"]:
        say(problem)
    say(f"{told['bundles']} bundles, {told['added']} new facts, {told['known']} known already")
    for missing in told["missing"]:
        say(f"Bundle {missing} was made but never came.")
    for fork in told["forks"]:
        say(f"There are two different bundles {fork}: that box was restored from a backup. Both were taken in.")
    if arguments.json:
        tell(told)
    return FOUND_WRONG if told["problems"] else DID
