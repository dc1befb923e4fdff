"""Background jobs for imports, and for the maintenance of listings and requests."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Renew, job_kind
from jobs.long_running import WorkAttempt, long_running_kind
from listings import maintenance
from listings.imports import job as import_job
from listings.imports.queued_imports import is_import_needed
from listings.models import Import


@long_running_kind(Import, label=_("Import a listing folder"), is_needed=is_import_needed)
def import_archive(attempt: WorkAttempt, *, renew: Renew, **_: object) -> None:
    import_job.run_import(attempt, renew=renew, clock=timezone.now)


@job_kind("archive-idle-revisions", label=_("Archive idle drafts"), every=timedelta(days=1))
def archive_idle_revisions(*, renew: Renew, **_: object) -> None:
    maintenance.archive_idle_revisions(now=timezone.now(), renew=renew)


@job_kind("forget-unused-files", label=_("Remove unused files from drafts"), every=timedelta(days=1))
def remove_unused_files(*, renew: Renew, **_: object) -> None:
    maintenance.remove_unused_files(now=timezone.now(), renew=renew)


@job_kind("expire-requests", label=_("Expire granted requests"), every=timedelta(minutes=10))
def expire_requests(*, renew: Renew, **_: object) -> None:
    maintenance.expire_requests(now=timezone.now(), renew=renew)
