"""Registry of the kinds of background jobs. Apps register them in their `tasks` modules."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from common.lazy_text import LazyText
from jobs.models import Priority

# The first wait follows the first failed attempt, and so on. The attempt after the last wait is the last one.
DEFAULT_WAITS = (timedelta(seconds=2), timedelta(seconds=12), timedelta(seconds=72), timedelta(minutes=7))
# JSON values; each kind of job has its own keys.
Payload = Mapping[str, Any]
Renew = Callable[[], None]


class Handler(Protocol):
    """Runs a job, outside any transaction. Its final write is one action that calls `finish_job`.

    It must call renew() after each step. renew() extends the lease, and raises LeaseLost if another worker has claimed
    the job, and JobPaused if maintenance has begun.
    """

    def __call__(self, *, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None: ...


class OnFailed(Protocol):
    """A write in the transaction that marks a job as failed after its last attempt."""

    def __call__(self, *, payload: Payload, now: datetime) -> None: ...


class OnRetry(Protocol):
    """A write in the transaction that retries a failed job. It reopens what `on_failed` closed.

    Returns False if the job is no longer needed and must not be queued.
    """

    def __call__(self, *, payload: Payload, now: datetime) -> bool: ...


class JobKind(Struct, frozen=True, kw_only=True):
    """A kind of job. label is its name for admins; every is the interval of a periodic kind.

    retry_waits are the times between attempts. on_retry reopens what on_failed closes. Jobs with in_thread wait for
    other servers most of the time, so a worker runs them next to its other jobs. Leads see failed jobs of kinds with
    about_listing: those that work on one listing.
    """

    name: str
    handler: Handler
    priority: Priority
    label: LazyText
    every: timedelta | None = None
    retry_waits: tuple[timedelta, ...] = DEFAULT_WAITS
    on_failed: OnFailed | None = None
    on_retry: OnRetry | None = None
    in_thread: bool = False
    about_listing: bool = False

    @property
    def max_attempts(self) -> int:
        return len(self.retry_waits) + 1


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    label: LazyText = "",
    priority: Priority = Priority.BULK,
    every: timedelta | None = None,
    retry_waits: tuple[timedelta, ...] = DEFAULT_WAITS,
    on_failed: OnFailed | None = None,
    on_retry: OnRetry | None = None,
    in_thread: bool = False,
    about_listing: bool = False,
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of jobs of this kind."""

    def register(handler: Handler) -> Handler:
        if name in _kinds:
            text = f"the job kind {name!r} is taken by {_kinds[name].handler}"
            raise ValueError(text)
        if (on_failed is None) != (on_retry is None):
            text = f"the job kind {name!r} needs on_failed and on_retry, or neither"
            raise ValueError(text)
        _kinds[name] = JobKind(
            name=name,
            handler=handler,
            priority=priority,
            label=label or name,
            every=every,
            retry_waits=retry_waits,
            on_failed=on_failed,
            on_retry=on_retry,
            in_thread=in_thread,
            about_listing=about_listing,
        )
        return handler

    return register


def job_kind_named(name: str) -> JobKind:
    """The registered kind. Raises KeyError for an unknown name, which is a bug."""
    return _kinds[name]


def job_kind_label(name: str) -> LazyText:
    """The label of the kind, or its name if old jobs have this kind but it is no longer registered."""
    return _kinds[name].label if name in _kinds else name


def listing_kinds() -> frozenset[str]:
    """The names of the kinds that work on one listing."""
    return frozenset(kind.name for kind in _kinds.values() if kind.about_listing)


def periodic_kinds() -> tuple[JobKind, ...]:
    """The kinds of which the sweeper queues a job at intervals."""
    return tuple(kind for kind in _kinds.values() if kind.every)


def longest_wait() -> timedelta:
    """The longest time that any kind waits between two attempts."""
    return max((wait for kind in _kinds.values() for wait in kind.retry_waits), default=timedelta())


def kind_names() -> tuple[str, ...]:
    """The names of all registered kinds, sorted."""
    return tuple(sorted(_kinds))
