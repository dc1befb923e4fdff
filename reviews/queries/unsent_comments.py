"""Queries about comments that their author has not sent. Nobody else reads them, so nobody else can send them."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.lazy_text import LazyText
from reviews.announcements import review_url
from reviews.models import CommentDraft, Review
from reviews.queries.workload import visible_reviews

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedReview = WithAnnotations[Review, "CountOfDrafts"]


class CountOfDrafts(TypedDict):
    """What `left_unsent` annotates."""

    number: int


class UnsentComments(Struct, frozen=True, kw_only=True):
    """How many comments the reader has not sent in a review. href is the URL of the list of them."""

    listing: str
    team: LazyText
    number: int
    href: str


def drafts_of(reviews: Collection[Review], by: Actor) -> QuerySet[CommentDraft]:
    """The actor's drafts in the reviews, oldest first, with what they are about."""
    rows = CommentDraft.objects.filter(review__in=reviews, author_id=by.id).order_by("created_at", "pk")
    return rows.select_related("submission", "thread", "review")


def left_unsent(actor: Actor) -> Sequence[UnsentComments]:
    """The actor's drafts in reviews that don't wait for a decision of the actor, which would send them. One query."""
    teams = [team for team in Team if actor.reviews_for(team)]
    is_waiting = Q(waiting_since__isnull=False, closed_at=None, team__in=teams)
    rows = visible_reviews(actor).exclude(is_waiting)
    with_drafts = rows.filter(comment_drafts__author=actor.id).select_related("revision__listing")
    counted = with_drafts.annotate(number=Count("comment_drafts")).order_by("revision__listing__name", "pk")
    return [_unsent(review) for review in counted]


def _unsent(review: "CountedReview") -> UnsentComments:
    return UnsentComments(
        listing=review.revision.listing.name,
        team=Team(review.team).label,
        number=review.number,
        href=f"{review_url(review.pk)}?view=threads",
    )
