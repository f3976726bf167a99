"""The class of the demonstration: thirty invented students, eleven lessons behind them, and one going on."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from server import clock
from server.actions import run_meeting
from server.actions.acting import Actor
from server.actions.enroll_students import NewStudent, enroll_students
from server.actions.install_samples import install_sample, install_samples
from server.actions.learn import change_setting
from server.actions.set_up_box import is_set_up, set_up_box
from server.clock import Moment
from server.mastery.luck import Dice
from server.settings import Settings
from server.simulate import past, people, stage, today
from server.simulate.people import DemoPeople, demo_people
from server.simulate.plans import LESSONS
from server.simulate.school_days import in_lesson, lesson_days
from server.simulate.stage import Stage, at, did
from server.store import box, content, database, lessons
from server.store import everything as everything
from server.store.people import BoardCode, Section
from server.store.writer import stop, write

UNIT = "gas-laws"
PACE = {"pace_target": "2", "pace_meetings": "6", "pace_floor": "1"}
"""This class meets three times a week and is to master an objective a week."""
LONGEST_LESSON = 75
"""Minutes after which a lesson left open by an earlier demonstration is over."""


class NotADemonstration(Exception):
    """The folder holds a real class: nothing invented is ever mixed into it."""


def build(settings: Settings, seed: str = "demo") -> DemoPeople:
    """Make the demonstration's class in `settings.data`, or find it there and see that a lesson is going on.

    The same seed gives the same history, down to what each test asked (but for what a bell has swapped).
    Raises NotADemonstration when the folder holds another class.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    database.open_database(settings.database)
    box.first_start()
    had = demo_people()
    if had is None and is_set_up():
        raise NotADemonstration(f"{settings.data} holds a real class. Choose another folder for the demonstration.")
    try:
        if had is not None:
            write(lambda: _see_that_a_lesson_goes_on(had))
            return had
        install_samples(settings.samples, settings.videos, settings.media)
        if content.unit(UNIT) is None:  # units of somebody's own were there first
            install_sample(settings.sample_pack, settings.videos, settings.media)
        # One transaction: a demonstration is there as a whole or not at all, and thousands of steps cost one fsync.
        return write(lambda: _make(seed))
    finally:
        stop()


def _make(seed: str) -> DemoPeople:
    dice = Dice(f"class/{seed}")
    days = lesson_days(datetime.fromisoformat(clock.now().at).date(), LESSONS)
    teacher = did(
        set_up_box(
            box.value("setup_code"), people.TEACHER, people.PASSPHRASE, people.SECTION, people.TITLE, people.SCHOOL
        )
    )
    section = Section.get(Section.teacher == teacher).id
    unit = content.unit(UNIT)
    assert unit is not None
    actor = Actor(teacher, "teacher", section)
    _before_the_first_lesson(actor, section, in_lesson(days[0], 0, -60))
    scene = Stage(section, actor, unit, stage.ids_of(section), seed)
    past.play(scene, days, dice)
    today.name_netbooks()
    half_typed = today.play(scene, dice)
    told = DemoPeople(
        section=section, teacher=people.TEACHER, passphrase=people.PASSPHRASE,
        student=scene.ids["Amina Kamau"], student_name="Amina K.",
        tester=scene.ids[today.TESTER], tester_name="Kenji M.", pin=people.PIN,
        board_code=BoardCode.get_by_id(section).code,
        netbooks={str(n): people.netbook(n) for n in range(1, people.NETBOOKS + 1)}, half_typed=half_typed,
    )  # fmt: skip
    people.keep(told)
    return told


def _before_the_first_lesson(actor: Actor, section: str, moment: Moment) -> None:
    """The roster and the pace, an hour before the first lesson."""
    names = [n for n in people.MASTERED_BEFORE_TODAY if n != people.LATE]
    roster = [NewStudent(str(101 + place), *name.split(" ", 1)) for place, name in enumerate(sorted(names))]
    at(moment, lambda: enroll_students(actor, section, roster, ""))
    for name, value in PACE.items():
        at(moment, partial(change_setting, actor, name, value, ""))


def _see_that_a_lesson_goes_on(had: DemoPeople) -> None:
    row, unit = Section.get_by_id(had.section), content.unit(UNIT)
    assert unit is not None
    scene = Stage(had.section, Actor(row.teacher, "teacher", had.section), unit, stage.ids_of(had.section))
    meeting = lessons.open_meeting(had.section)
    if meeting is not None and run_meeting.minutes_into(meeting) < LONGEST_LESSON and meeting.boot == clock.now().boot:
        return
    if meeting is not None:
        did(run_meeting.ring_bell(scene.teacher, "keep", ""))
    today.play_again(scene)
