"""Imported questions made fit for a bank: mended where they can be, and else left for the teacher to mark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.formats.described import described
from server.formats.questions import Questions, Repair
from server.formats.skipped import Skipped
from server.formats.unkeyed import NO_KEY, choice_kept, names_no_right
from server.mastery.values import Item
from server.mastery.variants import problems_of

Body = dict[str, Any]
LEAST = "0.000000001"
"""how near an answer must come that is exactly 0: with no room at all it would count as a share of nothing"""


def made_sound(read: Questions, name: str) -> Questions:
    """The questions that may go into a bank, with all that was doubtful in them. `name` is the file.

    Of two choices (or pairs) that read the same one is left. What still cannot be graded is kept, for the teacher to
    mark by hand, as `other`. What cannot even be shown is skipped and named. Descriptions stay as they are.
    """
    sound = replace(read, items=[], skipped=list(read.skipped), repairs=list(read.repairs))
    where = {repair.item: repair.where for repair in read.repairs}
    for item in read.items:
        faults = [] if item.type == "description" else problems_of(item)
        if faults and _is_nothing_but_zero(item):
            item = replace(item, body={**item.body, "tolerance": LEAST})
            faults = problems_of(item)
        if not faults:
            sound.items.append(item)
            continue
        place = where.get(item.id) or f"{name}, “{described(item)['name']}”"
        found, done = faults[0], "It was kept once."
        single, by_hand = _without_twins(item), _by_hand(item)
        if single is not None and not problems_of(single):
            found = "A pair is there twice." if item.type == "matching" else "A choice is there twice."
            sound.items.append(single)
        elif not problems_of(by_hand):
            found, done = NO_KEY if "unkeyed" in by_hand.body else (_plainly(found), "You mark it by hand.")
            sound.items.append(by_hand)
        else:
            sound.skipped.append(Skipped(place, faults[0]))
            continue
        if any((told.item, told.done) == (item.id, done) for told in read.repairs):
            continue
        otherwise = {key: value for key, value in item.body.items() if key != "id"} | {"type": item.type}
        sound.repairs.append(Repair(item.id, place, found, done, otherwise))
    kept = {item.id for item in sound.items}
    sound.repairs = [repair for repair in sound.repairs if repair.item in kept]
    return sound


def _is_nothing_but_zero(item: Item) -> bool:
    """Whether the answer is a number that must be exactly 0."""
    try:
        asked = item.type == "numeric" and not item.body.get("given")
        return asked and float(item.body["answer"]) == float(item.body["tolerance"]) == 0
    except (KeyError, TypeError, ValueError):
        return False


def _without_twins(item: Item) -> Item | None:
    """The item with every choice or pair once; of a choice given as right and as wrong, the right one. None else."""
    body = dict(item.body)
    if item.type in ("single_choice", "multiple_choice"):
        best: dict[str, Body] = {}
        for option in body["options"]:
            text = str(option.get("text", "")).strip()
            had = best.get(text)
            best[text] = dict(option) if had is None else _better(had, option, several=item.type == "multiple_choice")
        body["options"] = list(best.values())
        return replace(item, body=body) if len(best) < len(item.body["options"]) else None
    if item.type == "matching":
        pairs = {(pair["left"], pair["right"]): pair for pair in body["pairs"]}
        body["pairs"] = list(pairs.values())
        return replace(item, body=body) if len(pairs) < len(item.body["pairs"]) else None
    return None


def _better(one: Body, other: Mapping[str, Any], several: bool) -> Body:
    """Of two choices that read the same, the one worth more; two right ones of several are worth both their shares."""
    first, second = _share(one), _share(other)
    best: Body = dict(one) if first >= second else dict(other)
    if several and first > 0 and second > 0:
        best["fraction"] = min(1.0, round(first + second, 5))
    return best


def _share(option: Mapping[str, Any]) -> float:
    return float(option.get("fraction", 1.0 if option.get("correct") else 0.0))


def _plainly(fault: str) -> str:
    """What keeps a question from being graded, without the list of what reads the same: its author sees the choices."""
    return "Some of its choices read the same." if fault.startswith("Two choices read the same") else fault


def _by_hand(item: Item) -> Item:
    body = item.body
    choices = "".join(f"<li>{option.get('text', '')}</li>" for option in body.get("options", ()))
    choices = choices or "".join(f"<li>{pair.get('left', '')}</li>" for pair in body.get("pairs", ()))
    kept: Body = {
        "id": item.id,
        "type": "essay",
        "prompt": str(body.get("prompt", "")) + (f"<ul>{choices}</ul>" if choices else ""),
        "format": "html",
        "rubric": [{"points": 1, "text": "answers the question fully"}],
        "other": str(body.get("other") or item.type),
        "kept": json.dumps(dict(body), ensure_ascii=False, default=str),
    }
    kept |= {key: body[key] for key in ("name", "category", "solution", "tags", "use") if key in body}
    if names_no_right(item):
        # Several right ones would each have said what they are worth; without, their author forgot to mark the one.
        kind = item.type if any("fraction" in option for option in body["options"]) else "single_choice"
        kept["unkeyed"] = choice_kept(kind, str(body.get("prompt", "")), body["options"])
    return replace(item, type="essay", body=kept)
