"""What the command palette offers about reviews."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.models import Team
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery, folded
from listings.pages.button_entries import button_entries
from reviews.page.buttons import ReviewButtons
from reviews.queries.workload import visible_open_reviews, visible_reviews


def review_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The open reviews whose listing or team has the words: those that are due first. One query."""
    if not query.actor.is_staff:
        return
    reviews = visible_open_reviews(query.actor).select_related("revision__listing").order_by("due_at", "pk")
    for review in reviews.filter(_condition(query))[:ENTRIES_PER_GROUP]:
        yield PaletteEntry(
            group=PaletteGroup.REVIEWS,
            label=review.revision.listing.name,
            href=reverse("reviews:review", args=[review.pk]),
            detail=str(Team(review.team).label),
        )


def _condition(query: PaletteQuery) -> Q:
    condition = Q()
    for word in query.words:
        teams = [team for team in Team if folded(word) in folded(str(team.label))]
        condition &= Q(revision__listing__name__icontains=word) | Q(team__in=teams)
    return condition


def review_button_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The buttons of the listing on the page of the review that the actor is on."""
    review_id = query.place.get("review_id")
    if not query.actor.is_staff or not isinstance(review_id, UUID):
        return
    reviews = visible_reviews(query.actor).select_related("revision__listing__organisation")
    for review in reviews.filter(pk=review_id):
        revision = review.revision
        yield from button_entries(ReviewButtons(review.pk), revision, query, about=revision.listing.name)
