"""The only reader of the clocks.

The wall clock of a Pi cannot be trusted, so it is only ever a label. Waiting times come from the monotonic clock,
which counts from the machine's start; `boot` tells two starts apart.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Moment:
    """A point in time: `at` is a label for people (ISO 8601, UTC), `tick` seconds since this machine started."""

    at: str
    tick: float
    boot: str


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:13]
    except OSError:
        return "unknown"


def now() -> Moment:
    """This moment."""
    label = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - the one place
    return Moment(label.replace("+00:00", "Z"), time.monotonic(), _boot())


def milliseconds() -> int:
    """The wall clock in milliseconds, for ids that sort by time."""
    return time.time_ns() // 1_000_000


def waited(tick: float, boot: str, moment: Moment) -> float:
    """Seconds from `tick` to `moment`; after a restart of the machine, the seconds since that restart."""
    return max(0.0, moment.tick - (tick if boot == moment.boot else 0.0))


def seconds_between(earlier: str, later: str) -> float:
    """Seconds between two labels made by `now`; a clock set back in between counts as no time."""
    return max(0.0, (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())
