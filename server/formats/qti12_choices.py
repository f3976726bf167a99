"""Choosing among given answers: one, several, true or false."""

from __future__ import annotations

from typing import Any

from server.formats.gift_text import words
from server.formats.qti12_kinds import is_truth
from server.formats.qti12_places import Label, Place
from server.formats.qti12_scoring import Rule, is_right_comment
from server.formats.qti12_source import AS_READ, Made, Mending, Source
from server.formats.qti12_texts import is_empty
from server.formats.skipped import Unreadable
from server.formats.unkeyed import choice_kept

_FULL = 0.9999
_EITHER = {
    "yes_no.true": "Yes", "yes_no.false": "No", "agree_disagree.true": "Agree", "agree_disagree.false": "Disagree",
    "right_wrong.true": "Right", "right_wrong.false": "Wrong", "true_false.true": "True", "true_false.false": "False",
}  # fmt: skip
"""the codes that Blackboard writes where it shows words"""


_TICK_BY_TICK = "Here each right tick earns its share, and each wrong one takes as much away."


class NoKey(Unreadable):
    """The file says of no answer that it is right."""


def make_choice(source: Source, several: bool) -> Made:
    """A question with one right answer, or with several to tick; true or false where these are the answers.

    Shares of the points become fractions. NoKey when nothing is said to be right; Unreadable with fewer than two
    answers.
    """
    place = source.places[0]
    mendings: list[Mending] = []
    labels = _labels(place, mendings)
    if len(labels) < 2:
        raise Unreadable("it has fewer than two answers to choose from")
    if several:
        shares, added = _shares_of_several(source, place, labels, mendings)
    else:
        shares, added = _shares_of_one(source, place, labels), False
    if not any(share > 0 for share in shares.values()):
        shares = _guessed(source, place, labels, mendings)
    if not several:
        _compare_with_mark(source, place, labels, shares, mendings)
    right = [label for label in labels if shares[label.ident] >= _FULL]
    if not several and len(right) > 1:
        literal = {"type": "single_choice", "options": _options(source, place, labels, shares, False, False)}
        several = added = True
        shares = {ident: 1.0 if share >= _FULL else -1.0 for ident, share in shares.items()}
        mendings.append(
            Mending(
                f"{len(right)} answers are each worth all the points.",
                "It was read as a question to tick answers in, where any one of them earns all the points.",
                literal,
            )
        )
    if not several and is_truth(labels):
        return Made("true_false", _truth(source, place, labels, right[0]), mendings)
    body: dict[str, Any] = {"options": _options(source, place, labels, shares, several, added)}
    if place.shuffled is False or any(label.about.get("lock", "").lower() == "yes" for label in labels):
        body["fixed_order"] = True
    if several:
        body |= comments(source)
    return Made("multiple_choice" if several else "single_choice", body, mendings)


def without_key(source: Source, several: bool) -> dict[str, Any]:
    """The choice as `unkeyed` keeps it, where the file says of no answer that it is right."""
    shown = [{"text": label.html} for label in _labels(source.places[0], [])]
    return choice_kept("multiple_choice" if several else "single_choice", source.prompt, shown)


def comments(source: Source) -> dict[str, str]:
    """The comments for a wrong and a right answer as a whole, as keys of a body."""
    found = {"feedback": source.comment(right=False), "feedback_right": source.comment(right=True)}
    return {key: text for key, text in found.items() if not is_empty(text)}


def keyed(source: Source, place: Place) -> dict[str, float]:
    """For each answer at a place its share of what the best one there earns, from −1 to 1; empty without a key."""
    scoring = source.scoring
    points = {label.ident: scoring.points_at(place.ident, [label.ident]) for label in place.labels}
    if not any(value > 0 for value in points.values()):
        # A condition that joins several places pays for none of them alone.
        wanted = {leaf.value for rule in scoring.paying()[:1] for leaf in rule.wanted if leaf.response == place.ident}
        points = {label.ident: float(label.ident in wanted) for label in place.labels}
    return _as_shares(points)


def _labels(place: Place, mendings: list[Mending]) -> list[Label]:
    labels = [
        Label(label.ident, _EITHER.get(words(label.html), label.html), label.about)
        for label in place.labels
        if not is_empty(label.html)
    ]
    if len(labels) < len(place.labels):
        mendings.append(
            Mending(f"{len(place.labels) - len(labels)} of its answers are empty.", "The empty answers were left out.")
        )
    return labels


def _as_shares(points: dict[str, float]) -> dict[str, float]:
    best = max(points.values(), default=0.0)
    if best <= 0:
        return dict.fromkeys(points, 0.0)
    return {ident: max(-1.0, min(1.0, round(value / best, 5))) for ident, value in points.items()}


def _shares_of_one(source: Source, place: Place, labels: list[Label]) -> dict[str, float]:
    points = {label.ident: source.scoring.points_at(place.ident, [label.ident]) for label in labels}
    for ident, value in _credited_apart(source, labels).items():
        if points[ident] <= 0:
            points[ident] = value
    return _as_shares(points)


def _shares_of_several(
    source: Source, place: Place, labels: list[Label], mendings: list[Mending]
) -> tuple[dict[str, float], bool]:
    """The share of each answer, and whether shares are added up; if not, they are 1 (to be ticked) and 0."""
    scoring = source.scoring
    alone = {label.ident: scoring.points_at(place.ident, [label.ident]) for label in labels}
    if not any(value > 0 for value in alone.values()):
        alone |= _credited_apart(source, labels)
    paid = [ident for ident, value in alone.items() if value > 0]
    whole = sum(alone[ident] for ident in paid)
    if paid:
        together = scoring.points_at(place.ident, paid)
        costly = any(value < 0 for value in alone.values())
        if (len(paid) > 1 or costly) and (together >= 0.99 * whole or together <= 0):
            return {ident: max(-1.0, round(value / whole, 5)) for ident, value in alone.items()}, True
        if len(paid) > 1:
            earned = {ident: max(-1.0, min(1.0, round(value / together, 5))) for ident, value in alone.items()}
            literal = {"options": _options(source, place, labels, earned, several=True, added=True)}
            found = "One right answer alone earns as much as several."
            mendings.append(Mending(found, _TICK_BY_TICK, literal))
        return {ident: float(value > 0) for ident, value in alone.items()}, False
    for rule in scoring.paying():
        wanted = {leaf.value for leaf in rule.wanted if leaf.response == place.ident}
        if wanted:
            # Canvas writes it so as well, and pays for every tick all the same.
            if len(wanted) > 1 and "question_type" not in source.about:
                found = "Only all the right answers together earn points."
                mendings.append(Mending(found, _TICK_BY_TICK, AS_READ))
            return {label.ident: float(label.ident in wanted) for label in labels}, False
    return dict.fromkeys(alone, 0.0), False


def _credited_apart(source: Source, labels: list[Label]) -> dict[str, float]:
    """Blackboard's points for single answers: conditions that name the answer where others name the place."""
    known = {label.ident for label in labels}
    apart = [(rule.wanted[0].response, rule) for rule in source.scoring.rules if rule.size == 1 and rule.wanted]
    return {ident: source.scoring.worth(rule) for ident, rule in apart if ident in known}


def _guessed(source: Source, place: Place, labels: list[Label], mendings: list[Mending]) -> dict[str, float]:
    """No answer earns points: perhaps the file says in another way which is right. NoKey when it does not."""
    rules = {
        rule.wanted[0].value: rule
        for rule in source.scoring.about(place.ident)
        if rule.size == 1 and rule.wanted and any(label.ident == rule.wanted[0].value for label in labels)
    }
    setting = [ident for ident, rule in rules.items() if any(action == "set" for _, action, _ in rule.changes)]
    ways = (
        ([ident for ident, rule in rules.items() if rule.marked], "is marked as the right one"),
        ([ident for ident, rule in rules.items() if _praised(rule)], "has the comment for a right answer"),
        (setting if len(rules) > 1 else [], "sets the points where the others add nothing"),
    )
    for found, how in ways:
        if len(found) == 1:
            text = next(words(label.html) for label in labels if label.ident == found[0])
            mendings.append(Mending("No answer earns any points.", f"“{text[:60]}” {how}, so it was taken for right."))
            return {label.ident: float(label.ident == found[0]) for label in labels}
    raise NoKey("no answer is said to be right")


def _praised(rule: Rule) -> bool:
    return any(is_right_comment(comment) or comment.endswith("_AC") for comment in rule.comments)


def _compare_with_mark(
    source: Source, place: Place, labels: list[Label], shares: dict[str, float], mendings: list[Mending]
) -> None:
    """Tells when an answer is marked as right in so many words but earns less than another."""
    for rule in source.scoring.about(place.ident):
        if rule.marked and rule.size == 1 and rule.wanted and 0 < shares.get(rule.wanted[0].value, 0) < _FULL:
            text = next(words(label.html) for label in labels if label.ident == rule.wanted[0].value)
            found = f"“{text[:60]}” is marked as right but does not earn the most points."
            done = "The points were followed: it earns a part of them."
            marked = next(label for label in labels if label.ident == rule.wanted[0].value)
            mendings.append(Mending(found, done, _with_only(source, place, labels, marked)))


def _with_only(source: Source, place: Place, labels: list[Label], right: Label) -> dict[str, Any]:
    """The question as it would be with that answer as the only right one."""
    shares = {label.ident: float(label is right) for label in labels}
    return {"type": "single_choice", "options": _options(source, place, labels, shares, False, False)}


def _truth(source: Source, place: Place, labels: list[Label], right: Label) -> dict[str, Any]:
    wrong = next(label for label in labels if label is not right)
    body: dict[str, Any] = {"correct": words(right.html).lower() == "true"}
    for key, label in (("feedback", wrong), ("feedback_right", right)):
        comment = source.comment_on(place.ident, label.ident) or source.comment(right=label is right)
        if not is_empty(comment):
            body[key] = comment
    return body


def _options(
    source: Source, place: Place, labels: list[Label], shares: dict[str, float], several: bool, added: bool
) -> list[dict[str, Any]]:
    options = []
    for label in labels:
        share = shares[label.ident]
        option: dict[str, Any] = {"text": label.html}
        if share >= _FULL or (several and share > 0):
            option["correct"] = True
        if added or (not several and 0.0 != share < _FULL):
            option["fraction"] = share
        comment = source.comment_on(place.ident, label.ident)
        if not comment and not several:
            comment = source.comment(right=share >= _FULL)
        if not is_empty(comment):
            option["feedback"] = comment
        options.append(option)
    return options
