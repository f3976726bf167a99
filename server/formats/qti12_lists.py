"""Putting together and putting in order: matching, sorting into categories, ordering, a jumbled sentence."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from server.formats.gift_text import words
from server.formats.qti12_choices import comments, keyed
from server.formats.qti12_places import Label, Place
from server.formats.qti12_scoring import Rule
from server.formats.qti12_source import Made, Mending, Source
from server.formats.qti12_texts import is_empty, plain_words
from server.formats.skipped import Unreadable

NOWHERE = "—"
"""the category of what belongs to none"""


def make_matching(source: Source) -> Made:
    """Pairs and distractors. Right sides are plain words, since a list to choose from shows nothing else.

    A single pair becomes a choice. Unreadable when a side has neither words nor a described picture.
    """
    mendings: list[Mending] = []
    pairs: list[dict[str, str]] = []
    offered: dict[str, None] = {}
    together = _pairs_of(source)
    if together:
        pairs = [{"left": left.html, "right": plain_words(right.html)} for left, right in together]
        lefts, rights = {left.ident for left, _ in together}, {right.ident for _, right in together}
        others = [label for place in source.places for label in place.labels if label.ident not in lefts | rights]
        offered = dict.fromkeys(text for label in others if (text := plain_words(label.html)))
    for place in () if together else source.places:
        texts = _right_texts(source, place)
        offered |= dict.fromkeys(text for text in texts.values() if text)
        shares = keyed(source, place)
        best = max(shares, key=lambda ident: shares[ident], default="")
        left = place.text
        if is_empty(left):
            continue  # a right side without a left one is there to distract
        if not best or shares[best] <= 0:
            found = f"Nothing is said to belong to “{words(left)[:60]}”."
            mendings.append(Mending(found, "That line was left out."))
        elif not texts[best]:
            raise Unreadable(f"what belongs to “{words(left)[:60]}” has no words that a list could show")
        else:
            pairs.append({"left": left, "right": texts[best]})
    used = {pair["right"] for pair in pairs}
    distractors = [text for text in offered if text not in used]
    if not pairs:
        raise Unreadable("no two things are said to belong together")
    if len(pairs) == 1:
        return _as_choice(source, pairs[0], distractors, mendings)
    body: dict[str, Any] = {"pairs": pairs}
    if distractors:
        body["distractors"] = distractors
    return Made("matching", body | comments(source), mendings)


def make_categories(source: Source) -> Made:
    """Things to sort into categories, as pairs of thing and category."""
    mendings: list[Mending] = []
    things: dict[str, str] = {}
    belongs: dict[str, str] = {}
    for place in source.places:
        name = plain_words(place.text)
        if not name:
            raise Unreadable("one of its categories has no name")
        things |= {label.ident: label.html for label in place.labels if not is_empty(label.html)}
        for rule in source.scoring.about(place.ident):
            if source.scoring.worth(rule) > 0:
                for leaf in rule.wanted:
                    if leaf.response == place.ident and leaf.value in things:
                        belongs.setdefault(leaf.value, name)
    if not belongs:
        raise Unreadable("nothing is said to belong to its categories")
    pairs = [{"left": text, "right": belongs.get(ident, NOWHERE)} for ident, text in things.items()]
    if len(belongs) < len(things):
        found = f"{len(things) - len(belongs)} of the things to sort belong to no category."
        mendings.append(Mending(found, f"They belong to “{NOWHERE}” here, which can be chosen like a category."))
    names = dict.fromkeys(plain_words(place.text) for place in source.places)
    used = {pair["right"] for pair in pairs}
    body: dict[str, Any] = {"pairs": pairs}
    if len(names.keys() - used) > 0:
        body["distractors"] = [name for name in names if name not in used]
    return Made("matching", body | comments(source), mendings)


def make_ordering(source: Source) -> Made:
    """Things in their right order. Unreadable when the file gives an order for fewer than all of them."""
    place = source.places[0]
    order = _order_of(source, place)
    sequence = [label.html for ident in order if (label := place.label(ident)) is not None]
    if len(sequence) < 2 or len(sequence) < len(place.labels) or any(map(is_empty, sequence)):
        raise Unreadable("it does not say in which order all of its parts come")
    return Made("ordering", {"sequence": sequence} | comments(source))


def make_jumbled(source: Source) -> Made:
    """A sentence whose words are to be put into its gaps: each gap offers all of them."""
    place = source.places[0]
    order = _order_of(source, place)
    choices = list(dict.fromkeys(plain_words(label.html) for label in place.labels))
    text, gaps = "", list[dict[str, Any]]()
    for part in place.parts:
        if isinstance(part, str):
            text += f" {part} "
        elif len(gaps) < len(order):
            label = place.label(order[len(gaps)])
            gaps.append({"choices": choices, "answer": plain_words(label.html if label else "")})
            text += f"[[{len(gaps)}]]"
    if not gaps or not all(gap["answer"] for gap in gaps):
        raise Unreadable("it does not say which word belongs into each gap")
    prompt = f"{source.prompt}<p>{' '.join(text.split())}</p>"
    return Made("cloze", {"prompt": prompt, "gaps": gaps} | comments(source))


def _order_of(source: Source, place: Place) -> list[str]:
    """The names of the labels in their right order: as the best condition lists them, or by its numbers."""
    rules = source.scoring.paying() or source.scoring.about(place.ident)
    if len(placed := _one_by_one(rules, place)) == len(place.labels):
        return placed
    for rule in rules:
        leaves = [leaf for leaf in rule.wanted if leaf.response == place.ident and place.label(leaf.value)]
        if leaves:
            numbers = [leaf.attributes.get("index", "") for leaf in leaves]
            if all(number.isdecimal() and len(number) < 6 for number in numbers):
                leaves = [leaf for _, leaf in sorted(zip(map(int, numbers), leaves, strict=True), key=lambda x: x[0])]
            return list(dict.fromkeys(leaf.value for leaf in leaves))
    return []


def _one_by_one(rules: Sequence[Rule], place: Place) -> list[str]:
    """The order where each thing has a condition of its own, with its number; empty where they are not all so."""
    leaves = [rule.wanted[0] for rule in rules if rule.size == 1 and rule.wanted]
    numbers = {leaf.attributes.get("index", ""): leaf.value for leaf in leaves if place.label(leaf.value)}
    if not all(number.isdecimal() and len(number) < 6 for number in numbers):
        return []
    return list(dict.fromkeys(numbers[number] for number in sorted(numbers, key=int)))


def _pairs_of(source: Source) -> list[tuple[Label, Label]]:
    """Pairs of two labels at one place: `A,X` says that what is called A belongs to X."""
    found = []
    for place in source.places:
        for rule in source.scoring.paying():
            for leaf in rule.wanted:
                left, comma, right = leaf.value.partition(",")
                labels = place.label(left.strip()), place.label(right.strip())
                if leaf.response == place.ident and comma and labels[0] is not None and labels[1] is not None:
                    found.append((labels[0], labels[1]))
    return found


def _right_texts(source: Source, place: Place) -> dict[str, str]:
    """What each label reads; Blackboard keeps the texts in a list apart, in the labels' order."""

    def text(number: int, label: Label) -> str:
        apart = source.rights[number] if number < len(source.rights) else ""
        return plain_words(apart if is_empty(label.html) else label.html)

    return {label.ident: text(number, label) for number, label in enumerate(place.labels)}


def _as_choice(source: Source, pair: dict[str, str], distractors: list[str], mendings: list[Mending]) -> Made:
    if not distractors:
        raise Unreadable("it has one pair and nothing else to choose from")
    found = "It has only one pair."
    mendings.append(Mending(found, "It was read as a question with one right answer."))
    options: list[dict[str, Any]] = [{"text": html.escape(pair["right"], quote=False), "correct": True}]
    options += [{"text": html.escape(text, quote=False)} for text in distractors]
    return Made("single_choice", {"prompt": f"{source.prompt}<p>{pair['left']}</p>", "options": options}, mendings)
