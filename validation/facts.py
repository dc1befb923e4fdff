"""The facts that this room's guards read: plain values, so that guards need no database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from validation.models import RunState


class MissingField(Struct, frozen=True, kw_only=True):
    """A place in the wizard; label is the field's label, link its URL."""

    section: str
    label: str
    link: str


class Blocker(Struct, frozen=True, kw_only=True):
    """An effective blocker, with its text in the active language."""

    code: str
    text: str
    link: str


class RunFacts(Struct, frozen=True, kw_only=True):
    """The latest deep run of the current submission. is_delayed: it takes longer than it should."""

    id: UUID
    state: RunState
    since: datetime
    is_delayed: bool = False


class ValidationFacts(Struct, frozen=True, kw_only=True):
    """missing contains required fields without a value, blockers the other blockers of instant checks."""

    missing: tuple[MissingField, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    run: RunFacts | None = None
