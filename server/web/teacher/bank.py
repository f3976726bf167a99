"""A bank as its author sees it: how long it lasts, each question as a student gets it, and what its answers tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request
from markupsafe import Markup, escape

from server.actions.show_on_board import drawn_as
from server.mastery.bank_health import BankCarries, runs_dry
from server.mastery.drawing import READ_BY_TEACHER
from server.mastery.givens import varies
from server.mastery.item_statistics import discrimination
from server.mastery.values import DrawnItem, Item, Objective, Unit
from server.mastery.variant_table import VariantTable
from server.mastery.wrong_answers import Pull, groups_to_teach
from server.store import content, records
from server.store.answer_rows import Told, told_by
from server.web import files
from server.web.markdown import choice, rich
from server.web.question_words import question_counts
from server.web.teacher import bank_words
from server.web.teacher.answers import OF_OPTIONS, key_line
from server.web.teacher.bank_figures import luck_of_quiz, luck_of_test, table_of, text_of
from server.web.teacher.blueprint import bp
from server.web.teacher.key_alarms import alarm_of, kept_key
from server.web.teacher.lesson import Lesson, lesson, show
from server.web.teacher.retakes import BankOfClass, banks_of_class
from server.web.teacher.right_choice import chosen_by_teacher, offered
from server.web.words import _

SEVERAL = 2
"""students who share a misconception make a group"""


@dataclass(frozen=True)
class Line:
    """One question in the list of its bank. `variants` is 0 where its numbers do not vary; `alarm` is empty if all is
    well."""

    item: Item
    text: str
    variants: int
    struck: str
    easy: str
    alarm: str


@dataclass(frozen=True)
class Said:
    """What is said to one answer of a question, and what that answer betrays."""

    answer: Markup
    right: bool
    misconception: str
    feedback: Markup


@dataclass(frozen=True)
class Pulled:
    """A wrong answer, and whom it pulled: students of this class by id, and how many of other classes."""

    answer: Markup
    misconception: str
    count: int
    students: tuple[str, ...]
    others: int


@bp.get("/units/<unit>/banks", endpoint="banks")
def banks_page(unit: str) -> str:
    """The banks of a unit side by side: how many questions, how long they last, and for whom they run dry first."""
    at = lesson()
    found = at.unit(unit)
    banks = content.banks(found)
    carried = {carries.objective: carries for carries in runs_dry(found, banks)}
    left = banks_of_class(found, records.records_of(list(at.students)))
    least = min((bank.least for bank in left if bank.least is not None), default=None)
    return show(
        "banks.html", at, "more", unit=found, carried=carried, left=left, least=least, size=_sizes(banks),
        luck=luck_of_test(found, banks),
    )  # fmt: skip


@bp.get("/banks/<code>", endpoint="bank")
def bank_page(code: str) -> str:
    """The bank of one objective: what is in it, how long it lasts, and each question with what its answers tell."""
    at = lesson()
    unit, objective = _find(at, code)
    bank = content.bank(code)
    told = told_by([o.code for o in unit.objectives])
    return show(
        "bank.html", at, "more", unit=unit, objective=objective, bank=bank, contents=_contents(bank),
        carries=_carries(unit, objective), left=_left(at, unit, objective), luck=luck_of_quiz(unit, objective, bank),
        lines=[_line(item, told) for item in bank], groups=_groups(told, code, at), bank_words=bank_words,
    )  # fmt: skip


@bp.get("/banks/<code>/question", endpoint="bank_item")
def item_page(code: str) -> str:
    """One question in any of its variants, exactly as a student sees it, with its key, what is said to each answer, and
    what its answers tell."""
    at = lesson()
    unit, objective = _find(at, code)
    bank = content.bank(code)
    wanted = request.args.get("item", "") or (bank[0].id if bank else "")
    place = next((n for n, item in enumerate(bank) if item.id == wanted), None)
    if place is None:
        abort(404)
    item, pack = bank[place], content.pack_of(unit.id)
    table = table_of(item)
    n = min(max(request.args.get("n", 1, type=int), 1), max(1, len(table.good)))
    drawn = drawn_as(item, table.good[n - 1]) if table.good else None
    told = told_by([o.code for o in unit.objectives])
    which = (code, item.id, item.version)
    before = [(w[2], bank_words.how_easy(found)) for w, found in sorted(told.facilities.items(), reverse=True)
              if w[:2] == which[:2] and w != which]  # fmt: skip
    return show(
        "bank_item.html", at, "more", unit=unit, objective=objective, item=item, drawn=drawn, table=table, n=n,
        place=place, bank=bank, pack=pack, rich=rich, bank_words=bank_words,
        picture=files.picture(pack, drawn.picture, dict(drawn.values)) if drawn else "",
        key=key_line(drawn, pack) if drawn else "", said=list(_said(drawn, pack)) if drawn else [],
        easy=bank_words.how_easy(told.facilities.get(which)), before=before,
        telling=bank_words.how_telling(discrimination(told.rows, which)),
        alarm=alarm_of(told, item), kept=kept_key(at, item), by_hand=item.type in READ_BY_TEACHER,
        pulls=[_pulled(pull, item, at, pack) for pull in told.pulls if pull.which == which], blank=_blank(told, item),
        to_choose=offered(item, pack), chosen=chosen_by_teacher(item),
    )  # fmt: skip


def _find(at: Lesson, code: str) -> tuple[Unit, Objective]:
    found = at.objective(code)
    if found is None:
        abort(404)
    return found


def _carries(unit: Unit, objective: Objective) -> BankCarries:
    return next(c for c in runs_dry(unit, content.banks(unit)) if c.objective == objective.code)


def _left(at: Lesson, unit: Unit, objective: Objective) -> BankOfClass:
    left = banks_of_class(unit, records.records_of(list(at.students)))
    return next(bank for bank in left if bank.objective.code == objective.code)


def _sizes(banks: Mapping[str, Sequence[Item]]) -> dict[str, int]:
    return {code: len(bank) for code, bank in banks.items()}


def _contents(bank: Sequence[Item]) -> list[str]:
    """How many of each kind, of each difficulty, for each use."""
    hard, used = Counter(item.difficulty for item in bank), Counter(item.use for item in bank)
    return [
        question_counts(Counter(item.type for item in bank)),
        ", ".join(f"{hard[level]} {bank_words.difficulty(level)}" for level in sorted(hard)),
        ", ".join(_("%(n)s for %(what)s") % {"n": n, "what": bank_words.use(how)} for how, n in used.most_common()),
    ]


# --- what its answers tell -------------------------------------------------------------------------------------------


def _line(item: Item, told: Told) -> Line:
    table = table_of(item) if varies(item) else VariantTable((0,))
    easy = bank_words.shortly(told.facilities.get((item.objective, item.id, item.version)))
    many = len(table.good) if varies(item) else 0
    return Line(item, text_of(item), many, table.told, easy, alarm_of(told, item))


def _pulled(pull: Pull, item: Item, at: Lesson, pack: str) -> Pulled:
    shown = item.type in OF_OPTIONS and pull.choice != pull.misconception
    mine = tuple(student for student in pull.students if student in at.students)
    answer = choice(pull.choice, str(item.body.get("format", "")), pack) if shown else escape(pull.choice)
    betrays = pull.misconception if pull.misconception != pull.choice else ""
    return Pulled(answer, betrays, len(pull.students), mine, len(pull.students) - len(mine))


def _blank(told: Told, item: Item) -> int:
    """How many left the question blank at their first try, or put in what could not be read."""
    pulls = [pull for pull in told.pulls if pull.which == (item.objective, item.id, item.version)]
    return pulls[0].of - sum(len(pull.students) for pull in pulls) if pulls else 0


def _groups(told: Told, code: str, at: Lesson) -> list[tuple[str, tuple[str, ...], str]]:
    """The misconceptions that several students of this class still show in this bank: who, and in which question."""
    groups = groups_to_teach([row for row in told.rows if row.objective == code and row.student in at.students])
    asked = {row.misconception: row.item for row in told.rows if row.objective == code and row.wrong}
    return [(what, students, asked[what]) for what, students in groups.items() if len(students) >= SEVERAL]


# --- what a question is ----------------------------------------------------------------------------------------------


def _said(drawn: DrawnItem, pack: str) -> Iterator[Said]:
    """What is said to each answer that its author thought of."""

    def line(answer: Markup | str, why: Mapping[str, object], right: bool = False) -> Said:
        feedback = str(why.get("feedback", ""))
        return Said(
            escape(answer), right, str(why.get("misconception", "")),
            rich(feedback, drawn.format, pack) if feedback else Markup(""),
        )  # fmt: skip

    key = drawn.key
    if drawn.type in ("single_choice", "multiple_choice"):
        for place, (text, why) in enumerate(zip(drawn.options, key["options"], strict=True)):
            yield line(choice(text, drawn.format, pack), why, place in key["right"])
        return
    if drawn.type == "true_false" and "feedback_right" in key:
        yield line(_("Right"), {"feedback": key["feedback_right"]}, True)
    for mistake in key.get("mistakes", ()):
        yield line(f"{mistake['value']:.4g} {drawn.unit}".strip(), mistake)
    for credit in key.get("credit", ()):
        named = credit.get("text", credit.get("value", ""))
        yield line(f"{named:g}" if isinstance(named, float) else str(named), credit, credit["fraction"] >= 1)
    for n, gap in enumerate(key.get("gaps", ()), 1):
        if gap.get("misconception") or gap.get("feedback"):
            yield line(_("Gap %(n)s, not right") % {"n": n}, gap)
    if key.get("misconception") or key.get("feedback"):
        yield line(_("Not right"), key)
