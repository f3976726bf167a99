"""The class on which an invented history is played: the same actions as a person's tap, at a moment of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.actions import acting, help_queue, learn
from server.actions.acting import Actor, Tap, act
from server.clock import Moment
from server.mastery.luck import Dice
from server.mastery.progression import No
from server.mastery.values import Objective, Unit
from server.simulate.people import AT_NETBOOK, netbook, own_device
from server.store import learning
from server.store.people import students_of

Event = tuple[float, Callable[[], object]]
"""a minute of a lesson, and what happens then"""


class WentWrong(Exception):
    """An action of the history was refused: the rules have changed, and the history must follow."""


def did(answer: Any) -> Any:
    """The answer of an action that must not be refused."""
    if isinstance(answer, No):
        raise WentWrong(f"refused: {answer}")
    return answer


@dataclass(frozen=True)
class Stage:
    """A class, its teacher, its unit, and its students by name; `seed` decides what luck would."""

    section: str
    teacher: Actor
    unit: Unit
    ids: dict[str, str]
    seed: str = ""
    used: set[tuple[str, str]] = field(default_factory=set)
    """(student, learning object) opened in this history"""

    def student(self, name: str) -> Actor:
        """A student, at the device they sit at."""
        place = netbook(AT_NETBOOK[name]) if name in AT_NETBOOK else own_device(name)
        return Actor(self.ids[name], "student", self.section, place)

    def objective(self, code: str) -> Objective:
        """An objective of the unit."""
        return self.unit.objective(code)

    def next_objective(self, mastered: int) -> Objective:
        """The first essential objective after so many."""
        return self.unit.essentials[min(mastered, len(self.unit.essentials) - 1)]


def ids_of(section: str) -> dict[str, str]:
    """The ids of a class's students by their full names."""
    return {s.full: s.id for s in students_of(section)}


def at(moment: Moment, change: Callable[[], Any]) -> Any:
    """Carry out an action at a moment; it must not be refused."""
    with acting.at(moment):
        return did(change())


def arrive(student: Actor) -> Any:
    """A student comes in."""

    def change(tap: Tap) -> dict[str, Any]:
        tap.note("student_arrived", student.id)
        return {}

    return act(student, "", change)


EVIDENCE = (
    "Table, graph and one sentence in my notebook, page {page}.",
    "Sheet handed in; my prediction was close, the reading at the end was off.",
    "All points measured with my group; the source of error stands below the table.",
    "Sketch and reason in my notes, page {page}.",
)


def use(scene: Stage, student: Actor, object_id: str) -> None:
    """Open a learning object, the first time. As `learn.use_object`, but without loading the whole record each time."""

    def change(tap: Tap) -> dict[str, Any]:
        tap.note("object_used", student.id, object=object_id)
        return {}

    if (student.id, object_id) not in scene.used:
        scene.used.add((student.id, object_id))
        act(student, "", change)


def learn_it(scene: Stage, student: Actor, objective: Objective, dice: Dice) -> None:
    """Open one or two things of the menu."""
    menu = scene.unit.menu(objective.code)
    for chosen in dice.sample(menu, min(len(menu), 1 + dice.below(2))):
        use(scene, student, chosen.id)


def do_remedies(scene: Stage, name: str) -> None:
    """Do what a talk asked for: open the thing that helps, and say that it is done."""
    student = scene.student(name)
    for due in learning.learning_of([student.id])[student.id].remedies.values():
        if not due.done:
            if due.object:
                use(scene, student, due.object)
            did(learn.finish_remedy(student, due.id, ""))


def do_activities(student: Actor, unit: Unit, objective: Objective, dice: Dice) -> None:
    """Tick what the objective requires, with a line of evidence."""
    for activity in unit.required(objective.code):
        words = dice.pick(EVIDENCE).format(page=3 + dice.below(40))
        did(learn.tick_activity(student, activity.id, words, True, ""))


def ask(student: Actor, code: str) -> str:
    """Ask for a check. Returns the ticket's id."""
    return str(did(help_queue.request_check(student, code, ""))["ticket"])


def call(teacher: Actor, ticket: str) -> None:
    """Call a student and sit down with them."""
    did(help_queue.teacher_moves(teacher, ticket, "call", ""))
    did(help_queue.teacher_moves(teacher, ticket, "start", ""))
