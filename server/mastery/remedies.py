"""Another way in: after *not yet*, a learning object of a kind not used yet comes first. Rewatching stays allowed."""

from __future__ import annotations

from collections.abc import Collection

from server.mastery.values import LearningObject, Unit


def ways_in(unit: Unit, code: str, used: Collection[str]) -> list[LearningObject]:
    """The objective's menu for a remedy: kinds not used yet, then objects not used yet, then the rest, as listed."""
    menu = unit.menu(code)
    kinds = {o.kind for o in menu if o.id in used}
    return sorted(menu, key=lambda o: (o.kind in kinds, o.id in used, menu.index(o)))
