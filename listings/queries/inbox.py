"""Queries about what waits for a partner: listings to act on, and agreements to accept."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from accounts.models import AgreementKind
from listings.lifecycle.guards import needed_agreements
from listings.models import Listing, Revision
from listings.states.revision_states import AT_REST, RevisionState
from listings.visible import working_first


def listings_to_act_on(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """The listings with a revision under way: drafts last, and in each group the oldest state first."""
    working = working_first(Revision.objects.filter(listing=OuterRef("pk")))
    annotated = listings.annotate(
        working_state=Subquery(working.values("state")[:1]), working_since=Subquery(working.values("state_since")[:1])
    )
    is_draft = Case(When(working_state=RevisionState.DRAFT, then=1), default=0)
    return annotated.exclude(working_state__in=AT_REST).order_by(is_draft, "working_since", "pk")


def needed_agreements_of(organisation_id: UUID) -> Collection[AgreementKind]:
    """The kinds of agreement that the organisation needs for the programme and its open listings. One query."""
    open_revisions = Revision.objects.filter(listing__organisation=organisation_id).exclude(state__in=AT_REST)
    routes = set(open_revisions.values_list("listing__route", flat=True))
    return {AgreementKind.PROGRAMME, *(kind for route in routes for kind in needed_agreements(route))}
