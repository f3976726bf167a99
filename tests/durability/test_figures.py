"""What it costs, in figures for whoever changes it next. Nothing is asserted about time: machines differ."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from cast import PIN, Cast
from served import Served, Visitor, served
from writing_class import Writers, papers

pytestmark = pytest.mark.nightly
SECONDS = 4.0


def memory(pid: int) -> float:
    """The server's share of the memory (PSS), in MB."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", told, re.M)
    assert found
    return int(found[1]) / 1024


def rate(server: Served, path: str, signed_in: Visitor, at_once: int = 4) -> tuple[float, float]:
    """Requests in a second by some visitors at once, and the slowest of a hundred in milliseconds."""
    took: list[float] = []
    end = time.monotonic() + SECONDS

    def ask() -> None:
        visitor = Visitor(server.port, cookies=dict(signed_in.cookies))
        while time.monotonic() < end:
            began = time.monotonic()
            assert visitor.get(path).status == 200
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    return len(took) / SECONDS, 1000 * took[int(len(took) * 0.99)]


def syncs(pid: int, writers: Writers, scratch: Path) -> tuple[int, int]:
    """How often the disk was made to write while so many answers were acknowledged, seen by strace."""
    log = scratch / "strace"
    watch = subprocess.Popen(
        ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(log), "-p", str(pid)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(1)
    if watch.poll() is not None:
        pytest.skip(f"strace may not look: {watch.communicate()[1].decode()[:200]}")
    before, calls_before = len(writers.ops), _calls(log)
    time.sleep(SECONDS)
    after, calls_after = len(writers.ops), _calls(log)
    watch.terminate()
    watch.wait()
    return calls_after - calls_before, after - before


def _calls(log: Path) -> int:
    return len(re.findall(r"fsync\(|fdatasync\(", log.read_text())) if log.exists() else 0


def test_requests_and_memory(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    made = papers(cast)
    with served(cast.settings.data) as server:
        student = Visitor(server.port).sign_in_student(cast.amina.id, PIN)
        start = memory(server.pid)
        pages, slow = rate(server, "/student/", student)
        polls, slow_poll = rate(server, "/student/version", student)
        writers = Writers(server.port, made)
        writers.begin()
        time.sleep(SECONDS)
        saved = len(writers.ops)
        writers.end()
        assert not writers.wrong and saved
        with capsys.disabled():
            print(
                f"\n  checklist {pages:.0f}/s, p99 {slow:.0f} ms · poll {polls:.0f}/s, p99 {slow_poll:.0f} ms · "
                f"answers of 30 writers {saved / SECONDS:.0f}/s · PSS {start:.0f} → {memory(server.pid):.0f} MB",
                end="",
            )


def test_disk_writes_for_each_answer(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace (apt install strace)")
    made = papers(cast)
    with served(cast.settings.data) as server:
        writers = Writers(server.port, made)
        writers.begin()
        time.sleep(1)
        calls, answers = syncs(server.pid, writers, tmp_path)
        writers.end()
        assert answers, "nothing was saved"
        assert calls, "answers were acknowledged and the disk was never made to write"
        assert calls < 2 * answers, "thirty who save at once share their disk writes"
        with capsys.disabled():
            print(f"\n  {calls} fsyncs for {answers} answers: {calls / answers:.2f} each", end="")
