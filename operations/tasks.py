"""Background jobs of the pages for admins."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew, job_kind
from jobs.long_running import WorkAttempt, long_running_kind
from operations.erasure.jobs import run_erasure
from operations.exports import run_export
from operations.models import AuditExport, SecretErasure
from operations.stream.sending import send_streams
from operations.view_as.actions import end_expired_views

STREAM_JOB = "stream-audit-events"
VIEWS_JOB = "end-expired-views"


@long_running_kind(AuditExport, label=_("Export the audit log"), about_listing=False)
def export_audit(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    run_export(attempt, language=payload.get("language") or settings.LANGUAGE_CODE, renew=renew, clock=timezone.now)


def _forget_secret(erasure: SecretErasure, _now: datetime) -> None:
    erasure.sealed = ""


@long_running_kind(
    SecretErasure,
    label=_("Search for or erase a leaked secret"),
    on_failed=_forget_secret,
    is_needed=lambda erasure: bool(erasure.sealed),
    about_listing=False,
)
def erase_secret(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    run_erasure(attempt, language=payload.get("language") or settings.LANGUAGE_CODE, renew=renew, clock=timezone.now)


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
