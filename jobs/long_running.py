"""Writes of long-running work, which is always queued, run, given up and reopened in the same way."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from msgspec import Struct

from common.actions import action, in_transaction
from common.errors import SlipwayError
from common.lazy_text import LazyText
from jobs.kind_registry import Payload, Renew, job_kind
from jobs.models import OPEN_STATES, Job, LongRunning, LongRunningState, Priority, Refusable
from jobs.writes import assert_attempt, enqueue, finish_job

W = TypeVar("W", bound=LongRunning)
R = TypeVar("R", bound=Refusable)


class WorkAttempt(Struct, frozen=True, kw_only=True):
    """An attempt of the job of a row. An attempt that has lost its lease writes nothing."""

    row_id: UUID
    job_id: UUID
    number: int


class WorkHandler(Protocol):
    """Runs the work of an attempt, outside any transaction. It must call renew() after each step, like a `Handler`."""

    def __call__(self, attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None: ...


def long_running_kind(
    model: type[W],
    *,
    label: LazyText,
    on_failed: Callable[[W, datetime], None] = lambda _row, _now: None,
    is_needed: Callable[[W], bool] = lambda _row: True,
    about_listing: bool = True,
) -> Callable[[WorkHandler], WorkHandler]:
    """Register the decorated function as the handler of the jobs of this work.

    on_failed gets the row of failed work before it is saved. A retry reopens the work if is_needed returns True.
    """

    def register(handler: WorkHandler) -> WorkHandler:
        @job_kind(
            model.job_kind,
            label=label,
            priority=Priority.INTERACTIVE,
            on_failed=partial(_give_up, model, on_failed),
            on_retry=partial(_reopen, model, is_needed),
            about_listing=about_listing,
        )
        def run(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
            row_id = UUID(str(payload[model.payload_key]))
            handler(WorkAttempt(row_id=row_id, job_id=job_id, number=attempt), payload=payload, renew=renew)

        return handler

    return register


@in_transaction
def _give_up(model: type[W], on_failed: Callable[[W, datetime], None], *, payload: Payload, now: datetime) -> None:
    if (row := _locked(model, payload[model.payload_key], OPEN_STATES)) is not None:
        row.state, row.finished_at = LongRunningState.FAILED, now
        on_failed(row, now)
        row.save()


@in_transaction
def _reopen(model: type[W], is_needed: Callable[[W], bool], *, payload: Payload, **_: object) -> bool:
    row = _locked(model, payload[model.payload_key], (LongRunningState.FAILED,))
    if row is None or not is_needed(row):
        return False
    _update(row, state=LongRunningState.QUEUED, progress={}, finished_at=None)
    return True


@in_transaction
def queue_work(row: LongRunning, *, organisation: UUID | None, hint: bool = True, **payload: str | None) -> Job:
    """Store a new row and queue its job, as in `enqueue`. Returns the job."""
    row.save(force_insert=True)
    key = str(row.pk)
    return enqueue(
        row.job_kind,
        payload={row.payload_key: key, **payload},
        key=key,
        now=row.created_at,
        hint=hint,
        organisation=organisation,
    )


@in_transaction
def lock_work(model: type[W], attempt: WorkAttempt) -> W | None:
    """Lock the open row; None if it was closed or deleted. Raises LeaseLost."""
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    return _locked(model, attempt.row_id, OPEN_STATES)


@action
def begin_work(*, model: type[W], attempt: WorkAttempt, **columns: Any) -> W | None:
    """Mark the row as running and return it; None if it was closed. columns replace values of the row.

    Raises LeaseLost.
    """
    row = lock_work(model, attempt)
    if row is not None:
        _update(row, state=LongRunningState.RUNNING, **{"progress": {}, **columns})
    return row


@action
def note_progress(*, model: type[LongRunning], attempt: WorkAttempt, progress: dict[str, Any]) -> None:
    """Store the progress of open work. Raises LeaseLost."""
    row = lock_work(model, attempt)
    if row is not None:
        _update(row, progress=progress)


@in_transaction
def close_work(row: LongRunning, state: str, attempt: WorkAttempt, *, now: datetime) -> None:
    """Save the locked row with its final state, and finish its job. Raises LeaseLost."""
    _update(row, state=state, finished_at=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


@in_transaction
def refuse_work(model: type[R], attempt: WorkAttempt, *, error: SlipwayError, now: datetime) -> R | None:
    """Close open work as refused because of the error; None if it was already closed. Raises LeaseLost."""
    row = lock_work(model, attempt)
    if row is not None:
        row.refusal, row.refusal_code = str(error), error.code
        close_work(row, LongRunningState.REFUSED, attempt, now=now)
    return row


def _locked(model: type[W], row_id: UUID | str, states: Collection[str]) -> W | None:
    return QuerySet(model).select_for_update(of=("self",)).filter(pk=row_id, state__in=states).first()


def _update(row: LongRunning, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
