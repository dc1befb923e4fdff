"""What every kind of field has in common: one declaration gives form, generic checks, schema and reference.

A document is a plain dict of JSON values and lenient: what cannot be represented is kept as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypedDict, TypeVar, overload

from msgspec import Struct

from tilekit.core.kind import ListingKind, Predicate, always, never
from tilekit.core.plain import plain

if TYPE_CHECKING:
    from tilekit.core.section import Document

V_co = TypeVar("V_co", covariant=True)
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Unrepresentable(Struct, frozen=True):
    """What was typed where no value of the field's type could be read from it; it is stored as typed."""

    raw: Json


class Choice(Struct, frozen=True):
    """One option: the stored value and its label (a message id)."""

    value: str
    label: str


class Options(TypedDict, total=False):
    """The options that every kind takes; see Field."""

    help: str
    example: str
    doc: str
    required: bool | Predicate
    applies: Predicate
    when: Mapping[str, tuple[Json, ...]]
    required_when: Mapping[str, tuple[Json, ...]]
    alternative: str
    default: Json
    scope: str
    read_only: bool
    staff_only: bool
    checked_by: Mapping[str, str]


class Field(Generic[V_co]):
    """Base of all kinds.

    help is one sentence; example is shown with it. doc is an anchor of the partner documentation. required and
    applies are predicates over the listing's kind; when and required_when narrow them to documents where another
    field has one of the values. alternative names a field that, filled, stands in for this one. default is the
    value of a new listing. scope is "content" (a folder can carry it) or "submission". read_only fields are
    filled in by the portal, staff_only ones by staff. `checked_by` names catalogue checks that already speak for
    an aspect (required, length, pattern, choice, count), so that one cause gives one finding.
    """

    kind: ClassVar[str] = ""
    name: str = ""

    def __init__(
        self,
        label: str,
        *,
        help: str = "",  # noqa: A002 the word of forms
        example: str = "",
        doc: str = "",
        required: bool | Predicate = False,
        applies: Predicate = always,
        when: Mapping[str, tuple[Json, ...]] | None = None,
        required_when: Mapping[str, tuple[Json, ...]] | None = None,
        alternative: str = "",
        default: Json = None,
        scope: str = "content",
        read_only: bool = False,
        staff_only: bool = False,
        checked_by: Mapping[str, str] | None = None,
    ) -> None:
        self.label, self.help, self.example, self.doc = label, help, example, doc
        self.required: Predicate = required if callable(required) else (always if required else never)
        self.applies, self.alternative = applies, alternative
        self.when, self.required_when = dict(when or {}), dict(required_when or {})
        self.default, self.scope = default, scope
        self.read_only, self.staff_only = read_only, staff_only
        self.checked_by = dict(checked_by or {})

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, document: None, owner: type) -> Self: ...
    @overload
    def __get__(self, document: Document, owner: type) -> V_co: ...
    def __get__(self, document: Document | None, owner: type) -> Self | V_co:
        return self if document is None else self.value_of(document.values.get(self.name))

    def is_required(self, kind: ListingKind) -> bool:
        """Required means: it applies to this kind of listing and must not be empty at submission."""
        return self.applies(kind) and self.required(kind)

    def is_asked(self, values: Mapping[str, Json]) -> bool:
        """Whether the document's other values ask for this field."""
        return _holds(self.when, values)

    def is_missing(self, values: Mapping[str, Json], kind: ListingKind) -> bool:
        """Whether the document lacks this field for a submission; what the portal fills in is never missing."""
        if self.read_only or self.staff_only or not self.is_required(kind) or not self.is_asked(values):
            return False
        stood_in = bool(self.alternative) and values.get(self.alternative) not in (None, "", [], {})
        return _holds(self.required_when, values) and not stood_in and self.is_empty(values.get(self.name))

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        """The JSON value to store for what a form or an API sent."""
        raise NotImplementedError

    def value_of(self, stored: Json) -> V_co:
        """The typed value of what is stored; the empty value where it is missing or of another shape."""
        raise NotImplementedError

    def is_empty(self, stored: Json) -> bool:
        return stored is None or stored in ("", [], {})

    def fits(self, stored: Json) -> bool:
        """False for what was kept as typed because it is no value of this field."""
        return self.is_empty(stored) or not isinstance(self.coerce(stored), Unrepresentable)

    def mended(self, stored: Json) -> Json:
        """The stored value as pages and files can show it; an earlier version stored what they cannot."""
        return plain(stored)

    def part(self, stored: Json, scope: str) -> Json:
        """What of the stored value belongs to the scope; None for nothing."""
        return stored if self.scope == scope else None

    def schema(self) -> dict[str, object]:
        """JSON Schema of the stored value."""
        raise NotImplementedError


def _holds(conditions: Mapping[str, tuple[Json, ...]], values: Mapping[str, Json]) -> bool:
    return not conditions or all(values.get(name) in wanted for name, wanted in conditions.items())
