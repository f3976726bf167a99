"""A teacher turns to another of their classes."""

from __future__ import annotations

from server.actions.sign_in import token_hash
from server.mastery.progression import No
from server.store.people import Section
from server.store.signins import Session
from server.store.writer import write


def choose_section(teacher: str, token: str, section: str) -> No | None:
    """Show this class on this teacher's pages from now on, at this sign-in. No(unknown) when it is not theirs."""

    def change() -> No | None:
        if Section.get_or_none((Section.id == section) & (Section.teacher == teacher)) is None:
            return No("unknown")
        mine = (Session.token == token_hash(token)) & (Session.role == "teacher") & (Session.person == teacher)
        Session.update(section=section).where(mine).execute()
        return None

    return write(change)
