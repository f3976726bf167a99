"""What a student does alone: open a learning object, tick an activity, do a remedy, initial what is mastered."""

from __future__ import annotations

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.progression import No
from server.store import content, people, records, work
from server.store.learning import Remedy
from server.store.writer import write


def use_object(actor: Actor, object_id: str) -> None:
    """Remember that a student opened a learning object: it is how another way in is found later."""
    if object_id in records.record_of(actor.id).used:
        return

    def change(tap: Tap) -> Answer:
        if object_id not in records.record_of(actor.id).used:
            tap.note("object_used", actor.id, object=object_id)
        return {}

    act(actor, "", change)


def tick_activity(actor: Actor, activity: str, evidence: str, done: bool, op: str) -> Answer:
    """Tick a required activity with what shows it, or take the tick back."""

    def change(tap: Tap) -> Answer:
        units = [content.unit(u) for u in people.Section.get_by_id(actor.section).unit_ids]
        if not any(a.id == activity for u in units if u for a in u.activities):
            return No("unknown")
        state = records.record_of(actor.id).activities.get(activity)
        if done and not evidence.strip():
            return No("evidence")
        if done:
            tap.note("activity_done", actor.id, activity=activity, evidence=evidence.strip()[:500])
        elif state == "done":
            tap.note("activity_unticked", actor.id, activity=activity)
        return {"activity": activity}

    return act(actor, op, change)


def finish_remedy(actor: Actor, remedy: str, op: str) -> Answer:
    """*I did this*: the remedy is done, and the check may be asked for again."""

    def change(tap: Tap) -> Answer:
        row = Remedy.get_or_none((Remedy.id == remedy) & (Remedy.student == actor.id))
        if row is None:
            return No("unknown")
        if not row.done:
            tap.note("remedy_done", actor.id, remedy=remedy)
        return {"objective": row.objective}

    return act(actor, op, change)


def initial_objective(actor: Actor, objective: str, op: str) -> Answer:
    """The student's own initials beside a mastered objective. Gates nothing; theirs to be proud of."""

    def change(tap: Tap) -> Answer:
        if content.unit_with_objective(objective, people.Section.get_by_id(actor.section).unit_ids) is None:
            return No("unknown")
        sign_off = records.record_of(actor.id).mastered.get(objective)
        if sign_off is None:
            return No("not_mastered", objectives=(objective,))
        if not sign_off.initialed:
            tap.note("objective_initialed", actor.id, objective=objective)
        return {"objective": objective}

    return act(actor, op, change)


def write_paper(student: str, object_id: str, place: str, rev: int, value: str) -> int:
    """Keep one field of a worksheet on screen. Returns the revision that stands."""
    return write(lambda: work.save_paper(student, object_id, place[:60], rev, value[:2000]))


def keep_place(student: str, object_id: str, seconds: float) -> None:
    """Remember where a video stopped."""
    write(lambda: work.set_watched(student, object_id, seconds))


def change_setting(actor: Actor, name: str, value: str, op: str) -> Answer:
    """A setting of a class is a fact with a date."""

    def change(tap: Tap) -> Answer:
        tap.note("setting_changed", name=name, value=value)
        return {"name": name}

    return act(actor, op, change)
