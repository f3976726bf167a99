"""Where questions from files end up: banks of their own, safe names, and no pack or move that loses one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cast import Cast, done, op

from server.actions.import_path import import_pack, import_path
from server.actions.imported import CannotImport
from server.actions.move_questions import move_questions
from server.store import content, facts
from server.store.imports import imports

ITEM = '[[item]]\nid = "{id}"\ntype = "true_false"\nprompt = "Is it?"\ncorrect = true\n{more}\n'


def native(tmp_path: Path, *items: tuple[str, str]) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text("".join(ITEM.format(id=id, more=more) for id, more in items), encoding="utf-8")
    return path


def test_items_go_where_they_say_or_to_a_bank_of_that_objectives_own(cast: Cast, tmp_path: Path) -> None:
    named = [("a", 'objective = "gases-2"'), ("b", 'objective = "Heat 1"'), ("c", 'objective = "../../x"'), ("d", "")]
    told = import_path(native(tmp_path, *named, ("e", 'objective = "gas-laws"')), cast.settings.media)
    assert (told.added, told.skipped) == (5, [])
    homes = {id: objective for objective, id in imports()[0].questions}
    assert homes == {"a": "gases-2", "b": "bank-heat-1", "c": "bank-x", "d": "bank-mine", "e": "bank-gas-laws"}
    unit = content.unit("bank-heat-1")
    assert unit is not None and unit.title == "Heat 1"
    assert len(cast.unit.objectives) > 1, "a unit of that name is left as it is"
    again = import_path(native(tmp_path, *named), cast.settings.media)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)


def test_a_safe_objective_is_taken_at_its_word(cast: Cast, tmp_path: Path) -> None:
    import_path(native(tmp_path, ("a", 'objective = "heat-1"')), cast.settings.media)
    assert [item.id for item in content.bank("heat-1")] == ["a"]


@pytest.mark.parametrize("more", ['difficulty = "hard"', 'tags = "gas"', 'nice = "yes"', 'use = "never"', "id = 3"])
def test_an_item_with_values_of_the_wrong_kind_is_named(cast: Cast, tmp_path: Path, more: str) -> None:
    text = ITEM.format(id="a", more=more)
    if more.startswith("id"):
        text = text.replace('id = "a"\n', "")
    (tmp_path / "odd.toml").write_text(text + ITEM.format(id="b", more=""), encoding="utf-8")
    told = import_path(tmp_path / "odd.toml", cast.settings.media)
    assert [skip["where"] for skip in told.skipped] == ["odd.toml, item 1"] and told.items == 1


def test_a_file_without_an_item_says_so(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text("[[item]]\n", encoding="utf-8")
    with pytest.raises(CannotImport):
        import_path(tmp_path / "none.toml", cast.settings.media)


def test_a_newer_pack_leaves_what_a_teacher_brought(cast: Cast, tmp_path: Path) -> None:
    import_path(native(tmp_path, ("mine", 'objective = "gases-2"')), cast.settings.media)
    kept = content.bank("gases-2")[0]
    content.save_items([replace(kept, id="left-over", body={**kept.body, "id": "left-over"})], "gas-laws")
    import_pack(cast.settings.sample_pack, cast.settings.media, cast.settings.videos / "gas-laws")
    ids = {item.id for item in content.bank("gases-2")}
    assert "mine" in ids and "left-over" not in ids


def test_what_a_student_has_seen_stays_and_a_taken_id_is_changed(cast: Cast, tmp_path: Path) -> None:
    first = content.bank("gases-2")[0].id
    import_path(native(tmp_path, (first, ""), ("seen", "")), cast.settings.media)
    brought = imports()[0]
    seen = "INSERT INTO exposure VALUES (?, 'bank-mine', 'seen', 0, 1, 1, 0)"
    facts.db.execute_sql(seen, (cast.amina.id,))
    assert done(move_questions(cast.teacher, brought.id, [0, 1], "gases-2", op())) == {
        "moved": 1, "seen": 1, "to": "gases-2",
    }  # fmt: skip
    assert imports()[0].questions == [("gases-2", f"{first}-2"), ("bank-mine", "seen")]
    assert {first, f"{first}-2"} <= {item.id for item in content.bank("gases-2")}
    assert [item.id for item in content.bank("bank-mine")] == ["seen"]
    assert done(move_questions(cast.teacher, brought.id, [0], "gases-2", op()))["moved"] == 0, "it is there already"
