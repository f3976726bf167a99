"""Putting things into words: every sentence goes through gettext, from the first template on."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from flask import current_app, has_app_context

LOCALES = Path(__file__).parent / "locale"


class Pseudo(gettext.NullTranslations):
    """Brackets every translated sentence, so that one that was not marked for translation shows."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The sentences of a language; English, as written, where there is none."""
    if language == "x-pseudo":
        return Pseudo()
    return gettext.translation("classroom", LOCALES, [language], fallback=True)


def language() -> str:
    """The language of the pages."""
    return str(current_app.config["SETTINGS"].language) if has_app_context() else "en"


def _(message: str) -> str:
    """A sentence in the language of the page."""
    return translations(language()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """A sentence with a number in it. `%(num)s` is filled in by the caller."""
    return translations(language()).ngettext(one, many, n)
