"""A question about a text to mark in, for programs in which nothing can be marked."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from server.mastery.values import Item

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>&$~|]|^[-+#=])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def with_passage(item: Item) -> Item:
    """The item with its passage, and the tags to choose from, below its prompt; any other item as it is.

    Without the text nobody could answer, whatever the program they answer in.
    """
    passage = str(item.body.get("passage", "")).strip()
    if not passage:
        return item
    marks = " · ".join(map(str, item.body.get("marks", ())))
    if item.body.get("format") == "html":
        lines = [html.escape(line.strip(), quote=False) for line in passage.split("\n") if line.strip()]
        below = f"<blockquote>{'<br>'.join(lines)}</blockquote>"
        tags = f"<p>{html.escape(marks, quote=False)}</p>" if marks else ""
    else:
        lines = [_without_markup(line.strip()) for line in passage.split("\n")]
        below = "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines)
        tags = "\n\n" + _without_markup(marks) if marks else ""
    return replace(item, body={**item.body, "prompt": f"{item.body.get('prompt', '')}{below}{tags}"})


def _without_markup(line: str) -> str:
    """A line of Markdown in which every sign stands for itself."""
    return _NUMBERED.sub(r"\1\\\2", _MARKDOWN_SIGNS.sub(r"\\\1", line))
