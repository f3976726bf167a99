"""Firefox, driven over WebDriver BiDi without any driver beside it: pages, script, keys, fingers and pictures."""

from __future__ import annotations

import base64
import json
import os
import re
import select
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from needing import lacking
from served import NAME

PREFERENCES = {
    "network.dns.localDomains": NAME,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "dom.w3c_touch_events.enabled": 1,
}
KEYS = {
    "Tab": "\ue004", "Enter": "\ue006", "Shift": "\ue008", "Escape": "\ue00c", "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Space": "\ue00d",
}  # fmt: skip
PATIENCE = 60


class Firefox:
    """One window of one Firefox, with a profile of its own that goes when it does."""

    def __init__(self, width: int, height: int) -> None:
        found = shutil.which("firefox-esr") or shutil.which("firefox")
        if found is None:
            lacking("Firefox (apt install firefox-esr)")
            raise AssertionError
        self._profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
        (self._profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._process = subprocess.Popen(
            [found, "--headless", "--no-remote", "--profile", str(self._profile), "--remote-debugging-port", "0",
             "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "HOME": str(self._profile)},
        )  # fmt: skip
        try:
            self._link = _Link(self._address())
            self.command("session.new", capabilities={})
            # In the first tab the address bar has the focus, and a page's buttons take no keys.
            self._window = self.command("browsingContext.create", type="tab")["context"]
            size = {"width": width, "height": height}
            self.command("browsingContext.setViewport", context=self._window, viewport=size)
        except BaseException:
            self.close()
            raise

    def _address(self) -> str:
        until = time.monotonic() + PATIENCE
        assert self._process.stderr is not None
        while time.monotonic() < until:
            if not select.select([self._process.stderr], [], [], 1)[0]:
                continue
            line = self._process.stderr.readline()
            if told := re.search(r"listening on (ws://\S+)", line):
                return f"{told[1]}/session"
            assert line, "Firefox ended at once"
        raise AssertionError("Firefox never came up")

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        told = self._link.ask(method, params)
        assert told["type"] == "success", f"{method}: {told.get('message')}"
        return dict(told["result"])

    def goto(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self.command("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def js(self, expression: str) -> Any:
        """What a script on the page finds."""
        told = self.command(
            "script.evaluate", expression=f"JSON.stringify({expression})", target={"context": self._window},
            awaitPromise=False,
        )  # fmt: skip
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"].get("value", "null"))

    def press(self, key: str, shift: bool = False) -> None:
        """One key, perhaps with Shift."""
        keys = [KEYS["Shift"], KEYS.get(key, key)] if shift else [KEYS.get(key, key)]
        down = [{"type": "keyDown", "value": one} for one in keys]
        self._act({"type": "key", "id": "keys", "actions": down + [{"type": "keyUp", "value": k} for k in keys[::-1]]})

    def write(self, text: str) -> None:
        """Type a text, sign by sign."""
        actions = [{"type": kind, "value": sign} for sign in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": actions})

    def touch(self, *points: tuple[float, float]) -> None:
        """A finger: put down at the first point, drawn along the others, lifted at the last."""
        moves: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 30 if n else 0}
            for n, (x, y) in enumerate(points)
        ]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
        finger = {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": actions}
        self._act(finger)

    def _act(self, source: dict[str, Any]) -> None:
        self.command("input.performActions", context=self._window, actions=[source])

    def picture(self, path: Path) -> None:
        """What is seen, as a PNG."""
        told = self.command("browsingContext.captureScreenshot", context=self._window)
        path.write_bytes(base64.b64decode(told["data"]))

    def close(self) -> None:
        """End this Firefox, and forget its profile."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
        shutil.rmtree(self._profile, ignore_errors=True)


class _Link:
    """A WebSocket (RFC 6455), as far as a test needs it: texts, one question and one answer at a time."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self._socket = socket.create_connection((where.hostname or "", where.port or 0), timeout=PATIENCE)
        self._file = self._socket.makefile("rb")
        hello = [
            f"GET {where.path} HTTP/1.1", f"Host: {where.netloc}", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "", "",
        ]  # fmt: skip
        self._socket.sendall("\r\n".join(hello).encode())
        assert b" 101 " in self._file.readline(), "Firefox does not speak WebSocket"
        while self._file.readline().strip():
            pass
        self._asked = 0

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._asked += 1
        self._send(0x1, json.dumps({"id": self._asked, "method": method, "params": params}).encode())
        while True:
            told: dict[str, Any] = json.loads(self._receive())
            if told.get("id") == self._asked:
                return told  # all else are events

    def _send(self, kind: int, data: bytes) -> None:
        size = len(data)
        head = bytes([0x80 | kind, 0x80 | size]) if size < 126 else bytes([0x80 | kind, 0xFF]) + size.to_bytes(8, "big")
        if 126 <= size < 65536:
            head = bytes([0x80 | kind, 0xFE]) + size.to_bytes(2, "big")
        mask = os.urandom(4)
        self._socket.sendall(head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(data)))

    def _receive(self) -> bytes:
        whole = b""
        while True:
            first, size = self._file.read(2)
            if size >= 126:
                size = int.from_bytes(self._file.read(2 if size == 126 else 8), "big")
            data = self._file.read(size)
            kind = first & 0x0F
            assert kind != 0x8, "Firefox hung up"
            if kind == 0x9:
                self._send(0xA, data)
            elif kind in {0x0, 0x1}:
                whole += data
                if first & 0x80:
                    return whole


__all__: Sequence[str] = ["Firefox"]
