"""`replay`."""

from __future__ import annotations

import argparse

from server.actions.replay_attempt import as_json
from server.actions.replay_attempt import replay as replayed
from server.command.attempt_in_words import in_words
from server.command.telling import DID, FOUND_WRONG, CouldNot, open_box, say, show, tell
from server.settings import Settings


def replay(arguments: argparse.Namespace, settings: Settings) -> int:
    """One attempt as it was, and whether today's grader gives the same; exit status 1 where something differs."""
    open_box(settings)
    found = replayed(arguments.attempt)
    if found is None:
        raise CouldNot(f"There is no attempt {arguments.attempt} on this box.")
    if not arguments.json:
        for line in in_words(found):
            show(line)
    for one in found.differs:
        say(f"question {one.place + 1}: then {_points(one.then)}, today {_points(one.now)}")
    if found.same_text is False:
        say("The text is not the same as what was shown.")
    if not found.differs and found.same_text is not False:
        say(f"{len(found.questions)} questions, the same as then.")
    if arguments.json:
        tell(as_json(found))
    return FOUND_WRONG if found.differs or found.same_text is False else DID


def _points(given: float | None) -> str:
    return "left to the teacher" if given is None else f"{given:g}"
