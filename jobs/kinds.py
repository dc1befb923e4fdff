"""The registry of what can be done in the background; rooms fill it from their `tasks` modules."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from jobs.models import Priority

# JSON of the kind's own shape; its handler reads it.
Payload = Mapping[str, Any]
Renew = Callable[[], None]


class Handler(Protocol):
    """Does the work outside any transaction; its final write is one action that calls `finish_job`.

    renew() after each step keeps the lease and raises LeaseLost where another worker has the job now.
    """

    def __call__(self, *, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None: ...


class OnFailed(Protocol):
    """A move, run in the transaction that gives the job up after its last attempt."""

    def __call__(self, *, payload: Payload, now: datetime) -> None: ...


class JobKind(Struct, frozen=True, kw_only=True):
    """every: the sweeper starts such a job by itself, so long after the last one was started."""

    name: str
    handler: Handler
    priority: Priority
    every: timedelta | None = None
    on_failed: OnFailed | None = None


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    priority: Priority = Priority.BULK,
    every: timedelta | None = None,
    on_failed: OnFailed | None = None,
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of jobs of this kind."""

    def register(handler: Handler) -> Handler:
        if name in _kinds:
            text = f"the job kind {name!r} is taken by {_kinds[name].handler}"
            raise ValueError(text)
        _kinds[name] = JobKind(name=name, handler=handler, priority=priority, every=every, on_failed=on_failed)
        return handler

    return register


def kind_of(name: str) -> JobKind:
    """The registered kind. Raises KeyError for an unknown name: a fault of the program."""
    return _kinds[name]


def periodic_kinds() -> tuple[JobKind, ...]:
    """The kinds that the sweeper starts by itself."""
    return tuple(kind for kind in _kinds.values() if kind.every)


def kind_names() -> tuple[str, ...]:
    """Every registered name, for the documentation and for tests."""
    return tuple(sorted(_kinds))
