"""All pages of the student's side, on one blueprint."""

from server.web.student import (
    activity,
    checklist,
    help_queue,
    learning_object,
    objective,
    practice,
    problem_set,
    taking_test,
)
from server.web.student.blueprint import bp

__all__ = [
    "activity",
    "bp",
    "checklist",
    "help_queue",
    "learning_object",
    "objective",
    "practice",
    "problem_set",
    "taking_test",
]
