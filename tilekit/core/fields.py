"""Field descriptors: one declaration gives the form, the generic checks, the schema and the reference.

A document is a plain dict of JSON values and lenient: what cannot be represented is kept as typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar, overload

from tilekit.core.kind import ListingKind, Predicate, always, never

if TYPE_CHECKING:
    from tilekit.core.section import Document

V = TypeVar("V")
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Unrepresentable:
    """What was typed where no value of the field's type could be read from it; it is stored as typed."""

    raw: Json


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: the stored value and its label (a message id)."""

    value: str
    label: str


class Field(Generic[V]):
    """Base of all kinds.

    help is one sentence; example is shown with it. doc is an anchor of the partner documentation. required and
    applies are predicates over the listing's kind. scope is "content" (a folder can carry it) or "submission".
    `checked_by` names catalogue checks that already speak for an aspect (required, length, pattern, choice, count),
    so that one cause gives one finding.
    """

    kind: ClassVar[str] = ""
    name: str = ""

    def __init__(  # noqa: PLR0913 a declaration has many optional parts
        self,
        label: str,
        *,
        help: str = "",  # noqa: A002 the word of forms
        example: str = "",
        doc: str = "",
        required: bool | Predicate = False,
        applies: Predicate = always,
        scope: str = "content",
        read_only: bool = False,
        staff_only: bool = False,
        checked_by: Mapping[str, str] | None = None,
    ) -> None:
        self.label, self.help, self.example, self.doc = label, help, example, doc
        self.required: Predicate = required if callable(required) else (always if required else never)
        self.applies, self.scope = applies, scope
        self.read_only, self.staff_only = read_only, staff_only
        self.checked_by = dict(checked_by or {})

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, document: None, owner: type) -> Self: ...
    @overload
    def __get__(self, document: Document, owner: type) -> V: ...
    def __get__(self, document: Document | None, owner: type) -> Self | V:
        return self if document is None else self.value_of(document.values.get(self.name))

    def is_required(self, kind: ListingKind) -> bool:
        """Required means: it applies to this kind of listing and must not be empty at submission."""
        return self.applies(kind) and self.required(kind)

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        """The JSON value to store for what a form or an API sent."""
        raise NotImplementedError

    def value_of(self, stored: Json) -> V:
        """The typed value of what is stored; the empty value where it is missing or of another shape."""
        raise NotImplementedError

    def is_empty(self, stored: Json) -> bool:
        return stored is None or stored in ("", [], {})

    def fits(self, stored: Json) -> bool:
        """False for what was kept as typed because it is no value of this field."""
        return self.is_empty(stored) or not isinstance(self.coerce(stored), Unrepresentable)

    def schema(self) -> dict[str, object]:
        """JSON Schema of the stored value."""
        raise NotImplementedError


class _TextLike(Field[str]):
    def __init__(
        self, label: str, *, max_length: int | None = None, min_length: int = 0, pattern: str = "", **rest: object
    ) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.max_length, self.min_length, self.pattern = max_length, min_length, pattern

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None:
            return ""
        return raw if isinstance(raw, str) else Unrepresentable(raw)

    def value_of(self, stored: Json) -> str:
        return stored if isinstance(stored, str) else ""

    def schema(self) -> dict[str, object]:
        return {"type": "string"}


class Text(_TextLike):
    kind = "text"

    def __init__(self, label: str, *, lines: int = 1, **rest: object) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of _TextLike
        self.lines = lines


class Markdown(_TextLike):
    kind = "markdown"


class Email(_TextLike):
    kind = "email"


class Url(_TextLike):
    kind = "url"


class Slug(_TextLike):
    kind = "slug"


class Secret(_TextLike):
    """The document holds an id and a fingerprint, never the value."""

    kind = "secret"


class Date(_TextLike):
    """ISO 8601 date as text."""

    kind = "date"


class Number(Field[int | None]):
    kind = "number"

    def __init__(self, label: str, *, minimum: int | None = None, maximum: int | None = None, **rest: object) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.minimum, self.maximum = minimum, maximum

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return None
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        try:
            return int(raw) if isinstance(raw, str) else Unrepresentable(raw)
        except ValueError:
            return Unrepresentable(raw)

    def value_of(self, stored: Json) -> int | None:
        value = self.coerce(stored)
        return value if isinstance(value, int) else None

    def schema(self) -> dict[str, object]:
        return {"type": ["integer", "null"]}


class Money(_TextLike):
    """US dollars as decimal text ("12.50"): never a binary fraction."""

    kind = "money"


class Flag(Field[bool]):
    kind = "flag"

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if isinstance(raw, bool):
            return raw
        known: dict[Json, bool] = {
            None: False,
            "": False,
            "on": True,
            "true": True,
            "false": False,
            "1": True,
            "0": False,
        }
        if raw is None or isinstance(raw, str):
            return known.get(raw.lower() if raw else raw, Unrepresentable(raw))
        return Unrepresentable(raw)

    def value_of(self, stored: Json) -> bool:
        return stored is True

    def is_empty(self, stored: Json) -> bool:
        """A box is empty until it is ticked: attestations are required ticks."""
        return stored is not True and not isinstance(stored, str | int | list | dict) or stored in (False, "")

    def schema(self) -> dict[str, object]:
        return {"type": "boolean"}


class ChoiceField(Field[str]):
    kind = "choice"

    def __init__(self, label: str, *, options: Sequence[Choice], **rest: object) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.options = tuple(options)

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None:
            return ""
        return raw if isinstance(raw, str) else Unrepresentable(raw)

    def value_of(self, stored: Json) -> str:
        return stored if isinstance(stored, str) else ""

    def schema(self) -> dict[str, object]:
        return {"type": "string", "enum": ["", *(option.value for option in self.options)]}


class Choices(Field[list[str]]):
    kind = "choices"

    def __init__(
        self,
        label: str,
        *,
        options: Sequence[Choice] = (),
        min_items: int = 0,
        max_items: int | None = None,
        **rest: object,
    ) -> None:
        """Without options any text is an item (a list of names)."""
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.options, self.min_items, self.max_items = tuple(options), min_items, max_items

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str):
            return [raw]
        is_texts = isinstance(raw, list) and all(isinstance(item, str) for item in raw)
        return raw if is_texts else Unrepresentable(raw)

    def value_of(self, stored: Json) -> list[str]:
        return [item for item in stored if isinstance(item, str)] if isinstance(stored, list) else []

    def schema(self) -> dict[str, object]:
        items: dict[str, object] = {"type": "string"}
        if self.options:
            items["enum"] = [option.value for option in self.options]
        return {"type": "array", "items": items}
