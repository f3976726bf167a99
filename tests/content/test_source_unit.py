"""The history sample: one objective without a number, marked by a rubric, through the whole loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions import help_queue, install_samples, learn, record_verdict
from server.actions.class_units import change_units
from server.actions.import_path import import_path, pack_from_store
from server.content.pack import Pack, read_pack, write_pack
from server.mastery.annotations import marks_in, plain_passage
from server.mastery.assembly import Ledger, draw_test
from server.mastery.drawing import draw_item
from server.mastery.luck import Dice
from server.mastery.next_step import next_step
from server.mastery.progression import No
from server.mastery.proofing import remarks_of
from server.mastery.values import DrawnTest, Item
from server.mastery.variants import problems_of
from server.settings import Settings
from server.store import box, content, database, facts, records, writer
from server.store.rubric_marks import rubric_marks_of

FOLDER = Settings(data=Path("unused")).samples / "reading-a-source"
MARKS = {"Marks and tags": 3, "Reasons": 2, "Two sources compared": 2, "Conclusion": 1}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(FOLDER)


@pytest.fixture
def empty_box(tmp_path: Path) -> Iterator[Settings]:
    writer.stop()
    settings = Settings(data=tmp_path / "box")
    database.open_database(settings.database)
    box.first_start()
    yield settings
    writer.stop()
    database.close()


def questions(pack: Pack) -> list[Item]:
    return [*pack.items, *(p for sheet in pack.worksheets.values() for p in sheet.problems)]


def test_it_reads_without_a_warning(pack: Pack) -> None:
    assert pack.warnings == ()
    assert (pack.subject, pack.licence, [u.id for u in pack.units]) == ("History", "CC-BY-SA-4.0", ["reading-a-source"])


def test_every_question_is_sound_and_none_needs_a_number(pack: Pack) -> None:
    for item in questions(pack):
        assert problems_of(item) == [], item.id
        assert remarks_of(item) == [], item.id
        assert item.type != "numeric"
        assert item.body.get("solution"), item.id


def test_the_bank_and_its_practice_pool(pack: Pack) -> None:
    test, practice = ([i for i in pack.items if i.use == use] for use in ("test", "practice"))
    assert 8 <= len(test) <= 12
    assert len({i.type for i in test}) >= 6
    assert len(practice) >= 4
    assert all(i.body.get("hint") for i in practice)
    prompts = [str(i.body["prompt"]) for i in questions(pack)]
    assert len(set(prompts)) == len(prompts), "practice never spends a question of a test"


def test_one_question_has_a_text_to_mark_in_with_the_tags_of_the_unit(pack: Pack) -> None:
    (item,) = [item for item in pack.items if item.body.get("passage")]
    drawn = draw_item(item, 0, Dice("source"))
    taught = (FOLDER / "media" / "two-voices.md").read_text(encoding="utf-8").split("**The tags:**")[1].splitlines()[0]
    assert [tag.strip() for tag in taught.split("·")] == list(drawn.marks)
    assert drawn.why and drawn.points == 3
    text = plain_passage(drawn)
    for words, tag in (("ten in the morning", "fact to check"), ("an obliging man", "opinion")):
        start = text.index(words)
        (mark,) = marks_in(drawn, {"m0": f"{start}-{start + len(words)}|{tag}|why"})
        assert (mark.quote, mark.tag) == (words, tag)


def test_the_worksheet_goes_from_easy_to_hard(pack: Pack) -> None:
    sheet = pack.worksheets["media/worksheet-source-a.toml"]
    hard = [p.difficulty for p in sheet.problems]
    assert len(hard) == 8
    assert hard == sorted(hard)
    assert (hard[0], hard[-1]) == (1, 3)


def test_remedies_open_another_kind_and_no_object_is_left_alone(pack: Pack) -> None:
    unit = pack.units[0]
    objective = unit.objectives[0]
    kinds = {o.id: o.kind for o in unit.objects}
    opened = {kinds[r.object] for r in objective.remedies}
    assert opened == {"text", "worked_example", "worksheet", "problem_set"}
    named = {m for q in objective.key_questions for m in q.misconceptions}
    assert named <= {r.misconception for r in objective.remedies}, "whatever is listened for has a remedy"


def test_the_rubric_asks_for_eight_of_twelve_with_no_zero(pack: Pack) -> None:
    objective = pack.units[0].objectives[0]
    assert objective.check == "performance"
    assert (str(objective.rubric_passes), objective.rubric_no_zero) == ("8 of 12", True)
    assert [r["points"] for r in objective.rubric] == [3, 3, 3, 3]
    assert set(MARKS) == {r["title"] for r in objective.rubric}


def _sentences(text: str, heading: str) -> list[str]:
    part = text.split(heading, 1)[1].split("\n## ", 1)[0]
    return [line.split(". ", 1)[1] for line in part.splitlines() if line[:1].isdigit()]


def test_the_passages_are_the_same_wherever_they_stand(pack: Pack) -> None:
    """A sentence is known by its number: text, sheet, worksheet and worked example must agree."""

    def read(name: str) -> str:
        return (FOLDER / "media" / name).read_text(encoding="utf-8")

    sources, sheet = read("the-sources.md"), read("two-voices.md")
    letter, diary, book = (_sentences(sources, f"## Source {s}:") for s in "ABC")
    assert (len(letter), len(diary), len(book)) == (10, 10, 8)
    for name, sentences in (("A", letter), ("B", diary)):
        for number, sentence in enumerate(sentences, 1):
            assert f"| {name}{number} | {sentence} | |" in sheet
    for number, sentence in enumerate(letter, 1):
        assert f"\n{number}. {sentence}\n" in pack.worksheets["media/worksheet-source-a.toml"].intro
    for number, sentence in enumerate(book, 1):
        assert f"\n{number}. {sentence}\n" in read("worked-source-c.md")
    for text in (sources, sheet, read("worked-source-c.md")):
        assert "invented" in text.split("## ", 1)[0] or "invented" in text.split("---", 1)[0]


def test_tests_differ_and_the_retake_repeats_nothing(pack: Pack) -> None:
    unit = pack.units[0]
    banks = {"source-1": list(pack.items)}
    first = draw_test(unit, banks, Ledger(), "one")
    assert isinstance(first, DrawnTest)
    assert len(first.items) == 5
    assert all(i.id not in {p.id for p in pack.items if p.use == "practice"} for i in first.items)


def test_one_student_goes_through_the_whole_loop(cast: Cast) -> None:
    install_samples.install_sample(FOLDER, cast.settings.videos, cast.settings.media)
    done(change_units(cast.teacher, "reading-a-source", "add", False, op()))
    done(change_units(cast.teacher, "gas-laws", "remove", True, op()))
    cast.open_class()
    unit = content.unit("reading-a-source")
    assert unit is not None
    amina = cast.amina
    learn.use_object(amina, "how-to-read")
    done(help_queue.request_check(amina, "source-1", op()))
    thin = {"Marks and tags": 2, "Reasons": 0, "Two sources compared": 1}
    wrong = record_verdict.record_mastered(cast.teacher, amina.id, "source-1", {}, op(), rubric={"Style": 1})
    assert wrong == No("rubric")
    done(record_verdict.record_not_yet(
        cast.teacher, amina.id, "source-1", "Follow the worked example.", "primary means true", "worked-source", op(),
        rubric=thin,
    ))  # fmt: skip
    kept = rubric_marks_of(amina.id)["source-1"]
    assert (dict(kept.points), kept.verdict) == (thin, "not_yet")
    done(learn.finish_remedy(amina, cast.record(amina).remedies["source-1"].id, op()))
    done(learn.tick_activity(amina, "two-voices", "my letter, annotated", True, op()))
    done(help_queue.request_check(amina, "source-1", op()))
    done(record_verdict.record_mastered(cast.teacher, amina.id, "source-1", {}, op(), rubric=MARKS))
    kept = rubric_marks_of(amina.id)["source-1"]
    assert (dict(kept.points), kept.verdict) == (MARKS, "mastered")
    verdict = list(facts.facts(student=amina.id, kind="verdict_given"))[-1]
    assert (dict(verdict.data["rubric"]), verdict.data["rubric_passes"]) == (MARKS, "8 of 12, no zero")
    done(learn.initial_objective(amina, "source-1", op()))
    assert next_step(unit, cast.record(amina)).kind == "seat"
    first = cast.start(amina)
    asked = {i.id for i in cast.items(first)}
    cast.hand_in(amina, first, right=False)
    done(cast.talk_over(first, "cleared_for_retake"))
    again = cast.start(amina)
    assert not asked & {i.id for i in cast.items(again)}, "twelve questions make two tests of five without repeating"
    cast.hand_in(amina, again, right=True)
    done(cast.talk_over(again, "passed"))
    assert records.record_of(amina.id).passed_and_talked_over("reading-a-source")
    assert facts.differences() == []


def test_marks_go_with_the_verdict_that_is_undone(cast: Cast) -> None:
    from server.actions.undo import undo

    install_samples.install_sample(FOLDER, cast.settings.videos, cast.settings.media)
    done(change_units(cast.teacher, "reading-a-source", "add", False, op()))
    cast.open_class()
    tap, spoken = op(), {"two-voices": "excused"}
    done(record_verdict.record_mastered(cast.teacher, cast.li.id, "source-1", spoken, tap, rubric=MARKS))
    done(undo(cast.teacher, tap, op()))
    assert rubric_marks_of(cast.li.id) == {}


def test_an_empty_box_gives_the_same_pack_out_again(pack: Pack, empty_box: Settings, tmp_path: Path) -> None:
    import_path(FOLDER, empty_box.media)
    out = pack_from_store("reading-a-source", empty_box.media)
    assert out is not None
    write_pack(out, tmp_path / "out.zip")
    back = read_pack(tmp_path / "out.zip")
    in_order = replace(pack, items=tuple(sorted(pack.items, key=lambda i: i.id)))  # a box keeps a bank by its ids
    assert back == in_order
    assert {p: f.open().read() for p, f in back.media.items()} == {p: f.open().read() for p, f in pack.media.items()}
