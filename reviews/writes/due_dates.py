"""Parts of writes that let the due date of a review run and stop. The caller saves the review."""

from datetime import datetime, timedelta

from reviews.calendar import add_business_time, business_days_until, business_time_between
from reviews.models import Review
from reviews.queries.calendars import calendar_of
from reviews.queries.incidents import incident_time, open_incidents

_NOTICE_FIELDS = ("overdue_notified_at", "escalated_due_at")
DUE_FIELDS = ("waiting_since", "due_at", "days_left", "incident_from", "held_for", *_NOTICE_FIELDS)
PAUSE_FIELDS = ("paused_at", "paused_waiting_since", "paused_due_at")


def stop_due_date(review: Review) -> None:
    """Remove the due date: the team has decided, or can't."""
    review.waiting_since = review.due_at = review.incident_from = None


def pause_due_date(review: Review, now: datetime) -> None:
    """Stop the due date while the partner must act. Stores since when the review waits and when it was due."""
    if review.due_at is None:
        return
    count_incident(review, now)
    review.paused_at = now
    review.paused_waiting_since, review.paused_due_at = review.waiting_since, review.due_at
    stop_due_date(review)


def hold_due_date(review: Review, now: datetime) -> None:
    """Stop the due date while the listing is on hold. Stores how many days are left, and since when it waits."""
    if review.due_at is None:
        return
    review.days_left = business_days_until(review.due_at, now, calendar_of(review.team))
    review.paused_at, review.paused_waiting_since = now, review.waiting_since
    stop_due_date(review)


def run_due_date(review: Review, now: datetime, *, since: datetime | None = None) -> None:
    """Let the due date run, unless an incident or a hold stops it now. It ran since a time; by default, since now.

    The due date moves by the incidents since then. The revision and its listing must be loaded.
    """
    if since is not None and review.due_at is not None:
        calendar = calendar_of(review.team)
        stopped = incident_time(review.team, start=since, end=now, calendar=calendar)
        _postpone(review, add_business_time(review.due_at, stopped, calendar))
    if review.due_at and review.revision.listing.hold:
        hold_due_date(review, now)
    review.incident_from = now if review.due_at and open_incidents(review.team).exists() else None


def continue_waiting(review: Review, now: datetime, *, held_for: timedelta | None) -> None:
    """After a hold, let the review wait since its beginning again. held_for is how long earlier holds lasted."""
    if review.paused_at:
        review.held_for = (held_for or timedelta()) + (now - review.paused_at)
        review.waiting_since = review.paused_waiting_since
        review.paused_at = review.paused_waiting_since = None


def wait_again(review: Review, now: datetime) -> None:
    """Let the review wait for its team. If it waited before the partner had to act, it keeps its place in the queue:
    the time of the partner and of earlier holds does not count as waiting.
    """
    if review.paused_at and review.paused_waiting_since:
        not_waited = (now - review.paused_at) + (review.held_for or timedelta())
        review.waiting_since = review.paused_waiting_since + not_waited
    else:
        review.waiting_since = now
    review.held_for = None
    review.paused_at = review.paused_waiting_since = review.paused_due_at = None


def count_incident(review: Review, now: datetime) -> None:
    """Move the due date by the business time for which an incident has stopped it so far."""
    if review.incident_from is None or review.due_at is None:
        return
    calendar = calendar_of(review.team)
    stopped = business_time_between(review.incident_from, now, calendar)
    review.incident_from = None
    _postpone(review, add_business_time(review.due_at, stopped, calendar))


def _postpone(review: Review, due_at: datetime) -> None:
    """Move the due date because of an incident. If it had passed before, it stays passed, and notices stay sent."""
    if review.due_at and review.overdue_notified_at and review.overdue_notified_at >= review.due_at:
        review.overdue_notified_at = max(review.overdue_notified_at, due_at)
    if review.escalated_due_at == review.due_at:
        review.escalated_due_at = due_at
    review.due_at = due_at
