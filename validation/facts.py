"""The facts that the guards of this room read: plain values, so that guards don't use the database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from validation.models import RunState


class MissingField(Struct, frozen=True, kw_only=True):
    """A required field that is empty, with its label and its URL in the wizard."""

    section: str
    label: str
    link: str


class Blocker(Struct, frozen=True, kw_only=True):
    """An effective blocker, with its text in the active language."""

    code: str
    text: str
    link: str


class RunFacts(Struct, frozen=True, kw_only=True):
    """The latest deep run of the current submission.

    is_delayed means that its job failed or waits for another attempt.
    """

    id: UUID
    state: RunState
    since: datetime
    is_delayed: bool = False


class ValidationFacts(Struct, frozen=True, kw_only=True):
    """The empty required fields, the other blockers of instant checks, and the latest deep run of a revision."""

    missing: tuple[MissingField, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    run: RunFacts | None = None
