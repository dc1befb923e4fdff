"""Actions that request, finish and refuse dry runs. A dry run does not change the draft."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import SlipwayError
from jobs.long_running import WorkAttempt, close_work, lock_work, queue_work, refuse_work
from jobs.models import OPEN_STATES, LongRunningState
from listings.imports.queued_imports import StoredFolder, touch_folder
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_rehearsable
from tilekit.core.field import Json
from validation.errors import TooManyDryRuns
from validation.models import DryRun

Sections = Mapping[str, Mapping[str, Json]]
MOST_OPEN = 5  # per draft


@action
def request_dry_run(*, revision_id: UUID, content: StoredFolder | Sections, by: Actor, now: datetime) -> DryRun:
    """Queue a dry run: run the checks on the draft as it would be with this folder or these values.

    The caller must verify that the actor may use the files of the folder. Raises NotFound, NotAllowed, NotPossible,
    TooManyDryRuns, FileUnknown, and ImportRefused if the files are too large in total.
    """
    revision = lock_revision(revision_id, by=by)
    assert_rehearsable(revision, by=by)
    if DryRun.objects.filter(revision=revision, state__in=OPEN_STATES).count() >= MOST_OPEN:
        raise TooManyDryRuns(limit=MOST_OPEN)
    row = DryRun(revision=revision, requested_by=str(by.id), created_at=now)
    if isinstance(content, StoredFolder):
        touch_folder(content, now=now)
        row.sha256, row.files, row.folder = content.sha256, dict(content.files), content.folder
    else:
        row.sections = {key: dict(values) for key, values in content.items()}
    record_event("dry-run.request", by=by, objects={"listing": revision.listing_id, "revision": revision.pk}, now=now)
    queue_work(row, organisation=revision.listing.organisation_id, language=get_language())
    return row


@action
def finish_dry_run(attempt: WorkAttempt, *, result: Mapping[str, object], now: datetime) -> None:
    """Store the result of the dry run and close it. Raises LeaseLost."""
    row = lock_work(DryRun, attempt)
    if row is not None:
        row.result = dict(result)
        close_work(row, LongRunningState.DONE, attempt, now=now)


@action
def refuse_dry_run(attempt: WorkAttempt, *, error: SlipwayError, now: datetime) -> None:
    """Close the dry run as refused, and store the error. Raises LeaseLost."""
    refuse_work(DryRun, attempt, error=error, now=now)
