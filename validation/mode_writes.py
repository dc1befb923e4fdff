"""Parts of writes that set the mode of a check."""

from datetime import datetime

from accounts.queries import admin_ids
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from notices.writes import post_notice
from tilekit.checks.finding import Severity
from tilekit.checks.registered_checks import check_of
from validation.disputes import is_security
from validation.models import CheckChange, CheckChangeKind, CheckRollout, RolloutMode
from validation.queries.disputes import dispute_record, owner_ids
from validation.queries.live_report import check_url
from validation.queries.overlays import initial_modes

CHECK_SOFTENED = "checks.softened"


@in_transaction
def lock_rollout(code: str, *, now: datetime) -> CheckRollout:
    """Lock the row with the mode of a check, which is created if nobody has set the mode."""
    mode = initial_modes().get(code, RolloutMode.ENFORCE)
    CheckRollout.objects.get_or_create(code=code, defaults={"mode": mode, "at": now})
    return CheckRollout.objects.select_for_update().get(pk=code)


@in_transaction
def write_mode(
    row: CheckRollout,
    mode: RolloutMode,
    *,
    by: Actor,
    now: datetime,
    enforced_from: datetime | None = None,
    report: str = "",
) -> None:
    """Set the mode in a locked row, and record the change for everybody. enforced_from is as in `CheckRollout`."""
    before = row.mode_at(now)
    row.mode, row.by, row.at, row.enforced_from = mode, by.id, now, enforced_from
    row.save()
    CheckChange.objects.create(
        code=row.code, kind=CheckChangeKind.MODE, before=before, after=mode, starts_at=enforced_from, at=now
    )
    digests = {"report": report} if report else {}
    record_event(f"rule.{mode.value}", by=by, objects={"rule": row.code}, digests=digests, now=now)


@in_transaction
def soften_if_often_wrong(code: str, *, now: datetime) -> None:
    """Let a blocker only warn if partners dispute it often and rightly (`DisputeRecord`), and tell its owners.

    Security checks never change, and no dispute counts twice: after a change, only later disputes count.
    """
    if not _may_soften(code):
        return
    row = lock_rollout(code, now=now)
    record = dispute_record(code, now, after=row.softened_at)
    if row.mode != RolloutMode.ENFORCE or not record.is_often_wrong:
        return
    row.softened_at = now
    write_mode(row, RolloutMode.WARN, by=SYSTEM, now=now)
    post_notice(
        CHECK_SOFTENED,
        recipients=[*owner_ids(code), *admin_ids()],
        parameters={"check": code, "disputes": record.disputes, "upheld": record.upheld, "decided": record.decided},
        url=check_url(code),
        key=f"check-softened:{code}:{now.isoformat()}",
        now=now,
    )


def _may_soften(code: str) -> bool:
    try:
        return check_of(code).submission_severity is Severity.BLOCKER and not is_security(code)
    except KeyError:
        return False
