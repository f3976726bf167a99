"""What a verdict does to the quizzes on its objective: no loose end is left on the list or in the queue."""

from __future__ import annotations

from server.actions.acting import Tap
from server.store import attempts


def close_quizzes(tap: Tap, student: str, objective: str, verdict: str) -> None:
    """The teacher has decided: what is handed in was talked over, what was given or is being written is put away.

    Runs inside the writer. What a quiz that is put away has shown stays seen, and what was typed into it is kept.
    """
    for row in attempts.attempts_of([student], kind="check")[student]:
        if row.objective == objective and row.state == "handed_in":
            tap.note("appointment_closed", student, attempt=row.id, outcome=verdict)
        elif row.objective == objective and row.state in {"released", "open"}:
            tap.note("attempt_withdrawn", student, attempt=row.id, outcome=verdict)
