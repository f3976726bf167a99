"""Imports every area of the tables, so that each fact finds what it derives."""

from server.store import (
    answered,
    attempts,
    bundles,
    content,
    corrections,
    exposure,
    help_queue,
    learning,
    lessons,
    paper_forms,
    people,
    practice,
    recordings,
    rubric_marks,
    signins,
    work,
)

__all__ = [
    "answered",
    "attempts",
    "bundles",
    "content",
    "corrections",
    "exposure",
    "help_queue",
    "learning",
    "lessons",
    "paper_forms",
    "people",
    "practice",
    "recordings",
    "rubric_marks",
    "signins",
    "work",
]
