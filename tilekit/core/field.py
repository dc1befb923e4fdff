"""The base class of all fields. The form, generic checks, schema and reference are generated from one declaration.

A document is a plain dict of JSON values. Values that do not fit their field are stored as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypedDict, TypeVar, overload

from msgspec import Struct

from tilekit.core.kind import ListingKind, Predicate, always, never
from tilekit.core.messages import Message, render
from tilekit.core.storable import storable_value

if TYPE_CHECKING:
    from tilekit.core.section import Document

V_co = TypeVar("V_co", covariant=True)
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Unrepresentable(Struct, frozen=True):
    """Input that cannot be converted to the type of the field. It is stored as typed."""

    raw: Json


class Choice(Struct, frozen=True):
    """One option: the stored value and its label (a message ID).

    is_name marks a label that is a name of the platform, which is the same in every language.
    """

    value: str
    label: str
    is_name: bool = False


class Options(TypedDict, total=False):
    """The options that every field accepts; see Field."""

    help: str | Message
    example: str
    doc: str
    required: bool | Predicate
    applies: Predicate
    when: Mapping[str, tuple[Json, ...]]
    only_if_filled: bool
    alternatives: tuple[str, ...]
    default: Json
    scope: str
    read_only: bool
    staff_only: bool
    checked_by: Mapping[str, str]
    shows: str
    shown_as: str
    shown_label: str
    shown_if_empty: str


class Field(Generic[V_co]):
    """Base class of all fields.

    help is one sentence, a message if it contains a limit; example is shown with it. doc is the section of a guide
    about the field (`metrics#names`). required and applies are predicates over the listing's kind. when limits them to
    documents in which another field has one of the values. only_if_filled hides a field for content of folders while it
    is empty. alternatives are the names of fields that can be filled in instead. default is the value in a new listing.
    scope is "content" (stored in the folder) or "submission" (only in the portal). The portal fills in read_only
    fields, staff fill in staff_only ones. `checked_by` maps an aspect (required, length, pattern, choice, count) to the
    check that covers it, so that one cause gives one finding. shows is the place on the tile that shows the field
    (`tilekit/tile/places.py`); shown_as is its name in stored tiles, by default its own. shown_label is a shorter label
    for the tile, and shown_if_empty is the text there if there is no value.
    """

    kind: ClassVar[str] = ""
    name: str = ""

    def __init__(
        self,
        label: str,
        *,
        help: str | Message = "",  # noqa: A002 the word of forms
        example: str = "",
        doc: str = "",
        required: bool | Predicate = False,
        applies: Predicate = always,
        when: Mapping[str, tuple[Json, ...]] | None = None,
        only_if_filled: bool = False,
        alternatives: tuple[str, ...] = (),
        default: Json = None,
        scope: str = "content",
        read_only: bool = False,
        staff_only: bool = False,
        checked_by: Mapping[str, str] | None = None,
        shows: str = "",
        shown_as: str = "",
        shown_label: str = "",
        shown_if_empty: str = "",
    ) -> None:
        self.label, self.help, self.example, self.doc = label, help, example, doc
        self.required: Predicate = required if callable(required) else (always if required else never)
        self.applies, self.alternatives = applies, alternatives
        self.when = dict(when or {})
        self.only_if_filled = only_if_filled
        self.default, self.scope = default, scope
        self.read_only, self.staff_only = read_only, staff_only
        self.checked_by = dict(checked_by or {})
        self.shows, self.shown_as = shows, shown_as
        self.shown_label, self.shown_if_empty = shown_label or label, shown_if_empty

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.shown_as = self.shown_as or name

    @overload
    def __get__(self, document: None, owner: type) -> Self: ...
    @overload
    def __get__(self, document: Document, owner: type) -> V_co: ...
    def __get__(self, document: Document | None, owner: type) -> Self | V_co:
        return self if document is None else self.value_of(document.values.get(self.name))

    def is_required(self, kind: ListingKind) -> bool:
        """Whether the field applies to this kind of listing and must not be empty at submission."""
        return self.applies(kind) and self.required(kind)

    def is_shown_for(self, values: Mapping[str, Json]) -> bool:
        """Whether the form shows this field of a document with these values."""
        is_hidden = self.only_if_filled and self.is_empty(values.get(self.name))
        return not is_hidden and _conditions_met(self.when, values)

    def is_missing(self, values: Mapping[str, Json], kind: ListingKind) -> bool:
        """Whether this field must be filled in before a submission; never true for read_only and staff_only fields."""
        if self.read_only or self.staff_only or not self.is_required(kind) or not self.is_shown_for(values):
            return False
        return all(self.is_empty(values.get(name)) for name in (self.name, *self.alternatives))

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        """The JSON value to store for the input of a form or an API."""
        raise NotImplementedError

    def value_of(self, stored: Json) -> V_co:
        """The typed value for a stored value; the empty value if the stored value is missing or has another type."""
        raise NotImplementedError

    def is_empty(self, stored: Json) -> bool:
        return stored is None or stored in ("", [], {})

    def fits(self, stored: Json) -> bool:
        """Whether the stored value has the type of this field; False for a value stored as typed."""
        return self.is_empty(stored) or not isinstance(self.coerce(stored), Unrepresentable)

    def repaired(self, stored: Json) -> Json:
        """The stored value without parts that pages and files cannot represent, which earlier versions stored."""
        return storable_value(stored)

    def part(self, stored: Json, scope: str) -> Json:
        """The part of the stored value in the scope; None if there is none."""
        return stored if self.scope == scope else None

    def schema(self) -> dict[str, object]:
        """JSON Schema of the stored value."""
        raise NotImplementedError

    def example_value(self) -> Json:
        """The declared example as it is stored; None if there is none, or if a text cannot express the value."""
        value = self.coerce(self.example) if self.example else None
        return None if isinstance(value, Unrepresentable) else value

    def described_schema(self) -> dict[str, object]:
        """The JSON Schema with the texts and the example of the field, in English."""
        texts = ". ".join(render(text).rstrip(".") for text in (self.label, self.help) if text)
        marks = {"readOnly": True} if self.read_only or self.staff_only else {}
        value = self.example_value()
        example = {} if value is None else {"examples": [value]}
        return {**self.schema(), "description": f"{texts}.", **example, **marks}


class StringField(Field[str]):
    """Base class of fields whose value is a string: texts and single choices."""

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None:
            return ""
        return raw if isinstance(raw, str) else Unrepresentable(raw)

    def value_of(self, stored: Json) -> str:
        return stored if isinstance(stored, str) else ""


def _conditions_met(conditions: Mapping[str, tuple[Json, ...]], values: Mapping[str, Json]) -> bool:
    return not conditions or all(values.get(name) in required_values for name, required_values in conditions.items())
