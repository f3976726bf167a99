"""`import`, `pack` and `assemble`."""

from __future__ import annotations

import argparse
import secrets

from server.actions.export_bank import NAMES, write_bank
from server.actions.export_results import write_file
from server.actions.import_path import (
    CannotImport,
    Imported,
    NoSuchPlace,
    import_path,
    pack_from_store,
)
from server.actions.install_samples import install_samples
from server.command.telling import DID, FOUND_WRONG, CouldNot, open_box, say, tell
from server.content.pack import write_pack
from server.mastery import assembly
from server.settings import Settings
from server.store import content, people, records
from server.store.exposure import ledger_of


def import_(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring in packs, questions and class lists."""
    open_box(settings)
    told: list[Imported] = []
    failed: list[dict[str, str]] = []
    # Looked for first: a slip in the last name must not leave half of it done.
    if missing := [str(path) for path in arguments.paths if not path.exists()]:
        raise CouldNot(f"There is no {', '.join(missing)}.")
    for path in arguments.paths:
        try:
            told.append(
                import_path(
                    path, settings.media, arguments.into, extra_media=settings.videos / path.name,
                    dry_run=arguments.dry_run,
                )
            )  # fmt: skip
            one = told[-1]
            say(
                f"{path.name}: {one.kind}, {one.items} questions, {one.students} students; "
                f"{one.added} added, {one.changed} changed, {one.unchanged} unchanged, {len(one.skipped)} skipped"
            )
            for skip in one.skipped:
                say(f"  skipped {skip['where']}: {skip['why']}")
            for warning in one.warnings:
                say(f"  look at: {warning}")
        except NoSuchPlace as error:
            raise CouldNot(f"{path.name}: {error}") from error
        except CannotImport as error:
            failed.append({"where": path.name, "why": str(error)})
            say(f"{path.name}: {error}")
            for skip in error.skipped:
                say(f"  skipped {skip['where']}: {skip['why']}")
            failed += error.skipped
    if arguments.json:
        tell(_joined(told, failed).as_json(arguments.items))
    return FOUND_WRONG if failed else DID


def _joined(told: list[Imported], failed: list[dict[str, str]]) -> Imported:
    kinds = {t.kind for t in told}
    whole = Imported(kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "unknown")
    for one in told:
        whole.items += one.items
        whole.students += one.students
        whole.added += one.added
        whole.changed += one.changed
        whole.unchanged += one.unchanged
        whole.skipped += one.skipped
        whole.warnings += one.warnings
        whole.repairs += one.repairs
        whole.read += one.read
        whole.units += one.units
        for kind, n in one.by_type.items():
            whole.by_type[kind] = whole.by_type.get(kind, 0) + n
    whole.skipped += failed
    return whole


def _fill_if_empty(settings: Settings) -> None:
    """An empty box gets the samples to pack and draw from; what is there is left as it is."""
    if not content.unit_ids():
        install_samples(settings.samples, settings.videos, settings.media)


def pack(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a unit out again."""
    open_box(settings)
    _fill_if_empty(settings)
    whole = pack_from_store(arguments.unit, settings.media)
    if whole is None:
        known = ", ".join(content.unit_ids()) or "none"
        raise CouldNot(f"There is no unit {arguments.unit} on this box (there is: {known}).")
    if arguments.format == "pack":
        arguments.to.parent.mkdir(parents=True, exist_ok=True)
        write_pack(whole, arguments.to)
    else:
        data, remarks = write_bank(whole.items, content.pack_of(arguments.unit), settings.media, arguments.format)
        write_file(arguments.to, data)
        for remark in remarks:
            say(remark)
        say(f"{arguments.to}: what {NAMES[arguments.format]} can hold of {len(whole.items)} questions")
        return DID
    say(f"{arguments.to}: {len(whole.items)} questions, {len(whole.media)} files")
    return DID


def assemble(arguments: argparse.Namespace, settings: Settings) -> int:
    """Draw tests without recording them."""
    open_box(settings)
    _fill_if_empty(settings)
    unit = content.unit(arguments.unit)
    if unit is None:
        known = ", ".join(content.unit_ids()) or "none"
        raise CouldNot(f"There is no unit {arguments.unit} on this box (there is: {known}).")
    if not 1 <= arguments.count <= 100_000:
        raise CouldNot("--count is a number from 1 to 100000.")
    seed = arguments.seed or secrets.token_hex(8)
    nice = [o.code for o in unit.objectives if not o.essential]
    parts = [o.code for o in unit.objectives]
    ledger = assembly.Ledger()
    if arguments.student:
        if people.Student.get_or_none(people.Student.id == arguments.student) is None:
            raise CouldNot(f"There is no student {arguments.student} on this box.")
        record = records.record_of(arguments.student)
        nice = [code for code in nice if code in record.mastered]
        parts = [what.removeprefix("nice:") for what in record.opened if what.startswith("nice:")]
        ledger = ledger_of(arguments.student)
    banks = content.banks(unit)
    tests = []
    for n in range(arguments.count):
        # One seed for one test; each further test has a seed of its own, named in the document.
        drawn = assembly.draw_test(unit, banks, ledger, seed if n == 0 else f"{seed}-{n}", nice, parts)
        if isinstance(drawn, assembly.TooFewItems):
            say(f"The bank {drawn.objective} has {drawn.has} questions that can be drawn; {drawn.needs} are needed.")
            return FOUND_WRONG
        tests.append(assembly.assembled(drawn))
    tell(tests)
    return DID
