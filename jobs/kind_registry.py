"""Registry of the kinds of background jobs. Apps register them in their `tasks` modules."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ParamSpec, Protocol
from uuid import UUID

from msgspec import Struct

from common.lazy_text import LazyText
from jobs.models import Priority

# The first wait follows the first failed attempt, and so on. The attempt after the last wait is the last one.
DEFAULT_WAITS = (timedelta(seconds=2), timedelta(seconds=12), timedelta(seconds=72), timedelta(minutes=7))
# JSON values; each kind of job has its own keys.
Payload = Mapping[str, Any]
Renew = Callable[[], None]
P = ParamSpec("P")


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


class _NamedKind(Struct, frozen=True):
    name: str


class JobKind(_NamedKind, frozen=True, kw_only=True):
    """A kind of job. label is its name for admins; every is the interval of a periodic kind.

    retry_waits are the times between attempts. on_retry reopens what on_failed closes. Jobs with in_thread wait for
    other servers most of the time, so a worker runs them next to its other jobs. Leads see failed jobs of kinds with
    about_listing: those that work on one listing.
    """

    priority: Priority = Priority.BULK
    label: LazyText = ""
    every: timedelta | None = None
    retry_waits: tuple[timedelta, ...] = DEFAULT_WAITS
    on_failed: OnFailed | None = None
    on_retry: OnRetry | None = None
    in_thread: bool = False
    about_listing: bool = False

    def __post_init__(self) -> None:
        if (self.on_failed is None) != (self.on_retry is None):
            text = f"the job kind {self.name!r} needs on_failed and on_retry, or neither"
            raise ValueError(text)

    @property
    def handler(self) -> Handler:
        return _handlers[self.name]

    @property
    def max_attempts(self) -> int:
        return len(self.retry_waits) + 1


_kinds: dict[str, JobKind] = {}
_handlers: dict[str, Handler] = {}


def _registering(kind_of: Callable[P, JobKind]) -> Callable[P, Callable[[Handler], Handler]]:
    def with_options(*arguments: P.args, **options: P.kwargs) -> Callable[[Handler], Handler]:
        kind = kind_of(*arguments, **options)

        def register(handler: Handler) -> Handler:
            if kind.name in _kinds:
                text = f"the job kind {kind.name!r} is taken by {kind.handler}"
                raise ValueError(text)
            _kinds[kind.name], _handlers[kind.name] = kind, handler
            return handler

        return register

    return with_options


# Registers the decorated function as the handler of jobs of this kind. The arguments are those of JobKind.
job_kind = _registering(JobKind)


def job_kind_named(name: str) -> JobKind:
    """The registered kind. Raises KeyError for an unknown name, which is a bug."""
    return _kinds[name]


def job_kind_label(name: str) -> LazyText:
    """The label of the kind, or its name if old jobs have this kind but it is no longer registered."""
    kind = _kinds.get(name)
    return (kind and kind.label) or name


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
