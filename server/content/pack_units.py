"""units/<unit>.toml: objectives in order, their menu, and what must be done."""

from __future__ import annotations

import re

from server.content.tables import Table
from server.mastery.blueprint import Blueprint, Part
from server.mastery.values import (
    ACTIVITY_KINDS,
    CHECK_KINDS,
    ITEM_TYPES,
    JSON,
    OBJECT_KINDS,
    Activity,
    KeyQuestion,
    LearningObject,
    Objective,
    Remedy,
    Threshold,
    Unit,
)

_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")
MOST_PARTS = 6
"""kinds of items that a test may want from one bank"""
_THRESHOLD = re.compile(r"\s*(\d{1,3})\s*of\s*(\d{1,3})\s*")


def read_unit(table: Table) -> Unit:
    """A unit from its file. Faults go to the table's findings; the unit returned may then be incomplete."""
    objectives = tuple(_objective(entry) for entry in table.tables("objective", "code"))
    objects = tuple(_object(entry) for entry in table.tables("learning_object", "id"))
    activities = tuple(_activity(entry) for entry in table.tables("activity", "id"))
    unit = Unit(
        id=table.text("id"),
        title=table.text("title"),
        objectives=objectives,
        objects=objects,
        activities=activities,
        blueprint=_blueprint(table.table("test"), [objective.code for objective in objectives]),
        requires=table.texts("requires"),
        guide=table.text("guide", ""),
    )
    table.nothing_else()
    if not objectives:
        table.wrong("a unit needs at least one [[objective]]")
    _check_ids(unit, table)
    return unit


def read_threshold(text: str) -> Threshold | None:
    """ "4 of 5" as a threshold; None when it is not written so, or asks for more than there is."""
    found = _THRESHOLD.fullmatch(text)
    if not found:
        return None
    right, of = int(found[1]), int(found[2])
    return Threshold(right, of) if 1 <= right <= of else None


def _objective(table: Table) -> Objective:
    code = table.text("code")
    written = table.text("threshold", "4 of 5")
    threshold = read_threshold(written)
    if threshold is None:
        table.wrong(f'the threshold "{written}" cannot be read; write it like "4 of 5"')
    objective = Objective(
        code=code,
        label=table.text("label", code),
        title=table.text("title"),
        statement=table.text("statement"),
        essential=table.flag("essential", True),
        threshold=threshold or Threshold(4, 5),
        minutes=table.whole("minutes", 0),
        requires=table.texts("requires"),
        check=table.choice("check", CHECK_KINDS, "talk"),
        evidence=table.texts("evidence"),
        key_questions=tuple(_key_question(entry) for entry in table.tables("key_question", "question")),
        remedies=tuple(_remedy(entry) for entry in table.tables("remedy", "misconception")),
        rubric=tuple(_rubric_row(entry) for entry in table.tables("rubric", "title")),
        nice_part=table.text("nice_part", ""),
        rubric_passes=_rubric_passes(table),
        rubric_no_zero=table.flag("rubric_no_zero", False),
    )
    table.nothing_else()
    _check_rubric(objective, table)
    return objective


def _rubric_row(table: Table) -> JSON:
    row: JSON = {"title": table.text("title"), "points": table.whole("points", least=1)}
    if levels := table.texts("levels"):
        row["levels"] = list(levels)
        if len(levels) != row["points"] + 1:
            table.wrong(f'"levels" says what 0 points, 1 point and so on up to {row["points"]} look like')
    table.nothing_else()
    return row


def _rubric_passes(table: Table) -> Threshold | None:
    written = table.text("rubric_passes", "")
    asked = read_threshold(written)
    if written and asked is None:
        table.wrong(f'"rubric_passes" is "{written}"; write it like "8 of 12"')
    return asked


def _check_rubric(objective: Objective, table: Table) -> None:
    titles = [row["title"] for row in objective.rubric]
    for repeated in sorted({t for t in titles if titles.count(t) > 1}):
        table.wrong(f'the rubric has two rows "{repeated}"')
    there, asked = sum(row["points"] for row in objective.rubric), objective.rubric_passes
    if asked is not None and asked.of != there:
        table.wrong(f'"rubric_passes" is "{asked}", but the rows of the rubric have {there} points')
    if objective.rubric_no_zero and asked is None:
        table.wrong('"rubric_no_zero" goes with "rubric_passes", which is missing')


def _key_question(table: Table) -> KeyQuestion:
    question = KeyQuestion(
        question=table.text("question"),
        good_answer=table.text("good_answer"),
        misconceptions=table.texts("misconceptions"),
        nice=table.flag("nice", False),
    )
    table.nothing_else()
    return question


def _remedy(table: Table) -> Remedy:
    remedy = Remedy(table.text("misconception"), table.text("say"), table.text("object", ""))
    table.nothing_else()
    return remedy


def _object(table: Table) -> LearningObject:
    thing = LearningObject(
        id=table.text("id"),
        kind=table.choice("kind", OBJECT_KINDS),
        title=table.text("title"),
        minutes=table.whole("minutes", 0),
        objectives=table.texts("objectives"),
        path=table.text("path", ""),
        reference=table.text("reference", ""),
    )
    table.nothing_else()
    return thing


def _activity(table: Table) -> Activity:
    activity = Activity(
        id=table.text("id"),
        kind=table.choice("kind", ACTIVITY_KINDS),
        title=table.text("title"),
        minutes=table.whole("minutes", 0),
        objectives=table.texts("objectives"),
        evidence=table.text("evidence", ""),
        capacity=table.whole("capacity", 0),
        safety=table.text("safety", ""),
        instructions=table.text("instructions", ""),
        group=table.whole("group", 0),
        roles=table.texts("roles"),
    )
    table.nothing_else()
    if activity.group == 1:
        table.wrong('"group" is how many hand in together: 2 or more, or 0 where everybody hands in alone')
    if activity.roles and not activity.group:
        table.wrong('"roles" are for a group: say with "group" how many work together')
    return activity


def _blueprint(table: Table, codes: list[str]) -> Blueprint:
    usual = Blueprint()
    parts = tuple(_part(entry, codes) for entry in table.tables("part", "objective"))
    blueprint = Blueprint(
        items_per_bank=table.whole("items_per_bank", usual.items_per_bank, least=1),
        items_from_big_bank=table.whole("items_from_big_bank", usual.items_from_big_bank, least=1),
        big_bank=table.whole("big_bank", usual.big_bank, least=1),
        pass_share=table.whole("pass_percent", round(100 * usual.pass_share), least=1) / 100,
        retrieval=table.whole("retrieval", usual.retrieval),
        parts=parts,
    )
    table.nothing_else()
    if blueprint.pass_share > 1:
        table.wrong('"pass_percent" is at most 100')
    for code in sorted({part.objective for part in parts}):
        if sum(part.objective == code for part in parts) > MOST_PARTS:
            table.wrong(f'"{code or "every bank"}" has more than {MOST_PARTS} parts')
    return blueprint


def _part(table: Table, codes: list[str]) -> Part:
    part = Part(
        n=table.whole("n", 1, least=1),
        objective=table.text("objective", ""),
        types=table.texts("types"),
        tags=table.texts("tags"),
        difficulty=_difficulty(table),
    )
    table.nothing_else()
    if part.objective and part.objective not in codes:
        table.wrong(f'there is no objective "{part.objective}" in this unit')
    for odd in sorted(set(part.types) - set(ITEM_TYPES)):
        table.wrong(f'"types" has "{odd}"; each is one of: {", ".join(ITEM_TYPES)}')
    return part


def _difficulty(table: Table) -> tuple[int, ...]:
    table.asked.add("difficulty")
    written = table.values.get("difficulty", [])
    levels = written if isinstance(written, list) else [written]
    if not all(type(level) is int and 1 <= level <= 3 for level in levels):
        table.wrong('"difficulty" is 1, 2 or 3, or a list of these')
        return ()
    return tuple(levels)


def _check_ids(unit: Unit, table: Table) -> None:
    codes = [objective.code for objective in unit.objectives]
    for name in (unit.id, *codes):
        if name and not _FILE_NAME.fullmatch(name):
            table.wrong(f'"{name}" names a file too, so it has letters a-z, digits, "-", "_" and "." only')
    for thing, ids in (
        ("objective", codes),
        ("learning object", [o.id for o in unit.objects]),
        ("activity", [a.id for a in unit.activities]),
    ):
        for repeated in sorted({i for i in ids if i and ids.count(i) > 1}):
            table.wrong(f'there are two of the {thing} "{repeated}"')
        for odd in sorted({i for i in ids if "/" in i or i in (".", "..")}):
            table.wrong(f'the {thing} "{odd}" stands in addresses too, so its name has no "/" and is not only points')
    served: tuple[LearningObject | Activity, ...] = (*unit.objects, *unit.activities)
    for entry in served:
        if not entry.objectives:
            table.wrong(f'"{entry.id}" serves no objective')
        for code in entry.objectives:
            if code not in codes:
                table.wrong(f'"{entry.id}" names the objective "{code}", which this unit does not have')
    known = {o.id for o in unit.objects}
    for objective in unit.objectives:
        for remedy in objective.remedies:
            if remedy.object and remedy.object not in known:
                table.wrong(
                    f'objective {objective.code}: the remedy for "{remedy.misconception}" opens "{remedy.object}", '
                    "which is no learning object of this unit"
                )
