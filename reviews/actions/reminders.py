"""Actions that remind people of due dates and of test accounts, each once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.queries import admin_ids, team_ids
from common.actions import action
from common.actor import TeamRole
from reviews.announcements import announce_account_expiry, announce_due, outsiders
from reviews.calendar import local_day
from reviews.models import ProductAccount, Review
from reviews.queries import active_claims
from reviews.queries.absences import people_away
from reviews.queries.calendars import calendar_of
from reviews.queries.product_accounts import erased_after, expiring_accounts
from reviews.queries.workload import due_soon, is_long_overdue, long_overdue, newly_overdue


@action
def remind_of_due_date(*, review_id: UUID, now: datetime) -> None:
    """Remind the person who has claimed the review, or else the team, once for each due date."""
    review = due_soon(now).select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is not None:
        review.reminded_due_at = review.due_at
        review.save(update_fields=["reminded_due_at"])
        claim, team = active_claims([review.pk], now).get(review.pk), _team(review)
        recipients = [claim.person_id] if claim and claim.person_id in team else team
        announce_due("review.due-soon", review, recipients=recipients, now=now)


@action
def notify_overdue(*, review_id: UUID, now: datetime) -> None:
    """Notify the team once for each due date, if the review is still overdue.

    If it has been overdue for long already, for example after an outage, `escalate_review` notifies the leads instead.
    """
    review = newly_overdue(now).select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is not None:
        review.overdue_notified_at = now
        review.save(update_fields=["overdue_notified_at"])
        leads = _team(review, TeamRole.LEAD) if is_long_overdue(review, now, calendar_of(review.team)) else ()
        recipients = [person for person in _team(review) if person not in leads]
        announce_due("review.overdue", review, recipients=recipients, now=now)


@action
def escalate_review(*, review_id: UUID, now: datetime) -> None:
    """Notify the leads of the team, once for each due date that has long passed; admins too if no lead is there."""
    review = long_overdue(now).select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is None or not is_long_overdue(review, now, calendar := calendar_of(review.team)):
        return
    review.escalated_due_at = review.due_at
    review.save(update_fields=["escalated_due_at"])
    leads = _team(review, TeamRole.LEAD)
    are_away = set(leads) <= people_away(local_day(calendar, now))
    announce_due("review.escalated", review, recipients=leads, now=now)
    if are_away:
        admins = outsiders(admin_ids(), review.revision.listing)
        announce_due("review.escalated", review, recipients=admins, details={"is_without_lead": 1}, now=now)


@action
def warn_of_account_expiry(*, account_id: UUID, now: datetime) -> None:
    """Tell the partner once that a test account will be erased. Does nothing if it was replaced or removed."""
    rows = expiring_accounts(now).select_for_update(of=("self",)).select_related("revision__listing")
    account: ProductAccount | None = rows.filter(pk=account_id).first()
    if account is not None:
        account.warned_at = now
        account.save(update_fields=["warned_at"])
        announce_account_expiry(account, until=account.changed_at + erased_after(), now=now)


def _team(review: Review, min_role: TeamRole = TeamRole.REVIEWER) -> Sequence[UUID]:
    return outsiders(team_ids([review.team], min_role=min_role), review.revision.listing)
