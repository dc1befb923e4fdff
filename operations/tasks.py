"""The background job of the audit pages."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew
from jobs.long_running import WorkAttempt, long_running_kind
from operations.exports import run_export
from operations.models import AuditExport


@long_running_kind(AuditExport, label=_("Export the audit log"), about_listing=False)
def export_audit(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    run_export(attempt, language=payload.get("language") or settings.LANGUAGE_CODE, renew=renew, clock=timezone.now)
