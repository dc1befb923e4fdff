"""Fields with one value. Files and rows are in `composite`, choices in `choices`."""

from __future__ import annotations

import re
from math import isfinite
from typing import Unpack

from msgspec import Struct

from tilekit.core.amounts import is_amount
from tilekit.core.field import Field, Json, Options, StringField, Unrepresentable
from tilekit.core.formats import (
    VERSION_PATTERNS,
    complete_url,
    complete_version,
    is_date,
    is_email,
    is_url,
    plain_email,
)
from tilekit.core.messages import N_
from tilekit.core.storable import MAX_SAFE_INTEGER, is_storable_number

__all__ = [
    "BooleanField", "Date", "Email", "Flag", "Json", "Markdown", "Money", "Number", "Secret", "SecretRef", "Slug",
    "Text", "Url", "YesNo",
]  # fmt: skip

SLUG = r"[a-z][a-z0-9-]{0,254}(?<!-)"


class TextOptions(Options, total=False):
    """The options of text fields. Lengths are in characters; pattern must match the whole text."""

    max_length: int | None
    min_length: int
    pattern: str


class TextField(StringField):
    """Base class of fields with a text value."""

    def __init__(
        self,
        label: str,
        *,
        max_length: int | None = None,
        min_length: int = 0,
        pattern: str = "",
        **rest: Unpack[Options],
    ) -> None:
        super().__init__(label, **rest)
        self.max_length, self.min_length, self.pattern = max_length, min_length, pattern

    def is_empty(self, stored: Json) -> bool:
        return not stored.strip() if isinstance(stored, str) else super().is_empty(stored)

    def is_well_formed(self, text: str) -> bool:
        """Whether a text that is not empty has the format that the field and its pattern require."""
        return not self.pattern or re.fullmatch(self.pattern, text) is not None

    def certain_form(self, text: str) -> str:
        """The well-formed text that a malformed one certainly means; "" if there is none."""
        meant = self._meant_by(text)
        return meant if meant and self.is_well_formed(meant) else ""

    def _meant_by(self, text: str) -> str:
        return text.strip()

    def schema(self) -> dict[str, object]:
        return {"type": "string"}


class Text(TextField):
    kind = "text"

    def __init__(self, label: str, *, lines: int = 1, **rest: Unpack[TextOptions]) -> None:
        super().__init__(label, **rest)
        self.lines = lines

    def _meant_by(self, text: str) -> str:
        return complete_version(text) if self.pattern in VERSION_PATTERNS else super()._meant_by(text)


class Markdown(TextField):
    kind = "markdown"


class Email(TextField):
    kind = "email"

    def is_well_formed(self, text: str) -> bool:
        return is_email(text)

    def _meant_by(self, text: str) -> str:
        return plain_email(text)


class Url(TextField):
    """A field for an absolute URL; https requires that scheme."""

    kind = "url"

    def __init__(self, label: str, *, https: bool = False, **rest: Unpack[TextOptions]) -> None:
        super().__init__(label, **rest)
        self.https = https

    def is_well_formed(self, text: str) -> bool:
        return is_url(text, schemes=("https",) if self.https else ("http", "https")) and super().is_well_formed(text)

    def _meant_by(self, text: str) -> str:
        return super()._meant_by(text) if "://" in text else complete_url(text)


class Slug(TextField):
    kind = "slug"

    def is_well_formed(self, text: str) -> bool:
        return re.fullmatch(self.pattern or SLUG, text) is not None


class Date(TextField):
    """A field for an ISO 8601 date, stored as text."""

    kind = "date"

    def is_well_formed(self, text: str) -> bool:
        return is_date(text)


class Money(TextField):
    """A field for US dollars, stored as decimal text ("12.50"), never as a float."""

    kind = "money"

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and isfinite(raw):
            return str(raw)
        return super().coerce(raw)

    def is_well_formed(self, text: str) -> bool:
        return is_amount(text)


class Number(Field[int | None]):
    kind = "number"

    def __init__(
        self, label: str, *, minimum: int | None = None, maximum: int | None = None, **rest: Unpack[Options]
    ) -> None:
        super().__init__(label, **rest)
        self.minimum, self.maximum = minimum, maximum

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return None
        try:
            number = int(raw) if isinstance(raw, str) or (isinstance(raw, float) and raw.is_integer()) else raw
        except ValueError:
            return Unrepresentable(raw)
        is_whole = isinstance(number, int) and not isinstance(number, bool) and is_storable_number(number)
        return number if is_whole else Unrepresentable(raw)

    def value_of(self, stored: Json) -> int | None:
        value = self.coerce(stored)
        return value if isinstance(value, int) else None

    def is_in_range(self, number: int) -> bool:
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)

    def schema(self) -> dict[str, object]:
        return {"type": ["integer", "null"], "minimum": -MAX_SAFE_INTEGER, "maximum": MAX_SAFE_INTEGER}


EVERY_FIELD = ("*",)
_TICK = N_("If the statement is true, tick “{label}” before you submit.")


class BooleanField(Field[bool]):
    """Base class of fields that are true or false."""

    _WORDS = {"on": True, "true": True, "false": False, "1": True, "0": False}

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or isinstance(raw, bool):
            return raw
        word = self._WORDS.get(raw.lower()) if isinstance(raw, str) else None
        return Unrepresentable(raw) if word is None else word

    def value_of(self, stored: Json) -> bool:
        return stored is True

    def schema(self) -> dict[str, object]:
        return {"type": "boolean"}


class Flag(BooleanField):
    """A checkbox. It counts as empty until it is ticked, so that attestations can be required.

    attests are the paths of the fields, or columns of rows, that an attestation is about, or EVERY_FIELD: a change
    there unticks it. condition is the name of a condition that the portal knows: the box can be ticked only if the
    organisation meets it. task is what to do about a required box that is not ticked; `{label}` is its label.
    """

    kind = "flag"

    def __init__(
        self,
        label: str,
        *,
        attests: tuple[str, ...] = (),
        condition: str = "",
        task: str = _TICK,
        **rest: Unpack[Options],
    ) -> None:
        super().__init__(label, **rest)
        self.attests, self.condition, self.task = attests, condition, task

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        return False if raw in (None, "") else super().coerce(raw)

    def is_empty(self, stored: Json) -> bool:
        return stored is False or super().is_empty(stored)


class YesNo(BooleanField):
    """A question with the answers yes and no. It is empty until somebody answers it."""

    kind = "yes_no"

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        return None if raw == "" else super().coerce(raw)


class SecretRef(Struct, frozen=True):
    """A reference to a secret, with the last characters of its fingerprint to recognise it."""

    id: str
    fingerprint: str


class Secret(Field[SecretRef | None]):
    """A field for a secret. The document contains {"id", "fingerprint"}, never the secret.

    Other values are dropped, not stored as typed.
    """

    kind = "secret"

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        secret = self.value_of(raw)
        return {"id": secret.id, "fingerprint": secret.fingerprint} if secret else None

    def value_of(self, stored: Json) -> SecretRef | None:
        if not isinstance(stored, dict):
            return None
        identifier, fingerprint = stored.get("id"), stored.get("fingerprint")
        is_reference = isinstance(identifier, str) and isinstance(fingerprint, str)
        return SecretRef(str(identifier), str(fingerprint)) if is_reference else None

    def schema(self) -> dict[str, object]:
        properties = {"id": {"type": "string"}, "fingerprint": {"type": "string"}}
        return {
            "type": ["object", "null"],
            "properties": properties,
            "required": ["id", "fingerprint"],
            "additionalProperties": False,
        }
