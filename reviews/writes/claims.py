"""Parts of writes that renew and end claims. A claim lasts for a business day of its team without activity."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from common.actions import in_transaction
from reviews.calendar import add_business_days
from reviews.guards import CLAIM_DAYS
from reviews.models import Claim, Review
from reviews.queries.calendars import calendar_of


def claim_end(team: str, now: datetime) -> datetime:
    """When a claim on a review of the team expires if nothing happens after now. One query."""
    return add_business_days(now, CLAIM_DAYS, calendar_of(team))


@in_transaction
def renew_claims(claims: QuerySet[Claim], now: datetime) -> None:
    """Let the claims last for another business day."""
    for claim in claims.select_related("review"):
        claim.active_at, claim.expires_at = now, claim_end(claim.review.team, now)
        claim.save(update_fields=["active_at", "expires_at"])


@in_transaction
def renew_claims_of(reviews: Collection[Review], now: datetime) -> None:
    """Time in which nobody could decide doesn't count as idle time of a claim."""
    renew_claims(Claim.objects.filter(review__in=reviews, released_at=None), now)


@in_transaction
def end_idle_claims(reviews: Collection[Review], now: datetime) -> None:
    """Release the claims of the reviews that have expired."""
    Claim.objects.filter(review__in=reviews, released_at=None).exclude(Claim.unexpired(now)).update(released_at=now)
