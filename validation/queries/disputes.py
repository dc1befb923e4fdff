"""Queries about disputes of findings."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.queries import admin_ids, team_ids
from common.actor import Actor, TeamRole
from listings.models import Listing
from validation.disputes import COUNTED_FOR, DisputeRecord, owner_of
from validation.models import DISPUTE_OPEN, DisputeState, FindingDispute


def owner_ids(code: str) -> list[UUID]:
    """IDs of the leads of the team that owns the check, or of the admins if it has none."""
    return team_ids([owner_of(code)], min_role=TeamRole.LEAD) or admin_ids()


def counted_disputes(code: str, now: datetime) -> QuerySet[FindingDispute]:
    """The disputes of a check that partners sent in the last 90 days and have not withdrawn."""
    rows = FindingDispute.objects.filter(code=code, is_internal=False, requested_at__gt=now - COUNTED_FOR)
    return rows.exclude(state=DisputeState.WITHDRAWN)


def open_dispute_urls(listing: Listing, by: Actor) -> Mapping[str, str]:
    """{fingerprint of a finding: URL of its open dispute} of a listing, as far as the actor may see them. One query.

    Partners don't see the disputes of our staff. If both sides dispute a finding, staff get the URL of theirs.
    """
    rows = FindingDispute.objects.filter(listing=listing, state__in=DISPUTE_OPEN).order_by("is_internal")
    if by.belongs_to(listing.organisation_id):
        rows = rows.filter(is_internal=False)
    return {row.fingerprint: row.get_absolute_url() for row in rows.only("fingerprint")}


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
