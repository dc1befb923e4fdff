"""A change of state in progress, which effects get."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import DateField, Model
from msgspec import Struct, field

from common.actor import Actor
from listings.lifecycle.types import Transition
from listings.models import Listing, Revision

# The values that a call gives with a verb, such as `reason`.
Parameters = Mapping[str, object]
S = TypeVar("S", bound=Model)
V = TypeVar("V")


def listing_of(subject: Model) -> Listing:
    """The listing that a subject is or belongs to. Raises AttributeError for subjects without one, as sandbox orgs."""
    return subject if isinstance(subject, Listing) else subject.listing  # type: ignore[attr-defined]


def listing_id_of(subject: Model) -> UUID | None:
    """The ID of the listing that a subject is or belongs to; None for subjects without one."""
    listing = subject if isinstance(subject, Listing) else getattr(subject, "listing", None)
    return listing.pk if listing else None


def organisation_id_of(subject: Model) -> UUID:
    """The ID of the organisation that a subject, or its listing, belongs to."""
    owned = subject if hasattr(subject, "organisation_id") else listing_of(subject)
    return owned.organisation_id


def entered_text(parameters: Parameters, name: str) -> str:
    """A text parameter of a call, stripped; "" if missing."""
    value = parameters.get(name)
    return value.strip() if isinstance(value, str) else ""


def columns_of(subject: Model) -> dict[str, object]:
    """{column: value} of the subject as it is in memory, without the columns that were not loaded."""
    columns = {field.attname for field in subject._meta.concrete_fields}  # noqa: SLF001
    return {name: value for name, value in vars(subject).items() if name in columns}


def times_of(subject: Model) -> dict[str, str]:
    """{column: day or time} of the subject, in ISO format; "" if it is empty."""
    columns = [field.attname for field in subject._meta.concrete_fields if isinstance(field, DateField)]  # noqa: SLF001
    values: dict[str, date | None] = {name: getattr(subject, name) for name in columns}
    return {name: value.isoformat() if value else "" for name, value in values.items()}


class StateChange(Struct, Generic[S], frozen=True, kw_only=True):
    """A change of state in progress. subject already has the new state; parameters are those of the call.

    stored are the subject's columns before the change. Effects append verbs to next_verbs, which the system applies
    after this change. They also add objects and digests to the audit event, and details for the texts of notices.
    """

    transition: Transition
    subject: S
    before: str
    stored: Mapping[str, object]
    by: Actor
    now: datetime
    parameters: Parameters = field(default_factory=dict)
    next_verbs: list[str] = field(default_factory=list)
    objects: dict[str, UUID] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    details: dict[str, str | int] = field(default_factory=dict)

    @property
    def listing(self) -> Listing:
        return listing_of(self.subject)

    @property
    def organisation_id(self) -> UUID:
        return organisation_id_of(self.subject)

    @property
    def changed_columns(self) -> list[str]:
        """The columns that the change and its effects have set, for saving."""
        return [name for name, value in columns_of(self.subject).items() if value != self.stored.get(name)]

    def text(self, name: str) -> str:
        """A text parameter of the call (`note`, `reason`), stripped; "" if missing."""
        return entered_text(self.parameters, name)

    def entered(self, name: str) -> str:
        """A parameter of the call as a text; days and times in ISO format."""
        value = self.parameters.get(name)
        return value.isoformat() if isinstance(value, date) else self.text(name)

    def value(self, name: str, kind: type[V]) -> V:
        """A parameter of the call. Raises KeyError or TypeError if the asks of the transition did not check it."""
        value = self.parameters[name]
        if not isinstance(value, kind):
            raise TypeError(name)
        return value


def revision_key(revision: Revision) -> str:
    """The key of notices about a revision's version: a person gets only the first notice with this key."""
    return f"revision:{revision.pk}:{revision.version}"


class RevisionChange(StateChange[Revision], frozen=True, kw_only=True):
    """A change of a revision. before_since is when the revision entered its previous state."""

    before_since: datetime

    @property
    def revision(self) -> Revision:
        return self.subject

    @property
    def key(self) -> str:
        """The key of the notices about this change, including those that its effects post."""
        return revision_key(self.revision)

    @property
    def changes_state(self) -> bool:
        """Whether the state changed."""
        return self.revision.state != self.before
