"""State is derived from facts: rebuilding gives the same tables, whatever happened before."""

from __future__ import annotations

import pytest
from cast import Cast
from random_story import Story, snapshot

from server.store import facts, people
from server.store.database import db
from server.store.learning import SignOffRow
from server.store.writer import write


def _lived(cast: Cast, seed: int, taps: int) -> Story:
    cast.open_class()
    for student in (cast.amina, cast.joseph):
        cast.master_essentials(student)
    story = Story(cast, seed)
    story.go_on(taps)
    return story


def _check(cast: Cast, story: Story) -> None:
    lived = snapshot()
    assert facts.differences() == []
    for student in (cast.amina, cast.joseph, cast.li):
        write(lambda s=student: facts.rederive(s.id))
    assert snapshot() == lived, "one student derived afresh"
    write(facts.rebuild)
    assert snapshot() == lived, "the whole box derived afresh"


@pytest.mark.full
def test_a_rebuild_after_a_long_story_changes_nothing(cast: Cast) -> None:
    story = _lived(cast, 8, 260)
    # A story in which nothing is ever allowed would prove nothing.
    assert len(story.allowed) >= 18, story.allowed
    needed = {"undo", "hand in", "close", "mastered", "not yet", "hand quiz in", "wrong key", "board"}
    assert needed <= set(story.allowed), story.allowed
    _check(cast, story)


_NIGHTLY = pytest.mark.nightly


@pytest.mark.full
@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=_NIGHTLY) for seed in range(3, 9))])
def test_a_rebuild_after_other_stories_changes_nothing_either(cast: Cast, seed: int) -> None:
    _check(cast, _lived(cast, seed, 500))


def test_differences_names_a_row_that_no_fact_explains(cast: Cast) -> None:
    def tamper() -> None:
        SignOffRow.create(
            student=cast.li.id, objective="gases-7", at="", by="nobody", meeting=1, how="talk", initialed=""
        )

    write(tamper)
    assert facts.differences() == ["sign_off: 1 rows that no fact explains, 0 rows missing"]
    write(facts.rebuild)
    assert facts.differences() == []
    assert "gases-7" not in cast.record(cast.li).mastered


def test_differences_names_a_missing_row(cast: Cast) -> None:
    write(lambda: people.Student.delete().where(people.Student.id == cast.li.id).execute())
    assert facts.differences() == ["student: 0 rows that no fact explains, 1 rows missing"]
    write(facts.rebuild)
    assert people.Student.get_by_id(cast.li.id).given == "Li"


def test_comparing_changes_nothing(cast: Cast) -> None:
    write(lambda: people.Student.delete().where(people.Student.id == cast.li.id).execute())
    before = snapshot()
    facts.differences()
    assert snapshot() == before


def test_facts_are_counted_by_the_box_and_sort_by_time(cast: Cast) -> None:
    cast.open_class()
    cast.master(cast.amina, "gases-1")
    told = list(facts.facts())
    assert [f.seq for f in told] == sorted({f.seq for f in told})
    assert [f.id[:12] for f in told] == sorted(f.id[:12] for f in told)
    assert len({f.id for f in told}) == len(told)
    names = {"id", "box", "incarnation", "seq", "kind", "v", "at", "meeting", "by", "section", "student", "data"}
    assert all(set(f.public()) == names for f in told)


def test_no_fact_holds_what_no_bundle_could_carry(cast: Cast) -> None:
    before = snapshot()
    with pytest.raises(ValueError, match="not JSON compliant"):
        write(lambda: facts.append("contact_noted", at="2026-11-02T09:00:00Z", by="t", n=float("inf")))
    assert snapshot() == before


def test_a_decision_carries_what_it_was_decided_with(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    cast.hand_in(cast.amina, attempt, right=True)
    by_kind = {f.kind: f.data for f in facts.facts(student=cast.amina.id)}
    assert by_kind["verdict_given"]["threshold"]
    assert by_kind["attempt_started"]["pass_share"] == by_kind["attempt_submitted"]["pass_share"] == 0.8
    assert {"items", "seed"} <= set(by_kind["attempt_started"])
    assert {"marks", "share", "missed", "responses"} <= set(by_kind["attempt_submitted"])


def test_every_kind_of_fact_has_a_derivation_in_one_area(cast: Cast) -> None:
    _lived(cast, 3, 60)
    kinds = {row[0] for row in db.execute_sql("SELECT DISTINCT kind FROM fact")}
    assert kinds <= set(facts._derivations)
