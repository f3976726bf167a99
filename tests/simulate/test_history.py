"""The demonstration's class: as promised, explained by its facts, the same for the same seed."""

import json
from collections import Counter

import pytest

from server.actions.help_queue import line
from server.actions.run_meeting import minutes_into
from server.mastery.item_statistics import Facility
from server.mastery.next_step import next_step
from server.mastery.progression import test_opens as may_sit_test
from server.settings import Settings
from server.simulate import hands, history
from server.simulate.people import demo_people, netbook
from server.simulate.today import TESTER
from server.store import answered, attempts, content, database, facts, learning, lessons, records, writer
from server.store.answer_rows import told_by
from server.store.people import Student, students_of
from server.store.signins import Session, device_names, where_signed_in

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("demo"), demo=True)
    people = history.build(settings)
    database.open_database(settings.database)
    yield settings, people
    writer.stop()
    database.close()


def named(section):
    return {s.full: s.id for s in students_of(section)}


def counts(section):
    ids = [s.id for s in students_of(section)]
    known = records.records_of(ids)
    asked = [
        (s.full, row.number, [i["id"] for i in json.loads(attempts.attempt(row.id).items)])
        for s in students_of(section) for row in attempts.attempts_of([s.id], kind="check")[s.id]
    ]  # fmt: skip
    return (
        sorted(asked),
        sorted((s.full, len(known[s.id].mastered), sorted(known[s.id].not_yet.items())) for s in students_of(section)),
        Counter((a.number, a.status, a.outcome) for r in known.values() for a in r.attempts),
    )


def test_the_tables_follow_from_the_facts(demo):
    assert facts.differences() == []


def test_amina_is_next_and_five_wait_with_different_reasons(demo):
    _, people = demo
    meeting = lessons.open_meeting(people.section)
    rows = line(people.section, meeting)
    named = {s.id: s.tile for s in students_of(people.section)}
    assert [(named[r.ticket.student], r.ticket.kind, r.why) for r in rows] == [
        ("Amina K.", "check", "not_talked"),
        ("Joseph M.", "stuck", "not_talked"),
        ("Li W.", "check", "not_talked"),
        ("Sara P.", "appointment", "turn"),
        ("Dmitri Z.", "check", "turn"),
    ]
    assert rows[0].ticket.objective == "gases-3"
    assert learning.past_misconceptions(people.student) == ["uses °C"]
    record = records.record_of(people.student)
    assert {"worksheet-3"} <= record.used and "gas-box-3" not in record.used
    assert record.not_yet == {"gases-2": 1, "gases-3": 1}


def test_it_is_minute_fourteen_and_seventeen_of_thirty_were_talked_to(demo):
    _, people = demo
    meeting = lessons.open_meeting(people.section)
    assert meeting.state == "going" and 14 <= minutes_into(meeting) <= 15
    assert len(lessons.contacts(meeting.id)) == 17
    assert len(lessons.present(meeting.id)) == len(students_of(people.section)) == 30


def test_a_test_is_open_on_netbook_3_in_mid_word_and_netbook_5_is_free(demo):
    _, people = demo
    row = attempts.attempt(records.record_of(people.tester).attempts[-1].id)
    assert Student.get_by_id(people.tester).full == TESTER
    assert (row.state, row.seat, device_names()[row.seat]) == ("open", netbook(3), "Netbook 3")
    drafts = attempts.drafts_of(row.id)
    assert people.half_typed - 1 in drafts and len(drafts) >= 5
    everybody = [s.id for s in students_of(people.section)]
    taken = {d for places in where_signed_in(everybody).values() for d in places}
    assert netbook(3) in taken and netbook(5) not in taken
    assert sorted(device_names().values()) == [f"Netbook {n}" for n in range(1, 8)]


def test_tests_were_taken_talked_over_and_one_retake_is_cleared(demo):
    _, people = demo
    known = records.records_of([s.id for s in students_of(people.section)])
    unit = content.unit("gas-laws")
    assert sum(r.passed_and_talked_over("gas-laws") for r in known.values()) == 3
    retakers = [r for r in known.values() if len(r.attempts) == 1 and may_sit_test(unit, r, meeting_open=True)]
    assert len(retakers) == 1 and len(retakers[0].attempts[0].missed) == 3
    assert next_step(unit, retakers[0]).kind == "retake", "what the talk asked for is done"
    for record in known.values():
        waiting = {code for code, due in record.remedies.items() if not due.done and code in record.mastered}
        assert not waiting, "a talk over a test leaves nothing to do that nobody looks after"
    assert sum(a.status == "handed_in" for r in known.values() for a in r.attempts) == 1


def test_the_answers_of_the_class_tell_something_and_one_waits_to_be_marked(demo):
    _, people = demo
    told = told_by([o.code for o in content.unit("gas-laws").objectives])
    known = [which for which, found in told.facilities.items() if isinstance(found, Facility)]
    assert len(known) >= 12 and {which[0] for which in known} >= {"gases-1", "gases-2"}
    pulls = {(pull.which[1], pull.misconception): len(pull.students) for pull in told.pulls}
    assert max(pulls.values()) >= 6 and sum(many >= 3 for many in pulls.values()) >= 4
    assert any(many >= 4 and "°C" in named for (_, named), many in pulls.items())
    waiting = answered.waiting(people.section)
    assert len(waiting) >= 1 and {row.student for row in waiting} == {named(people.section)["Sara Petrova"]}


def test_every_fact_of_the_history_lies_before_today_and_in_order(demo):
    _, people = demo
    meeting = lessons.open_meeting(people.section)
    labels = [f.at for f in facts.facts(section=people.section) if f.meeting not in {"", meeting.id}]
    assert labels == sorted(labels)
    assert max(labels)[:10] < meeting.at[:10]
    assert len({label[:10] for label in labels}) == 11


def test_the_same_seed_gives_the_same_class_and_a_second_start_changes_nothing(demo, tmp_path):
    settings, people = demo
    first, number = counts(people.section), facts.last_seq(people.section)
    assert history.build(settings) == people
    database.open_database(settings.database)
    assert facts.last_seq(people.section) == number
    other = Settings(data=tmp_path, demo=True)
    again = history.build(other)
    database.open_database(other.database)
    assert counts(again.section) == first
    database.open_database(settings.database)


def test_a_folder_with_a_real_class_is_left_alone(tmp_path):
    from server.actions.set_up_box import set_up_box
    from server.store import box

    settings = Settings(data=tmp_path, demo=True)
    database.open_database(settings.database)
    box.first_start()
    set_up_box(box.value("setup_code"), "A teacher", "a long passphrase", "7A", "")
    writer.stop()
    with pytest.raises(history.NotADemonstration):
        history.build(settings)
    assert demo_people() is None


def test_hands_rise_but_never_those_of_somebody_a_person_plays(tmp_path):
    settings = Settings(data=tmp_path, demo=True)
    people = history.build(settings)
    database.open_database(settings.database)
    rising = hands.Hands(people.section, "test")
    names = {s.full: s.id for s in students_of(people.section)}
    Session.create(token="a person", role="student", person=names["Femi Adeyo"], section=people.section,
                   device="d", tick=0.0, boot="")  # fmt: skip
    before = facts.last_seq(people.section)
    done = Counter(rising.one() for _ in range(60))
    assert {"asked", "stuck", "cancelled", "ticked"} & set(done) >= {"asked", "stuck"}
    moved = {f.student for f in facts.facts(section=people.section, after=before)}
    assert moved and not moved & {people.student, people.tester, names["Femi Adeyo"]}
    assert len(line(people.section, lessons.open_meeting(people.section))) <= hands.MOST_IN_QUEUE
    hands.start(people.section)
    hands.stop()
    assert facts.differences() == []
    writer.stop()
    database.close()
