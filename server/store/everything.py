"""Imports every area of the tables, so that each fact finds what it derives."""

from server.store import (
    attempts,
    bundles,
    content,
    help_queue,
    learning,
    lessons,
    people,
    practice,
    recordings,
    rubric_marks,
    signins,
    work,
)

__all__ = [
    "attempts",
    "bundles",
    "content",
    "help_queue",
    "learning",
    "lessons",
    "people",
    "practice",
    "recordings",
    "rubric_marks",
    "signins",
    "work",
]
