"""Parts of writes that close and reopen imports when their jobs fail or are retried."""

from datetime import datetime

from common.actions import in_transaction
from jobs.kind_registry import Payload
from listings.models import OPEN_IMPORTS, Import, ImportState


@in_transaction
def give_up_import(*, payload: Payload, now: datetime) -> None:
    """Mark the import as failed after the last attempt. The partner can send the archive again."""
    rows = Import.objects.filter(pk=payload["import"], state__in=OPEN_IMPORTS)
    rows.update(state=ImportState.FAILED, finished_at=now)


@in_transaction
def reopen_import(*, payload: Payload, **_: object) -> bool:
    """Reopen a failed import whose job is retried. Returns False if the archive was sent again in the meantime."""
    row = Import.objects.select_for_update(of=("self",)).filter(pk=payload["import"], state=ImportState.FAILED).first()
    if row is None or Import.objects.filter(key=row.key, created_at__gt=row.created_at).exists():
        return False
    row.state, row.progress, row.finished_at = ImportState.QUEUED, {}, None
    row.save(update_fields=["state", "progress", "finished_at"])
    return True
