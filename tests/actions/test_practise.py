"""Practising: every checked answer is kept once, counts in the one ledger, and can be derived afresh."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cast import Cast, done, op, right_answer

from server.actions import override, release_seat, undo
from server.actions.acting import Actor
from server.actions.practise import check_answer, judge_own_work, show_how
from server.bundle.facts import may_leave
from server.mastery.assembly import draw_test
from server.mastery.practice import POOL, Question, Source, put
from server.mastery.progression import No
from server.mastery.values import DrawnTest, Item
from server.store import box, content, exposure, facts
from server.store.practice import PracticeRow, PracticeSlip, practice_row, rows_of, summary_of
from server.store.writer import write

CODE = "gases-2"
SOURCE = Source(POOL, CODE)
SET = Source("set-cards-2", CODE)
BODIES: dict[str, dict[str, Any]] = {
    "pressure": {
        "type": "numeric", "answer": "P*2", "unit": "kPa", "tolerance": "1 %",
        "given": {"P": {"from": 90, "to": 110, "step": 1}},
        "mistakes": [{"value": "P/2", "misconception": "ratio upside down", "feedback": "Squeezing pushes back."}],
    },
    "which": {
        "type": "single_choice",
        "options": [{"text": "yes", "correct": True}, {"text": "no", "misconception": "uses °C"}],
    },
    "why": {"type": "essay", "rubric": [{"points": 2, "text": "says why"}], "solution": "Because."},
    "show": {"type": "performance", "rubric": [{"points": 1, "text": "does it"}]},
}  # fmt: skip


def question(name: str, variant: int = 0, round: int = 1, use: str = "practice") -> Question:
    body = {"prompt": "What now, {P} kPa?" if name == "pressure" else "What now?", **BODIES[name]}
    return put(Item(name, CODE, 1, body["type"], body, use=use), variant, round, "amina")


def wrong(asked: Question) -> dict[str, str]:
    if asked.drawn.type == "numeric":
        return {"number": str(asked.drawn.key["mistakes"][0]["value"])}
    return {"choice": str(asked.drawn.options.index("no"))}


def check(who: Actor, asked: Question, right: bool, source: Source = SOURCE) -> Any:
    typed = right_answer(asked.drawn) if right else wrong(asked)
    return check_answer(who, source, asked, typed, op())


def row(who: Actor, asked: Question, source: Source = SOURCE) -> PracticeRow:
    found = practice_row(who.id, source, asked.drawn.id, asked.drawn.variant)
    assert found is not None
    return found


def the_same_after_a_rebuild(cast: Cast) -> None:
    def now() -> list[set[Any]]:
        return [set(t.select().tuples()) for t in (PracticeRow, PracticeSlip, exposure.Exposure)]

    lived = now()
    assert facts.differences() == []
    write(lambda: facts.rederive(cast.amina.id))
    assert now() == lived
    write(facts.rebuild)
    assert now() == lived


def test_what_was_answered_is_kept_with_what_came_of_it(cast: Cast) -> None:
    asked = question("pressure")
    done(check(cast.amina, asked, right=False))
    stands = row(cast.amina, asked)
    assert (stands.rounds, stands.answered, stands.right, stands.last) == (1, 1, 0, "missed")
    assert stands.typed == wrong(asked)
    told = [f for f in facts.facts(student=cast.amina.id) if f.kind == "practice_answered"]
    assert [f.data["misconception"] for f in told] == ["ratio upside down"]
    names = {"source", "objective", "item", "version", "variant", "round", "first", "right", "misconception"}
    assert set(told[0].data) == names | {"response"}
    the_same_after_a_rebuild(cast)


def test_trying_again_is_the_same_round_and_the_first_answer_counts(cast: Cast) -> None:
    asked = question("pressure")
    done(check(cast.amina, asked, right=False))
    done(check(cast.amina, asked, right=False))
    done(check(cast.amina, asked, right=True))
    stands = row(cast.amina, asked)
    assert (stands.rounds, stands.answered, stands.right, stands.last) == (1, 1, 0, "right")
    assert exposure.exposure_of(cast.amina.id)[0].times == 1, "one sighting"
    done(check(cast.amina, question("pressure", round=2), right=True))
    stands = row(cast.amina, asked)
    assert (stands.rounds, stands.answered, stands.right) == (2, 2, 1)
    assert exposure.exposure_of(cast.amina.id)[0].times == 2
    the_same_after_a_rebuild(cast)


def test_after_the_solution_no_answer_of_that_round_counts(cast: Cast) -> None:
    asked = question("which")
    done(show_how(cast.amina, SOURCE, asked, {"choice": "1"}, op()))
    assert (row(cast.amina, asked).last, row(cast.amina, asked).typed) == ("shown", {})
    done(check(cast.amina, asked, right=True))
    stands = row(cast.amina, asked)
    assert (stands.answered, stands.right, stands.last) == (0, 0, "right")
    done(check(cast.amina, question("which", round=2), right=True))
    assert row(cast.amina, asked).right == 1
    the_same_after_a_rebuild(cast)


@pytest.mark.parametrize("name", ["why", "show"])
def test_what_nobody_but_a_reader_can_judge_is_compared_by_its_writer(cast: Cast, name: str) -> None:
    asked, words = question(name), {"text": "Fewer hits."} if name == "why" else {}
    assert judge_own_work(cast.amina, SOURCE, asked, True, op()) == No("stale"), "before comparing"
    assert check_answer(cast.amina, SOURCE, asked, words, op()) == No("blank")
    if name == "why":
        assert show_how(cast.amina, SOURCE, asked, {"text": "  "}, op()) == No("blank")
    done(show_how(cast.amina, SOURCE, asked, words, op()))
    assert row(cast.amina, asked).answered == 0
    done(show_how(cast.amina, SOURCE, asked, words, op()))
    done(judge_own_work(cast.amina, SOURCE, asked, False, op()))
    stands = row(cast.amina, asked)
    assert (stands.answered, stands.right, stands.last, stands.typed) == (1, 0, "missed", words)
    assert judge_own_work(cast.amina, SOURCE, asked, True, op()) == No("stale"), "said once"
    done(show_how(cast.amina, SOURCE, asked, words, op()))
    done(judge_own_work(cast.amina, SOURCE, asked, True, op()))
    stands = row(cast.amina, asked)
    assert (stands.answered, stands.right, stands.last) == (1, 0, "right"), "the first word counts"
    the_same_after_a_rebuild(cast)


def test_saying_i_had_it_is_for_what_nobody_marks(cast: Cast) -> None:
    asked = question("which")
    done(show_how(cast.amina, SOURCE, asked, {}, op()))
    assert judge_own_work(cast.amina, SOURCE, asked, True, op()) == No("stale")


def test_a_page_that_is_behind_is_told_so(cast: Cast) -> None:
    for round in (0, 2, 7):
        assert check(cast.amina, question("which", round=round), right=True) == No("stale")
    done(check(cast.amina, question("which"), right=True))
    assert check(cast.amina, question("which", round=3), right=True) == No("stale")
    assert rows_of(cast.amina.id, SOURCE)[0].rounds == 1


def test_what_cannot_be_read_is_no_wrong_answer(cast: Cast) -> None:
    asked = question("pressure")
    for typed in ("twelve", "12 furlongs", "12.3.4"):
        answer = done(check_answer(cast.amina, SOURCE, asked, {"number": typed}, op()))
        assert answer["unread"].endswith(".")
    assert check_answer(cast.amina, SOURCE, asked, {"number": " "}, op()) == No("blank")
    assert rows_of(cast.amina.id, SOURCE) == []


def test_while_a_test_is_open_practice_is_closed(cast: Cast) -> None:
    cast.open_class()
    cast.master_essentials(cast.amina)
    attempt = cast.start(cast.amina)
    asked = question("why")
    assert check(cast.amina, question("which"), right=True) == No("in_test")
    assert show_how(cast.amina, SOURCE, asked, {"text": "x"}, op()) == No("in_test")
    assert judge_own_work(cast.amina, SOURCE, asked, True, op()) == No("in_test")
    cast.bell("keep")
    assert check(cast.amina, question("which"), right=True) == No("in_test"), "overnight as well"
    cast.open_class()
    done(release_seat.move_seat(cast.teacher, attempt, cast.amina.device, op()))
    cast.hand_in(cast.amina, attempt, right=True)
    done(check(cast.amina, question("which"), right=True))


def test_an_item_for_both_that_was_practised_is_no_longer_unseen_for_a_test(cast: Cast) -> None:
    unit = replace(cast.unit, objectives=(cast.unit.objective(CODE),))
    unit = replace(unit, blueprint=replace(unit.blueprint, items_per_bank=1, big_bank=99))
    one, other = (
        Item(name, CODE, 1, "single_choice", {"prompt": "?", **BODIES["which"]}, use="both") for name in ("a", "b")
    )  # fmt: skip
    for seen, fresh in ((one, other), (other, one)):
        who = cast.joseph if seen is one else cast.li
        done(check(who, put(seen, 0, 1, who.id), right=True))
        for n in range(12):
            test = draw_test(unit, {CODE: [one, other]}, exposure.ledger_of(who.id), f"seed-{n}")
            assert isinstance(test, DrawnTest)
            assert [i.id for i in test.items] == [fresh.id]


def test_a_problem_set_has_items_of_its_own(cast: Cast) -> None:
    asked = question("pressure")
    done(check(cast.amina, asked, right=False, source=SET))
    assert exposure.exposure_of(cast.amina.id) == [], "its names say nothing about a bank's"
    assert rows_of(cast.amina.id, SOURCE) == [] and len(rows_of(cast.amina.id, SET)) == 1
    assert rows_of(cast.amina.id, Source(SET.id, "another objective of its menu"))
    the_same_after_a_rebuild(cast)


def test_the_teacher_reads_one_line(cast: Cast) -> None:
    assert summary_of(cast.amina.id, CODE, [SET.id]).answered == 0
    for variant in (0, 1, 2):
        done(check(cast.amina, question("pressure", variant), right=variant == 2))
    done(check(cast.amina, question("which"), right=False, source=SET))
    done(check(cast.joseph, question("which"), right=False))
    line = summary_of(cast.amina.id, CODE, [SET.id])
    assert (line.answered, line.right) == (4, 1)
    assert line.slips == (("uses °C", 1), ("ratio upside down", 2)), "the last one first"
    assert summary_of(cast.amina.id, CODE, []).slips == (("ratio upside down", 2),)
    assert summary_of(cast.amina.id, "gases-1", []).answered == 0


def test_practice_stays_on_the_box(cast: Cast) -> None:
    done(check(cast.amina, question("pressure"), right=False))
    done(show_how(cast.amina, SOURCE, question("which"), {}, op()))
    told = [f.public() for f in facts.facts(student=cast.amina.id) if f.kind.startswith("practice")]
    assert len(told) == 2 and not any(may_leave(f) for f in told)


def test_undoing_something_of_the_teacher_leaves_practice_as_it_is(cast: Cast) -> None:
    cast.open_class()
    done(check(cast.amina, question("pressure"), right=False))
    tap = op()
    done(override.override(cast.teacher, cast.amina.id, "open", "gases-4", "ready for it", tap))
    before = set(PracticeRow.select().tuples())
    done(undo.undo(cast.teacher, tap, op()))
    assert before == set(PracticeRow.select().tuples()) != set()


def test_the_sample_can_be_practised_through(cast: Cast) -> None:
    """Every item of every pool, answered right from its key, is right; and every one has a hint and a solution."""
    for code, bank in content.banks(cast.unit).items():
        for item in (i for i in bank if i.use != "test"):
            asked = put(item, 0, 1, cast.amina.id)
            assert item.body.get("hint"), f"{code} {item.id} has no hint"
            if item.type not in {"essay", "performance"}:
                answer = done(check_answer(cast.amina, Source(POOL, code), asked, right_answer(asked.drawn), op()))
                stands = row(cast.amina, asked, Source(POOL, code))
                assert (stands.last, answer["at"]) == ("right", stands.at), f"{code} {item.id}"


def test_an_answer_practised_does_not_make_everybodys_pages_fetch_themselves(cast: Cast) -> None:
    def now() -> list[str]:
        return [box.versions(f"{scope}:{cast.section}") for scope in ("section", "queue", "lesson")]

    before, mine = now(), box.versions(f"student:{cast.amina.id}")
    done(check(cast.amina, question("which"), right=True))
    assert now() == before
    assert box.versions(f"student:{cast.amina.id}") != mine
