"""QTI interactions in which something is ticked or put in order: choice, hot text, order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from server.formats.gift_text import words
from server.formats.qti2_concrete import Body, Concrete, Doubt, NoKey, NotGraded, in_parts
from server.formats.qti2_marking import NEAR
from server.formats.qti2_tree import Element, children, inner_html, inside, renamed
from server.formats.qti2_values import as_text, listed

_SEARCHED = 8
"""choices up to which every way to tick them is tried where the file states no key"""
_TRUTH = {"true": True, "false": False}


def read_choice(interaction: Element, concrete: Concrete) -> Body:
    """single_choice, multiple_choice or (choices named `true` and `false`) true_false."""
    found = children(interaction, "simpleChoice")
    texts = {choice.get("identifier", ""): inner_html(choice) for choice in found}
    body = _ticked(interaction, concrete, texts)
    if {name.lower() for name in texts} == set(_TRUTH) and body["type"] == "single_choice":
        concrete.doubts = [
            replace(doubt, to_the_letter=_truth(texts, doubt.to_the_letter)) if doubt.to_the_letter else doubt
            for doubt in concrete.doubts
        ]
        return _truth(texts, body)
    if interaction.get("shuffle") not in ("true", "1") or all(choice.get("fixed") == "true" for choice in found):
        body["fixed_order"] = True
    return body


def read_hottext(interaction: Element, concrete: Concrete) -> Body:
    """Words to mark in a text: the text stays, with those words underlined, and each is a choice."""
    texts = {}
    for word in list(inside(interaction, "hottext")):
        texts[word.get("identifier", "")] = inner_html(word)
        renamed(word, "u")
    return {**_ticked(interaction, concrete, texts), "fixed_order": True}


def read_order(interaction: Element, concrete: Concrete) -> Body:
    """ordering. NotGraded where not everything is to be put in order."""
    name = interaction.get("responseIdentifier", "")
    texts = {choice.get("identifier", ""): inner_html(choice) for choice in children(interaction, "simpleChoice")}
    key = [as_text(value) for value in listed(concrete.scope.correct.get(name))]
    if not key:
        raise NotGraded("the file states no right order")
    if sorted(key) != sorted(texts) or len(key) < 2:
        raise NotGraded("only some of its parts are to be put in order")
    if len(set(texts.values())) < len(texts) or not all(texts.values()):
        raise NotGraded("two of its parts read the same")
    concrete.remarks.add("whole")
    body: Body = {"type": "ordering", "sequence": [texts[place] for place in key]}
    wrong = concrete.marking.said_to(name, concrete.marking.response(name, key[::-1]))
    return {**body, "feedback": wrong} if wrong else body


def _ticked(interaction: Element, concrete: Concrete, texts: dict[str, str]) -> Body:
    if len(texts) < 2 or not all(texts.values()):
        raise NotGraded("it has fewer than two choices, or an empty one")
    name = interaction.get("responseIdentifier", "")
    several = concrete.scope.types.get(name, ("single", ""))[0] != "single" and interaction.get("maxChoices", "") != "1"
    options = _several(name, concrete, texts) if several else _one(name, concrete, texts)
    rights = [place for place, option in zip(texts, options, strict=True) if option.get("correct")]
    for place, option in zip(texts, options, strict=True):
        if several:
            said = concrete.marking.said_to_tick(name, place, rights)
        else:
            said = concrete.marking.said_to(name, concrete.marking.response(name, [place]))
        if said:
            option["feedback"] = said
    return {"type": "multiple_choice" if several else "single_choice", "options": options}


def _one(name: str, concrete: Concrete, texts: dict[str, str]) -> list[Body]:
    marking = concrete.marking
    points = {place: marking.worth(name, marking.response(name, [place])) for place in texts}
    best = max(points.values())
    stated = [as_text(value) for value in listed(concrete.scope.correct.get(name))]
    stated = [place for place in stated if place in texts]
    if best <= 0 or min(points.values()) == best:
        if not stated:
            raise NoKey(False, texts.values())
        points = {place: float(place in stated) for place in texts}
        best = 1.0
    right = next(place for place in (*stated, *points) if points[place] >= best - NEAR)
    options: list[Body] = [_option(texts[place], place == right, points[place] / best) for place in texts]
    if stated and right not in stated:
        other = [_option(texts[place], place == stated[0], float(place == stated[0])) for place in texts]
        concrete.doubts.append(
            Doubt(
                f"The key says “{words(texts[stated[0]])[:40]}”, but the points go to “{words(texts[right])[:40]}”.",
                "It was marked as the points are given.",
                {"type": "single_choice", "options": other},
            )
        )
    return options


def _several(name: str, concrete: Concrete, texts: dict[str, str]) -> list[Body]:
    marking = concrete.marking
    stated = {as_text(value) for value in listed(concrete.scope.correct.get(name))} & set(texts)
    right = stated or _searched(name, concrete, list(texts))
    if not right:
        raise NoKey(True, texts.values())

    def earned(ticked: set[str]) -> float:
        return marking.worth(name, marking.response(name, [place for place in texts if place in ticked]))

    full = earned(right)
    total = max(full, marking.best())
    share = 1 / len(right)
    shares = {place: share if place in right else -share for place in texts}
    if full > 0 and not marking.by_key:
        gains = {place: full - earned(right - {place}) for place in right}
        if in_parts(concrete, list(gains.values()), full):
            lost = {place: earned(right | {place}) - full for place in texts if place not in right}
            shares = {place: points / total for place, points in {**gains, **lost}.items()}
    else:
        concrete.remarks.add("whole")
    # Shares that are the house's own way (a wrong tick takes back a right one) need not be written.
    usual = all(abs(shares[place] - (share if place in right else -share)) <= NEAR for place in texts)
    options: list[Body] = []
    for place in texts:
        option: Body = {"text": texts[place]}
        if place in right:
            option["correct"] = True
        if not usual:
            option["fraction"] = round(max(-1.0, min(1.0, shares[place])), 5)
        options.append(option)
    return options


def _searched(name: str, concrete: Concrete, places: list[str]) -> set[str]:
    """The ticks that earn the most, tried in all ways where there are few choices."""
    best, found = 0.0, set[str]()
    for count in range(1, len(places) + 1) if len(places) <= _SEARCHED else (1,):
        for ticked in combinations(places, count):
            points = concrete.marking.worth(name, concrete.marking.response(name, ticked))
            if points > best + NEAR:
                best, found = points, set(ticked)
    return found


def _option(text: str, right: bool, fraction: float) -> Body:
    option: Body = {"text": text}
    if right:
        option["correct"] = True
    fraction = round(max(-1.0, min(1.0, fraction)), 5)
    if fraction != float(right):
        option["fraction"] = fraction
    return option


def _truth(texts: dict[str, str], ticked: Body) -> Body:
    by_name = {name.lower(): option for name, option in zip(texts, ticked["options"], strict=True)}
    correct = bool(by_name["true"].get("correct"))
    body: Body = {"type": "true_false", "correct": correct}
    for key, choice in (("feedback", not correct), ("feedback_right", correct)):
        said = by_name[str(choice).lower()].get("feedback")
        if said:
            body[key] = said
    return body
