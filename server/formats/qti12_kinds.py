"""What type a QTI 1.2 question is: what its file calls it in one of six vocabularies, or else what it looks like."""

from __future__ import annotations

from html import escape
from typing import Literal, get_args

from server.formats.gift_text import words
from server.formats.qti12_places import Label, Place
from server.formats.qti12_source import Source

Kind = Literal[
    "choice", "several", "truth", "short", "blanks", "dropdowns", "matching", "numeric", "formula", "essay", "upload",
    "text", "ordering", "categories", "jumbled", "hotspot", "opinion",
]  # fmt: skip
_FIELDS = (
    "question_type", "cc_profile", "bbmd_questiontype", "wct_questiontype", "respondusapi_qtype", "qmd_itemtype",
    "qmd_questiontype",
)  # fmt: skip
_NAMES: dict[str, Kind] = {
    "multiple choice": "choice", "multichoice": "choice", "wct multiplechoice": "choice", "wct combination": "choice",
    "either/or": "choice", "multiple-choice": "choice",
    "multiple answers": "several", "multiple answer": "several", "multiple response": "several",
    "multiple-response": "several", "multipleresponse": "several",
    "true false": "truth", "true/false": "truth", "truefalse": "truth", "wct truefalse": "truth",
    "short answer": "short", "fill in the blank": "short", "fib": "short", "pattern match": "short",
    "fillinblank": "short", "fib-string": "short", "wct shortanswer": "short", "quiz bowl": "short",
    "fill in multiple blanks": "blanks", "fill in the blank plus": "blanks", "fillinmultiple": "blanks",
    "wct fillintheblank": "blanks",
    "multiple dropdowns": "dropdowns", "jumbled sentence": "dropdowns",
    "matching": "matching", "match": "matching", "wct matching": "matching",
    "numerical": "numeric", "numeric": "numeric", "num": "numeric",
    "calculated": "formula", "wct calculated": "formula",
    "essay": "essay", "short response": "essay", "wct paragraph": "essay",
    "file upload": "upload", "text only": "text", "textinformation": "text", "ordering": "ordering",
    "categorization": "categories", "hot spot": "hotspot", "hotspot": "hotspot", "opinion scale": "opinion",
    "likert": "opinion", "survey": "opinion",
    # Sakai and Brightspace
    "multiple correct answer": "several", "multiple correct": "several", "multi-select": "several",
    "multiple correct single selection": "choice", "short answers/essay": "essay", "long answer": "essay",
    "written response": "essay", "fill in the blanks": "blanks", "multi-short answer": "blanks",
    "arithmetic": "formula", "significant figures": "formula", "fill in numeric": "numeric",
}  # fmt: skip
_SHAPES: dict[Kind, tuple[str, ...]] = {
    "choice": ("lid",), "several": ("lid",), "truth": ("lid",), "opinion": ("lid",), "ordering": ("lid",),
    "categories": ("lid",), "matching": ("lid", "grp"), "hotspot": ("xy",), "numeric": ("str", "num"),
    "short": ("str", "num", "lid"), "dropdowns": ("lid", "grp"),
}  # fmt: skip


def kind_of(source: Source) -> Kind:
    """The type of a question. What the file calls it counts as long as the question has the places for it."""
    looks = _looks_like(source)
    told = told_kind(source)
    if told is None or looks in ("jumbled", "formula"):
        return looks
    if told == "truth" and looks == "choice":
        return "choice"
    needed = _SHAPES.get(told)
    if needed is not None and not any(place.kind in needed for place in source.places):
        return looks
    # One place among words to choose from is a text with a gap, whatever a blank is called.
    if told in ("choice", "short") and looks in ("blanks", "dropdowns", "matching", "ordering"):
        return looks
    if told in ("choice", "several") and looks in ("choice", "several"):
        return told if told == "several" or source.places[0].many != "multiple" else "several"
    return told


def told_kind(source: Source) -> Kind | None:
    """What the file calls the question, if it is a name that we know."""
    for name in _FIELDS:
        written = source.about.get(name, "").lower().replace("_", " ").strip()
        written = written.removeprefix("cc.").removesuffix(".v0p1").removesuffix(".v0p2").removesuffix(" question")
        if written in _NAMES:
            return _NAMES[written]
        bare = written.replace(" ", "")
        if bare in get_args(Kind):
            return bare  # type: ignore[return-value]
        if bare == "multiplechoice":
            return "choice"
    return None


def is_truth(labels: list[Label]) -> bool:
    """Whether these are the two answers of a true-or-false question."""
    return len(labels) == 2 and {words(label.html).lower() for label in labels} == {"true", "false"}


def named_in(source: Source, place: Place) -> str:
    """The name by which the prompt speaks of a place, as in `The sky is [colour]`; "" when it does not."""
    text = source.prompt
    for name in (place.ident.removeprefix("response_"), place.ident, words(place.text), place.ident.strip("[]")):
        if name and (f"[{name}]" in text or f"[{escape(name, quote=False)}]" in text):
            return name
    return ""


def _looks_like(source: Source) -> Kind:
    places = source.places
    if any(True for _ in source.element.iter("{*}calculated", "calculated", "webct:calculated")):
        return "formula"
    if not places:
        answered = any(rule.wanted and rule.wanted[0].response.startswith("[") for rule in source.scoring.rules)
        return "blanks" if answered else "text"
    kinds = {place.kind for place in places}
    if "xy" in kinds:
        return "hotspot"
    if kinds <= {"lid", "grp"}:
        return _choosing(source, places)
    if len(places) > 1 or named_in(source, places[0]):
        return "blanks"
    place = places[0]
    answered = any(leaf.value for rule in source.scoring.about(place.ident) for leaf in rule.wanted)
    if answered and source.parts[-1] is not place:
        return "blanks"  # the sentence goes on behind it
    if place.kind == "num" or place.pattern in ("decimal", "integer"):
        return "numeric"
    return "short" if answered else "essay"


def _choosing(source: Source, places: list[Place]) -> Kind:
    first = places[0]
    if len(places) == 1 and first.many == "ordered":
        texts = [words(part) for part in first.parts if isinstance(part, str)]
        between = any(isinstance(part, Label) for part in first.parts[:-1]) and sum(map(bool, texts)) > 2
        return "jumbled" if between else "ordering"
    if any(named_in(source, place) for place in places):
        same = all(len({words(label.html).casefold() for label in place.labels}) == 1 for place in places)
        return "blanks" if same else "dropdowns"
    if len(places) == 1:
        if first.text and source.prompt and first.kind == "grp":
            return "matching"
        if is_truth(first.labels):
            return "truth"
        return "several" if first.many == "multiple" else "choice"
    if any(place.many == "multiple" for place in places):
        return "categories"
    return "matching" if source.rights or all(place.text for place in places) else "dropdowns"
