"""Several small interactions in one QTI item: a text with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.formats.qti2_concrete import Body, Concrete, NotGraded, in_parts
from server.formats.qti2_entries import NONSENSE, read_entry, read_slider
from server.formats.qti2_marking import NEAR
from server.formats.qti2_pairs import read_gap_match, read_inline_choice
from server.formats.qti2_texts import taken_out
from server.formats.qti2_tree import Element, children, first, unwrapped

_GAP_KINDS = (
    "inlineChoiceInteraction", "textEntryInteraction", "gapMatchInteraction", "choiceInteraction", "sliderInteraction",
)  # fmt: skip


def is_gap_alone(interaction: Element) -> bool:
    """Whether an interaction that stands alone is a text with gaps: a choice within a line, words to draw into a text.

    A single box to type in is one only where our own writer says so.
    """
    if interaction.tag in ("inlineChoiceInteraction", "gapMatchInteraction"):
        return True
    marked = any(above.get("class") == "cloze" for above in interaction.iterancestors("div"))
    return interaction.tag == "textEntryInteraction" and marked


def gaps_of(interactions: Sequence[Element], concrete: Concrete) -> list[Body]:
    """The gaps, each marked `[[n]]` in the text. NotGraded when one of them is more than a gap."""
    for interaction in interactions:
        name = interaction.get("responseIdentifier", "")
        several = concrete.scope.types.get(name, ("single", ""))[0] != "single"
        if interaction.tag not in _GAP_KINDS or (several and interaction.tag != "gapMatchInteraction"):
            raise NotGraded("it asks in several ways at once")
    if _compares_answers(concrete):
        # Each answer by itself, then: beside the right ones, a right one in another gap's place earns nothing.
        concrete.remarks.add("distinct")
        concrete.marking.others = {name: f"{NONSENSE} {name}" for name in concrete.scope.responses}
    gaps: list[Body] = []
    by_key: dict[int, Body] = {}
    for interaction in interactions:
        mark = f"[[{len(gaps) + 1}]]"
        match interaction.tag:
            case "gapMatchInteraction":
                gaps += read_gap_match(interaction, concrete, len(gaps) + 1)
                prompt = first(interaction, "prompt")
                if prompt is not None:
                    prompt.tag = "p"
                unwrapped(interaction)
                continue
            case "inlineChoiceInteraction" | "choiceInteraction":
                gaps.append(read_inline_choice(interaction, concrete))
            case kind:
                doubts = len(concrete.doubts)
                body = (read_slider if kind == "sliderInteraction" else read_entry)(interaction, concrete)
                by_key |= {len(gaps): doubt.to_the_letter or {} for doubt in concrete.doubts[doubts:]}
                gaps.append(_typed(body))
        taken_out(interaction, mark)
    gaps = _weighed(gaps, concrete)
    if by_key:
        # To the letter each gap is what its key says; the others stay as they are.
        literal = [_only_weight(gap) | _typed(by_key[n]) if n in by_key else gap for n, gap in enumerate(gaps)]
        concrete.doubts = [replace(doubt, to_the_letter={"gaps": literal}) for doubt in concrete.doubts]
    return gaps


def _only_weight(gap: Body) -> Body:
    return {key: gap[key] for key in ("weight",) if key in gap}


def _typed(body: Body) -> Body:
    """A question to type an answer to, as a gap."""
    gap: Body = {"weight": body["weight"]} if "weight" in body else {}
    if body["type"] == "numeric":
        gap |= {"answer": body["answer"], "numeric": True, "tolerance": body["tolerance"]}
        wrong = [entry["feedback"] for entry in body.get("credit", ()) if entry["value"] == "*"]
        credit = [{"text": e["value"], **_but(e, "value")} for e in body.get("credit", ()) if e["value"] != "*"]
    else:
        right, *others = body["answers"]
        gap["answer"] = right
        gap |= {"accept": others} if others else {}
        gap |= {key: body[key] for key in ("case", "wildcards") if key in body}
        wrong = [body["feedback"]] if "feedback" in body else []
        credit = body.get("credit", [])
    if any(NEAR < abs(entry["fraction"]) < 1 - NEAR or "feedback" in entry for entry in credit):
        gap["credit"] = credit
    return gap | ({"feedback": wrong[0]} if wrong else {})


def _but(entry: Body, key: str) -> Body:
    return {name: value for name, value in entry.items() if name != key}


def _weighed(gaps: list[Body], concrete: Concrete) -> list[Body]:
    """The gaps with whole weights where they are worth different points, without where all are worth the same."""
    weights = [gap.pop("weight") for gap in gaps]
    if len(gaps) > 1 and not concrete.marking.by_key:
        in_parts(concrete, weights, concrete.marking.points(concrete.marking.key))
    least = min(weights)
    if least <= 0 or max(weights) - least <= NEAR:
        return gaps
    whole = all(abs(weight - round(weight)) <= NEAR for weight in weights)
    for gap, weight in zip(gaps, weights, strict=True):
        scaled = weight if whole else weight / least
        gap["weight"] = round(scaled) if abs(scaled - round(scaled)) <= NEAR else round(scaled, 3)
    return gaps


def _compares_answers(concrete: Concrete) -> bool:
    """Whether the marking looks at two answers together, to see that they differ."""
    program = first(concrete.item, "responseProcessing")
    responses = set(concrete.scope.responses)
    for compared in [] if program is None else program.iter("match", "stringMatch", "equal"):
        named = {child.get("identifier") for child in children(compared, "variable")}
        if len(named & responses) > 1:
            return True
    return False
