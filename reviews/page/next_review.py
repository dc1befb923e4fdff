"""The next review to work on, after a decision or from the page of another review."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Actor
from common.cursors import cursor_of
from common.pages import page_of
from listings.pages.next_steps import StepAfterDecision
from reviews.models import Review
from reviews.page.queue_filter import MINE, REVIEW_VIEW, WAITING, QueueFilter, queue_url, with_claims
from reviews.queries.queue_facts import with_order

# The queue stores the query of the last filter in the session, so that the next review is one of the same list.
QUEUE_SESSION_KEY = "queue"


def stored_filter(session: Mapping[str, object]) -> QueueFilter:
    """The filter with which the reader last opened the queue."""
    query = session.get(QUEUE_SESSION_KEY)
    return QueueFilter.read(query if isinstance(query, dict) else {})


def step_after_decision(review: Review, filters: QueueFilter, actor: Actor, *, now: datetime) -> StepAfterDecision:
    """The next review of the queue with the filter, otherwise without it, otherwise the queue."""
    url = next_review_url(review, filters, actor, now=now)
    if not url and filters != QueueFilter():
        url = next_review_url(review, QueueFilter(), actor, now=now)
    if url:
        return StepAfterDecision(label=_("Next review"), href=url)
    return StepAfterDecision(label=_("Back to the queue"), href=queue_url(filters))


def next_review_url(review: Review, filters: QueueFilter, actor: Actor, *, now: datetime) -> str:
    """The URL of the review that follows in the queue with the filter, or of the first one after the last; "" for none.

    It waits for one of the actor's teams, and no colleague works on it. At most three queries.
    """
    claim = filters.claim if filters.claim == MINE else ""
    filters = filters.with_changes(state=WAITING, claim=claim, view=REVIEW_VIEW)
    order = filters.order(actor)
    rows = with_order(_free_reviews(filters, actor, now=now), order, now)
    place = rows.filter(pk=review.pk).first()
    others, cursor = rows.exclude(pk=review.pk), cursor_of(place, order) if place else ""
    following = page_of(others, order=order, size=1, after=cursor).rows
    if cursor and not following:
        following = page_of(others, order=order, size=1).rows
    return reverse("reviews:review", args=[following[0].pk]) if following else ""


def _free_reviews(filters: QueueFilter, actor: Actor, *, now: datetime) -> QuerySet[Review]:
    """The reviews of the filter that the actor could work on now."""
    of_filter = with_claims(filters.open_reviews(actor, now=now), actor.id, now=now)
    is_free = Q(is_claimed=False) | Q(is_mine=True)
    return filters.select(of_filter).filter(is_free, team__in=list(actor.teams), due_at__isnull=False)
