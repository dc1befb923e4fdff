"""Background jobs of the pages for admins."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew, job_kind
from jobs.long_running import WorkAttempt, long_running_kind
from operations.exports import run_export
from operations.models import AuditExport
from operations.stream.sending import send_streams
from operations.view_as.actions import end_expired_views

STREAM_JOB = "stream-audit-events"
VIEWS_JOB = "end-expired-views"


@long_running_kind(AuditExport, label=_("Export the audit log"), about_listing=False)
def export_audit(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    run_export(attempt, language=payload.get("language") or settings.LANGUAGE_CODE, renew=renew, clock=timezone.now)


@job_kind(VIEWS_JOB, label=_("End views of other people's pages"), every=timedelta(minutes=5))
def end_views(*, renew: Renew, **_: object) -> None:
    while end_expired_views(now=timezone.now()):
        renew()


@job_kind(
    STREAM_JOB,
    label=_("Send the audit log to other systems"),
    every=timedelta(seconds=30) if settings.AUDIT_STREAM_URLS else None,
    in_thread=True,
)
def stream_events(*, renew: Renew, **_: object) -> None:
    send_streams(renew=renew, clock=timezone.now)
