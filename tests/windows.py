"""Browser windows as the classroom has them, watched for whatever a person would never see: errors in the console."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Playwright, expect
from served import NAME

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
]
NETBOOK = {"width": 1024, "height": 490}
PHONE = {"width": 390, "height": 844}
BOARD = {"width": 1280, "height": 720}
SOON = 15_000
"""Milliseconds; a page asks for news every two seconds, and the machine may be slow."""
expect.set_options(timeout=SOON)


LAWS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINGER = 44
"""Pixels a button must be high."""
SMALL = """least => [...document.querySelectorAll("button, a.btn, summary.btn")].filter(e => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width && r.height && s.visibility !== "hidden" && r.height < least - 0.5 })
    .map(e => e.textContent.trim().slice(0, 30) + " " + Math.round(e.getBoundingClientRect().height))"""
UNPIN = """() => document.querySelectorAll("body *").forEach(e => {
    if (/fixed|sticky/.test(getComputedStyle(e).position) && !e.matches(".skip")) {
        e.dataset.pinned = e.style.position; e.style.position = "static" } })"""
PIN = """() => document.querySelectorAll("[data-pinned]").forEach(e => {
    e.style.position = e.dataset.pinned; delete e.dataset.pinned })"""


def broken_laws(page: Page) -> list[str]:
    """Which rules of accessibility a page breaks, each with the first places where it does."""
    # What lies under a bar that stays in place can be scrolled out from under it; axe cannot scroll.
    page.evaluate(UNPIN)
    found = Axe().run(page, options={"runOnly": LAWS, "resultTypes": ["violations"]}).response["violations"]
    page.evaluate(PIN)
    return [f"{v['id']} ({len(v['nodes'])}): " + "; ".join(n["html"][:140] for n in v["nodes"][:3]) for v in found]


class Watched:
    """One window. What goes wrong in its console is kept in `troubles`."""

    def __init__(self, page: Page, who: str) -> None:
        self.page = page
        self.who = who
        self.troubles: list[str] = []
        self.offline_expected = False
        page.set_default_timeout(SOON)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"{who}: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # Without Wi-Fi, or with the server gone, the browser itself names each request that failed.
        if self.offline_expected and "Failed to load resource" in message.text:
            return
        # A refusal is an answer: the page says it in words.
        if "status of 4" in message.text or "status of 503" in message.text:
            return
        self.troubles.append(f"{self.who}, {self.page.url}: {message.text}")

    def check(self) -> None:
        """Nothing went wrong here, and nothing sticks out to the side."""
        assert not self.troubles, self.troubles
        wide = self.read("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1], f"{self.who}, {self.page.url}: {wide[0]} px wide in a window of {wide[1]}"

    def read(self, expression: str) -> Any:
        """What a script finds on the page; asked again where the page was just on its way to another."""
        for last in (False, False, True):
            try:
                self.page.wait_for_load_state()
                return self.page.evaluate(expression)
            except Error as gone:
                if last or "navigation" not in str(gone):
                    raise
        raise AssertionError

    def act(self, name: str, more: str = "") -> Locator:
        """The control that does this."""
        return self.page.locator(f'[data-act="{name}"]{more}').first

    def tap(self, name: str, more: str = "") -> None:
        """Tap a control, after the page was checked."""
        self.check()
        control = self.act(name, more)
        control.click()

    def go(self, path: str) -> None:
        origin = "/".join(self.page.url.split("/", 3)[:3])
        try:
            self.page.goto(origin + path)
        except Error as aborted:
            if "ERR_ABORTED" not in str(aborted):
                raise
            self.page.goto(origin + path)  # the last tap was still on its way to another page
        self.check()


def window(browser: Browser | BrowserContext, size: dict[str, int], who: str, **options: object) -> Watched:
    """A new window of this size, with cookies of its own."""
    context = browser.new_context(viewport=size, **options) if isinstance(browser, Browser) else browser  # type: ignore[arg-type]
    return Watched(context.new_page(), who)


class Netbook:
    """A browser that keeps its files, and can be killed as a dying battery kills it."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path, who: str) -> None:
        self._start: Callable[[], BrowserContext] = lambda: playwright.chromium.launch_persistent_context(
            str(profile), executable_path=chromium, args=FLAGS, viewport=NETBOOK, headless=True
        )
        self._profile = profile
        self._who = who
        self.open()

    def open(self) -> Watched:
        """Start the browser on the same files as before."""
        self.context = self._start()
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.window = Watched(page, self._who)
        return self.window

    def kill(self) -> None:
        """SIGKILL, for the browser with all its processes."""
        main = _browser_of(self._profile)
        os.killpg(main, signal.SIGKILL)
        until = time.monotonic() + 10
        while Path(f"/proc/{main}/cmdline").exists() and Path(f"/proc/{main}/cmdline").read_bytes():
            assert time.monotonic() < until, "the browser does not die"
            time.sleep(0.05)
        self._forget()

    def close(self) -> None:
        self._forget()

    def _forget(self) -> None:
        try:
            self.context.close()
        except Error as gone:
            assert "closed" in str(gone).lower(), gone


def _browser_of(profile: Path) -> int:
    """The process of the browser that uses this folder, which leads a process group of its own."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace") if entry.name.isdigit() else ""
        except OSError:
            continue
        if f"--user-data-dir={profile}" in words and "--type=" not in words:
            pid = int(entry.name)
            if os.getpgid(pid) == pid:
                return pid
    raise AssertionError("the browser cannot be found")
