"""What pages show of a pack's files: texts, worksheets, pictures of items."""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from html import escape, unescape
from pathlib import PurePosixPath
from types import MappingProxyType

from markupsafe import Markup

from server.mastery.values import Item
from server.store import content
from server.web.markdown import markdown
from server.web.media import stored


@lru_cache(maxsize=256)
def _read(sha256: str) -> str:
    return stored(sha256).read_text(encoding="utf-8-sig", errors="replace")


def pack_text(pack: str, path: str) -> str:
    """A text file of a pack; empty when there is none."""
    row = content.media_of(pack, path) if path else None
    return _read(row.sha256) if row else ""


def worksheet(pack: str, path: str) -> tuple[str, str, list[tuple[Item, int]]]:
    """A worksheet: title, introduction, and each problem with the lines it needs on paper."""
    body = tomllib.loads(pack_text(pack, path) or "title = ''")
    problems = [
        (Item(str(p.get("id", n)), path, 1, p["type"], p, p.get("difficulty", 2)), int(p.get("space", 4)))
        for n, p in enumerate(body.get("problem", []))
    ]
    return body.get("title", ""), body.get("intro", ""), problems


_unpacked: ContextVar[Mapping[str, bytes]] = ContextVar("unpacked", default=MappingProxyType({}))


@contextmanager
def also_showing(pictures: Mapping[str, bytes]) -> Iterator[None]:
    """Let pages show these pictures, by path: those of a file that is only looked at are in no pack yet."""
    before = _unpacked.set(pictures)
    try:
        yield
    finally:
        _unpacked.reset(before)


_PICTURES = {
    ".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp",
}  # fmt: skip
_DRAWING = re.compile(r'<span data-media="(media/[^"]+)">([^<]*)</span>')


def pack_html(text: str, pack: str) -> Markup:
    """Markdown of a pack as safe HTML, with its pictures `![words](media/x.svg)`; the words where one is missing."""

    def shown(found: re.Match[str]) -> str:
        source = picture(pack, unescape(found[1]), {})
        return f'<img src="{source}" alt="{found[2]}">' if source else found[2]

    return Markup(_DRAWING.sub(shown, str(markdown(text))))  # noqa: S704 - safe HTML and data addresses


def picture(pack: str, path: str, values: dict[str, str]) -> str:
    """A picture as a data address, with the values of a drawn item filled into an SVG's text.

    An image element runs no script, whatever the file holds.
    """
    kind = _PICTURES.get(PurePosixPath(path).suffix.lower())
    if kind and path in _unpacked.get():
        return f"data:image/{kind};base64,{base64.b64encode(_unpacked.get()[path]).decode()}"
    row = content.media_of(pack, path) if kind else None
    if row is None:
        return ""
    if kind != "svg+xml":
        return f"data:image/{kind};base64,{base64.b64encode(stored(row.sha256).read_bytes()).decode()}"
    svg = re.sub(r"\{(\w+)\}", lambda m: escape(values[m[1]]) if m[1] in values else m[0], _read(row.sha256))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
