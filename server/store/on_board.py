"""The question on a class's board, and who has seen it there."""

from __future__ import annotations

import json

import peewee

from server.mastery.drawing import from_json
from server.mastery.values import DrawnItem
from server.store import facts, lessons
from server.store.database import Table, db
from server.store.exposure import note_gone_over, note_seen
from server.store.facts import Fact, derives, section_tables


class OnBoard(Table):
    section = peewee.TextField(primary_key=True)
    id = peewee.TextField()
    """the id of this showing: the same question shown again is another one"""
    meeting = peewee.TextField()
    seq = peewee.IntegerField()
    """the number of the fact that put it there"""
    unit = peewee.TextField()
    item = peewee.TextField()
    state = peewee.TextField()
    """asked | answered"""

    class Meta:
        table_name = "on_board"

    @property
    def drawn(self) -> DrawnItem:
        """The question exactly as it is shown."""
        return from_json(json.loads(self.item))


section_tables += [OnBoard]


@derives("board_shown")
def _board_shown(fact: Fact) -> None:
    d = fact.data
    item = json.dumps(d["item"], ensure_ascii=False)
    OnBoard.replace(
        section=fact.section, id=d["showing"], meeting=fact.meeting, seq=fact.seq, unit=d["unit"], item=item,
        state="asked",
    ).execute()  # fmt: skip


@derives("board_answered")
def _board_answered(fact: Fact) -> None:
    OnBoard.update(state="answered").where(OnBoard.id == fact.data["showing"]).execute()


@derives("board_cleared")
def _board_cleared(fact: Fact) -> None:
    OnBoard.delete().where(OnBoard.id == fact.data["showing"]).execute()


@derives("item_shown")
def _item_shown(fact: Fact) -> None:
    note_seen(fact, fact.data["objective"], fact.data["item"], fact.data["variant"])


@derives("item_gone_over")
def _item_gone_over(fact: Fact) -> None:
    note_gone_over(fact, fact.data["objective"], fact.data["item"], fact.data["variant"])


def on_board(section: str) -> OnBoard | None:
    """What stands on the board of a class; nothing between lessons."""
    row: OnBoard | None = OnBoard.get_or_none(OnBoard.section == section)
    meeting = lessons.open_meeting(section) if row else None
    return row if row and meeting and row.meeting == meeting.id else None


def have_seen(row: OnBoard) -> set[str]:
    """The students noted as having seen this showing."""
    shown = facts.facts(section=row.section, after=row.seq, kind="item_shown")
    return {fact.student for fact in shown if fact.data["showing"] == row.id}


def writing_it(section: str, objective: str, item: str) -> list[str]:
    """The students of a class who have this question, in whatever numbers, in a test or a quiz not handed in yet."""
    query = """SELECT DISTINCT a.student FROM attempt a, json_each(a.items) i WHERE a.section = ? AND a.state = 'open'
        AND json_extract(i.value, '$.objective') = ? AND json_extract(i.value, '$.id') = ? ORDER BY a.student"""
    return [row[0] for row in db.execute_sql(query, (section, objective, item))]
