"""All pages of the student's side, on one blueprint."""

from server.web.student import activity, checklist, learning_object, objective, queue, taking_test
from server.web.student.blueprint import bp

__all__ = ["activity", "bp", "checklist", "learning_object", "objective", "queue", "taking_test"]
