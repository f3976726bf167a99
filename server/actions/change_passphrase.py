"""A teacher's new passphrase."""

from __future__ import annotations

import hmac

from server.actions.sign_in import hashed_passphrase
from server.mastery.progression import No
from server.store.people import Teacher
from server.store.writer import write


def change_passphrase(teacher: str, old: str, new: str) -> No | None:
    """Change a teacher's passphrase. No(wrong_passphrase) for a wrong old one, No(passphrase) for one too short."""

    def change() -> No | None:
        row = Teacher.get_by_id(teacher)
        if not hmac.compare_digest(hashed_passphrase(old, row.secret.split("$")[0]), row.secret):
            return No("wrong_passphrase")
        if len(new) < 8:
            return No("passphrase")
        Teacher.update(secret=hashed_passphrase(new)).where(Teacher.id == teacher).execute()
        return None

    return write(change)
