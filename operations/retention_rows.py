"""How long exports of the audit log are kept."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, keep, remove_after
from operations.models import AuditExport, PersonView, SecretErasure
from operations.writes import delete_exports


def remove_exports(exports: Sequence[AuditExport], _now: datetime) -> None:
    """Delete exports with their files."""
    delete_exports(exports)


remove_after(
    RetentionKind(
        name="audit-exports",
        label=_("Exports of the audit log, with their files"),
        setting="EXPORT_DAYS",
        least_days=1,
        due=lambda before: AuditExport.objects.filter(created_at__lt=before),
        since="created_at",
        remove=remove_exports,
        batch=100,
    )
)
remove_after(
    RetentionKind(
        name="secret-erasures",
        label=_("Searches for leaked secrets, and their results"),
        setting="ERASURE_DAYS",
        due=lambda before: SecretErasure.objects.filter(created_at__lt=before),
        since="created_at",
    )
)
keep(_("Views of the portal as another person, kept until either account is deleted."), PersonView)
