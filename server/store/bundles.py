"""The results bundles that were written, one chain for each class."""

from __future__ import annotations

import peewee

from server.store.database import Table
from server.store.facts import Fact, derives


class BundleRow(Table):
    section = peewee.TextField()
    sequence = peewee.IntegerField()
    file = peewee.TextField()
    sha256 = peewee.TextField()
    upto = peewee.IntegerField()
    at = peewee.TextField()
    received = peewee.IntegerField()

    class Meta:
        table_name = "bundle"
        primary_key = peewee.CompositeKey("section", "sequence")


def last(section: str) -> BundleRow | None:
    """The newest bundle of a class."""
    rows = BundleRow.select().where(BundleRow.section == section).order_by(BundleRow.sequence.desc()).limit(1)
    found: BundleRow | None = rows.first()
    return found


def last_received(section: str) -> BundleRow | None:
    """The newest bundle that the office confirmed."""
    rows = BundleRow.select().where((BundleRow.section == section) & (BundleRow.received == 1))
    found: BundleRow | None = rows.order_by(BundleRow.sequence.desc()).limit(1).first()
    return found


@derives("results_exported")
def _results_exported(fact: Fact) -> None:
    """The log of exports is the fact itself; the chain is kept beside it, with the file's name and reach."""
