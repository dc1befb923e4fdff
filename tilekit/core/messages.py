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
    """An English text with {braces} and the values that fill them; a value may be a message itself."""

    id: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """What to store; values that JSON does not know become text."""
        return {"id": self.id, "parameters": {name: _stored(value) for name, value in self.parameters.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Message:
        """The message of what as_json gave."""
        parameters = stored.get("parameters")
        values = parameters if isinstance(parameters, Mapping) else {}
        return cls(str(stored.get("id", "")), {name: _restored(value) for name, value in values.items()})


def render(message: Message | str, language: str = "en") -> str:
    """The text in the language, filled in; English where there is no translation.

    A brace without a value stays visible, because a half message is better than none.
    """
    if isinstance(message, str):
        return translate(message, language)
    values = _Kept({name: _shown(value, language) for name, value in message.parameters.items()})
    return translate(message.id, language).format_map(values)


def translate(text: str, language: str) -> str:
    """The translation of the identifier, unfilled."""
    return _catalogue(language).gettext(text) if text else ""


def _shown(value: object, language: str) -> object:
    return render(value, language) if isinstance(value, Message) else value


def _stored(value: object) -> object:
    if isinstance(value, Message):
        return value.as_json()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _restored(value: object) -> object:
    return Message.from_json(value) if isinstance(value, Mapping) else value


class _Kept(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@lru_cache(maxsize=8)
def _catalogue(language: str) -> NullTranslations:
    import gettext  # noqa: PLC0415 slow import

    return gettext.translation("tilekit", _LOCALE, languages=[language], fallback=True)
