"""Queries about disputes of findings."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.queries import admin_ids, team_ids
from common.actor import TeamRole
from validation.disputes import COUNTED_FOR, DisputeRecord, owner_of
from validation.models import DisputeState, FindingDispute


def owner_ids(code: str) -> list[UUID]:
    """IDs of the leads of the team that owns the check, or of the admins if it has none."""
    return team_ids([owner_of(code)], min_role=TeamRole.LEAD) or admin_ids()


def counted_disputes(code: str, now: datetime) -> QuerySet[FindingDispute]:
    """The disputes of a check that partners sent in the last 90 days and have not withdrawn."""
    rows = FindingDispute.objects.filter(code=code, is_internal=False, requested_at__gt=now - COUNTED_FOR)
    return rows.exclude(state=DisputeState.WITHDRAWN)


def dispute_record(code: str, now: datetime, *, after: datetime | None) -> DisputeRecord:
    """The record of a check, from disputes sent after a time if it is given. Two queries."""
    rows = counted_disputes(code, now)
    rows = rows.filter(requested_at__gt=after) if after else rows
    upheld, declined = (Count("pk", filter=Q(state=state)) for state in (DisputeState.UPHELD, DisputeState.DECLINED))
    counts = rows.aggregate(
        organisations=Count("listing__organisation", distinct=True), upheld=upheld, declined=declined
    )
    return DisputeRecord(
        disputes=rows.values("listing", "fingerprint").distinct().count(),
        organisations=counts["organisations"],
        decided=counts["upheld"] + counts["declined"],
        upheld=counts["upheld"],
    )
