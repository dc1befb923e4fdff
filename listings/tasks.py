"""Background jobs for imports and for the maintenance of listings."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew, job_kind
from jobs.models import Priority
from listings import maintenance
from listings.imports import job as import_job
from listings.imports.queries import IMPORT_JOB
from listings.imports.queued_imports import ImportAttempt
from listings.imports.writes import give_up_import, reopen_import


@job_kind(
    IMPORT_JOB,
    label=_("Import a listing folder"),
    priority=Priority.INTERACTIVE,
    on_failed=give_up_import,
    on_retry=reopen_import,
)
def import_archive(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    import_attempt = ImportAttempt(import_id=UUID(str(payload["import"])), job_id=job_id, number=attempt)
    import_job.run_import(import_attempt, renew=renew, clock=timezone.now)


@job_kind("archive-idle-revisions", label=_("Archive idle drafts"), every=timedelta(days=1))
def archive_idle_revisions(*, renew: Renew, **_: object) -> None:
    maintenance.archive_idle_revisions(now=timezone.now(), renew=renew)


@job_kind("forget-unused-files", label=_("Remove unused files from drafts"), every=timedelta(days=1))
def remove_unused_files(*, renew: Renew, **_: object) -> None:
    maintenance.remove_unused_files(now=timezone.now(), renew=renew)
