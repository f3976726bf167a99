"""Kinds of questions and formats of files, in words."""

from __future__ import annotations

from collections.abc import Mapping

from server.web.words import ngettext

FORMATS = {
    "gift": "GIFT", "aiken": "Aiken", "moodle_xml": "Moodle XML", "qti12": "QTI 1.2", "qti2": "QTI 2/3",
    "native": "Classroom", "qti21": "QTI 2.1",
}  # fmt: skip
"""names, the same in every language"""


def question_counts(by_type: Mapping[str, int]) -> str:
    """How many of each kind: "12 with one right choice, 3 numbers, 1 to write"."""
    return ", ".join(_counted(kind, n) for kind, n in by_type.items())


def _counted(kind: str, n: int) -> str:
    # Written out one by one, so that each can be translated.
    said = {
        "single_choice": ngettext("%(num)s with one right choice", "%(num)s with one right choice", n),
        "multiple_choice": ngettext("%(num)s with several right choices", "%(num)s with several right choices", n),
        "true_false": ngettext("%(num)s true or false", "%(num)s true or false", n),
        "numeric": ngettext("%(num)s for a number", "%(num)s for a number", n),
        "short_text": ngettext("%(num)s for a few words", "%(num)s for a few words", n),
        "matching": ngettext("%(num)s to match", "%(num)s to match", n),
        "ordering": ngettext("%(num)s to put in order", "%(num)s to put in order", n),
        "cloze": ngettext("%(num)s with gaps", "%(num)s with gaps", n),
        "essay": ngettext("%(num)s to write", "%(num)s to write", n),
        "performance": ngettext("%(num)s to show", "%(num)s to show", n),
        "description": ngettext("%(num)s text that asks nothing", "%(num)s texts that ask nothing", n),
    }.get(kind) or ngettext("%(num)s of another kind", "%(num)s of other kinds", n)
    return said % {"num": n}
