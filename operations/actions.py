"""Actions that export the audit log."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import SlipwayError
from jobs.long_running import WorkAttempt, close_work, lock_work, queue_work, refuse_work
from jobs.models import OPEN_STATES, LongRunningState
from operations.errors import ExportUnderWay
from operations.guards import assert_auditor
from operations.models import AuditExport
from operations.writes import delete_exports


@action
def request_export(
    *, organisation_id: UUID | None, filters: Mapping[str, str], file_format: str, by: Actor, now: datetime
) -> AuditExport:
    """Queue an export of the events of an organisation, or of all events, that match the filters.

    Raises NotAllowed, ExportUnderWay.
    """
    assert_auditor(by, organisation_id)
    if AuditExport.objects.filter(requested_by=by.known_id, state__in=OPEN_STATES).exists():
        raise ExportUnderWay
    row = AuditExport(
        organisation=organisation_id,
        filters=dict(filters),
        format=file_format,
        requested_by=by.known_id,
        created_at=now,
    )
    objects: dict[str, UUID | str | int] = {"organisation": organisation_id} if organisation_id else {}
    record_event("audit.export", by=by, objects={**objects, "export": row.pk, "format": file_format}, now=now)
    queue_work(row, organisation=organisation_id, language=get_language())
    return row


@action
def finish_export(attempt: WorkAttempt, *, rows: int, now: datetime) -> None:
    """Close the export, whose file is stored. Raises LeaseLost."""
    export = lock_work(AuditExport, attempt)
    if export is not None:
        export.rows = rows
        close_work(export, LongRunningState.DONE, attempt, now=now)


@action
def refuse_export(attempt: WorkAttempt, *, error: SlipwayError, now: datetime) -> None:
    """Close the export as refused, and store the error. Raises LeaseLost."""
    refuse_work(AuditExport, attempt, error=error, now=now)


@in_transaction
def delete_exports_of(person_id: UUID) -> None:
    """Delete the exports of a person, with their files."""
    delete_exports(AuditExport.objects.filter(requested_by=person_id))
