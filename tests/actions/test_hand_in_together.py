"""One hand-in by a group: done for each member, changed by any of them until the check, and an outcome for each."""

from __future__ import annotations

from typing import Any

import pytest
from cast import Cast, done, group_work, op

from server.actions import enroll_students, override, record_verdict, undo
from server.actions.acting import Actor
from server.actions.hand_in_together import hand_in_together, is_checked, leave_group, mark
from server.actions.set_up_box import open_section
from server.mastery.progression import No
from server.store import content, facts, learning, people
from server.store.learning import ActivityRow, HandIn
from server.store.writer import write

READER = "Reader: reads aloud"


def everybody(cast: Cast, activity: str) -> dict[str, HandIn]:
    return learning.hand_ins(activity, [s.id for s in people.students_of(cast.section)])


def hand_in(who: Actor, activity: str, words: str, *partners: Actor, role: str = "") -> Any:
    """Hand in from a page that shows how it stands now."""
    seen = mark(learning.hand_ins(activity, [who.id]).get(who.id), who.id)
    return hand_in_together(who, activity, words, [p.id for p in partners], role, seen, op())


@pytest.fixture
def work(cast: Cast) -> str:
    cast.open_class()
    return group_work(cast)


def the_same_after_a_rebuild() -> None:
    assert facts.differences() == []


def test_one_hand_in_is_done_for_each_with_the_same_words(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, " eight came back ", cast.li, cast.joseph, role=READER))
    a, j, li = cast.amina.id, cast.joseph.id, cast.li.id
    assert everybody(cast, work) == {
        a: HandIn("eight came back", (j, li), READER),
        j: HandIn("eight came back", (a, li), ""),
        li: HandIn("eight came back", (a, j), ""),
    }
    assert all(cast.record(who).activities[work] == "done" for who in (cast.amina, cast.joseph, cast.li))
    told = list(facts.facts(section=cast.section, kind="activity_done"))
    assert {f.student: (f.by, f.data["together"], f.data["role"]) for f in told} == {
        a: (a, [j, li], READER), j: (a, [a, li], ""), li: (a, [a, j], "")
    }  # fmt: skip
    assert len({f.op for f in told}) == 1, "one tap"
    the_same_after_a_rebuild()


def test_any_member_changes_it_and_each_keeps_their_role(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight came back", cast.joseph, cast.li, role=READER))
    done(hand_in(cast.joseph, work, "nine came back", cast.amina, cast.li, role="Sceptic: asks how you know"))
    now = everybody(cast, work)
    assert {h.evidence for h in now.values()} == {"nine came back"}
    assert [now[w.id].role for w in (cast.amina, cast.joseph, cast.li)] == [READER, "Sceptic: asks how you know", ""]
    the_same_after_a_rebuild()


def test_whoever_is_no_longer_ticked_is_not_done(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight", cast.joseph, cast.li))
    done(hand_in(cast.joseph, work, "eight", cast.amina))
    now = everybody(cast, work)
    assert (now[cast.amina.id].together, now[cast.joseph.id].together) == ((cast.joseph.id,), (cast.amina.id,))
    assert cast.li.id not in now
    assert work not in cast.record(cast.li).activities
    the_same_after_a_rebuild()


def test_a_member_takes_their_own_name_out(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight", cast.joseph, cast.li, role=READER))
    done(leave_group(cast.li, work, op()))
    now = everybody(cast, work)
    assert now == {
        cast.amina.id: HandIn("eight", (cast.joseph.id,), READER),
        cast.joseph.id: HandIn("eight", (cast.amina.id,), ""),
    }
    assert leave_group(cast.li, work, op()) == No("stale")
    done(hand_in(cast.li, work, "my own"))
    assert everybody(cast, work)[cast.li.id] == HandIn("my own", (), "")
    the_same_after_a_rebuild()


def test_more_than_a_group_holds_is_refused(cast: Cast, work: str) -> None:
    more = [enroll_students.NewStudent("1009", "Noor", "Haddad")]
    done(enroll_students.enroll_students(cast.teacher, cast.section, more, op()))
    noor = next(s.id for s in people.students_of(cast.section) if s.given == "Noor")
    four = [cast.joseph.id, cast.li.id, noor]
    assert hand_in_together(cast.amina, work, "eight", four, "", "", op()) == No("group", activities=(work,))
    twice_ticked = [cast.joseph.id, cast.joseph.id, cast.amina.id, cast.li.id]
    done(hand_in_together(cast.amina, work, "eight", twice_ticked, "", "", op()))
    assert len(everybody(cast, work)) == 3


def test_what_is_refused_changes_nothing(cast: Cast, work: str) -> None:
    def other_class() -> str:
        section = open_section(cast.teacher.id, "9A", "Physics")
        facts.append(
            "student_enrolled", at="2026-01-01T00:00:00Z", by="t", section=section, student="elsewhere", given="Otto",
            family="Berg", number="", joined_meeting=0,
        )  # fmt: skip
        return section

    write(other_class)
    alone = cast.unit.activities[1].id
    assert hand_in_together(cast.amina, work, "eight", ["elsewhere"], "", "", op()) == No("unknown")
    assert hand_in_together(cast.amina, work, "eight", ["nobody"], "", "", op()) == No("unknown")
    assert hand_in_together(cast.amina, work, "eight", [], "King", "", op()) == No("unknown")
    assert hand_in_together(cast.amina, alone, "eight", [cast.li.id], "", "", op()) == No("unknown")
    assert hand_in_together(cast.amina, work, "  ", [cast.li.id], "", "", op()) == No("evidence")
    assert leave_group(cast.amina, alone, op()) == No("unknown")
    assert not everybody(cast, work)
    assert ActivityRow.select().count() == 0


def test_somebody_who_handed_in_elsewhere_is_not_taken_over(cast: Cast, work: str) -> None:
    done(hand_in(cast.joseph, work, "mine", cast.li))
    assert hand_in(cast.amina, work, "ours", cast.joseph) == No("in_group")
    assert everybody(cast, work).keys() == {cast.joseph.id, cast.li.id}
    done(leave_group(cast.joseph, work, op()))
    done(hand_in(cast.amina, work, "ours", cast.joseph))
    now = everybody(cast, work)
    assert (now[cast.li.id], now[cast.joseph.id].evidence) == (HandIn("mine", (), ""), "ours")
    the_same_after_a_rebuild()


def test_a_page_that_is_behind_does_not_overwrite_what_is_newer(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight", cast.joseph))
    assert hand_in_together(cast.joseph, work, "five", [], "", "", op()) == No("stale")
    done(hand_in(cast.amina, work, "nine", cast.joseph))
    old = mark(HandIn("eight", (cast.amina.id,), ""), cast.joseph.id)
    assert hand_in_together(cast.joseph, work, "five", [cast.amina.id], "", old, op()) == No("stale")
    assert everybody(cast, work)[cast.joseph.id].evidence == "nine"


def test_after_the_check_of_one_it_stays_as_it_was_shown(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight", cast.joseph))
    code = next(a for a in cast.unit.activities if a.id == work).objectives[0]
    for earlier in ("gases-1", "gases-2"):
        cast.master(cast.amina, earlier)
        if earlier == code:
            break
    assert is_checked(next(a for a in cast.unit.activities if a.id == work), [cast.joseph.id, cast.amina.id])
    assert hand_in(cast.joseph, work, "another", cast.amina) == No("checked")
    assert leave_group(cast.amina, work, op()) == No("checked")
    assert code in cast.record(cast.amina).mastered and code not in cast.record(cast.joseph).mastered
    done(leave_group(cast.joseph, work, op()))
    assert everybody(cast, work)[cast.amina.id] == HandIn("eight", (), "")
    done(hand_in(cast.joseph, work, "did it again, alone"))


def test_undo_takes_the_verdict_back_and_leaves_the_hand_in(cast: Cast, work: str) -> None:
    cast.master(cast.amina, "gases-1")
    cast.master(cast.joseph, "gases-1")
    done(hand_in(cast.amina, work, "eight", cast.joseph))
    spoken = {a.id: "owed" for a in cast.unit.required("gases-2")}
    handed_in = everybody(cast, work)
    tap = op()
    done(record_verdict.record_mastered(cast.teacher, cast.amina.id, "gases-2", spoken, tap))
    done(undo.undo(cast.teacher, tap, op()))
    assert everybody(cast, work) == handed_in
    assert "gases-2" not in cast.record(cast.amina).mastered
    excused = op()
    done(override.override(cast.teacher, cast.amina.id, "excuse", work, "was away", excused))
    assert cast.amina.id not in everybody(cast, work)
    done(undo.undo(cast.teacher, excused, op()))
    assert everybody(cast, work) == handed_in
    the_same_after_a_rebuild()


def test_a_hand_in_of_an_older_release_is_one_alone(cast: Cast, work: str) -> None:
    def as_it_was() -> None:
        facts.append(
            "activity_done", at="2026-01-01T00:00:00Z", by=cast.li.id, section=cast.section, student=cast.li.id,
            activity=work, evidence="a table",
        )  # fmt: skip

    write(as_it_was)
    assert everybody(cast, work) == {cast.li.id: HandIn("a table", (), "")}
    done(hand_in(cast.li, work, "a better table", cast.amina))
    assert everybody(cast, work)[cast.amina.id].together == (cast.li.id,)
    the_same_after_a_rebuild()


def test_somebody_who_left_the_class_is_no_longer_in_the_group(cast: Cast, work: str) -> None:
    done(hand_in(cast.amina, work, "eight", cast.joseph, cast.li))
    done(enroll_students.end_enrollment(cast.teacher, cast.li.id, op()))
    done(hand_in(cast.amina, work, "nine", cast.joseph))
    assert everybody(cast, work)[cast.joseph.id] == HandIn("nine", (cast.amina.id,), "")
    assert ActivityRow.get(ActivityRow.student == cast.li.id).evidence == "eight", "what they did stays theirs"


def test_a_unit_kept_by_an_older_release_has_no_groups() -> None:
    body = {"id": "u", "title": "U", "objectives": [], "objects": [], "blueprint": {}, "requires": []}
    activity = {"id": "a", "kind": "lab", "title": "A", "minutes": 1, "objectives": ["o"], "evidence": "e"}
    unit = content.unit_from({**body, "activities": [activity]})
    assert (unit.activities[0].group, unit.activities[0].roles) == (0, ())
    newer = content.unit_from({**body, "activities": [{**activity, "group": 3, "roles": ["x"]}]})
    assert (newer.activities[0].group, newer.activities[0].roles) == (3, ("x",))
