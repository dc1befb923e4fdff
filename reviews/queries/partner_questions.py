"""Queries about questions that wait for our staff: those of partners on live listings, and internal ones."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from listings.page_urls import listing_home
from listings.states.revision_states import RevisionState
from reviews.announcements import review_url
from reviews.models import Comment, Review, Thread, ThreadState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    AskedThread = WithAnnotations[Thread, "LastComment"]

_MAX_QUESTIONS = 50


class LastComment(TypedDict):
    """What `_unresolved` annotates. is_asked means that the partner wrote the last comment."""

    is_asked: bool
    asked_at: datetime
    question: str


class PartnerQuestion(Struct, frozen=True, kw_only=True):
    """A question that waits for our staff. href is the URL of its thread."""

    listing: str
    partner: str
    text: str
    since: datetime
    href: str


def partner_questions(actor: Actor) -> list[PartnerQuestion]:
    """The open questions on live listings that the actor may answer, oldest first. At most two queries."""
    if not actor.is_staff:
        return []
    asked = _unresolved(actor).filter(Q(is_asked=True), team="", revision__state=RevisionState.PUBLISHED)
    return _questions(asked)


def internal_questions(actor: Actor) -> list[PartnerQuestion]:
    """The internal questions of others in reviews of the actor's teams, which keep teams from approving.

    Oldest first. At most two queries.
    """
    teams = [team for team in Team.values if actor.reviews_for(team)]
    in_review = Exists(Review.objects.filter(revision=OuterRef("revision"), closed_at=None, team__in=teams))
    asked = _unresolved(actor).filter(in_review, is_question=True, state=ThreadState.OPEN)
    return _questions(asked.exclude(opened_by=actor.id), teams) if teams else []


def _questions(rows: "QuerySet[AskedThread]", teams: Collection[str] = ()) -> list[PartnerQuestion]:
    """The questions, each with an open review of the teams or, without one, that of Ecosystems."""
    threads = list(rows[:_MAX_QUESTIONS])
    reviews = Review.objects.filter(revision__in=[thread.revision_id for thread in threads]) if threads else ()
    of_teams = {row.pk for row in reviews if row.closed_at is None and row.team in teams}
    ordered = sorted(reviews, key=lambda row: (row.pk in of_teams, row.team == Team.ECOSYSTEMS))
    return [_question(thread, {row.revision_id: row for row in ordered}) for thread in threads]


def _unresolved(actor: Actor) -> "QuerySet[AskedThread]":
    """Unresolved threads with their last comments, without those of the actor's own organisations."""
    last = Comment.objects.filter(thread=OuterRef("pk")).order_by("-at", "-pk")
    rows = Thread.objects.exclude(state=ThreadState.RESOLVED).select_related("listing__organisation")
    rows = rows.exclude(listing__organisation__in=list(actor.organisations))
    asked = rows.annotate(
        is_asked=Subquery(last.values("is_partner")[:1]),
        asked_at=Subquery(last.values("at")[:1]),
        question=Subquery(last.values("body")[:1]),
    )
    return cast("QuerySet[AskedThread]", asked.order_by("asked_at", "pk"))


def _question(thread: "AskedThread", reviews: dict[object, Review]) -> PartnerQuestion:
    review = reviews.get(thread.revision_id)
    page = f"{review_url(review.pk)}?view=threads" if review else listing_home(thread.listing_id)
    return PartnerQuestion(
        listing=thread.listing.name,
        partner=thread.listing.organisation.name,
        text=thread.question,
        since=thread.asked_at,
        href=f"{page}#thread-{thread.pk}",
    )
