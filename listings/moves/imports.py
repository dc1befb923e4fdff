"""What becomes of an import that cannot be read by a fault of ours."""

from datetime import datetime

from common.actions import in_transaction
from jobs.kinds import Payload
from listings.models import OPEN_IMPORTS, Import, ImportState


@in_transaction
def give_up_import(*, payload: Payload, now: datetime) -> None:
    """After the last attempt: the fault is ours, and the archive can be sent again."""
    rows = Import.objects.filter(pk=payload["import"], state__in=OPEN_IMPORTS)
    rows.update(state=ImportState.FAILED, finished_at=now)
