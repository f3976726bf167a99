"""What is said while the box's card is full, or nearly: to whoever saves, on the teacher's pages, and in `/healthz`."""

from __future__ import annotations

from flask import current_app, request

from server.store import card
from server.web.words import _


def is_full(error: BaseException) -> bool:
    """Did a request fail because nothing more fits on the card?"""
    return card.is_full(error, current_app.config["SETTINGS"].data)


def sentence() -> str:
    """For a child or a teacher whose tap could not be saved."""
    if request.endpoint == "student.save_answer":
        return _("The box's card is full: tell your teacher. What you typed is kept on this computer meanwhile.")
    if request.path.startswith(("/teacher", "/sign-in/teacher")):
        return " ".join((_("The box's card is full: this could not be saved."), _what_to_do()))
    return _("The box's card is full: tell your teacher. This could not be saved.")


def health() -> str:
    """One word for whoever watches over the box: "ok", or "full" when the next tap may not be saved."""
    return "full" if card.room(current_app.config["SETTINGS"].data) == "none" else "ok"


def notice() -> tuple[card.Room, str] | None:
    """The line on the teacher's pages: how it stands, and what to do. None while there is room."""
    room = card.room(current_app.config["SETTINGS"].data)
    if room == "enough" or not request.path.startswith("/teacher"):
        return None
    stands = {
        "low": _("The box's card is nearly full."),
        "none": _("The box's card is full: nothing more can be saved."),
    }[room]
    return room, f"{stands} {_what_to_do()}"


def _what_to_do() -> str:
    return _(
        "Whoever looks after the box can make room: take old exports and backups off it; `classroom doctor` shows what "
        "is large."
    )
