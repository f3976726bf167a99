"""Taking bundles in: the union of their facts, kept beside this box's own and never mixed with a live class."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.bundle.merge import merge
from server.bundle.verify import Broken, verify
from server.store import received
from server.store.writer import write


def merge_bundles(files: list[Path]) -> dict[str, Any]:
    """Take bundles in: any order, any number of times, same result. A file that is no whole bundle changes nothing."""
    problems: list[str] = []
    whole = []
    for file in files:
        found = verify(file)
        if isinstance(found, Broken):
            problems += [f"{file.name}: {problem}" for problem in found.problems]
        else:
            whole.append(found)

    def change() -> dict[str, Any]:
        had = received.facts()
        merged = merge(had, *(b.facts for b in whole))
        known = {f["id"] for f in had}
        received.keep([dict(f) for f in merged.facts])
        for bundle in whole:
            received.note_bundle(bundle.sha256, bundle.box, bundle.section, bundle.sequence, bundle.previous_sha256)
        return {
            "bundles": len(whole),
            "added": sum(1 for f in merged.facts if f["id"] not in known),
            "known": len(known),
            "facts": len(merged.facts),
            "conflicts": [c.id for c in merged.conflicts],
            "missing": received.gaps(),
            "forks": received.forks(),
            "problems": problems,
        }

    told = write(change)
    return dict(json.loads(json.dumps(told)))
