"""Actions that request, start, finish and refuse dry runs. A dry run does not change the draft."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import SlipwayError
from jobs.kind_registry import Payload
from jobs.writes import assert_attempt, enqueue, finish_job
from listings.imports.queued_imports import StoredFolder, touch_folder
from listings.lifecycle.revisions import assert_rehearsable, lock_revision
from tilekit.core.field import Json
from validation.actions.runs import JobAttempt
from validation.errors import TooManyDryRuns
from validation.models import OPEN_DRY_RUNS, DryRun, DryRunState
from validation.queries.dry_runs import DRY_RUN_JOB, expired_dry_runs

Sections = Mapping[str, Mapping[str, Json]]
MOST_OPEN = 5  # per draft
_BATCH = 500


@action
def request_dry_run(*, revision_id: UUID, content: StoredFolder | Sections, by: Actor, now: datetime) -> DryRun:
    """Queue a dry run: run the checks on the draft as it would be with this folder or these values.

    The caller must verify that the actor may use the files of the folder. Raises NotFound, NotAllowed, NotPossible,
    TooManyDryRuns, FileUnknown, and ImportRefused if the files are too large in total.
    """
    revision = lock_revision(revision_id, by=by)
    assert_rehearsable(revision, by=by)
    if DryRun.objects.filter(revision=revision, state__in=OPEN_DRY_RUNS).count() >= MOST_OPEN:
        raise TooManyDryRuns(limit=MOST_OPEN)
    row = DryRun(revision=revision, requested_by=str(by.id), created_at=now)
    if isinstance(content, StoredFolder):
        touch_folder(content, now=now)
        row.sha256, row.files, row.folder = content.sha256, dict(content.files), content.folder
    else:
        row.sections = {key: dict(values) for key, values in content.items()}
    row.save(force_insert=True)
    record_event("dry-run.request", by=by, objects={"listing": revision.listing_id, "revision": revision.pk}, now=now)
    payload = {"dry_run": str(row.pk), "language": get_language()}
    enqueue(DRY_RUN_JOB, payload=payload, key=str(row.pk), now=now)
    return row


@action
def begin_dry_run(row_id: UUID, attempt: JobAttempt) -> DryRun | None:
    """Mark the dry run as running and return it; None if it was closed. Raises LeaseLost."""
    row = _locked(row_id, attempt)
    if row is not None:
        row.state, row.progress = DryRunState.RUNNING, {}
        row.save(update_fields=["state", "progress"])
    return row


@action
def note_dry_run_progress(row_id: UUID, attempt: JobAttempt, *, done: int, total: int) -> None:
    """Store how many of the subjects have been checked. Raises LeaseLost."""
    row = _locked(row_id, attempt)
    if row is not None:
        row.progress = {"done": done, "total": total}
        row.save(update_fields=["progress"])


@action
def finish_dry_run(row_id: UUID, attempt: JobAttempt, *, result: Mapping[str, object], now: datetime) -> None:
    """Store the result of the dry run and close it. Raises LeaseLost."""
    row = _locked(row_id, attempt)
    if row is not None:
        row.result = dict(result)
        _close(row, DryRunState.DONE, attempt, now=now)


@action
def refuse_dry_run(row_id: UUID, attempt: JobAttempt, *, error: SlipwayError, now: datetime) -> None:
    """Close the dry run as refused, and store the error. Raises LeaseLost."""
    row = _locked(row_id, attempt)
    if row is not None:
        row.refusal, row.refusal_code = str(error), error.code
        _close(row, DryRunState.REFUSED, attempt, now=now)


@action
def delete_expired_dry_runs(*, now: datetime) -> int:
    """Delete a batch of expired dry runs. Returns their number."""
    rows = expired_dry_runs(now).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    return DryRun.objects.filter(pk__in=list(rows)).delete()[0]


@in_transaction
def give_up_dry_run(*, payload: Payload, now: datetime) -> None:
    """Mark the dry run as failed after the last attempt of its job."""
    rows = DryRun.objects.filter(pk=payload["dry_run"], state__in=OPEN_DRY_RUNS)
    rows.update(state=DryRunState.FAILED, finished_at=now)


@in_transaction
def reopen_dry_run(*, payload: Payload, **_: object) -> bool:
    """Reopen a failed dry run whose job is retried. Returns False if the dry run was deleted."""
    rows = DryRun.objects.filter(pk=payload["dry_run"], state=DryRunState.FAILED)
    return rows.update(state=DryRunState.QUEUED, progress={}, finished_at=None) > 0


@in_transaction
def _close(row: DryRun, state: DryRunState, attempt: JobAttempt, *, now: datetime) -> None:
    row.state, row.finished_at = state, now
    row.save(update_fields=["state", "finished_at", "result", "refusal", "refusal_code"])
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


@in_transaction
def _locked(row_id: UUID, attempt: JobAttempt) -> DryRun | None:
    """Lock an open dry run; None if it was closed or deleted. Raises LeaseLost."""
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    rows = DryRun.objects.select_for_update(of=("self",)).select_related("revision__listing")
    return rows.filter(pk=row_id, state__in=OPEN_DRY_RUNS).first()
