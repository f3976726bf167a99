"""One question of a QTI 1.2 file taken apart: what it shows, its metadata, scoring and comments; and what it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lxml import etree

from server.formats.qti12_places import Place, labels_of_places, shown_in
from server.formats.qti12_scoring import (
    Scoring,
    about_places,
    as_float,
    is_right_comment,
    is_wrong_comment,
    rules_of,
)
from server.formats.qti12_texts import Texts, attribute, is_empty, tag_of
from server.formats.skipped import Unreadable

AS_READ: Mapping[str, Any] = {}
"""nothing differs: the doubt is about what the file says, not about how it was read"""
MOST_PLACES = 200
LONGEST = 200_000
"""characters of text that one question shows, formulas and addresses of pictures among them"""
MOST_WORK = 500_000
"""answers to try, times comparisons for each"""


@dataclass(frozen=True)
class Mending:
    """What was found in a question, what was done about it, and what differs in it when it is read to the letter.

    `to_the_letter` is AS_READ where that is the same question, and None where it would be none at all.
    """

    found: str
    done: str
    to_the_letter: Mapping[str, Any] | None = None


@dataclass
class Made:
    """What a question became: a native type, what that type adds to its body, and what was mended or guessed."""

    type: str
    body: dict[str, Any]
    mendings: list[Mending] = field(default_factory=list)

    def to_the_letter(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The question as its body stands in the bank, without anything mended; empty where it would be none."""
        literal = dict(body)
        for mending in self.mendings:
            if mending.to_the_letter is None:
                return {}
            literal |= mending.to_the_letter
        return literal


@dataclass
class Source:
    """The question as its file has it, before anybody knows its type."""

    ident: str
    title: str
    line: int
    about: dict[str, str]
    """its metadata, names in small letters: `question_type`, `points_possible` …"""
    parts: list[str | Place]
    """texts and places in the order in which they are shown"""
    rights: list[str]
    """Blackboard's list of what belongs to the left sides, in the order of their labels"""
    scoring: Scoring
    comments: dict[str, str]
    solution: str
    hint: str
    element: etree._Element

    @property
    def places(self) -> list[Place]:
        """The places to answer, in order."""
        return [part for part in self.parts if isinstance(part, Place)]

    @property
    def prompt(self) -> str:
        """All that is shown beside the places to answer, as HTML."""
        return "\n".join(part for part in self.parts if isinstance(part, str) and part)

    @property
    def points(self) -> int:
        """What it is worth, as whole points; 1 where nobody says so."""
        for name in ("points_possible", "qmd_absolutescore_max", "respondusapi_qpoints", "cc_weighting"):
            value = as_float(self.about.get(name, ""))
            if value is not None and value > 0:
                return max(1, min(100, round(value)))
        return 1

    def comment(self, right: bool) -> str:
        """The comment for any right answer, or for any wrong one."""
        fits = is_right_comment if right else is_wrong_comment
        return next((text for ident, text in self.comments.items() if text and fits(ident)), "")

    def comment_on(self, place: str, answer: str) -> str:
        """The comment for one answer at one place."""
        return self._comments_on.get((place, answer)) or self.comments.get(f"{answer}_fb", "")

    @cached_property
    def _comments_on(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for rule in self.scoring.rules:
            if rule.size != 1 or not rule.wanted:
                continue
            leaf = rule.wanted[0]
            keys = [(leaf.response, leaf.value)]
            if not leaf.value:  # Blackboard names the answer itself where others name the place
                keys = [(place.ident, leaf.response) for place in self.places]
            for ident in rule.comments:
                if self.comments.get(ident) and not _general(ident):
                    for key in keys:
                        found.setdefault(key, self.comments[ident])
        return found

    @property
    def general_comment(self) -> str:
        """The comment that everybody sees, whatever the answer."""
        return next((text for ident, text in self.comments.items() if text and _for_all(ident)), "")


def source_of(item: etree._Element, texts: Texts) -> Source:
    """Takes a question apart. Unreadable when it has too many answers to look at."""
    about = dict(_metadata(item))
    parts, rights = shown_in(item, texts)
    places = [part for part in parts if isinstance(part, Place)]
    blanks = labels_of_places(places, ("str", "num"))
    ordered = labels_of_places(places, ("lid", "grp"), "ordered")
    rules = [replace(rule, test=about_places(rule.test, blanks, ordered)) for rule in rules_of(item)]
    scoring = Scoring(rules, _full_score(item))
    work = sum(len(place.labels) * sum(rule.size for rule in scoring.about(place.ident)) for place in places)
    if work > MOST_WORK or len(places) > MOST_PLACES:
        raise Unreadable("it has too many answers and conditions")
    shown = sum(len(part) for part in parts if isinstance(part, str))
    if shown + sum(len(label.html) for place in places for label in place.labels) > LONGEST:
        raise Unreadable(f"it is longer than {LONGEST} characters")
    comments = {attribute(each, "ident"): texts.html(each) for each in item if tag_of(each) == "itemfeedback"}
    return Source(
        attribute(item, "ident"),
        attribute(item, "title"),
        item.sourceline or 0,
        about,
        parts,
        rights,
        scoring,
        comments,
        _inside(item, ("solution", "solutionmaterial"), texts),
        _inside(item, ("hint",), texts),
        item,
    )


def _metadata(item: etree._Element) -> Iterator[tuple[str, str]]:
    for block in item:
        if tag_of(block) != "itemmetadata":
            continue
        for element in block.iter():
            if tag_of(element) in ("qtimetadatafield", "qti_metadatafield"):
                texts = {tag_of(child): "".join(child.itertext()).strip() for child in element}
                yield texts.get("fieldlabel", "").lower(), texts.get("fieldentry", "")
            elif len(element) == 0 and tag_of(element).startswith(("qmd_", "bbmd_")):
                yield tag_of(element), (element.text or "").strip()
        # The first block is the question's own; others have been seen to follow it by mistake.
        return


def _full_score(item: etree._Element) -> float:
    for element in item.iter():
        if tag_of(element) == "decvar":
            most = as_float(attribute(element, "maxvalue"))
            if most is not None and most > 0:
                return most
    return 100.0


def _inside(item: etree._Element, names: tuple[str, ...], texts: Texts) -> str:
    """The first text inside an element of one of these names that is not empty, among the question's comments."""
    for block in item:
        if tag_of(block) != "itemfeedback":
            continue
        # A solution bears the name of an answer where it is only that answer's comment.
        if names[0] == "solution" and attribute(block, "ident") not in ("solution", "CORRECT_ANSWER"):
            continue
        for element in block.iter():
            if tag_of(element) in names:
                text = texts.html(element)
                if not is_empty(text):
                    return text
    return ""


def _general(ident: str) -> bool:
    return _for_all(ident) or is_right_comment(ident) or is_wrong_comment(ident)


def _for_all(ident: str) -> bool:
    return ident.startswith(("general_fb", "general_feedback", "wct_general_feedback")) or ident.endswith("_ALL")
