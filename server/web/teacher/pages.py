"""All pages of the teacher's side, on one blueprint."""

from server.web.teacher import (
    appointment,
    card,
    class_grid,
    class_units,
    exports,
    films,
    help_queue,
    materials,
    more,
    not_seen,
    overrides,
    roster,
    seats,
    student_page,
    undoing,
    worksheet_keys,
)
from server.web.teacher.blueprint import bp

__all__ = [
    "appointment",
    "bp",
    "card",
    "class_grid",
    "class_units",
    "exports",
    "films",
    "help_queue",
    "materials",
    "more",
    "not_seen",
    "overrides",
    "roster",
    "seats",
    "student_page",
    "undoing",
    "worksheet_keys",
]
