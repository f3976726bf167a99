"""What comes out of the printer: the words of a PDF with their places, beside those that the page meant to print."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from needing import lacking
from playwright.sync_api import Page

PAPERS = ("A4", "Letter")
MARGIN = 34
"""Points: 12 mm, inside which nothing may be printed; school printers need about 5."""

SHOWN = """() => {
    const words = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const box = walk.currentNode.parentElement.getBoundingClientRect();
        const style = getComputedStyle(walk.currentNode.parentElement);
        if (box.width > 1 && box.height > 1 && style.visibility !== "hidden" && style.display !== "none")
            words.push(...walk.currentNode.data.split(/\\s+/));
    }
    return words.filter(word => word) }"""
"""Elements that are not shown have no box; texts for screen readers have one of a single pixel."""


@dataclass(frozen=True)
class Word:
    """A printed word: its page from 1, and where it stands, in points from the top left."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Printed:
    """One page of the browser on paper."""

    pages: int
    size: tuple[float, float]
    words: list[Word]
    meant: Counter[str]

    def wrong(self) -> list[str]:
        """Words that are missing on paper, and words that stand in the margin."""
        on_paper = Counter(word.text for word in self.words)
        # A long word may be broken at the end of a line, so its letters are looked for as well.
        letters = "".join(word.text for word in self.words)
        found = [f"not printed: {word}" for word in self.meant - on_paper if word not in letters]
        wide, tall = self.size
        for word in self.words:
            if word.left < MARGIN or word.right > wide - MARGIN or word.top < MARGIN or word.bottom > tall - MARGIN:
                found.append(f"page {word.page}: {word.text} at {word.left:.0f}, {word.top:.0f} is in the margin")
        return found

    def page_of(self, text: str) -> list[int]:
        """The pages on which a word stands, in order."""
        return [word.page for word in self.words if word.text == text]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def printed(page: Page, paper: str, to: Path) -> Printed:
    """Print the page that stands in the browser."""
    if shutil.which("pdftotext") is None:
        lacking("pdftotext (Debian's poppler-utils)")
    page.emulate_media(media="print")
    meant = Counter(plain(word) for word in page.evaluate(SHOWN))
    page.pdf(path=str(to), format=paper, prefer_css_page_size=True)
    page.emulate_media(media="screen")
    told = subprocess.run(["pdftotext", "-bbox", str(to), "-"], capture_output=True, text=True, check=True).stdout
    sizes = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">', told)
    words = []
    for number, part in enumerate(told.split("<page ")[1:], start=1):
        for left, top, right, bottom, text in re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', part
        ):
            words.append(Word(plain(unescape(text)), number, *map(float, (left, top, right, bottom))))
    return Printed(len(sizes), (float(sizes[0][0]), float(sizes[0][1])), words, meant)
