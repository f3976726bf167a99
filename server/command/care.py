"""`backup`, `restore`, `rebuild` and `doctor`."""

from __future__ import annotations

import argparse

from server.actions import keep_backup
from server.actions.check_box import checks
from server.command.telling import DID, FOUND_WRONG, CouldNot, open_box, say, tell
from server.settings import Settings
from server.store import facts
from server.store.writer import write


def backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """A consistent copy of the box, while it serves."""
    if not settings.database.exists():
        raise CouldNot(f"There is no box in {settings.data}.")
    open_box(settings)
    size = keep_backup.backup(settings, arguments.to)
    say(f"{arguments.to}: {size / 1e6:.1f} MB")
    return DID


def restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put a backup back."""
    try:
        keep_backup.restore(settings, arguments.file, force=arguments.force)
    except keep_backup.CannotRestore as error:
        raise CouldNot(str(error)) from error
    say(f"Restored into {settings.data}. Facts from now on carry a new incarnation.")
    return DID


def rebuild(arguments: argparse.Namespace, settings: Settings) -> int:
    """Derive the tables afresh from the facts, or only compare."""
    open_box(settings)
    different = write(facts.differences)
    if different and not arguments.check:
        write(facts.rebuild)
    for line in different:
        say(line)
    if not different:
        say("The tables agree with the facts.")
    elif not arguments.check:
        say("Rebuilt.")
    if arguments.json:
        tell({"differences": different, "rebuilt": bool(different and not arguments.check)})
    return FOUND_WRONG if different and arguments.check else DID


def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """What is wrong with this box."""
    found = checks(settings)
    for check in found:
        say(f"{'ok ' if check.ok else '!! '} {check.what}: {check.says}")
    if arguments.json:
        tell({"ok": all(c.ok for c in found), "checks": [{"what": c.what, "ok": c.ok, "says": c.says} for c in found]})
    return DID if all(c.ok for c in found) else FOUND_WRONG
