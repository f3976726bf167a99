"""The part of a GIFT question between its braces, read into a native item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from server.formats.gift_numbers import numeric_body, range_of, reads_commas
from server.formats.gift_text import plain, shown, split_format
from server.formats.questions import Doubt
from server.formats.skipped import Unreadable
from server.formats.unkeyed import NO_KEY

Body = dict[str, Any]
ESSAY_RUBRIC = {"points": 1, "text": "answers the question fully"}
"""GIFT has no rubric; a teacher who reads essays may replace this line"""
MOST_ANSWERS = 1000
_WEIGHT = re.compile(r"\s*%\s*([-+]?\d+(?:[.,]\d+)?)\s*%")
_COMPARED = re.compile(r"[<>!=]=|=[=>]| = ")
_ORDER = re.compile(r">[ \t]*\d*(?:[ \t]+\w+)*[ \t]*\n")
"""`>3 ALL VERTICAL`: how Moodle's ordering questions begin, each thing to put in order on a line of its own"""
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass
class Answer:
    """One `=` or `~` of the block: its text (still with stand-ins), its share of the points, and what to say to it."""

    text: str
    fraction: float
    feedback: str
    right: bool
    """it began with `=`"""
    weight: str = ""
    """its share as it stands there: `%50%`"""


@dataclass
class Read:
    """What an answer block became: the type, the keys it adds to the item, and what was doubtful in it."""

    type: str
    body: Body
    doubts: list[Doubt] = field(default_factory=list)


def read_answers(block: str, form: str) -> Read:
    """Recognises the kind of a block by its signs, as GIFT does, and reads it. Unreadable when it makes no sense."""
    block = block.strip()
    if block.count("~") + block.count("=") > MOST_ANSWERS:
        raise Unreadable(f"it has more than {MOST_ANSWERS} answers")
    if not block:
        return Read("essay", {"rubric": [dict(ESSAY_RUBRIC)]})
    if block.startswith("#"):
        return _numeric(block[1:], form)
    if order := _ORDER.match(block):
        return _order(block[order.end() :], form)
    if "~" in block:
        return _choices(block, form)
    if "=" in block and "->" in block and not re.match(r"(?:T|TRUE|F|FALSE)\s*#", block):
        return _matching(block, form)
    return _truth(block, form) or _short(block, form)


def options_of(answers: Sequence[tuple[str, float, str]], several: bool) -> list[Body]:
    """Choices as a native item has them, from (HTML, share of the points, HTML said to it)."""
    options: list[Body] = []
    for text, fraction, feedback in answers:
        option: Body = {"text": text}
        # Of several right ones in a question with one tick, the first is *the* key; the others earn as much.
        if fraction > 0 if several else fraction >= 1 and not any(other.get("correct") for other in options):
            option["correct"] = True
        if fraction != float(bool(option.get("correct"))) or (several and fraction):
            option["fraction"] = round(fraction, 5)
        if feedback:
            option["feedback"] = feedback
        options.append(option)
    return options


def split_answers(block: str) -> tuple[list[Answer], list[Doubt]]:
    """The answers of a block, in order, and what had to be mended."""
    doubts: list[Doubt] = []
    starts = _starts(block, doubts)
    answers = []
    unsigned = block[: starts[0][0]] if starts else ""
    if re.search(r"\w", plain(unsigned)):
        # The author forgot its “~”; Moodle, too, takes it for a wrong choice.
        answers.append(_answer(unsigned, False))
    for place, (begin, sign) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(block)
        text = block[begin + 1 : end]
        if sign == "~" and not text.strip() and place + 1 < len(starts) and starts[place + 1][1] == "=":
            doubts.append(Doubt("“~=” marks one choice as wrong and right at once.", "It was read as a right answer."))
            continue
        answers.append(_answer(text, sign == "="))
        if answers[-1].weight and sign == "=":
            doubts.append(Doubt("Behind “=” stands how much the answer is worth.", "It is no part of the text."))
    return answers, list(dict.fromkeys(doubts + _odd_shares(answers)))


def _odd_shares(answers: Sequence[Answer]) -> list[Doubt]:
    odd = [answer.weight for answer in answers if re.search(r"[\s,+]", answer.weight)]
    return [Doubt(f"“{odd[0]}” is an odd way to say how much an answer is worth.", "It was read so.")] if odd else []


def _starts(block: str, doubts: list[Doubt]) -> list[tuple[int, str]]:
    """Where each answer begins. An `=` in a word or of a comparison is text when the others have their own lines."""
    hits = [(hit.start(), hit[0]) for hit in re.finditer("[~=]", block)]
    own_line = [place for place, _ in hits if not block[:place].rpartition("\n")[2].strip(" \t~")]
    right_on_own_line = any(block[place] == "=" for place in own_line)
    kept = []
    for place, sign in hits:
        inside_word = place > 0 and not block[place - 1].isspace() and block[place - 1] != "~"
        compared = _COMPARED.search(block, max(0, place - 1), place + 2) is not None
        inside = (inside_word or compared) and place not in own_line
        if sign == "=" and inside and right_on_own_line and len(own_line) >= 3:
            doubts.append(Doubt("An “=” stands inside an answer.", "It was read as part of its text."))
            continue
        kept.append((place, sign))
    return kept


def _answer(text: str, right: bool) -> Answer:
    text, feedback = _with_feedback(text)
    fraction = 1.0 if right else 0.0
    weight = _WEIGHT.match(text)
    if weight:
        fraction = max(-1.0, min(1.0, float(weight[1].replace(",", ".")) / 100))
        text = text[weight.end() :]
    return Answer(text, fraction, feedback, right, weight[0].strip() if weight else "")


def _with_feedback(text: str) -> tuple[str, str]:
    before, _, after = text.partition("#")
    return before, after


def bare(text: str) -> str:
    """A text to compare an answer with: without its format mark."""
    return plain(split_format(text, "")[0])


def _choices(block: str, form: str) -> Read:
    answers, doubts = split_answers(block)
    # `=%50%a =%50%b` are two of several right ones, though only `~` may say so.
    partly = sum(answer.right and 0 < answer.fraction < 1 for answer in answers)
    several = not any(answer.right and (answer.fraction >= 1 or partly < 2) for answer in answers)
    options = options_of([(shown(a.text, form), a.fraction, shown(a.feedback, form)) for a in answers], several)
    if any(not option["text"] for option in options):
        doubts.append(Doubt("A choice is empty.", "It was left out."))
        options = [option for option in options if option["text"]]
    if len(options) < 2:
        raise Unreadable("there is only one choice")
    rights = sum(option.get("fraction", float(bool(option.get("correct")))) >= 1 for option in options)
    if not any(option.get("correct") for option in options):
        doubts.append(NO_KEY)
    elif not several and rights > 1:
        doubts.append(Doubt(f"{rights} choices are marked right.", "Each of them alone earns all the points."))
    elif several and abs((sum(100 * max(answer.fraction, 0) for answer in answers)) - 100) > 2:
        total = sum(100 * max(answer.fraction, 0) for answer in answers)
        doubts.append(Doubt(f"The shares of the right choices add up to {total:g} %.", "They were kept as they are."))
    return Read("multiple_choice" if several else "single_choice", {"options": options}, doubts)


def _matching(block: str, form: str) -> Read:
    pieces = [piece for piece in block.split("=") if piece.strip()]
    pairs: list[Body] = []
    distractors: list[str] = []
    doubts: list[Doubt] = []
    if not all("->" in piece for piece in pieces):
        lines = [piece for piece in re.split(r"(?:\A|\n)[ \t]*=", block) if piece.strip()]
        if len(lines) > 1 and all("->" in piece for piece in lines):
            pieces = lines
            doubts.append(Doubt("An “=” stands inside a pair.", "It was read as part of its text."))
    for piece in pieces:
        if "->" not in piece:
            raise Unreadable(f"“{bare(piece)[:40]}” has no “->” to its partner")
        left, _, right = piece.partition("->")
        right, feedback = _with_feedback(right)
        if feedback.strip():
            doubts.append(Doubt("A comment after “#” stands in a pair.", "It was left out: a pair has none."))
        if left.strip():
            pairs.append({"left": shown(left, form), "right": bare(right)})
        elif bare(right):
            distractors.append(bare(right))
    if len(pairs) < 2:
        raise Unreadable("a matching question needs two pairs")
    if any(not pair["right"] for pair in pairs):
        raise Unreadable("a pair has nothing after its “->”")
    body: Body = {"pairs": pairs}
    if distractors:
        body["distractors"] = distractors
    return Read("matching", body, list(dict.fromkeys(doubts)))


def _order(block: str, form: str) -> Read:
    """The lines of an ordering question; how many of them Moodle shows, and how it counts, is left aside."""
    sequence = [shown(line, form) for line in block.split("\n") if line.strip()]
    if len(sequence) < 2:
        raise Unreadable("there are fewer than two things to put in order")
    doubt = Doubt("A question begins with “>”.", "It was read as lines to put in order, as Moodle does since 4.4.")
    return Read("ordering", {"sequence": sequence}, [doubt])


def _truth(block: str, form: str) -> Read | None:
    word, *comments = block.split("#")
    word = word.strip()
    if word.upper() not in TRUTH:
        return None
    doubts = [] if word.isupper() else [Doubt(f"“{word}” is not in capitals.", "It was read as true or false.")]
    return Read("true_false", truth_body(word, comments, form), doubts)


def truth_body(word: str, comments: Sequence[str], form: str) -> Body:
    """The keys of a true-or-false item from its word and the comments behind it: on a wrong answer, on a right one."""
    body: Body = {"correct": TRUTH[word.upper()]}
    for key, comment in zip(("feedback", "feedback_right"), comments, strict=False):
        if comment.strip():
            body[key] = shown(comment, form)
    return body


def _short(block: str, form: str) -> Read:
    answers = [_answer(piece, True) for piece in block.split("=") if piece.strip()]
    listed = [(bare(a.text), a.fraction, shown(a.feedback, form)) for a in answers]
    body = short_body([answer for answer in listed if answer[0]])
    if not body["answers"]:
        raise Unreadable("no answer is worth anything")
    doubts = [*_best(a.fraction for a in answers), *_odd_shares(answers)]
    if any("\n" in text for text in body["answers"]):
        doubts.append(Doubt("An answer runs over several lines: nobody can type it.", "It was kept as it is."))
    if "*" in body["answers"]:
        doubts.append(Doubt("“*” stands for anything, and it is a right answer.", "Whatever is typed is right."))
    return Read("short_text", body, doubts)


def _best(fractions: Iterable[float]) -> list[Doubt]:
    best = max(fractions, default=1.0)
    if best >= 1:
        return []
    return [Doubt("No answer is worth all the points.", f"The best one earns {100 * best:g} %, as the file says.")]


def short_body(answers: Sequence[tuple[str, float, str]]) -> Body:
    """The keys of a short-text item from (text, share of the points, HTML said to it)."""
    credit: list[Body] = [
        {"text": text, "fraction": round(fraction, 5), **({"feedback": feedback} if feedback else {})}
        for text, fraction, feedback in answers
    ]
    best = max((entry["fraction"] for entry in credit), default=0.0)
    right = [entry["text"] for entry in credit if entry["fraction"] >= best > 0]
    body: Body = {"answers": right}
    if best < 1 or len(right) < len(credit) or any("feedback" in entry for entry in credit):
        body["credit"] = credit
    if any("*" in entry["text"] for entry in credit):
        body["wildcards"] = True
    return body


def _numeric(block: str, form: str) -> Read:
    """`3.14:0.01`, `3..4`, or a list of answers with their shares. A decimal comma is read as one."""
    if "=" in block or "~" in block:
        answers = [_answer(piece[1:], piece[0] == "=") for piece in re.findall(r"[=~][^=~]*", "=" + block.lstrip())]
        answers = [a for a in answers if not a.right or a.text.strip() or a.feedback.strip()]
    else:
        answers = [_answer(block, True)]
    doubts: list[Doubt] = _odd_shares(answers)
    commas = reads_commas([answer.text for answer in answers])
    credit: list[Body] = []
    for answer in answers:
        text = bare(answer.text)
        entry: Body = {"value": "*", "tolerance": "0" if answer.right else "", "fraction": round(answer.fraction, 5)}
        # What stands behind “~” is often no number, but a word for all the wrong ones.
        if text not in ("", "*") and (answer.right or re.match(r"[-+−]?[.,]?\d", text)):
            entry["value"], entry["tolerance"] = range_of(text, doubts)
        if answer.feedback.strip():
            entry["feedback"] = shown(answer.feedback, form)
        credit.append(entry)
    if any(entry["value"] != "*" and not answer.right for entry, answer in zip(credit, answers, strict=True)):
        doubts.append(Doubt("A wrong number is listed.", "What is said to it is said to that number alone."))
    body = numeric_body(credit)
    if not body:
        raise Unreadable("no number is given as the right answer")
    doubts += _best(entry["fraction"] for entry in credit if entry["value"] != "*")
    if commas:
        doubts.append(Doubt("A number has a decimal comma.", f"It was read as {body['answer']}."))
    if Decimal(body["tolerance"]) == 0:
        doubts.append(Doubt("No tolerance is given.", f"Only exactly {body['answer']} is right."))
    return Read("numeric", body, list(dict.fromkeys(doubts)))
