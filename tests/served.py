"""A real server in a process of its own, and a visitor who asks it over plain HTTP."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
NAME = "classroom.local"
"""What students type. 127.0.0.1 would be a secure context, which the classroom is not."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`classroom serve` on a folder, which can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://{NAME}:{self.port}"
        self._log = folder.with_name(folder.name + ".log")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "classroom.db"

    @property
    def told(self) -> str:
        """Everything the server printed, since the first start."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start, and wait until it serves."""
        command = [sys.executable, "-u", "-m", "server", "--data", str(self.folder), "serve"]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, f"the server ended at once:\n{self.told}"
            assert time.monotonic() < until, f"the server never answered:\n{self.told}"
            time.sleep(0.05)

    def _answers(self) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/healthz")
            return link.getresponse().status == 200
        except OSError:
            return False
        finally:
            link.close()

    def kill(self) -> None:
        """The power is cut: no farewell, no last write."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """SIGTERM. Returns the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return time.monotonic() - began


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """A server on a folder, ended with the test. Whatever page failed inside fails the test."""
    server = Served(folder)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.process.kill()
            server.process.wait()
    assert "a page failed" not in server.told, server.told[-4000:]


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`classroom …` on a folder, as somebody would type it."""
    line = [sys.executable, "-m", "server", "--data", str(folder), *words]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@dataclass
class Told:
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """A browser without a screen: keeps cookies, carries the token of its last page, follows no redirect."""

    port: int
    timeout: float = 20
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    _link: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Told:
        """One request, exactly as given (`If_Range` stands for the header If-Range)."""
        if self._link is None:
            self._link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        sent = {"Host": f"{NAME}:{self.port}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        if method not in {"GET", "HEAD"}:
            sent.setdefault("Origin", f"http://{NAME}:{self.port}")
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            self._link.request(method, path, body, sent)
            answer = self._link.getresponse()
            told = Told(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, rest = cookie.partition("=")
            value = rest.split(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        if found := re.search(r'data-csrf="([0-9a-f]+)"', told.text[:2000]):
            self.csrf = found[1]
        return told

    def hang_up(self) -> None:
        """Forget the connection; the next request makes a new one."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def get(self, path: str) -> Told:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str] | None = None) -> Told:
        """A plain form, sent as the browser would."""
        body = urlencode({"csrf": self.csrf, **(fields or {})}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def save(self, attempt: str, place: int, token: str, rev: int, value: Mapping[str, str], op: str) -> Told:
        """One answer, as the outbox sends it."""
        body = json.dumps({"rev": rev, "op": op, "tok": token, "value": value}).encode()
        return self.ask("PUT", f"/student/attempts/{attempt}/answers/{place}", body, Content_Type="application/json")

    def sign_in_student(self, student: str, pin: str) -> Visitor:
        """Sign in; the first time, while class is open, the PIN becomes theirs."""
        self.get(f"/sign-in/student/{student}")
        told = self.post(f"/sign-in/student/{student}", {"pin": pin})
        assert told.status == 303, told.text
        return self

    def sign_in_teacher(self, name: str, passphrase: str) -> Visitor:
        self.get("/sign-in/teacher")
        told = self.post("/sign-in/teacher", {"name": name, "passphrase": passphrase})
        assert told.status == 303, told.text
        return self
