"""*The key is right*: a teacher has looked at a question whose key seemed wrong, and leaves it as it is."""

from __future__ import annotations

from server.actions.acting import Actor, Answer, Tap, act
from server.mastery.progression import No
from server.store import content
from server.store.facts import facts
from server.store.kept_keys import attempts_with, kept_of


def keep_key(actor: Actor, objective: str, item: str, version: int, op: str) -> Answer:
    """The key of this version is right; the answers given so far say nothing against it any more.

    New answers may still do so, by themselves. No(unknown) for a question that no bank holds in that version.
    """

    def change(tap: Tap) -> Answer:
        if all(found.version != version for found in content.versions_of(objective, item)):
            return No("unknown")
        fact = tap.note(
            "key_kept", objective=objective, item=item, version=version, attempts=attempts_with(objective, item)
        )
        return {"kept": fact.id}

    return act(actor, op, change)


def doubt_key(actor: Actor, kept: str, op: str) -> Answer:
    """Take back that a key is right; done is done when it is taken back already. No(unknown) for another class's."""

    def change(tap: Tap) -> Answer:
        known = next((which for which, found in kept_of(actor.section).items() if found.fact == kept), None)
        if known is not None:
            tap.note("key_doubted", kept=kept)
        elif not any(f.id == kept for f in facts(section=actor.section, kind="key_kept")):
            return No("unknown")
        return {"kept": kept}

    return act(actor, op, change)
