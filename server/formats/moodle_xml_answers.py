"""The plain question types of Moodle XML, read into native items: choices, words, pairs, order, essays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from server.formats.gift_answers import ESSAY_RUBRIC
from server.formats.gift_text import words
from server.formats.moodle_xml_numbers import MOST_ANSWERS, answers_of, number, tell_best, with_feedback
from server.formats.moodle_xml_texts import (
    AS_READ,
    Body,
    NoKey,
    Source,
    Ungradable,
    child,
    children,
    decimal,
    inner,
    on_a_line,
)

# A list at the end whose lines begin with points, "(2) says that …": the rubric of whoever wrote it.
_RUBRIC = re.compile(
    r"(?:<ul>(?:\s*<li>\(\d{1,3}\) (?:(?!</?li>).)*</li>)+\s*</ul>|(?:^- \(\d{1,3}\) [^\n]*(?:\n|\Z))+)\s*\Z",
    re.MULTILINE | re.DOTALL,
)
LONGEST_RUBRIC = 20_000
_PARAGRAPH = re.compile(r"\s*<p(?:\s[^<>]*)?>([^<>]*\w[^<>]*)</p>\s*")
_LINE = re.compile(r"(?:<li>|^- )\((\d{1,3})\) (?:((?:(?!</?li>).)*)</li>|([^\n]*))", re.MULTILINE | re.DOTALL)


def choices(source: Source) -> Body:
    """multichoice: one right choice, or several to tick, with what each is worth."""
    found = answers_of(source)
    options: list[Body] = []
    shares: list[float] = []
    for answer, share in found:
        text = source.shown(answer)
        if not text:
            source.doubt("One choice is empty.", "It was left out.")
            continue
        option = with_feedback(source, answer, {"text": text})
        if any(option == other and share == worth for other, worth in zip(options, shares, strict=True)):
            source.doubt("The same choice stands there twice.", "The second was left out.")
            continue
        options.append(option)
        shares.append(share)
    if len(options) < 2:
        raise Ungradable("it has fewer than two choices")
    best = max(shares)
    single = source.flag("single")
    if best <= 0:
        raise NoKey(single is False, options)
    if single is None:
        single = best >= 1
    body: Body = {"type": "single_choice" if single else "multiple_choice", "options": options}
    if source.flag("shuffleanswers") is False:
        body["fixed_order"] = True
    if single:
        _one_right(source, options, shares, best)
    else:
        _several_right(source, options, shares)
    return body


def _one_right(source: Source, options: list[Body], shares: list[float], best: float) -> None:
    right = shares.index(best)
    for place, (option, share) in enumerate(zip(options, shares, strict=True)):
        if place == right:
            option["correct"] = True
        if share != (1.0 if place == right else 0.0):
            option["fraction"] = share
    if best < 1:
        tell_best(source, best)
    elif shares.count(best) > 1:
        source.doubt(
            "Several choices are worth all the points, though only one can be chosen.",
            "Each of them earns all the points; the first is shown as the right one.",
            AS_READ,
        )


def _several_right(source: Source, options: list[Body], shares: list[float]) -> None:
    rights = sum(share > 0 for share in shares)
    less_wrong = "right-less-wrong" in tags_of(source)
    if less_wrong and all(abs(abs(share) - 1 / rights) < 1e-5 for share in shares):
        shares = [float(share > 0) for share in shares]
    elif abs(sum(share for share in shares if share > 0) - 1) > 0.02:
        source.warnings.append("the shares of the right choices do not add up to 100 %")
    for option, share in zip(options, shares, strict=True):
        if share > 0:
            option["correct"] = True
        if share and not (less_wrong and share == 1):
            option["fraction"] = share


def tags_of(source: Source) -> list[str]:
    """The question's tags, each once."""
    holder = child(source.element, "tags")
    found = [] if holder is None else [words(inner(tag)) for tag in children(holder, "tag")]
    return list(dict.fromkeys(tag for tag in found if tag))


def ticks(source: Source) -> Body:
    """oumultiresponse: the right ones to tick, all worth the same."""
    options: list[Body] = []
    for answer, share in answers_of(source):
        if text := source.shown(answer):
            option: Body = {"text": text, "correct": True} if share > 0 else {"text": text}
            options.append(with_feedback(source, answer, option))
        else:
            source.doubt("One choice is empty.", "It was left out.")
    if len(options) < 2:
        raise Ungradable("it has fewer than two choices")
    if not any(option.get("correct") for option in options):
        raise NoKey(True, options)
    fixed = {"fixed_order": True} if source.flag("shuffleanswers") is False else {}
    return {"type": "multiple_choice", "options": options, **fixed}


def truth(source: Source) -> Body:
    """truefalse: which of the two is right, and what is said to either."""
    found = answers_of(source)
    right = next((answer for answer, share in found if share >= 1), None)
    if right is None or len(found) != 2:
        raise Ungradable("it does not say which of true and false is right")
    wrong = next(answer for answer, _ in found if answer is not right)
    word = words(inner(right)).lower()
    # Only files in English call them true and false; the first is always "true".
    correct = {"true": True, "false": False}.get(word, right is found[0][0])
    body: Body = {"type": "true_false", "correct": correct}
    for key, answer in (("feedback", wrong), ("feedback_right", right)):
        if said := source.shown(child(answer, "feedback")):
            body[key] = said
    return body


def short_text(source: Source) -> Body:
    r"""shortanswer: the texts that earn all, those that earn a part, `*` for anything, `\*` for a star."""
    written: list[Body] = []
    credit: list[Body] = []
    for answer, share in answers_of(source):
        text = inner(answer)
        if text:
            written.append(with_feedback(source, answer, {"text": text, "fraction": share}))
            credit.append(written[-1])
        if wrapped := _PARAGRAPH.fullmatch(text):
            credit.append({**written[-1], "text": words(wrapped[1])})
    body = _typed(source, credit)
    if len(credit) > len(written):
        found, done = "An answer stands between “<p>” and “</p>”.", "Without them it is right as well."
        source.doubt(found, done, {"credit": written} | _typed(source, written))
    best = max(entry["fraction"] for entry in written)
    if best < 1:
        tell_best(source, best)
    return body


def _typed(source: Source, credit: list[Body]) -> Body:
    """A short text for which these answers count. Ungradable when none is worth anything."""
    wild = any("*" in entry["text"].replace("\\*", "") for entry in credit)
    if not wild:
        credit = [{**entry, "text": entry["text"].replace("\\*", "*")} for entry in credit]
    best = max((entry["fraction"] for entry in credit), default=0.0)
    if best <= 0:
        raise Ungradable("no answer is worth anything")
    right = [entry["text"] for entry in credit if entry["fraction"] >= best]
    body: Body = {"type": "short_text", "answers": right}
    if best < 1 or len(right) < len(credit) or any("feedback" in entry for entry in credit):
        body["credit"] = credit
    if source.flag("usecase"):
        body["case"] = True
    if wild:
        body["wildcards"] = True
    texts = [entry["text"] for entry in credit]
    if len({_without_accents(text) for text in texts}) < len({text.casefold() for text in texts}):
        # Two of the answers differ in an accent only, so their author cares.
        body["accents"] = True
    return body


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def matching(source: Source) -> Body:
    """matching, match, ddmatch: pairs, and right sides that belong to nothing."""
    pairs: list[Body] = []
    others: list[str] = []
    for pair in source.all("subquestion"):
        answer = child(pair, "answer")
        right = "" if answer is None else inner(answer)
        if answer is not None and (answer.get("format") == "html" or source.type == "ddmatch"):
            if "<img" in right:
                raise Ungradable("its answers are pictures")
            right = words(right) and on_a_line(right)
        elif _PARAGRAPH.fullmatch(right):
            right = words(right)
        left = source.shown(pair)
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            others.append(right)
        elif left:
            source.doubt(f"“{words(left)[:40]}” has no partner.", "It was left out.")
    if len(pairs) < 2 or len(pairs) > MOST_ANSWERS:
        raise Ungradable("it has fewer than two pairs" if len(pairs) < 2 else f"it has more than {MOST_ANSWERS} pairs")
    fixed = {"fixed_order": True} if source.flag("shuffleanswers") is False else {}
    return {"type": "matching", "pairs": pairs, **({"distractors": others} if others else {}), **fixed}


def ordering(source: Source) -> Body:
    """ordering: what comes first, second, third. The "fraction" of each is its place."""
    placed = [(decimal(answer.get("fraction") or ""), source.shown(answer)) for answer in source.all("answer")]
    placed = [(place, text) for place, text in placed if text]
    if not 2 <= len(placed) <= MOST_ANSWERS:
        raise Ungradable("it has fewer than two things to put in order")
    places = [place for place, _ in placed if place is not None]
    if len(set(places)) == len(placed):
        placed.sort(key=lambda pair: pair[0] or Decimal(0))
    if source.value("selecttype").upper() not in ("", "ALL", "0"):
        source.warnings.append("Moodle shows some of the things to put in order; here all are shown")
    return {"type": "ordering", "sequence": [text for _, text in placed]}


def points_of(source: Source) -> int:
    """The points of the question as a whole number, at least 1 and at most 100."""
    written = decimal(source.value("defaultgrade"))
    return 1 if written is None else max(1, min(100, round(written)))


def essay(source: Source) -> Body:
    """essay: read by the teacher; what graders are told is the model answer, unless the file has a general one."""
    body: Body = {"type": "essay", "rubric": [{**ESSAY_RUBRIC, "points": points_of(source)}]}
    info = source.text("graderinfo")
    rubric = _RUBRIC.search(info) if len(info) <= LONGEST_RUBRIC else None
    lines = _LINE.findall(rubric[0]) if rubric else []
    if rubric and sum(int(points) for points, _, _ in lines) == points_of(source):
        body["rubric"] = [{"points": int(points), "text": (one or other).strip()} for points, one, other in lines]
        info = info[: rubric.start()].strip()
    if info:
        body["grader_info" if source.text("generalfeedback") else "solution"] = info
    if template := source.text("responsetemplate"):
        body["template"] = template
    attached = decimal(source.value("attachments")) or 0
    if attached or source.value("responseformat") == "noinline":
        body["upload"] = True
    for key, name in (("least_words", "minwordlimit"), ("most_words", "maxwordlimit")):
        limit = decimal(source.value(name))
        if limit and 0 < limit < 100_000:
            body[key] = int(limit)
    return body


READERS: dict[str, Callable[[Source], Body]] = {
    "multichoice": choices,
    "multichoiceset": ticks,
    "oumultiresponse": ticks,
    "truefalse": truth,
    "shortanswer": short_text,
    "numerical": number,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "pairmatching": matching,
    "ordering": ordering,
    "essay": essay,
    "description": lambda source: {"type": "description"},
}
