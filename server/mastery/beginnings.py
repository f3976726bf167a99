"""A text to begin from: what stands in the field of an essay before anybody has written."""

from __future__ import annotations

from dataclasses import replace

from server.mastery.annotations import plain_passage
from server.mastery.values import DrawnItem, Response


def beginning(drawn: DrawnItem) -> str:
    """The text to begin from as it stands in a field, which holds no markup; empty where an item has none."""
    if drawn.format != "html":
        return drawn.template.strip()
    return plain_passage(replace(drawn, passage=drawn.template))


def own_part(drawn: DrawnItem, response: Response) -> Response:
    """What of a response is the student's own: without the text to begin from where nobody changed a word of it.

    A browser may end lines its own way; spaces and line ends are no change.
    """
    if not drawn.template or str(response.get("text", "")).split() != beginning(drawn).split():
        return response
    return {field: text for field, text in response.items() if field != "text"}
