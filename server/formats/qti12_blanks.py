"""Words to type: one short answer, and texts with gaps to fill or to choose for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from server.formats.gift_text import words
from server.formats.qti12_choices import comments, keyed
from server.formats.qti12_kinds import named_in
from server.formats.qti12_numbers import spans_of, what_counts
from server.formats.qti12_places import Label, Place
from server.formats.qti12_scoring import Group, Leaf
from server.formats.qti12_source import AS_READ, MOST_PLACES, Made, Mending, Source
from server.formats.qti12_texts import is_empty, plain_words, replaced
from server.formats.skipped import Unreadable

Gaps = dict[int, dict[str, Any]]
"""what becomes of each place, by Python's id of it: places may share their name"""
_SIGNS = re.compile(r"[\\.*+?()\[\]{}|^$]")


def make_short(source: Source) -> Made:
    """A short answer with all that counts for it. Unreadable when nothing does, or several things must be said."""
    place = source.places[0]
    mendings: list[Mending] = []
    listed = list(_typed(source, place, mendings)) or _from_labels(place, mendings)
    listed = [(leaf, worth) for leaf, worth in listed if leaf.value]
    best = max((worth for _, worth in listed), default=0.0)
    if not listed:
        raise Unreadable("no answer is given")
    wildcards = any(leaf.kind == "substring" for leaf, _ in listed)
    credit: list[dict[str, Any]] = []
    for leaf, worth in listed:
        share = round(worth / best, 5)
        entry: dict[str, Any] = {"text": _as_typed(leaf, wildcards), "fraction": share}
        comment = source.comment_on(place.ident, leaf.value) or source.comment(right=share == 1)
        if not is_empty(comment):
            entry["feedback"] = comment
        if entry not in credit:
            credit.append(entry)
    body: dict[str, Any] = {"answers": [entry["text"] for entry in credit if entry["fraction"] == 1]}
    if len(body["answers"]) < len(credit) or any("feedback" in entry for entry in credit):
        body["credit"] = credit
    if wildcards:
        body["wildcards"] = True
    if all(leaf.attributes.get("case", "").lower() == "yes" for leaf, _ in listed):
        body["case"] = True
    if not is_empty(wrong := source.comment(right=False)):
        body["feedback"] = wrong
    return Made("short_text", body, mendings)


def make_gaps(source: Source, choosing: bool) -> Made:
    """A text with gaps: `[name]` in it, or the places that stand between its parts. `choosing` offers the labels.

    Unreadable when a gap has no answer.
    """
    mendings: list[Mending] = []
    places = source.places or _only_in_conditions(source)
    if not places:
        raise Unreadable("it has no gaps")
    gaps: Gaps = {}
    for place in places:
        gaps[id(place)] = _gap(source, place, choosing, mendings)
    worth = {id(place): _worth(source, place) for place in places}
    if len(set(worth.values())) > 1 and min(worth.values()) > 0:
        least = min(worth.values())
        for key, gap in gaps.items():
            gap["weight"] = round(worth[key] / least, 5)
    prompt, order = _with_marks(source, places, gaps, mendings)
    body = {"prompt": prompt, "gaps": [gaps[id(place)] for place in order]}
    return Made("cloze", body | comments(source), mendings)


def _as_typed(leaf: Leaf, wildcards: bool) -> str:
    """What is to be typed; `wildcards` says that `*` stands for anything, as around what must only be held."""
    text = leaf.value.replace("*", r"\*") if wildcards else leaf.value
    return f"*{text}*" if leaf.kind == "substring" else text


def _typed(source: Source, place: Place, mendings: list[Mending]) -> Iterator[tuple[Leaf, float]]:
    """The texts that count at a place, with the points of the file."""
    rules = source.scoring.paying()
    if not any(leaf.value for rule in rules for leaf in rule.wanted):
        rules = source.scoring.about(place.ident)
        if any(leaf.value for rule in rules for leaf in rule.wanted):
            mendings.append(Mending("No answer earns any points.", "All that it compares with was taken for right."))
    for rule in rules:
        leaves = [leaf for leaf in rule.wanted if leaf.response in (place.ident, "") and leaf.value]
        if any(leaf.kind == "substring" for leaf in leaves) and _demands_several(rule.test):
            raise Unreadable("several things must be said in one answer, which nobody but a reader can judge")
        for leaf in leaves:
            if leaf.kind in ("equal", "substring"):
                yield leaf, source.scoring.worth(rule) or 1.0


def _demands_several(test: Group) -> bool:
    if test.kind == "and":
        return len(test.parts) > 1
    return any(_demands_several(part) for part in test.parts if isinstance(part, Group))


def _from_labels(place: Place, mendings: list[Mending]) -> list[tuple[Leaf, float]]:
    """Answers kept as labels, as Canvas keeps those of a blank."""
    return [(_label_leaf(place, label, mendings), 1.0) for label in place.labels]


def _gap(source: Source, place: Place, choosing: bool, mendings: list[Mending]) -> dict[str, Any]:
    manner = next((label.about.get("answer_type", "").lower() for label in place.labels), "")
    if place.labels and (manner in ("dropdown", "wordbank") or (choosing and manner != "openentry")):
        return _choice_gap(source, place, mendings)
    if place.kind == "num" or place.pattern in ("decimal", "integer"):
        return _number_gap(source, place)
    if place.labels and place.kind in ("lid", "grp"):
        # Canvas lists every spelling as a label, and names only the first in its conditions.
        worth = _from_labels(place, mendings)
    else:
        worth = [(leaf, worth) for leaf, worth in _typed(source, place, mendings) if leaf.response]
    worth = [(leaf, each) for leaf, each in worth if leaf.value]
    best = max((each for _, each in worth), default=1.0)
    wildcards = any(leaf.kind == "substring" for leaf, _ in worth)
    listed = [
        (_as_typed(leaf, wildcards), round(each / best, 5), leaf.attributes.get("case", "").lower() == "yes")
        for leaf, each in worth
    ]
    full = list(dict.fromkeys(text for text, share, _ in listed if share == 1 and text))
    if not full:
        raise Unreadable("one of its gaps has no answer")
    gap: dict[str, Any] = {"answer": full[0]}
    if full[1:]:
        gap["accept"] = full[1:]
    if any(share < 1 for _, share, _ in listed):
        gap["credit"] = [{"text": text, "fraction": share} for text, share, _ in listed]
    if all(case for _, _, case in listed):
        gap["case"] = True
    if wildcards:
        gap["wildcards"] = True
    return gap


def _choice_gap(source: Source, place: Place, mendings: list[Mending]) -> dict[str, Any]:
    texts = {label.ident: plain_words(label.html) for label in place.labels}
    shares = keyed(source, place)
    full = list(dict.fromkeys(texts[ident] for ident, share in shares.items() if share == 1 and texts[ident]))
    if not full:
        raise Unreadable("one of its gaps has no right choice")
    gap: dict[str, Any] = {"choices": list(dict.fromkeys(text for text in texts.values() if text)), "answer": full[0]}
    if full[1:]:
        gap["accept"] = full[1:]
    if any(0 < share < 1 for share in shares.values()):
        gap["credit"] = [{"text": texts[ident], "fraction": share} for ident, share in shares.items()]
    return gap


def _number_gap(source: Source, place: Place) -> dict[str, Any]:
    for rule in source.scoring.paying():
        for span in spans_of(leaf for leaf in rule.wanted if leaf.response == place.ident):
            counts = what_counts(span)
            gap: dict[str, Any] = {"answer": counts[0][0], "numeric": True, "tolerance": counts[0][1]}
            if counts[1:]:
                gap["credit"] = [{"text": text, "tolerance": near, "fraction": 1.0} for text, near in counts]
            return gap
    raise Unreadable("one of its gaps has no answer")


def _label_leaf(place: Place, label: Label, mendings: list[Mending]) -> Leaf:
    text, manner = plain_words(label.html), label.about.get("scoring_algorithm", "").lower()
    if manner == "textcloseenough":
        found = f"“{text[:60]}”: An answer counts although letters of it are wrong."
        mendings.append(Mending(found, "Here only the answer as it is written counts.", AS_READ))
    if manner == "textregex":
        bare = text.removeprefix("^").removesuffix("$")
        if _SIGNS.search(bare):
            raise Unreadable("one of its answers is a pattern, which only its own program compares with")
        found = f"The answer is the pattern “{text[:60]}”."
        mendings.append(Mending(found, f"“{bare[:60]}” counts, in capitals or not.", AS_READ))
        text = bare
    return Leaf("substring" if manner == "textcontainsanswer" else "equal", place.ident, text)


def _worth(source: Source, place: Place) -> float:
    """The most points that a rule about this place alone gives; 0 where there is none."""
    rules = [rule for rule in source.scoring.about(place.ident) if {w.response for w in rule.wanted} == {place.ident}]
    return max((source.scoring.worth(rule) for rule in rules), default=0.0)


def _only_in_conditions(source: Source) -> list[Place]:
    """Respondus writes no places: the names stand in the text and in the conditions only."""
    names = [leaf.response for rule in source.scoring.paying() for leaf in rule.wanted if leaf.response]
    return [Place(name, "str") for name in dict.fromkeys(names)]


def _with_marks(
    source: Source, places: list[Place], gaps: Gaps, mendings: list[Mending]
) -> tuple[str, list[Place]]:
    """The text with `[[1]]`, `[[2]]` for its gaps, and the places in that order."""
    order: list[Place] = []
    names = {name: place for place in places if (name := named_in(source, place))}
    if names:
        return _with_names_marked(source, places, names, gaps, mendings)
    text: list[str] = []
    for part in source.parts if source.places else [*source.parts, *places]:
        if isinstance(part, str):
            text.append(part)
        else:
            order.append(part)
            text.append(f"{part.text} [[{len(order)}]]" if part.text else f"[[{len(order)}]]")
    between = "<br>" if all(place.text for place in places) else " "
    return between.join(text), order


def _with_names_marked(
    source: Source, places: list[Place], names: dict[str, Place], gaps: Gaps, mendings: list[Mending]
) -> tuple[str, list[Place]]:
    order: list[Place] = []
    odd: dict[tuple[str, str], None] = {}
    listed = "|".join(re.escape(html.escape(name, quote=False)) for name in sorted(names, key=len, reverse=True))
    pattern = rf"\[({listed})\]"

    def mark(hit: re.Match[str]) -> str:
        place = names[html.unescape(hit[1])]
        if any(place is each for each in order):
            odd[f"The gap [{hit[1]}] stands there twice.", "It is to be filled once."] = None
            return "_____"
        order.append(place)
        return f"[[{len(order)}]]"

    prompt = replaced(source.prompt, pattern, mark)
    for place in places:
        if not any(place is each for each in order):
            order.append(place)
            found = f"The text has no place for the gap {words(place.text) or place.ident}."
            odd[found, "It was put at the end."] = None
            prompt += f" [[{len(order)}]]"
    literal = _as_named(source, pattern, names, gaps) if odd else None
    mendings += [Mending(found, done, literal) for found, done in odd]
    return prompt, order


def _as_named(source: Source, pattern: str, names: dict[str, Place], gaps: Gaps) -> dict[str, Any] | None:
    """The text to the letter: a gap wherever it names one, and none that it does not name. None where they are many."""
    order: list[Place] = []

    def mark(hit: re.Match[str]) -> str:
        order.append(names[html.unescape(hit[1])])
        return f"[[{len(order)}]]"

    prompt = replaced(source.prompt, pattern, mark)
    return {"prompt": prompt, "gaps": [gaps[id(place)] for place in order]} if len(order) <= MOST_PLACES else None
