"""Background jobs of the audit pages."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew, job_kind
from jobs.long_running import WorkAttempt, long_running_kind
from operations.actions import delete_expired_exports
from operations.exports import run_export
from operations.models import AuditExport

DELETE_JOB = "delete-expired-audit-exports"


@long_running_kind(AuditExport, label=_("Export the audit log"), about_listing=False)
def export_audit(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    run_export(attempt, language=payload.get("language") or settings.LANGUAGE_CODE, renew=renew, clock=timezone.now)


@job_kind(DELETE_JOB, label=_("Delete old exports of the audit log"), every=timedelta(hours=6))
def delete_exports(*, renew: Renew, **_: object) -> None:
    while delete_expired_exports(now=timezone.now()):
        renew()
