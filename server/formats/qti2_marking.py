"""What an answer to a QTI item is worth, and what is said to it: found by trying, however the file marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.formats.qti2_processing import mark
from server.formats.qti2_tree import Element, children, copied, first, inner_html, inside, is_bare, unwrapped
from server.formats.qti2_values import NotHere, Scope, Value, as_text, listed, number, parsed, same

FEEDBACK_IN_TEXT = ("feedbackInline", "feedbackBlock")
NEAR = 1e-6


@dataclass
class Feedback:
    """The texts that an item shows after an answer, each with what it waits for. Take it before they are taken out."""

    texts: list[str] = field(default_factory=list)
    _waits: list[tuple[str, str, bool]] = field(default_factory=list)

    @classmethod
    def of(cls, item: Element) -> Feedback:
        """The modal feedback of an item and what appears in its text."""
        feedback = cls()
        for element in [*children(item, "modalFeedback"), *inside(item, *FEEDBACK_IN_TEXT)]:
            twin = copied(element)
            for wrapper in list(inside(twin, "contentBody", "endAttemptInteraction")):
                unwrapped(wrapper)
            text = "" if is_bare(twin) else inner_html(twin)
            title = (element.get("title") or "").strip()
            if title and element.tag == "modalFeedback" and title not in text:
                text = f"<strong>{_escaped(title)}</strong> {text}"
            feedback.texts.append(text)
            feedback._waits.append(waits_for(element))
        return feedback

    def shown(self, values: Mapping[str, Value]) -> frozenset[int]:
        """The places of the texts that are to be seen with these outcomes."""
        return frozenset(
            place for place, waits in enumerate(self._waits) if self.texts[place] and is_shown(waits, values)
        )

    def said(self, places: frozenset[int]) -> str:
        """Those texts, one after another."""
        return "<br>".join(dict.fromkeys(self.texts[place] for place in sorted(places)))


def waits_for(element: Element) -> tuple[str, str, bool]:
    """The outcome (or template value) that an element looks at, the name it waits for, and whether it then shows."""
    outcome = element.get("outcomeIdentifier") or element.get("templateIdentifier") or ""
    return outcome, element.get("identifier", ""), element.get("showHide", "show") != "hide"


def is_shown(waits: tuple[str, str, bool], values: Mapping[str, Value]) -> bool:
    """Whether what waits for this is to be seen now."""
    outcome, name, shows = waits
    return (name in [as_text(value) for value in listed(values.get(outcome))]) == shows


class Marking:
    """What answers to an item are worth, by its program or, where that cannot be used, by its key.

    `why_by_key` is a sentence's end for the case that there is a program, but one that is not understood.
    """

    def __init__(self, item: Element, scope: Scope, feedback: Feedback) -> None:
        self.scope = scope
        self.feedback = feedback
        self.why_by_key = ""
        self.key_earns_nothing = False
        self.key = _key(scope)
        self.others: Mapping[str, Value] = self.key
        self._item = item
        self._marked: dict[str, Mapping[str, Value]] = {}
        self._scores = _scores(scope)
        program = first(item, "responseProcessing")
        set_by_it = set() if program is None else {e.get("identifier") for e in program.iter("setOutcomeValue")}
        self._unset = [name for name in scope.outcomes if name not in {*set_by_it, *self._scores}]
        self._unset = [name for name in self._unset if scope.defaults.get(name) is None]
        self.by_key = program is None or not (self._scores or program.get("template"))
        if program is not None and not self.by_key and "SCORE" not in scope.types:
            self._scores = self._scores or ["SCORE"]
        try:
            self._after({})
            tried = 0.0 if self.by_key else self.points({})
            full = 0.0 if self.by_key else self.points(self.key)
            # A key that earns nothing more than silence means that the program is not about points.
            self.key_earns_nothing = not self.by_key and self.has_key and full <= max(tried, 0.0)
            self.by_key = self.by_key or self.key_earns_nothing
        except NotHere as reason:
            self.why_by_key = str(reason)
            self.by_key = True
        self.always = self._shown({}) & (self._shown(self.key) if self.key else feedback.shown(scope.values))

    @property
    def has_key(self) -> bool:
        """Whether the file states a right answer for anything."""
        return bool(self.key)

    def points(self, responses: Mapping[str, Value]) -> float:
        """What these responses earn, in the file's own points."""
        if self.by_key:
            return float(sum(same(responses.get(name), value) for name, value in self.key.items()))
        after = self._after(responses)
        return sum(float(value) for name in self._scores if isinstance(value := after.get(name), int | float))

    def worth(self, name: str, value: Value) -> float:
        """What one response earns beside `others`: while all others are right, unless somebody put it differently."""
        return self.points({**self.others, name: value})

    def response(self, name: str, chosen: Sequence[str]) -> Value:
        """The choices as the response that the item declares: one, several, or several in order."""
        cardinality = self.scope.types.get(name, ("single", ""))[0]
        if cardinality == "single":
            return chosen[0] if chosen else None
        return tuple(chosen) if cardinality == "ordered" else list(chosen) or None

    def said_to(self, name: str, value: Value) -> str:
        """What is said to one response, whatever the others are, beside what is always said."""
        if self.others is not self.key:
            return ""
        shown = self._shown({**self.key, name: value})
        if len(self.key) > 1:
            shown &= self._shown({name: value})
        return self.feedback.said(shown - self.always)

    def said_to_tick(self, name: str, place: str, right: Sequence[str]) -> str:
        """What is said because this choice is among those ticked."""
        others = [each for each in right if each != place]
        shown = self._shown({**self.key, name: self.response(name, [place])})
        shown &= self._shown({**self.key, name: self.response(name, [*others, place])})
        return self.feedback.said(shown - self._shown({**self.key, name: self.response(name, others)}) - self.always)

    def said_to_all(self) -> list[str]:
        """The texts that are shown when everything is right, beside those that always are."""
        return [self.feedback.texts[place] for place in sorted(self._shown(self.key) - self.always)]

    def always_said(self) -> str:
        """What is said whatever was answered: a solution, an explanation."""
        return self.feedback.said(self.always)

    def unsaid(self, said: Sequence[str]) -> str:
        """The texts that no answer tried has brought up, and that are not among those already `said`."""
        together = " ".join(said)
        rest = [text for text in self.feedback.texts if text and text not in together]
        return "<br>".join(dict.fromkeys(rest))

    def _after(self, responses: Mapping[str, Value]) -> Mapping[str, Value]:
        asked = repr(sorted(responses.items()))
        if asked not in self._marked:
            self._marked[asked] = mark(self._item, self.scope, responses).values
        return self._marked[asked]

    def _shown(self, responses: Mapping[str, Value]) -> frozenset[int]:
        if not self.feedback.texts:
            return frozenset()
        try:
            after = dict(self._after(responses))
        except NotHere:
            after = dict(self.scope.values)
        # Where no program ever sets what the feedback waits for, it waits for the choice of that name.
        for outcome in self._unset:
            after[outcome] = [single for value in responses.values() for single in listed(value)] or after.get(outcome)
        return self.feedback.shown(after)

    def best(self) -> float:
        """The file's own most points where it says so, else what its key earns."""
        stated = self.scope.values.get("MAXSCORE")
        return float(stated) if isinstance(stated, int | float) and stated > 0 else self.points(self.key)


def _key(scope: Scope) -> dict[str, Value]:
    """The right value of each response: as stated, else what its mapping pays most for and no other response has."""
    key: dict[str, Value] = {}
    for name in scope.responses:
        stated = scope.correct.get(name)
        cardinality, base = scope.types[name]
        mapping = first(scope.declared[name], "mapping")
        if stated is None and mapping is not None and base != "directedPair":
            entries = children(mapping, "mapEntry")
            paid = [(number(entry.get("mappedValue", "")) or 0.0, entry.get("mapKey", "")) for entry in entries]
            values = [parsed(text, base) for worth, text in sorted(paid, key=lambda pair: -pair[0]) if worth > 0]
            known = [value for value in values if value is not None]
            if cardinality == "single":
                stated = next((value for value in known if value not in key.values()), next(iter(known), None))
            elif cardinality == "multiple":
                stated = known
        if stated:
            key[name] = stated
    return key


def _scores(scope: Scope) -> list[str]:
    numbers = [name for name in scope.outcomes if scope.types[name][0] == "single" and scope.types[name][1] in _NUMERIC]
    return ["SCORE"] if "SCORE" in numbers else [name for name in numbers if name.upper().startswith("SCORE")]


_NUMERIC = ("float", "integer")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")

