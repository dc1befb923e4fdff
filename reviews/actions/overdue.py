"""Notifies teams of overdue reviews."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from reviews.announcements import announce_overdue
from reviews.queries.workload import newly_overdue


@action
def notify_overdue(*, review_id: UUID, now: datetime) -> None:
    """Notify the team once for each due date. Does nothing if the review is no longer overdue."""
    review = newly_overdue(now).select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is not None:
        review.overdue_notified_at = now
        review.save(update_fields=["overdue_notified_at"])
        announce_overdue(review, now=now)
