"""All pages of the student's side, on one blueprint."""

from server.web.student import (
    activity,
    checklist,
    chemistry_preview,
    help_queue,
    item_parts,
    learning_object,
    marks_in_words,
    objective,
    practice,
    problem_set,
    quiz,
    reading_preview,
    taking_test,
)
from server.web.student.blueprint import bp

__all__ = [
    "activity",
    "bp",
    "checklist",
    "chemistry_preview",
    "help_queue",
    "item_parts",
    "learning_object",
    "marks_in_words",
    "objective",
    "practice",
    "problem_set",
    "quiz",
    "reading_preview",
    "taking_test",
]
