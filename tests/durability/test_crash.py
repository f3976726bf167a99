"""The power goes at any moment, again and again: what was acknowledged is there."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from random import Random

import pytest
from cast import Cast
from served import Served, command, served
from writing_class import Writers, assert_all_kept, look, papers

pytestmark = pytest.mark.full


def cut_again_and_again(server: Served, writers: Writers, rounds: int, scratch: Path) -> int:
    """Kill and restart while everybody types; after each cut, nothing acknowledged is missing."""
    luck, kept = Random(7), 0
    for _round in range(rounds):
        time.sleep(luck.uniform(0.05, 0.9))
        server.kill()
        time.sleep(0.1)  # what was answered before the cut may still be on the wire
        link = look(server.database, scratch)
        assert link.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        before, kept = kept, assert_all_kept(writers, link)
        link.close()
        assert kept > before, "nobody could save anything in this round"
        server.start()
    return kept


@pytest.mark.parametrize(
    "rounds", [pytest.param(10, id="10 cuts"), pytest.param(50, id="50 cuts", marks=pytest.mark.nightly)]
)
def test_nothing_acknowledged_is_lost_when_the_power_goes(
    cast: Cast, tmp_path: Path, rounds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    made = papers(cast)
    with served(cast.settings.data) as server:
        writers = Writers(server.port, made)
        writers.begin()
        kept = cut_again_and_again(server, writers, rounds, tmp_path / "copy")
        writers.end()
        server.stop()
    link = look(server.database, tmp_path / "copy")
    assert link.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert_all_kept(writers, link)
    checked = command(server.folder, "rebuild", "--check")
    assert checked.returncode == 0, checked.stderr
    with capsys.disabled():
        print(f" [{rounds} cuts, {kept} answers acknowledged, none lost]", end="")


def test_sigterm_stops_within_five_seconds_with_nothing_lost(cast: Cast, tmp_path: Path) -> None:
    made = papers(cast, 12)
    with served(cast.settings.data) as server:
        writers = Writers(server.port, made)
        writers.begin()
        time.sleep(1.5)
        took = server.stop()
        assert server.process is not None and server.process.returncode == 0
        time.sleep(0.1)
        assert took < 5
        assert assert_all_kept(writers, look(server.database, tmp_path / "copy")) > 12
        # and it goes on where it stopped
        server.start()
        before = len(writers.ops)
        until = time.monotonic() + 10
        while len(writers.ops) == before and time.monotonic() < until:
            time.sleep(0.05)
        writers.end()
        assert len(writers.ops) > before
    assert "Traceback" not in server.told


def test_idle_connections_do_not_hold_up_the_stop(cast: Cast) -> None:
    """A connection that is open and idle, as every browser keeps some, is no reason to wait."""
    papers(cast, 1)
    with served(cast.settings.data) as server:
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        idle[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")  # half a request
        assert server.stop() < 5
        for link in idle:
            link.close()
