"""report.html: what a bundle holds, on one page that a person can read and print. It asks nothing of any network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from server.formats.oneroster import best_percent, column_titles
from server.formats.section_results import STATE_WORDS, SectionResults, Student
from server.mastery.grades import Grade, GradeRule, Line

_STYLE = """body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1f23}
h1{font-size:1.5rem;margin:0}table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #c8ccd0}td.n{text-align:right}
details ul{margin:.3rem 0;padding-left:1.1rem}@media print{details>*{display:block}body{margin:0}}"""

_SENTENCES = {
    "formative": "Mastered: {mastered} of {due} essential objectives due so far, {percent} %. This counts {weight} %.",
    "nothing_due": "No essential objective is due yet.",
    "test": "Test {unit}: best result {best} %, number of tries {tries} (tries never lower it).",
    "summative": "The mean of the tests taken ({tests}) is {percent} %. This counts {weight} %.",
    "no_test_yet": "No unit test has been taken yet; that is left out, not counted as zero.",
    "nice": "Nice-to-know objectives mastered: {mastered}. They add {points} points ({most} at the most).",
    "capped": "The grade stops at {highest}.",
    "total": "Grade {value}, letter {letter}.",
    "no_grade": "There is nothing to grade yet.",
}


def sentence(line: Line, unit_titles: Mapping[str, str]) -> str:
    """One line of a grade's sum in words. `unit_titles`: what to call a unit, by its id."""
    numbers = dict(line.numbers)
    if "unit" in numbers:
        numbers["unit"] = unit_titles.get(numbers["unit"], numbers["unit"])
    return _SENTENCES[line.key].format_map(numbers)


def rule_in_words(rule: GradeRule) -> list[str]:
    """The rule behind every number, in sentences that a parent can check a grade with."""
    letters = ", ".join(f"{letter} from {floor}" for floor, letter in rule.letters)
    return [
        f"Formative ({rule.formative_weight} %): the share of the essential objectives due so far that are mastered; "
        "a mastered objective gives full marks.",
        f"Summative ({rule.summative_weight} %): the mean of the unit tests taken, each with its best attempt. "
        "A test not taken yet is left out.",
        f"Each nice-to-know objective mastered adds {rule.nice_each}, {rule.nice_most} at the most; none lowers it.",
        f"The grade stops at {rule.highest} and is rounded once, half up, to one decimal. Letters: {letters}.",
    ]


def report(results: SectionResults) -> bytes:
    """The page, as UTF-8 HTML. Everything that anybody typed is escaped; nothing is loaded from anywhere."""
    section = results.section
    title = f"{section.title or section.code}: results, {results.period.title}"
    head = ["Student", "Objectives", *(f"Test: {unit.title}" for unit in results.units), "Grade"]
    rows = "\n".join(_row(results, student) for student in results.roll if student.active)
    left = sum(not student.active for student in results.students)
    facts = [
        ("Class", section.code),
        ("Course", section.course),
        ("School", results.school),
        ("Date on the box", results.made_at[:10]),
        ("Bundle", f"number {results.sequence} of this class, from box {results.box}"),
    ]
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        "<p>" + " · ".join(f"{name}: <b>{escape(value)}</b>" for name, value in facts if value) + "</p>",
        f"<table><caption>{len(results.students) - left} students</caption><thead><tr>",
        "".join(f'<th scope="col">{escape(name)}</th>' for name in head),
        f"</tr></thead><tbody>\n{rows}\n</tbody></table>",
        f"<p>Not shown, because they left the class: {left}.</p>" if left else "",
        f"<h2>How the grade is made ({escape(results.rule.name)})</h2><ul>",
        "".join(f"<li>{escape(words)}</li>" for words in rule_in_words(results.rule)),
        "</ul></body></html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _row(results: SectionResults, student: Student) -> str:
    name = f"{student.family}, {student.given}".strip(", ") or student.number or student.id
    states = [results.state(student.id, o.code).state for o in results.objectives]
    titles = column_titles(results)
    listed = "".join(
        f"<li>{escape(title)}: {STATE_WORDS[state]}</li>" for title, state in zip(titles, states, strict=False)
    )
    count = f"{states.count('mastered')} of {len(states)} mastered"
    cells = [f"<details><summary>{count}</summary><ul>{listed}</ul></details>"]
    for unit in results.units:
        best = results.best(student.id, unit.id)
        tries = results.tries(student.id, unit.id)
        passed = "passed" if any(a.passed for a in tries) else "not yet passed"
        cells.append(f"{best_percent(best.share)} %, {passed}, tries: {len(tries)}" if best else "not taken")
    cells.append(_grade_cell(results.grades.get(student.id), {unit.id: unit.title for unit in results.units}))
    data = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row"><bdi>{escape(name)}</bdi> {escape(student.number)}</th>{data}</tr>'


def _grade_cell(grade: Grade | None, unit_titles: Mapping[str, str]) -> str:
    if grade is None:
        return "none yet"
    words = "".join(f"<li>{escape(sentence(line, unit_titles))}</li>" for line in grade.lines)
    shown = "none yet" if grade.value is None else f"{grade.value} {escape(grade.letter)}"
    return f"<details><summary>{shown}</summary><ul>{words}</ul></details>"
