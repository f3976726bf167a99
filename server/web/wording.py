"""Reasons into sentences. The rules return types; here a teacher and a child are told why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup, escape

from server.mastery import rubrics
from server.mastery.progression import (
    CheckRequested,
    InProgress,
    Locked,
    Mastered,
    No,
    NotYet,
    Ready,
    Standing,
)
from server.mastery.values import Mark, Objective, Unit
from server.web.words import _, ngettext


def labels(units: Iterable[Unit], codes: Iterable[str]) -> str:
    """Objective codes as their labels: "Gases 1, Gases 2"."""
    known = {o.code: o.label for u in units for o in u.objectives}
    return ", ".join(known.get(c, c) for c in codes)


def activity_titles(units: Iterable[Unit], ids: Iterable[str]) -> str:
    """Activity ids as their titles."""
    known = {a.id: a.title for u in units for a in u.activities}
    return ", ".join(known.get(i, i) for i in ids)


def unit_titles(units: Iterable[Unit], ids: Iterable[str]) -> str:
    """Unit ids as their titles."""
    known = {u.id: u.title for u in units}
    return ", ".join(known.get(i, i) for i in ids)


def why_not(no: No, units: Iterable[Unit] = ()) -> str:
    """Why something was refused, and what to do about it."""
    units = list(units)
    named = labels(units, no.objectives)
    acts = activity_titles(units, no.activities)
    sentences: dict[str, Callable[[], str]] = {
        "locked": lambda: _("Locked: master %(what)s first.") % {"what": named or unit_titles(units, no.units)},
        "mastered": lambda: _("%(what)s is mastered already.") % {"what": named},
        "asked": lambda: _("You are in the queue already."),
        "remedy": lambda: (
            _("First do what you agreed on with your teacher, then ask again.")
            if named
            else _("Say what to do next: pick a reason or something to open.")
        ),
        "no_meeting": lambda: _("Class is not open now."),
        "not_mastered": lambda: _("Not mastered yet: %(what)s.") % {"what": named},
        "activities": lambda: _("Still to be done: %(what)s.") % {"what": acts},
        "test_open": lambda: _("A test is open already."),
        "talk_first": lambda: _("First talk your last test over with your teacher."),
        "not_cleared": lambda: _("Go over each missed objective first: %(what)s.") % {"what": named},
        "passed": lambda: _("This test is passed."),
        "not_passed": lambda: _("This test is not passed yet: clear it for a retake, or give more help."),
        "unit_locked": lambda: _("First pass and talk over: %(what)s.") % {"what": unit_titles(units, no.units)},
        "unmarked": lambda: _("Mark the answers that wait for you first."),
        "no_talk": lambda: _("There is no talk open about this test."),
        "talk_stays": lambda: _("The talk after a test cannot be left out. You can choose next lesson."),
        "enough_tickets": lambda: _("You are waiting for three things already. One of them first."),
        "stale": lambda: _("This has changed meanwhile. Look again: the page shows how it stands now."),
        "nobody": lambda: _("Nobody is waiting."),
        "group": lambda: (
            _("%(what)s is for groups of at most %(size)s, you included. Take a name out.")
            % {"what": acts, "size": sum(a.group for u in units for a in u.activities if a.id in no.activities)}
        ),
        "in_group": lambda: _(
            "Somebody you ticked has handed this in already. They take their own name out there first."
        ),
        "checked": lambda: _("Your teacher has checked one of you on this already. Tell them what you want to change."),
        "in_test": lambda: _("Your test or quiz is open. This waits for you until it is handed in."),
        "no_quiz": lambda: _("This objective is checked in a talk. Ask for a check."),
        "quiz_talk": lambda: _("Your last quiz waits for your teacher. First you look at it together."),
        "blank": lambda: _("Put your answer in first."),
        "evidence": lambda: _("Write a few words about what you did, so that your teacher can see it."),
        "reason": lambda: _("Say why: the reason is kept with it."),
        "wrong_seat": lambda: _("Your test is released at another seat. Ask your teacher to release it here."),
        "moved": lambda: _("This test goes on at another seat; what was typed there counts."),
        "kept": lambda: _(
            "Class is over: your test is kept as it stood at the bell, with everything you typed until then. "
            "It waits for you until your teacher releases it again."
        ),
        "swapped": lambda: _("That question was swapped for another one at the bell; now the new one counts."),
        "handed_in": lambda: _("This test is handed in."),
        "not_started": lambda: _("This test has not been started."),
        "too_few_items": lambda: _("The bank of %(what)s has too few questions for a test.") % {"what": named},
        "wrong_pin": lambda: _("That is not your PIN. Try again."),
        "pin_form": lambda: _("A PIN is four digits."),
        "too_many": lambda: _(
            "Too many wrong tries. Wait a minute, then try again. A teacher can give a student a new PIN."
        ),
        "wrong_passphrase": lambda: _("Name or passphrase is not right."),
        "wrong_code": lambda: _("That is not the code."),
        "name": lambda: _("Type your name."),
        "passphrase": lambda: _("A passphrase has at least 8 characters; a short sentence is good."),
        "not_a_film": lambda: _("That file is no film that netbooks can play. Choose an MP4 or WebM."),
        "broken": lambda: _("That film is cut off or damaged. Play it on your phone, then send it again."),
        "codec": lambda: _(
            'Netbooks cannot play this kind of film. On the phone choose "most compatible" (H.264) for the camera, '
            "and record again."
        ),
        "too_large": lambda: _("That film is larger than 500 MB. Record it shorter, or with a lower resolution."),
        "no_room": lambda: _("There is not enough room on the box for that film. Nothing was changed."),
        "piece": lambda: _("The film did not arrive whole. Send it again: what arrived is kept."),
        "captions": lambda: _("That file holds no captions: it must begin with WEBVTT."),
        "rubric": lambda: _("The rubric has no such row or level. Look again: the pack may have been changed."),
        "key": lambda: _("This key cannot be used. Look at the preview again: it says why."),
        "units": lambda: _("Tick at least one unit: a class without one has nothing to learn."),
        "last_unit": lambda: _("This is the only unit of the class. Add the next one first, then take this one out."),
        "begun": lambda: _("Students have begun this unit. Open the page again and confirm there."),
        "unit_busy": lambda: _(
            "A test of this unit is released, open or not talked over yet. Finish that first, then take the unit out."
        ),
        "section": lambda: _("Give the class a short name, such as 10B."),
        "taken": lambda: _("There is a class of this name already."),
        "already": lambda: _("That has been done already."),
        "corrected_again": lambda: _("This question was corrected again since. Undo that correction first."),
        "bank_newer": lambda: _("The bank holds another version of this question by now. Correct it again instead."),
        "asked_since": lambda: _("The question was asked with the corrected key since. Correct it again instead."),
        "talked_over": lambda: _(
            "A talk was held, or three more were given, on the marks it changed. Correct it again instead."
        ),
        "too_late": lambda: _("Too late to undo. Change it on the student's page, with a reason."),
        "newer": lambda: _("Something newer has happened since; it cannot be undone. Change it on the student's page."),
        "tests": lambda: _("Tests are still open. Keep them for next lesson, or hand them in?"),
        "confirm": lambda: _("The stick is not encrypted yet. Confirm that you keep it safe."),
        "empty": lambda: _("There is nothing there yet."),
        "forbidden": lambda: _("That is not yours to open."),
        "gone": lambda: _("This question is no longer in its bank."),
        "same": lambda: _("There is nothing to undo: the question is as other programs read it."),
        "unsound": lambda: _("With this answer the question cannot be asked: look at its choices. It stays as it is."),
        "no_right": lambda: _("Choose at least one right answer."),
        "no_file": lambda: _("Choose a file first; an empty one holds no questions."),
        "file_too_large": lambda: _("That file is larger than 50 MB. Export fewer questions, or fewer pictures."),
        "files_wait": lambda: _("Three files wait already. Take them in or leave them first; they stand below."),
        "file_no_room": lambda: _("There is not enough room on the box for that file. Nothing was changed."),
        "a_pack": lambda: _(
            "That is a whole content pack, not a file of questions. The README says how a pack is brought in."
        ),
        "a_roster": lambda: _("That is a class list, not a file of questions. Paste the names under More, Roster."),
        "nothing_ticked": lambda: _("Tick the questions first."),
        "no_objective": lambda: _("Choose the objective that they go to."),
        "no_forms": lambda: _("Choose at least one student, or say how many forms without a name you want."),
        "no_form": lambda: _("No printed test of this class has that code. Look at the paper again."),
        "typed_in": lambda: _("The answers of this form have been typed in already."),
        "form_away": lambda: _("This form was put away. Nothing can be typed in from it."),
    }
    return sentences.get(no.reason, lambda: _("That cannot be found. It may have been changed meanwhile."))()


def state_name(standing: Standing, position: int = 0) -> str:
    """The state of an objective in words a child accepts."""
    match standing:
        case Locked():
            return _("Locked")
        case Ready():
            return _("Ready to start")
        case InProgress():
            return _("In progress")
        case CheckRequested():
            return _("Waiting for your teacher")
        case NotYet():
            return _("Not yet: look again")
        case Mastered():
            return _("Mastered")


def lock_reason(standing: Standing, units: Iterable[Unit]) -> str:
    """Why an objective is locked; empty when it is not."""
    if not isinstance(standing, Locked):
        return ""
    units = list(units)
    if standing.missing:
        return _("after %(what)s") % {"what": ", ".join(o.label for o in standing.missing)}
    return _("after the unit %(what)s") % {"what": unit_titles(units, standing.units)}


def minutes(n: int) -> str:
    """A number of minutes."""
    return ngettext("%(num)s min", "%(num)s min", n) % {"num": n}


def object_kind(kind: str) -> str:
    """A kind of learning object."""
    return {
        "video": _("Video"),
        "audio": _("Audio"),
        "worksheet": _("Worksheet"),
        "worked_example": _("Worked example"),
        "text": _("Text"),
        "notes": _("Notes"),
        "problem_set": _("Problem set"),
        "simulation": _("Simulation"),
        "file": _("File"),
        "link": _("Link"),
    }.get(kind, kind)


def activity_kind(kind: str) -> str:
    """A kind of activity."""
    return {
        "lab": _("Lab"),
        "take_home": _("Take-home lab"),
        "demonstration": _("Demonstration"),
        "inquiry": _("Inquiry"),
        "project": _("Project"),
        "discussion": _("Discussion"),
    }.get(kind, kind)


def queue_reason(why: str) -> str:
    """Why a row of the queue stands where it does."""
    return {
        "promised": _("promised"),
        "waited": _("has waited long enough"),
        "not_talked": _("not talked to today"),
        "turn": _("next in turn"),
    }[why]


def names(several: Sequence[str]) -> Markup:
    """Names, or links of names, in a sentence: "Joseph", "Joseph and Li", "Joseph, Li and Amina"."""
    shown = [escape(name) for name in several]
    if len(shown) < 2:
        return Markup("").join(shown)
    return escape(_("%(names)s and %(last)s")) % {"names": Markup(", ").join(shown[:-1]), "last": shown[-1]}


def with_names(several: Sequence[str]) -> Markup:
    """With whom something was done: "with Joseph and Li"; empty when alone."""
    return escape(_("with %(names)s")) % {"names": names(several)} if several else Markup("")


def check_kind(kind: str) -> str:
    """What the check of an objective is."""
    return {
        "talk": _("a talk with your teacher"),
        "quiz": _("a quiz of five questions"),
        "problem_set": _("problems marked together"),
        "performance": _("something you show"),
    }.get(kind, kind)


def certainty(tapped: str) -> str:
    """How sure a student said to be."""
    return {"sure": _("sure"), "unsure": _("unsure"), "guess": _("a guess")}.get(tapped, "")


def parts_in_words(mark: Mark | None) -> str:
    """What of a number was right and what was not: "right value, wrong unit"; empty where it was judged as one."""
    if mark is None or not mark.parts:
        return ""
    return ", ".join(_part(what, right) for what, right in mark.parts)


def _part(what: str, right: bool) -> str:
    said = {
        ("value", True): _("right value"),
        ("value", False): _("wrong value"),
        ("unit", True): _("right unit"),
        ("unit", False): _("wrong unit"),
        ("figures", True): _("right number of figures"),
        ("figures", False): _("wrong number of figures"),
    }
    return said.get((what, bool(right)), "")


def passes(objective: Objective) -> str:
    """What passes the check of an objective: "4 of 5"; where it is shown and has a rubric, "8 of 12, no zero"."""
    asked = rubrics.passes(objective) if objective.check == "performance" else None
    return rubric_asks(asked) if asked else str(objective.threshold)


def rubric_asks(asked: rubrics.Passes) -> str:
    """What a rubric asks for."""
    said = _("%(right)s of %(of)s") % {"right": asked.points, "of": asked.of}
    return _("%(points)s, no zero") % {"points": said} if asked.no_zero else said


def rubric_sum(marking: rubrics.Marking) -> str:
    """The sum of a rubric: "8 of 12, no zero"; rows nobody has marked are counted apart."""
    said = _("%(right)s of %(of)s") % {"right": marking.points, "of": marking.of}
    if marking.missing:
        left = len(marking.missing)
        return said + ", " + ngettext("%(num)s row not marked", "%(num)s rows not marked", left) % {"num": left}
    if marking.zeros:
        return said + ", " + ngettext("%(num)s zero", "%(num)s zeros", len(marking.zeros)) % {"num": len(marking.zeros)}
    return _("%(points)s, no zero") % {"points": said}
