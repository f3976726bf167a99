"""QTI interactions in which things belong together: match, associate, gap match, and a choice within a line."""

from __future__ import annotations

from collections.abc import Mapping

from server.formats.qti2_concrete import Body, Concrete, NotGraded, in_parts, listable
from server.formats.qti2_marking import NEAR
from server.formats.qti2_tree import Element, children, first, inner_html, inside, put_in_place
from server.formats.qti2_values import as_text, listed, number


def read_match(interaction: Element, concrete: Concrete) -> Body:
    """matching: each of one column has one partner in the other; the columns change places where that helps."""
    name = interaction.get("responseIdentifier", "")
    columns = [
        {choice.get("identifier", ""): choice for choice in children(column, "simpleAssociableChoice")}
        for column in children(interaction, "simpleMatchSet")
    ]
    if len(columns) != 2:
        raise NotGraded("it does not have two columns")
    pairs = _key(name, concrete)
    swapped = [(other, one) for one, other in pairs]
    reason: NotGraded | None = None
    for lefts, rights, key in ((columns[0], columns[1], pairs), (columns[1], columns[0], swapped)):
        try:
            return _matched(name, concrete, lefts, rights, key)
        except NotGraded as why:
            reason = reason or why
    raise reason or NotGraded("its pairs cannot be told")


def read_associate(interaction: Element, concrete: Concrete) -> Body:
    """matching, where the file lets any two of one list be joined: one of each pair stands left, the other right."""
    choices = {choice.get("identifier", ""): choice for choice in children(interaction, "simpleAssociableChoice")}
    name = interaction.get("responseIdentifier", "")
    pairs = _key(name, concrete)
    used = [place for pair in pairs for place in pair]
    if len(set(used)) < len(used):
        raise NotGraded("one of its things belongs to several others")
    # In the order of the file, whichever of the two the key names first.
    order = list(choices)
    pairs = [(one, other) if _at(order, one) < _at(order, other) else (other, one) for one, other in pairs]
    lefts = {one: choices[one] for one, _ in sorted(pairs, key=lambda p: _at(order, p[0])) if one in choices}
    rights = {place: choice for place, choice in choices.items() if place not in lefts}
    concrete.remarks.add("columns")
    return _matched(name, concrete, lefts, rights, pairs)


def read_gap_match(interaction: Element, concrete: Concrete, first_gap: int = 1) -> list[Body]:
    """The gaps of a text that words are drawn into, as gaps with those words to choose from.

    Each is marked `[[n]]` in the text, from `first_gap` on.
    """
    name = interaction.get("responseIdentifier", "")
    if first(interaction, "gapImg") is not None:
        raise NotGraded("pictures are to be drawn into its gaps")
    words = {each.get("identifier", ""): listable(each) for each in children(interaction, "gapText")}
    places = list(inside(interaction, "gap"))
    partner = {gap: word for word, gap in _key(name, concrete) if word in words}
    if not places or any(gap.get("identifier", "") not in partner for gap in places):
        raise NotGraded("the file does not say what belongs into each gap")
    right = [f"{partner[gap.get('identifier', '')]} {gap.get('identifier', '')}" for gap in places]
    gains = _gains(name, concrete, right)[0]
    gaps: list[Body] = []
    for mark, (gap, gain) in enumerate(zip(places, gains, strict=True), first_gap):
        answer = words[partner[gap.get("identifier", "")]]
        gaps.append({"choices": list(dict.fromkeys(words.values())), "answer": answer, "weight": gain})
        put_in_place(gap, f"[[{mark}]]")
    for each in children(interaction, "gapText"):
        put_in_place(each)
    return gaps


def read_inline_choice(interaction: Element, concrete: Concrete) -> Body:
    """A gap with choices. `credit` where a choice earns a part, or something is said to it; `weight` is left alone."""
    name = interaction.get("responseIdentifier", "")
    choices = children(interaction, "inlineChoice", "simpleChoice")
    texts = {each.get("identifier", ""): listable(each) for each in choices}
    marking = concrete.marking
    points = {place: marking.worth(name, marking.response(name, [place])) for place in texts}
    stated = [as_text(value) for value in listed(concrete.scope.correct.get(name)) if as_text(value) in texts]
    nothing = marking.worth(name, None)
    best = max(points.values(), default=0.0)
    if not stated and best <= nothing:
        raise NotGraded("the file states no right choice")
    right = stated[0] if stated else max(points, key=points.__getitem__)
    gain = points[right] - nothing
    gap: Body = {"choices": list(texts.values()), "answer": texts[right]}
    credit: list[Body] = []
    for place, text in texts.items():
        fraction = (points[place] - nothing) / gain if gain > 0 else float(place == right)
        entry: Body = {"text": text, "fraction": round(max(-1.0, min(1.0, fraction)), 5)}
        said = marking.said_to(name, marking.response(name, [place]))
        credit.append({**entry, "feedback": said} if said else entry)
    if any("feedback" in entry or NEAR < entry["fraction"] < 1 - NEAR or entry["fraction"] < -NEAR for entry in credit):
        gap["credit"] = credit
    return {**gap, "weight": gain}


def _key(name: str, concrete: Concrete) -> list[tuple[str, str]]:
    """The pairs that belong together: as the file states, else those that its mapping pays for."""
    stated = [as_text(value) for value in listed(concrete.scope.correct.get(name))]
    declaration = concrete.scope.declared.get(name)
    mapping = None if declaration is None else first(declaration, "mapping")
    if not stated and mapping is not None:
        entries = [(number(e.get("mappedValue", "")) or 0, e.get("mapKey", "")) for e in children(mapping, "mapEntry")]
        stated = [pair for worth, pair in sorted(entries, key=lambda e: -e[0]) if worth > 0]
    pairs = [(words[0], words[1]) for pair in stated if len(words := pair.split()) == 2]
    if not pairs:
        raise NotGraded("the file states no right pairs")
    return list(dict.fromkeys(pairs))


def _matched(
    name: str,
    concrete: Concrete,
    lefts: Mapping[str, Element],
    rights: Mapping[str, Element],
    key: list[tuple[str, str]],
) -> Body:
    partner = dict(key)
    if len(partner) < len(key):
        raise NotGraded("some of its things have several partners")
    if set(partner) != set(lefts) or not set(partner.values()) <= set(rights):
        raise NotGraded("some of its things have no partner")
    if not all(inner_html(left) for left in lefts.values()):
        raise NotGraded("one of its things is empty")
    if len(lefts) < 2:
        raise NotGraded("it has only one pair")
    texts = {place: listable(choice) for place, choice in rights.items()}
    if len(set(texts.values())) < len(texts):
        raise NotGraded("two of its choices read the same")
    body: Body = {
        "type": "matching",
        "pairs": [{"left": inner_html(left), "right": texts[partner[place]]} for place, left in lefts.items()],
    }
    unused = [text for place, text in texts.items() if place not in partner.values()]
    if unused:
        body["distractors"] = unused
    correct = [as_text(value) for value in listed(concrete.scope.correct.get(name))]
    _look_at_weights(name, concrete, correct or [f"{one} {other}" for one, other in key])
    wrong = concrete.marking.said_to(name, concrete.marking.response(name, correct[:1]))
    return {**body, "feedback": wrong} if wrong else body


def _look_at_weights(name: str, concrete: Concrete, pairs: list[str]) -> None:
    """Looks whether each pair earns the same by itself, as it will here."""
    gains, full = _gains(name, concrete, pairs)
    if in_parts(concrete, gains, full) and max(gains) - min(gains) > NEAR:
        concrete.remarks.add("weights")


def _gains(name: str, concrete: Concrete, pairs: list[str]) -> tuple[list[float], float]:
    """What each pair adds to the points when the others are right, and the points of all."""
    marking = concrete.marking
    full = marking.worth(name, marking.response(name, pairs))
    without = [[pair for pair in pairs if pair != left_out] for left_out in pairs]
    return [full - marking.worth(name, marking.response(name, rest)) for rest in without], full


def _at(order: list[str], place: str) -> int:
    return order.index(place) if place in order else len(order)
