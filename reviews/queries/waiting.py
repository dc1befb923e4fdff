"""Since when a review waits for its team, and for how long, for the queue, its pages and the API."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Coalesce
from msgspec import Struct

from listings.models import Revision
from reviews.models import Review

# For orders and filters: now - WAITED_SINCE is time + earlier of `Waiting`.
WAITED_SINCE = Coalesce(
    ExpressionWrapper(F("waiting_since") + F("held_for"), output_field=DateTimeField()), "waiting_since"
)


class Waiting(Struct, frozen=True, kw_only=True):
    """How long a review has waited: since the team's last turn began, without holds, and during its earlier turns.

    held is how long holds lasted in the last turn.
    """

    time: timedelta
    held: timedelta
    earlier: timedelta


def waits_since(waiting_since: datetime, revision: Revision) -> datetime:
    """When the team's last turn began. `Review.waiting_since` also counts earlier turns, so it may be no real time."""
    return max(waiting_since, revision.state_since)


def waiting_of(review: Review, *, now: datetime) -> Waiting | None:
    """How long the review has waited; None while its team need not act. The revision must be loaded."""
    if review.waiting_since is None:
        return None
    held, since = review.held_for or timedelta(), waits_since(review.waiting_since, review.revision)
    time = max(timedelta(), now - since - held)
    return Waiting(time=time, held=held, earlier=max(timedelta(), now - review.waiting_since - held - time))
