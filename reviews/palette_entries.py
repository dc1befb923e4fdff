"""What the command palette offers about reviews."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.vendors import organisations_publishing_as
from common.actor import Actor
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery, folded, register_entries
from listings.models import Revision
from listings.pages.button_entries import button_entries, register_button_pages, register_request_buttons
from listings.pages.buttons import ButtonPage
from listings.queries.vendor_names import published_as
from listings.states.revision_states import EDITABLE
from reviews.guards import reasons_against_approving
from reviews.models import Appeal, ExceptionRequest, Question, Review
from reviews.page.buttons import ReviewButtons
from reviews.page.exceptions import EXCEPTION_PAGES
from reviews.page.team_texts import edited_teams
from reviews.queries import decision_facts
from reviews.queries.workload import visible_open_reviews, visible_reviews
from reviews.return_guards import reasons_against_requesting
from reviews.views.appeals import APPEAL_PAGES
from reviews.views.comment_disputes import COMMENT_DISPUTE_PAGES
from reviews.views.questions import QUESTION_PAGES


@register_entries
def review_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The open reviews whose listing, vendor or team has the words. At most two queries, and one for each word.

    Reviews whose listing the words name come first, then those of the vendor; in each part, those that are due first.
    """
    if not query.actor.is_staff:
        return
    reviews = visible_open_reviews(query.actor).select_related("revision__listing__organisation")
    by_due = reviews.order_by(F("due_at").asc(nulls_last=True), "pk")
    named = list(by_due.filter(_condition(query, with_vendors=False))[:ENTRIES_PER_GROUP])
    of_vendors = by_due.filter(_condition(query)).exclude(pk__in=[review.pk for review in named])
    for review in (*named, *of_vendors[: ENTRIES_PER_GROUP - len(named)]):
        yield PaletteEntry(
            group=PaletteGroup.REVIEWS,
            label=review.revision.listing.name,
            href=reverse("reviews:review", args=[review.pk]),
            detail=f"{Team(review.team).label} · {review.revision.listing.organisation.name}",
            words=" ".join(query.words),  # the name of an alias is in neither text
        )


def _condition(query: PaletteQuery, *, with_vendors: bool = True) -> Q:
    condition = Q()
    for word in query.words:
        teams = [team for team in Team if folded(word) in folded(str(team.label))]
        of_word = Q(revision__listing__name__icontains=word) | Q(team__in=teams)
        if with_vendors:
            vendors = query.rows_for(word, organisations_publishing_as)
            of_word |= published_as(word, vendors, listing="revision__listing__")
        condition &= of_word
    return condition


@register_entries
def queue_page_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The pages to which the queue links. No queries."""
    actor = query.actor
    teams = edited_teams(actor)
    pages = [
        (actor.is_staff, "requests", _("Requests")),
        (actor.teams, "absences", _("Absences")),
        (teams, "incidents", _("Incidents")),
        (teams, "fast-lane", _("Fast lane")),
    ]
    for is_shown, name, label in pages:
        if is_shown:
            yield PaletteEntry(group=PaletteGroup.PAGES, label=label, href=reverse(f"reviews:{name}"))
    for team in teams:
        href = reverse("reviews:calendar-edit", args=[team["key"]])
        yield PaletteEntry(group=PaletteGroup.PAGES, label=_("Calendar"), href=href, detail=team["label"])
        label = _("Checklists and saved replies")
        yield PaletteEntry(group=PaletteGroup.PAGES, label=label, href=team["href"], detail=team["label"])


@register_entries
def review_button_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The verdicts and the buttons of the listing on the page of the review that the actor is on."""
    review_id = query.place.get("review_id")
    if not query.actor.is_staff or not isinstance(review_id, UUID):
        return
    reviews = visible_reviews(query.actor).select_related("revision__listing__organisation")
    for review in reviews.filter(pk=review_id):
        revision, buttons = review.revision, ReviewButtons(review.pk)
        for label in _verdicts(review, query.actor):
            href, name = f"{buttons.page_url(revision)}#decide", revision.listing.name
            yield PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=href, detail=name)
        yield from button_entries(buttons, revision, query, about=revision.listing.name)


def _verdicts(review: Review, actor: Actor) -> list[str]:
    """The labels of the verdicts that the actor can give now."""
    facts = decision_facts(review, review.submission_id, timezone.now())
    approve = [] if reasons_against_approving(facts, actor) else [_("Approve")]
    return approve if reasons_against_requesting(facts, actor) else [*approve, _("Request changes")]


@register_button_pages
def pages_of_revision(revision: Revision, _actor: Actor) -> Iterator[tuple[ButtonPage[Any], Any]]:
    """The pages of a new question, OAuth exception and appeal."""
    if not revision.submission_number:
        yield QUESTION_PAGES, Question(listing=revision.listing)
    if revision.state in EDITABLE:
        yield EXCEPTION_PAGES, ExceptionRequest(listing=revision.listing)
    yield APPEAL_PAGES, Appeal(revision=revision)


register_request_buttons(QUESTION_PAGES, "question_id")
register_request_buttons(EXCEPTION_PAGES, "request_id")
register_request_buttons(APPEAL_PAGES, "appeal_id")
register_request_buttons(COMMENT_DISPUTE_PAGES, "comment_dispute_id")
