"""Joins texts as in the reader's language: "A, B and C", "A, B et C", "A、B、C"."""

from collections.abc import Iterable
from functools import cache, reduce
from typing import TYPE_CHECKING, Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from babel import Locale

# Babel treats "en" as American English, with a comma before the last "and".
_LOCALES = {"en": "en_GB"}


def joined_with_and(parts: Iterable[object]) -> str:
    """The parts joined with "and": "A, B and C"; "" if there are none."""
    return _joined(parts, "standard")


def joined_with_or(parts: Iterable[object]) -> str:
    """The parts joined with "or": "A, B or C"; "" if there are none."""
    return _joined(parts, "or")


def joined_facts(parts: Iterable[object]) -> str:
    """Short facts about one thing, joined with dots: "API · Marketplace". Empty ones are left out."""
    return " · ".join(text for text in map(str, parts) if text)


def joined_sentences(sentences: Iterable[object]) -> str:
    """Whole sentences in one text, with a space between them if the language needs it."""
    texts = map(str, sentences)
    return reduce(lambda text, next_one: _("{text} {next}").format(text=text, next=next_one), texts, next(texts, ""))


def labelled(label: object, value: object) -> str:
    """A value with its label: "Category: Cloud"."""
    return _("{label}: {value}").format(label=label, value=value)


def _joined(parts: Iterable[object], style: Literal["standard", "or"]) -> str:
    from babel.lists import format_list  # noqa: PLC0415 the preview command of tilekit is installed without Babel

    return str(format_list([str(part) for part in parts], style=style, locale=_locale(get_language() or "en")))


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale  # noqa: PLC0415 see above

    return Locale.parse(_LOCALES.get(language, language))
