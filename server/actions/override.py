"""The teacher's word: open, excuse, sign off or withdraw anything, with a reason that is kept."""

from __future__ import annotations

from server.actions.acting import Actor, Answer, Tap, act
from server.actions.close_quizzes import close_quizzes
from server.actions.help_queue import close_tickets
from server.mastery.progression import No
from server.store import content, people, records

WHATS = ("open", "master", "withdraw", "excuse", "owe", "test", "unit", "nice")


def override(actor: Actor, student: str, what: str, target: str, reason: str, op: str) -> Answer:
    """Override a gate for one student.

    open an objective · master it (sign it off) · withdraw a sign-off · excuse or owe an activity · open the test of a
    unit · open a unit · let the nice-to-know part of an objective count in tests. Needs a reason: No(reason) without.
    """

    def change(tap: Tap) -> Answer:
        row = people.Student.get_or_none((people.Student.id == student) & (people.Student.section == actor.section))
        if row is None or what not in WHATS:
            return No("unknown")
        why = reason.strip()[:200]
        if not why:
            return No("reason")
        units = [u for u in (content.unit(i) for i in people.Section.get_by_id(actor.section).unit_ids) if u]
        codes = {o.code for u in units for o in u.objectives}
        activities = {a.id for u in units for a in u.activities}
        known = {"excuse": activities, "owe": activities, "test": {u.id for u in units}, "unit": {u.id for u in units}}
        known["nice"] = {o.code for u in units for o in u.objectives if o.nice_part}
        if target not in known.get(what, codes):
            return No("unknown")
        record = records.record_of(student)
        match what:
            case "open":
                tap.note("opened_by_word", student, what=target, reason=why)
            case "test" | "unit" | "nice":
                tap.note("opened_by_word", student, what=f"{what}:{target}", reason=why)
            case "master":
                if target in record.mastered:
                    return No("mastered", objectives=(target,))
                tap.note(
                    "verdict_given", student, objective=target, verdict="mastered", how="override", reason=why,
                    meeting_number=tap.meeting_number, threshold="",
                )  # fmt: skip
                close_quizzes(tap, student, target, "mastered")
                close_tickets(tap, student, "check", "mastered", target)
            case "withdraw":
                if target not in record.mastered:
                    return No("not_mastered", objectives=(target,))
                tap.note("mastery_withdrawn", student, objective=target, reason=why)
            case "excuse" | "owe":
                kind = "activity_excused" if what == "excuse" else "activity_owed"
                tap.note(kind, student, activity=target, reason=why)
        return {"student": student, "what": what, "target": target}

    return act(actor, op, change)
