"""What this room's guards read; plain values, so that the rules need no database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from validation.models import RunState


class Place(Struct, frozen=True, kw_only=True):
    """Somewhere in the wizard: label is what stands there, link leads to it."""

    section: str
    label: str
    link: str


class Blocker(Struct, frozen=True, kw_only=True):
    """A blocker that is in force, with its text in the language that is active."""

    code: str
    text: str
    link: str


class RunFacts(Struct, frozen=True, kw_only=True):
    """The latest deep run of the current submission. is_delayed: it should have ended by now."""

    id: UUID
    state: RunState
    since: datetime
    is_delayed: bool = False


class ValidationFacts(Struct, frozen=True, kw_only=True):
    """missing holds required fields without a value, blockers what instant checks say beside those."""

    missing: tuple[Place, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    run: RunFacts | None = None
