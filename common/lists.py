"""Lists of names in sentences, joined as the reader's language joins them: "A, B and C", "A, B et C", "A、B、C"."""

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import get_language

# "en" alone is American for Babel, with a comma before the last "and".
_LOCALES = {"en": "en_GB"}


def joined_with_and(parts: Iterable[object]) -> str:
    """All parts in one text: "A, B and C"; "" for none."""
    return _joined(parts, "standard")


def joined_with_or(parts: Iterable[object]) -> str:
    """The parts as a choice: "A, B or C"; "" for none."""
    return _joined(parts, "or")


def _joined(parts: Iterable[object], style: Literal["standard", "or"]) -> str:
    from babel.lists import format_list  # noqa: PLC0415 the preview command of tilekit is installed without Babel

    language = get_language() or "en"
    return str(format_list([str(part) for part in parts], style=style, locale=_LOCALES.get(language, language)))
