"""Actions that announce, start and end the maintenance mode."""

from datetime import datetime

from django.db import transaction

from audit.writes import record_event
from common.actions import action
from common.actor import Actor, assert_operator
from common.maintenance import MaintenanceWindow, remember_window
from common.models import MaintenanceSwitch
from operations.errors import MaintenanceTimesWrong

REASON_LENGTH = 300


@action
def start_maintenance(*, starts_at: datetime, until: datetime, reason: str, by: Actor, now: datetime) -> None:
    """Announce maintenance, which begins automatically at starts_at. It replaces an earlier announcement.

    until is only shown to people: an admin ends maintenance. Raises NotAllowed, MaintenanceTimesWrong.
    """
    assert_operator(by)
    if until <= now or until <= starts_at:
        raise MaintenanceTimesWrong
    text = reason.strip()[:REASON_LENGTH]
    values = {"starts_at": starts_at, "until": until, "reason": text}
    MaintenanceSwitch.objects.update_or_create(pk=MaintenanceSwitch.ROW, defaults=values)
    objects = {"starts_at": starts_at.isoformat(), "until": until.isoformat()}
    record_event("maintenance.start", by=by, objects=objects, now=now)
    _remember(MaintenanceWindow(starts_at=starts_at, until=until, reason=text))


@action
def end_maintenance(*, by: Actor, now: datetime) -> bool:
    """End the maintenance, or cancel its announcement. Returns False if there is none. Raises NotAllowed."""
    assert_operator(by)
    row = MaintenanceSwitch.objects.select_for_update().filter(pk=MaintenanceSwitch.ROW).first()
    if row is None or row.starts_at is None:
        return False
    row.starts_at, row.until, row.reason = None, None, ""
    row.save()
    record_event("maintenance.end", by=by, objects={}, now=now)
    _remember(None)
    return True


def _remember(window: MaintenanceWindow | None) -> None:
    """Show the change in this process at once. The others read it within a second."""
    transaction.on_commit(lambda: remember_window(window), robust=True)
