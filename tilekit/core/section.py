"""Documents are dicts with declared fields; sections are documents that a wizard step shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from msgspec import Struct

from tilekit.core.field import Field, Json, Unrepresentable
from tilekit.core.kind import ListingKind, Predicate, always
from tilekit.core.storable import storable_text, storable_value

Values = dict[str, Json]
Upgrade = Callable[[Values], Values]


class Tab(StrEnum):
    """The tab of the tile that shows a section."""

    OVERVIEW = "overview"
    CONFIGURATION = "configuration"
    DATA = "data"
    RESOURCES = "resources"
    PRICING = "pricing"
    SUPPORT = "support"
    RELEASE_NOTES = "release-notes"


class StepNotice(Struct, frozen=True, kw_only=True):
    """A text that a step shows above its fields; text is a message ID."""

    key: str
    text: str
    applies: Predicate = always


class FieldGroup(Struct, frozen=True, kw_only=True):
    """Fields of a step below a common title, which the step folds to one line if the listing doesn't need them.

    title and unneeded, the text of that line, are message IDs.
    """

    key: str
    title: str
    fields: tuple[str, ...]
    needed: Predicate
    unneeded: str


class Document:
    """Typed, read-only attributes of a dict of JSON values; `values` is the stored dict.

    Fields of several base classes are in the order of the bases. named_by is the field that identifies a row for
    people; "" if none does. fields_apply and fields_scope are what its own fields declare as applies and scope unless
    they declare something else.
    """

    fields: ClassVar[dict[str, Field[object]]] = {}
    named_by: ClassVar[str] = ""

    def __init_subclass__(cls, *, fields_apply: Predicate = always, fields_scope: str = "content") -> None:
        super().__init_subclass__()
        inherited = {name: field for base in cls.__bases__ for name, field in getattr(base, "fields", {}).items()}
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        taken = {name for base in cls.__bases__ for name in dir(base)}
        if hidden := (declared.keys() & taken) - inherited.keys():
            text = f"{cls.__name__} hides {sorted(hidden)}: choose other names"
            raise TypeError(text)
        for field in declared.values():
            field.applies = fields_apply if field.applies is always else field.applies
            field.scope = fields_scope if field.scope == "content" else field.scope
        cls.fields = {**inherited, **declared}

    def __init__(self, values: Mapping[str, Json] | None = None) -> None:
        self.values: Values = dict(values or {})

    @property
    def row_key(self) -> str:
        """The generated key of a row; "" for a section."""
        key = self.values.get("key")
        return key if isinstance(key, str) else ""

    @classmethod
    def is_read_only(cls) -> bool:
        """Whether nobody can fill in any of its fields."""
        return all(field.read_only for field in cls.fields.values())

    def is_blank(self) -> bool:
        """Whether all fields are empty."""
        return all(field.is_empty(self.values.get(name)) for name, field in self.fields.items())

    @classmethod
    def defaults(cls) -> Values:
        """The values of a new document."""
        return {name: field.default for name, field in cls.fields.items() if field.default is not None}

    @classmethod
    def proposed(cls, _rows: Sequence[Self], *, today: date) -> Values:  # noqa: ARG003 rows with a date need it
        """The values of a new row next to these rows."""
        return cls.defaults()

    @classmethod
    def coerced(cls, raw: Mapping[str, Json]) -> dict[str, Json]:
        """The values to store: declared fields coerced, or stored as typed if that fails; other names unchanged."""
        stored = dict(raw)
        for name, field in cls.fields.items():
            if name in raw:
                value = field.coerce(raw[name])
                stored[name] = value.raw if isinstance(value, Unrepresentable) else value
        return stored

    @classmethod
    def repaired(cls, stored: Mapping[str, Json]) -> Values:
        """The stored values without parts that pages and files cannot represent; see Field.repaired."""
        return {
            storable_text(name): cls.fields[name].repaired(value) if name in cls.fields else storable_value(value)
            for name, value in stored.items()
        }

    @classmethod
    def schema(cls, **others: object) -> dict[str, object]:
        """JSON Schema of the values, none of which is required. others are schemas of names that are not fields."""
        properties = {**others, **{name: field.described_schema() for name, field in cls.fields.items()}}
        return {"type": "object", "properties": properties, "additionalProperties": False}


class SectionDocument(Document):
    """The declaration of a part of a wizard step, from which everything else is generated.

    applies is true for the kinds of listing that have the section. upgrades ({1: f} converts a document of schema 1
    to schema 2) convert old database rows to schema_number.
    """

    key: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    tab: ClassVar[Tab] = Tab.OVERVIEW
    applies: ClassVar[Predicate] = always
    schema_number: ClassVar[int] = 1
    upgrades: ClassVar[Mapping[int, Upgrade]] = {}
    notices: ClassVar[tuple[StepNotice, ...]] = ()
    groups: ClassVar[tuple[FieldGroup, ...]] = ()

    def __init_subclass__(
        cls,
        *,
        key: str,
        title: str,
        tab: Tab,
        applies: Predicate = always,
        fields_apply: Predicate = always,
        fields_scope: str = "content",
    ) -> None:
        super().__init_subclass__(fields_apply=fields_apply, fields_scope=fields_scope)
        cls.key, cls.heading, cls.tab, cls.applies = key, title, tab, staticmethod(applies)

    def unneeded_groups(self, kind: ListingKind) -> frozenset[str]:
        """The keys of groups that this kind of listing doesn't need and in which nothing is filled in."""
        return frozenset(
            group.key
            for group in self.groups
            if not group.needed(kind) and all(self._is_unfilled(name) for name in group.fields)
        )

    def _is_unfilled(self, name: str) -> bool:
        field = self.fields[name]
        return field.read_only or field.is_empty(self.values.get(name))

    @classmethod
    def read(cls, values: Mapping[str, Json], schema: int) -> SectionDocument:
        """The document of a database row, upgraded to the current schema and repaired."""
        current: Values = dict(values)
        for number in range(schema, cls.schema_number):
            current = cls.upgrades[number](current)
        return cls(cls.repaired(current))
