"""*Which choice is right?* One tap where a file did not say; and the tap that takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from server.actions.acting import Answer
from server.actions.choose_right import before_choosing, choose_right, take_choice_back
from server.formats.unkeyed import unkeyed
from server.mastery.progression import No
from server.mastery.values import Item
from server.store.imports import import_of
from server.web.answering import go, op
from server.web.markdown import choice, rich
from server.web.teacher.blueprint import bp
from server.web.teacher.lesson import Lesson, deny, lesson


@dataclass(frozen=True)
class Offered:
    """A choice whose right answer is to be chosen: what it asks, its choices in the order of the file."""

    prompt: Markup
    options: tuple[Markup, ...]
    several: bool


def offered(item: Item | None, pack: str) -> Offered | None:
    """What the teacher is asked to choose; None where the question has a key, or is no choice."""
    found: Mapping[str, object] | None = unkeyed(item) if item is not None else None
    if item is None or found is None:
        return None
    form = str(item.body.get("format", ""))
    texts = [str(option["text"]) for option in item.body["unkeyed"]["options"]]
    shown = tuple(choice(text, form, pack) for text in texts)
    return Offered(rich(str(found["prompt"]), form, pack), shown, found["type"] == "multiple_choice")


def chosen_by_teacher(item: Item | None) -> bool:
    """Whether its right answer was chosen here, and can be taken back."""
    return item is not None and before_choosing(item) is not None


@bp.post("/imports/<imported>/right")
def choose_in_review(imported: str) -> AnyResponse:
    """The right choice of a question that came with a file, by its place in it; or no choice again."""
    at, found = lesson(), import_of(imported)
    place = request.form.get("place", -1, type=int)
    if found is None or not 0 <= place < len(found.questions):
        return deny(No("unknown"), at)
    page = request.form.get("page", 1, type=int)
    back = url_for("teacher.import_review", imported=imported, page=page if page > 1 else None)
    return _answered(at, _tapped(at, *found.questions[place]), f"{back}#q-{place}")


@bp.post("/banks/<code>/right")
def choose_in_bank(code: str) -> AnyResponse:
    """The right choice of a question of a bank of this class; or no choice again."""
    at, item = lesson(), request.form.get("item", "")
    if at.objective(code) is None:
        abort(404)
    return _answered(at, _tapped(at, code, item), url_for("teacher.bank_item", code=code, item=item))


def _tapped(at: Lesson, objective: str, item: str) -> Answer:
    if request.form.get("back"):
        return take_choice_back(at.actor, objective, item, op())
    right = [int(n) for n in request.form.getlist("right") if n.isascii() and n.isdigit() and len(n) < 4]
    return choose_right(at.actor, objective, item, right, op())


def _answered(at: Lesson, answer: Answer, there: str) -> AnyResponse:
    # The script stays where it is; without it the page opens again at the question.
    there = there.partition("#")[0] if request.headers.get("X-Tap") else there
    return deny(answer, at) if isinstance(answer, No) else go(there)
