"""Texts with gaps in Moodle XML: answers embedded in the text, words to select or drag, and gapfill's brackets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from server.formats.gift_text import words
from server.formats.moodle_xml_numbers import MOST_ANSWERS, answers_of
from server.formats.moodle_xml_texts import AS_READ, Body, Source, Ungradable, decimal, inner, on_a_line, value

MOST_GAPS = 200
_WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_CHOICES = {"MULTICHOICE", "MC"} | {f"MC{way}" for way in ("V", "H", "S", "VS", "HS")}
_CHOICES |= {f"MULTICHOICE_{way}" for way in ("V", "H", "S", "VS", "HS")}
_TICKS = {"MULTIRESPONSE", "MR"} | {f"MR{way}" for way in ("H", "S", "HS")}
_TICKS |= {f"MULTIRESPONSE_{way}" for way in ("H", "S", "HS")}
_PATTERNS = {"REGEXP", "RX", "REGEXP_C", "RXC"}
_NAMES = "|".join(sorted(_WORDS | _NUMBERS | _CHOICES | _TICKS | _PATTERNS, key=len, reverse=True))
# An answer never reaches into the next gap: that also keeps the search short on hostile text.
_GAP = re.compile(
    rf"\{{\s*(\d{{0,3}})\s*:\s*({_NAMES})\s*:?((?:\\.|\{{(?!\s*\d*\s*:\s*[A-Z])|[^\\{{}}])*)\}}",
    re.DOTALL | re.IGNORECASE,
)
_SHARE = re.compile(r"%\s*(-?\d{1,3}(?:[.,]\d{1,7})?)\s*%")
_ESCAPED = re.compile(r"\\([}~#\"=/{%])")
_PLACE = re.compile(r"\[\[(\d{1,4})\]\]")
TICKED, BLANK = "☑", "☐"


def cloze(source: Source) -> Body:
    """multianswer: a prompt with `[[1]]`, `[[2]]` and a gap for each `{1:TYPE:…}` in the text.

    A list to tick becomes one gap for each line of it. Ungradable when a gap has no answer that a screen can check.
    """
    text = _without_places(source.text("questiontext"))
    body = _with_gaps(source, text, small_letters=True)
    if not body["gaps"]:
        source.doubt("It is a text with gaps, and has none.", "It was read as a description.")
        return {"type": "description"}
    small = next((hit[2] for hit in _GAP.finditer(text) if not hit[2].isupper()), "")
    if small:
        found, done = f"A gap names its kind in small letters ({small}).", "It was read as a gap all the same."
        unread = _with_gaps(replace(source, doubts=[]), text, small_letters=False)
        source.doubt(found, done, unread if unread["gaps"] else None)
    return body


def _with_gaps(source: Source, text: str, small_letters: bool) -> Body:
    """The text with its gaps; `small_letters` says whether one whose kind is in small letters is a gap or text."""
    gaps: list[Body] = []

    def put(hit: re.Match[str]) -> str:
        kind = hit[2].upper()
        if kind != hit[2] and not small_letters:
            return hit[0]
        if len(gaps) >= MOST_GAPS:
            raise Ungradable(f"it has more than {MOST_GAPS} gaps")
        weight = int(hit[1] or 1) or 1
        if kind in _TICKS:
            return _to_tick(source, hit[3], weight, gaps)
        gap = _gap(source, kind, hit[3])
        gaps.append({**gap, "weight": weight} if weight != 1 else gap)
        return f"[[{len(gaps)}]]"

    prompt = _GAP.sub(put, text)
    return {"type": "cloze", "prompt": prompt, "gaps": gaps}


def _without_places(text: str) -> str:
    """A text that shows `[[1]]` itself, so that it is not taken for a gap of ours."""
    return _PLACE.sub(r"[&#91;\1]]", text)


def _alternatives(written: str) -> list[Body]:
    """The alternatives between `~`, with text, fraction and feedback. An `=` is worth all, nothing is worth nothing."""
    found: list[Body] = []
    pieces = re.split(r"(?<!\\)~", written)
    if len(pieces) > MOST_ANSWERS:
        raise Ungradable(f"a gap has more than {MOST_ANSWERS} answers")
    for piece in pieces:
        text, _, said = (part.strip() for part in _parted(piece))
        share = 0.0
        if text.startswith("="):
            text, share = text[1:].lstrip(), 1.0
        if weight := _SHARE.match(text):
            share = max(-1.0, min(1.0, float(weight[1].replace(",", ".")) / 100))
            text = text[weight.end() :]
        text = _plain(text)
        if text:
            said = _ESCAPED.sub(r"\1", said)
            found.append({"text": text, "fraction": round(share, 7), **({"feedback": said} if said else {})})
    return found


def _parted(piece: str) -> tuple[str, str, str]:
    # A "#" behind "&" belongs to a character's number, as in "&#39;".
    hit = re.search(r"(?<![\\&])#", piece)
    return (piece, "", "") if hit is None else (piece[: hit.start()], "#", piece[hit.end() :])


def _plain(text: str) -> str:
    return on_a_line(_ESCAPED.sub(r"\1", text))


def _gap(source: Source, kind: str, written: str) -> Body:
    found = _alternatives(written)
    best = max((entry["fraction"] for entry in found), default=0.0)
    if best <= 0:
        raise Ungradable("a gap of it has no right answer")
    if best < 1:
        done = f"The best one earns {100 * best:g} %, as the file says."
        source.doubt("No answer of a gap is worth all.", done, AS_READ)
    if kind in _NUMBERS:
        return _number(found, best)
    wild = kind in _WORDS and any("*" in entry["text"].replace("\\*", "") for entry in found)
    if kind in _WORDS and not wild:
        found = [{**entry, "text": entry["text"].replace("\\*", "*")} for entry in found]
    right = [entry["text"] for entry in found if entry["fraction"] >= best]
    said = len(right) < len(found) or best < 1 or any("feedback" in entry for entry in found)
    gap: Body = {"answer": right[0]}
    if kind in _CHOICES:
        gap = {"choices": list(dict.fromkeys(entry["text"] for entry in found)), **gap}
        said = any(entry["fraction"] not in (0.0, 1.0) or "feedback" in entry for entry in found)
    if kind in _PATTERNS:
        source.doubt("A gap gives its answers as patterns.", f"Only “{right[0][:40]}” is taken for right there.")
        return gap
    if right[1:]:
        gap["accept"] = list(dict.fromkeys(right[1:]))
    if said:
        gap["credit"] = found
    if kind.endswith("C") and kind not in _CHOICES:
        gap["case"] = True
    if wild:
        gap["wildcards"] = True
    return gap


def _number(found: list[Body], best: float) -> Body:
    credit: list[Body] = []
    for entry in found:
        text, _, near = entry["text"].partition(":")
        exact, tolerance = decimal(text), decimal(near)
        if text.strip() != "*" and (exact is None or (near.strip() and tolerance is None)):
            raise Ungradable(f"a gap wants a number, and “{entry['text'][:40]}” is none")
        value = "*" if exact is None else f"{exact:f}"
        credit.append({**entry, "text": value, "tolerance": f"{abs(tolerance or Decimal(0)):f}"})
    right = [entry for entry in credit if entry["fraction"] >= best and entry["text"] != "*"]
    if not right:
        raise Ungradable("a gap has no right number")
    gap: Body = {"answer": right[0]["text"], "numeric": True, "tolerance": right[0]["tolerance"]}
    if len(credit) > 1 or "feedback" in credit[0] or best < 1:
        gap["credit"] = credit
    return gap


def _to_tick(source: Source, written: str, weight: int, gaps: list[Body]) -> str:
    found = _alternatives(written)
    rights = [entry for entry in found if entry["fraction"] > 0]
    if not rights:
        raise Ungradable("a gap of it has no right answer")
    lines = []
    for entry in found:
        right = TICKED if entry["fraction"] > 0 else BLANK
        share = round(weight / len(found), 4)
        gaps.append({"choices": [TICKED, BLANK], "answer": right, "weight": share})
        text = entry["text"].replace("<", "&lt;")
        lines.append(f"[[{len(gaps)}]] {text}")
    source.doubt("A gap is a list to tick.", f"Each line of it became a gap to choose {TICKED} or {BLANK} in.")
    return "<br>" + "<br>".join(lines) + "<br>"


def selected(source: Source) -> Body:
    """gapselect and ddwtos: `[[2]]` in the text stands for the second word, chosen among those of its group."""
    listed = [*source.all("selectoption"), *source.all("dragbox")]
    if len(listed) > MOST_ANSWERS:
        raise Ungradable(f"it has more than {MOST_ANSWERS} choices")
    options = [(words(inner(option)), _group(option)) for option in listed]
    gaps: list[Body] = []

    def put(hit: re.Match[str]) -> str:
        place = int(hit[1]) - 1
        if not 0 <= place < len(options) or not options[place][0]:
            raise Ungradable(f"the text asks for choice {hit[1]}, which is not there")
        if len(gaps) >= MOST_GAPS:
            raise Ungradable(f"it has more than {MOST_GAPS} gaps")
        answer, group = options[place]
        offered = dict.fromkeys(text for text, other in options if other == group and text)
        gaps.append({"choices": list(offered), "answer": answer})
        return f"[[{len(gaps)}]]"

    prompt = _PLACE.sub(put, source.text("questiontext"))
    if not gaps:
        raise Ungradable("its text has no gap")
    return {"type": "cloze", "prompt": prompt, "gaps": gaps}


def _group(option: etree._Element) -> str:
    return value(option, "group") or value(option, "draggroup") or "1"


def gapfill(source: Source) -> Body:
    """gapfill: `[cat|dog]` in the text is a gap; other words of the file are wrong ones to choose from."""
    signs = source.value("delimitchars", "[]")
    if len(signs) != 2:
        raise Ungradable("it does not say what its gaps are written in")
    opening, closing = re.escape(signs[0]), re.escape(signs[1])
    wrong = [words(inner(answer)) for answer, share in answers_of(source) if share <= 0]
    text = source.text("questiontext")
    found = [
        [part for part in (words(piece).strip() for piece in written.split("|")) if part]
        for written in re.findall(f"{opening}([^{opening}{closing}]*){closing}", text)
    ]
    if not found or not all(found) or len(found) > MOST_GAPS:
        raise Ungradable("its text has no gap" if not found else "it has an empty gap, or too many")
    offered: list[str] = []
    if source.value("answerdisplay") in ("dragdrop", "dropdown"):
        offered = list(dict.fromkeys([*(part for gap in found for part in gap), *filter(None, wrong)]))
    gaps: list[Body] = []
    for right in found:
        gap: Body = {"choices": offered} if offered else {}
        gap["answer"] = right[0]
        if right[1:]:
            gap["accept"] = list(dict.fromkeys(right[1:]))
        if source.flag("casesensitive"):
            gap["case"] = True
        gaps.append(gap)
    numbers = iter(range(1, len(gaps) + 1))
    prompt = re.sub(f"{opening}[^{opening}{closing}]*{closing}", lambda hit: f"[[{next(numbers)}]]", text)
    return {"type": "cloze", "prompt": prompt, "gaps": gaps}


READERS: dict[str, Callable[[Source], Body]] = {
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": selected,
    "ddwtos": selected,
    "gapfill": gapfill,
}
