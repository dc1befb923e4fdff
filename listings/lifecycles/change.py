"""A change of state in progress, as effects read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model
from msgspec import Struct, field

from common.actor import Actor
from listings.lifecycles.types import Transition
from listings.models import Listing, Revision

S = TypeVar("S", bound=Model)
V = TypeVar("V")


class StateChange(Struct, Generic[S], frozen=True, kw_only=True):
    """subject is what changes its state, already in the new state. parameters are those of the call.

    Effects append system verbs to next_verbs; these are applied after this change. They add the objects and digests
    that the audit event names, and details for the texts of notices.
    """

    transition: Transition
    subject: S
    listing: Listing
    before: str
    by: Actor
    now: datetime
    parameters: Mapping[str, object] = field(default_factory=dict)
    next_verbs: list[str] = field(default_factory=list)
    objects: dict[str, UUID] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    details: dict[str, str | int] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text parameter of the call (`note`, `reason`), stripped; "" if missing."""
        value = self.parameters.get(name)
        return value.strip() if isinstance(value, str) else ""

    def value(self, name: str, kind: type[V]) -> V:
        """A parameter of the call whose type an ask of the row has checked."""
        value = self.parameters[name]
        if not isinstance(value, kind):
            raise TypeError(name)
        return value


def revision_key(revision: Revision) -> str:
    """Deduplication key for notices: a person gets only the first notice that is posted with it."""
    return f"revision:{revision.pk}:{revision.version}"


class RevisionChange(StateChange[Revision], frozen=True, kw_only=True):
    """A change of a revision; before_since is when it entered the state that it leaves."""

    before_since: datetime

    @property
    def revision(self) -> Revision:
        return self.subject

    @property
    def key(self) -> str:
        """The key of this change's notices; those of its effects use it, too."""
        return revision_key(self.revision)

    @property
    def changes_state(self) -> bool:
        """Whether the state changed."""
        return self.revision.state != self.before
