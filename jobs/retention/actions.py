"""Removes the rows that are due. It can be stopped at any point: each batch is a transaction of its own."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone

from common.actions import action
from jobs.models import RetentionRun
from jobs.retention.queries import rows_due
from jobs.retention.registry import RetentionKind, retention_kinds

# A table with more due rows continues with the next job, so that one table can't hold up the others.
_BATCHES_PER_RUN = 200
_log = structlog.get_logger(__name__)


class RemovalFailed(Exception):
    """Rows of some kinds could not be removed. The others were."""


@action
def remove_batch(kind: RetentionKind, *, now: datetime) -> int:
    """Remove a batch of rows that are due, the oldest first. Returns their number.

    Rows that another transaction has locked are left for a later batch, so this never waits for a writer.
    """
    due = rows_due(kind, now).order_by(kind.since, "pk").select_for_update(skip_locked=True, of=("self",))
    rows = list(due[: kind.batch] if kind.remove else due.only("pk")[: kind.batch])
    if rows and kind.remove:
        kind.remove(rows, now)
    elif rows:
        rows_due(kind, now).filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@action
def record_run(kind: RetentionKind, *, rows: int, now: datetime) -> None:
    """Record when rows of the kind were last removed, and how many."""
    RetentionRun.objects.update_or_create(name=kind.name, defaults={"ended_at": now, "rows": rows})


def remove_due_rows(*, renew: Callable[[], None]) -> None:
    """Remove the rows of all kinds that are due.

    Raises RemovalFailed at the end if some could not be removed. Its cause is the first error.
    """
    faults = {kind.name: fault for kind in retention_kinds() if (fault := _remove(kind, renew=renew))}
    if faults:
        raise RemovalFailed(", ".join(faults)) from next(iter(faults.values()))


def _remove(kind: RetentionKind, *, renew: Callable[[], None]) -> Exception | None:
    """The error because of which rows of the kind could not be removed; None if they were."""
    rows = 0
    for _batch in range(_BATCHES_PER_RUN):
        renew()
        try:
            removed = remove_batch(kind, now=timezone.now())
        except Exception as fault:  # noqa: BLE001 one kind must not stop the others
            _log.exception("old records could not be removed", retention=kind.name)
            return fault
        rows += removed
        if not removed:
            break
    record_run(kind, rows=rows, now=timezone.now())
    return None
