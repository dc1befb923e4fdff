"""Text for people: an English identifier with {braces}, translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

_LOCALE = Path(__file__).resolve().parent.parent / "locale"


def N_(text: str) -> str:  # noqa: N802 the usual name of the marker that extractors look for
    """Mark a text for extraction; it is translated later, when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """An English text with {braces} and the values that fill them.

    The values are plain, so that a message can be stored. The one called "label" is a text of ours (the label of a
    field) and is translated with the message.
    """

    id: str
    parameters: Mapping[str, object] = field(default_factory=dict)


def render(message: Message | str, language: str = "en") -> str:
    """The text in the language, filled in; English where there is no translation.

    A brace without a value stays visible, because a half message is better than none.
    """
    if isinstance(message, str):
        return _catalogue(language).gettext(message) if message else ""
    values = _Kept(message.parameters)
    if isinstance(label := values.get("label"), str):
        values["label"] = translate(label, language)
    return translate(message.id, language).format_map(values)


def translate(text: str, language: str) -> str:
    """The translation of the identifier, unfilled."""
    return _catalogue(language).gettext(text) if text else ""


class _Kept(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@lru_cache(maxsize=8)
def _catalogue(language: str) -> NullTranslations:
    import gettext  # noqa: PLC0415 slow import

    return gettext.translation("tilekit", _LOCALE, languages=[language], fallback=True)
