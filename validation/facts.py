"""What this room's guards read; plain values, so that the rules need no database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from validation.models import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere in the wizard: label is what stands there, link leads to it."""

    section: str
    label: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A blocker that is in force, with its text in the language that is active."""

    code: str
    text: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """The latest deep run of the current submission. is_delayed: it should have ended by now."""

    id: UUID
    state: RunState
    since: datetime
    is_delayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationFacts:
    """missing holds required fields without a value, blockers what instant checks say beside those."""

    missing: tuple[Place, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    run: RunFacts | None = None
