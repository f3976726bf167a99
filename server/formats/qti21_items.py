"""One native item as an assessmentItem of QTI 2.1: declarations, program, text and marking."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt

from server.formats.gift_text import words
from server.formats.qti2_tree import Element, holds_blocks, inner_html
from server.formats.qti21_html import box, node
from server.formats.qti21_marking import feedback_outcome, literal, sets, variable, when
from server.mastery.values import DrawnItem

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_MATHS = re.compile(r"\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")
Body = Mapping[str, Any]


class CannotHold(ValueError):
    """QTI 2.1 has no way to say this; the message says what, as the end of a sentence."""


@dataclass
class Writing:
    """An item while it is written. `drawn` are its variants, one where nothing varies; `names` are what it prints."""

    body: Body
    drawn: list[DrawnItem]
    names: Collection[str] = ()
    responses: list[Element] = field(default_factory=list)
    outcomes: list[Element] = field(default_factory=list)
    templates: list[Element] = field(default_factory=list)
    """declarations of the variables that a row sets"""
    rows: list[list[Element]] = field(default_factory=list)
    """what each row sets, one list for each variant"""
    marking: list[Element] = field(default_factory=list)
    standard: str = ""
    """the name of the standard marking scheme, where that is all"""
    feedback: list[Element] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    @property
    def varies(self) -> bool:
        """Whether it is written with a table of rows."""
        return len(self.drawn) > 1

    def html(self, text: object) -> str:
        """A text of this item as HTML, with its formulas between `\\(` and `\\)`."""
        return as_html(str(text), str(self.body.get("format", "")))

    def plain(self, text: object) -> str:
        """A text of this item as bare words, where no markup can stand."""
        return str(text) if self.body.get("format") == "html" else words(self.html(text))

    def box(self, tag: str, text: object, **attributes: str) -> Element:
        """An element with a text of this item inside."""
        return box(tag, self.html(text), self.names, self.lost, **attributes)

    def words_box(self, tag: str, text: object, **attributes: str) -> Element:
        """An element with bare words of this item inside."""
        plain = self.plain(text).replace("&", "&amp;").replace("<", "&lt;")
        return box(tag, plain, self.names, self.lost, **attributes)

    def respond(self, base: str, key: list[str], cardinality: str = "single", name: str = "RESPONSE") -> Element:
        """Declares a response and its key."""
        declared = node("responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
        if key:
            declared.append(node("correctResponse", *[node("value", value) for value in key]))
        self.responses.append(declared)
        return declared

    def says(self, identifier: str, text: object, outcome: str = "FEEDBACK") -> None:
        """Adds a text that is shown when the outcome holds the identifier."""
        self.feedback.append(
            self.box("modalFeedback", text, outcomeIdentifier=outcome, identifier=identifier, showHide="show")
        )


def as_html(text: str, form: str) -> str:
    """A text as HTML: given so, or from Markdown with its formulas between `\\(` and `\\)`."""
    if form == "html":
        return text
    formulas: list[str] = []

    def keep(found: re.Match[str]) -> str:
        latex = found[1] or found[2]
        escaped = latex.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        formulas.append(f"\\[{escaped}\\]" if found[1] else f"\\({escaped}\\)")
        return f"\ue000{len(formulas) - 1}\ue001"

    rendered = str(_MARKDOWN.render(_MATHS.sub(keep, text))).strip()
    one = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", rendered, re.DOTALL)
    return re.sub("\ue000(\\d+)\ue001", lambda found: formulas[int(found[1])], one[1] if one else rendered)


def identifier_of(id_: str) -> str:
    """An id as QTI takes it: it begins with a letter."""
    if _IDENTIFIER.fullmatch(id_):
        return id_
    return "q-" + (re.sub(r"[^A-Za-z0-9_.-]+", "-", id_)[:60].strip("-") or "item")


def item_file(writing: Writing, identifier: str, title: str, text: list[Element]) -> Element:
    """The whole item with that text, in the order that the schema asks for."""
    solution = writing.body.get("solution")
    if solution:
        writing.says("solution", solution, "SOLUTION")
        default = node("defaultValue", node("value", "solution"))
        writing.outcomes.append(
            node("outcomeDeclaration", default, identifier="SOLUTION", cardinality="single", baseType="identifier")
        )
    root = node("assessmentItem", identifier=identifier, title=title, adaptive="false", timeDependent="false")
    root.extend(writing.responses)
    zero = node("defaultValue", node("value", "0"))
    if writing.responses:
        root.append(node("outcomeDeclaration", zero, identifier="SCORE", cardinality="single", baseType="float"))
    root.extend(writing.outcomes)
    root.extend(_program(writing))
    root.append(node("itemBody", *text))
    if writing.standard:
        scheme = f"http://www.imsglobal.org/question/qti_v2p1/rptemplates/{writing.standard}"
        root.append(node("responseProcessing", template=scheme))
    elif writing.marking:
        root.append(node("responseProcessing", *writing.marking))
    root.extend(writing.feedback)
    return root


def prompt_first(writing: Writing, interaction: Element) -> list[Element]:
    """The text and an interaction below it: as its prompt where that may hold it, else in a box of its own."""
    shown = _shown_prompt(writing)
    if holds_blocks(shown):
        return [shown, interaction]
    shown.tag = "prompt"
    interaction.insert(0, shown)
    return [interaction]


def prompt_alone(writing: Writing) -> Element:
    """The text in a box."""
    return _shown_prompt(writing)


def _shown_prompt(writing: Writing) -> Element:
    picture = writing.body.get("picture")
    holder = writing.box("div", writing.body.get("prompt", ""))
    if picture:
        image = node("img", src=str(picture), alt=str(writing.body.get("picture_alt", "")))
        if not holds_blocks(holder):
            holder = node("div", box("p", inner_html(holder), writing.names))
        holder.append(node("p", image))
    return holder


def _program(writing: Writing) -> list[Element]:
    if not writing.varies:
        return []
    row = next(name for name in ("row", "variant_row", "row_of_table") if name not in writing.names)
    drawn = node("templateDeclaration", identifier=row, cardinality="single", baseType="integer")
    last = str(len(writing.rows))
    throw = node("setTemplateValue", node("randomInteger", min="1", max=last), identifier=row)
    choice = node("templateCondition")
    for number, statements in enumerate(writing.rows, 1):
        is_it = node("match", variable(row), literal("integer", str(number)))
        choice.append(node("templateElseIf" if len(choice) else "templateIf", is_it, *statements))
    return [*writing.templates, drawn, node("templateProcessing", throw, choice)]


def texts_of(writing: Writing, body: Body) -> dict[str, float]:
    """The accepted texts with what each is worth, those worth everything first."""
    answers = [body["answer"], *body.get("accept", ())] if "answer" in body else body.get("answers", ())
    entries = {writing.plain(text): 1.0 for text in answers}
    for entry in body.get("credit", ()):
        entries.setdefault(writing.plain(entry["text"]), float(entry.get("fraction", 0)))
    if any(writing.names and re.search(r"\{\w+\}", text) for text in entries):
        raise CannotHold("answers in words that vary")
    return entries


def mark_branches(writing: Writing, branches: Sequence[tuple[Element, float, str]], else_said: str) -> None:
    """The first branch that holds gives its points and says its text; `else_said` is for all else."""
    writing.outcomes.append(feedback_outcome("single"))
    built: list[tuple[Element | None, list[Element]]] = []
    for place, (condition, worth, said) in enumerate(branches, 1):
        statements = [sets("SCORE", literal("float", f"{worth:.6g}"))]
        if said:
            statements.append(sets("FEEDBACK", literal("identifier", f"said-{place}")))
            writing.says(f"said-{place}", said)
        built.append((condition, statements))
    if else_said:
        built.append((None, [sets("FEEDBACK", literal("identifier", "otherwise"))]))
        writing.says("otherwise", else_said)
    writing.marking.append(when(*built))
