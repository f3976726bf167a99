"""How a QTI 1.2 question gives its points: the conditions of a file, read once and tried with answers of ours.

The same key is written in a dozen ways (one condition with `and` and `not`, one for each choice, points that are set or
added, a comment "correct" without points). So nobody looks for a pattern: an answer is put in, and the points come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from server.formats.qti12_texts import attribute, tag_of

RIGHT_COMMENTS = {"correct", "correct_fb", "correct_feedback"}
WRONG_COMMENTS = {"incorrect", "incorrect_fb", "general_incorrect_fb", "incorrect_feedback"}
_GROUPS = {"and", "or", "not", "conditionvar"}
Given = Mapping[str, Sequence[str]]
"""what is put in: for each response, the answers chosen or typed"""


@dataclass(frozen=True)
class Leaf:
    """One comparison: `kind` without its "var" ("equal", "gte", "substring" …), or "other"."""

    kind: str
    response: str = ""
    value: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Comparisons together; `kind` is and, or, not, or conditionvar, where neither is said."""

    kind: str
    parts: tuple[Leaf | Group, ...]

    def leaves(self, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
        """Every comparison in it, and whether it stands under a `not`."""
        for part in self.parts:
            if isinstance(part, Leaf):
                yield part, negated
            else:
                yield from part.leaves(negated != (part.kind == "not"))

@dataclass(frozen=True)
class Rule:
    """One condition and what follows: (variable, action, value) for each change of points, and comments shown."""

    test: Group
    changes: tuple[tuple[str, str, str], ...]
    comments: tuple[str, ...]
    marked: bool = False
    """whether the file says beside it that this is the right answer (`correctanswer="Yes"`)"""

    @cached_property
    def size(self) -> int:
        """How many comparisons it makes."""
        return sum(1 for _ in self.test.leaves())

    @cached_property
    def wanted(self) -> tuple[Leaf, ...]:
        """The comparisons that must hold, without those that must not."""
        return tuple(leaf for leaf, negated in self.test.leaves() if not negated)

    @property
    def says_right(self) -> bool:
        """Whether a comment for the right answer is all that it gives, as Blackboard writes it."""
        return not self.changes and any(is_right_comment(comment) for comment in self.comments)


def rules_of(item: etree._Element) -> list[Rule]:
    """The conditions of a question, in the order of the file."""
    found = []
    for element in item.iter():
        if tag_of(element) != "respcondition":
            continue
        tests = [child for child in element if tag_of(child) in ("conditionvar", "condition")]
        changes = [child for child in element if tag_of(child) == "setvar"]
        comments = [attribute(child, "linkrefid") for child in element if tag_of(child) == "displayfeedback"]
        found.append(
            Rule(
                _group(tests[0]) if tests else Group("conditionvar", ()),
                tuple(
                    (
                        attribute(child, "varname") or attribute(child, "variablename") or "SCORE",
                        (attribute(child, "action") or "Set").lower(),
                        (child.text or "").strip(),
                    )
                    for child in changes
                ),
                tuple(comments),
                attribute(element, "correctanswer").lower() == "yes",
            )
        )
    return found


def about_places(test: Group, blanks: Mapping[str, str], ordered: Mapping[str, str]) -> Group:
    """A test in which Brightspace names a label where others name its place: of a blank, or of a thing to put in order,
    whose number is the value. Both tables lead from labels to places."""
    parts: list[Leaf | Group] = []
    for part in test.parts:
        if isinstance(part, Group):
            parts.append(about_places(part, blanks, ordered))
        elif part.response in blanks:
            parts.append(replace(part, response=blanks[part.response]))
        elif part.response in ordered and part.value.isdecimal():
            about = {**part.attributes, "index": part.value}
            parts.append(Leaf(part.kind, ordered[part.response], part.response, about))
        else:
            parts.append(part)
    return Group(test.kind, tuple(parts))


class Scoring:
    """The rules of one question; `most` is what its file calls the full score, where it says so."""

    def __init__(self, rules: Sequence[Rule], most: float) -> None:
        self.rules = list(rules)
        self._most = most
        names = [name for rule in self.rules for name, _, _ in rule.changes]
        scores = [name for name in names if name.casefold() in ("score", "que_score")]
        rights = [name for name in names if "incorrect" not in name.casefold()]
        # What Respondus counts in variables of its own comes before the score that it works out of them.
        own = [name for name in rights if name.casefold().endswith("correct")]
        self._variable = (own or scores or rights or ["SCORE"])[0]
        self._about: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for response in dict.fromkeys(leaf.response for leaf, _ in rule.test.leaves()):
                self._about.setdefault(response, []).append(rule)

    def about(self, response: str) -> list[Rule]:
        """The rules that look at that place to answer, in order."""
        return self._about.get(response, [])

    def points_at(self, response: str, answers: Sequence[str]) -> float:
        """What answers at one place earn by the rules about that place alone."""
        return self._run(self.about(response), {response: answers})

    def points(self, given: Given) -> float:
        """What an answer earns, in points of the file."""
        return self._run(self.rules, given)

    def _run(self, rules: Sequence[Rule], given: Given) -> float:
        counts: dict[str, float] = {}
        matched = False
        for rule in rules:
            if not _holds(rule.test, given, matched):
                continue
            matched = matched or bool(rule.changes) or rule.says_right
            if rule.says_right:
                counts[self._variable] = self._most
            for name, action, value in rule.changes:
                counts[name] = _changed(counts.get(name, 0.0), action, self.number(value, counts))
        return counts.get(self._variable, 0.0)

    def worth(self, rule: Rule) -> float:
        """The points that one rule gives by itself."""
        if rule.says_right:
            return self._most
        total = 0.0
        for name, action, value in rule.changes:
            if name == self._variable:
                total = _changed(total, action, self.number(value, {}))
        return total

    def number(self, text: str, counts: Mapping[str, float]) -> float:
        """A number of points as the file writes it: "50.00", "SCORE.max", or another variable's name."""
        if text.casefold().endswith(".max"):
            return self._most
        if text in counts:
            return counts[text]
        return as_float(text) or 0.0

    def paying(self) -> list[Rule]:
        """The rules that give something, those that give most first."""
        return sorted((rule for rule in self.rules if self.worth(rule) > 0), key=self.worth, reverse=True)


def as_float(text: str) -> float | None:
    """The number that a text is, within sensible size, or None."""
    found = re.fullmatch(r"\s*[-+]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][-+]?\d{1,2})?\s*", text)
    return float(text.replace(",", ".")) if found else None


def is_right_comment(ident: str) -> bool:
    """Whether a comment is the one for a right answer as a whole: "correct_fb", "QUE_1004_C"."""
    return ident.casefold() in RIGHT_COMMENTS or ident.endswith("_C")


def is_wrong_comment(ident: str) -> bool:
    """Whether a comment is the one for any wrong answer: "general_incorrect_fb", "QUE_1005_IC"."""
    return ident.casefold() in WRONG_COMMENTS or ident.endswith("_IC")


def _group(element: etree._Element) -> Group:
    parts: list[Leaf | Group] = []
    for child in element:
        name = tag_of(child)
        if name in _GROUPS:
            parts.append(_group(child))
        elif name in ("other", "unanswered") or name.startswith(("var", "dur")):
            attributes = {str(key).rpartition("}")[2]: str(value) for key, value in child.attrib.items()}
            kind = name.removeprefix("var")
            parts.append(Leaf(kind, attribute(child, "respident"), (child.text or "").strip(), attributes))
    kind = tag_of(element)
    return Group(kind if kind in _GROUPS else "conditionvar", tuple(parts))


def _holds(test: Leaf | Group, given: Given, matched: bool) -> bool:
    if isinstance(test, Leaf):
        if test.kind == "other":
            return not matched
        return test.kind == "equal" and test.value in given.get(test.response, ())
    parts = [_holds(part, given, matched) for part in test.parts]
    match test.kind:
        case "or":
            return any(parts)
        case "not":
            return not all(parts)
        case "and":
            return bool(parts) and all(parts)
        case _:
            return _holds_unsaid(test, parts, given)


def _holds_unsaid(test: Group, parts: Sequence[bool], given: Given) -> bool:
    """Several comparisons without `and` or `or`: of answers to the same response one is enough, where one is given."""
    either: dict[str, list[bool]] = {}
    for part, holds in zip(test.parts, parts, strict=True):
        alone = isinstance(part, Leaf) and part.kind == "equal" and len(given.get(part.response, ())) <= 1
        key = part.response if isinstance(part, Leaf) and alone else f"\0{len(either)}"
        either.setdefault(key, []).append(holds)
    return bool(either) and all(any(group) for group in either.values())


def _changed(value: float, action: str, by: float) -> float:
    match action:
        case "add":
            return value + by
        case "subtract":
            return value - by
        case "multiply":
            return value * by
        case "divide":
            return value / by if by else value
        case _:
            return by
