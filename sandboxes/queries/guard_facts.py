"""Facts for the guards and status messages of this app. The number of queries is constant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from listings.models import Revision, Submission
from sandboxes.guards import SandboxFacts
from sandboxes.models import SANDBOX_REQUEST_OPEN, SandboxOrg, SandboxRequest, TileActivation
from sandboxes.queries.orgs import current_submissions


def sandbox_facts(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    """{revision ID: facts}. Listings and organisations of the revisions must be loaded. Five queries."""
    rows = _load_rows(revisions)
    return {revision.pk: rows.facts(revision) for revision in revisions}


class _FactRows(Struct, frozen=True, kw_only=True):
    """The rows from which the facts are computed, read once for all revisions."""

    current: Mapping[UUID, Submission]
    orgs: Sequence[SandboxOrg]
    due: Mapping[UUID, datetime]
    activations: Sequence[TileActivation]

    def facts(self, revision: Revision) -> SandboxFacts:
        listing, submission = revision.listing, self.current.get(revision.pk)
        past_and_present = [row for row in self.activations if submission and row.submission_id == submission.pk]
        activations = [row for row in past_and_present if row.deactivated_at is None and row.org.is_active]
        orgs = [org for org in self.orgs if org.organisation_id == listing.organisation_id]
        return SandboxFacts(
            orgs=tuple(org.name for org in orgs if org.is_active),
            enabled=tuple(row.org.name for row in activations),
            disabled_at=max(filter(None, map(_ended_at, past_and_present)), default=None),
            automatic=tuple(org.name for org in orgs if org.is_active and org.is_automatic),
            suspended=tuple(org.name for org in orgs if not org.is_active),
            request_due_at=self.due.get(listing.organisation_id),
            vendor_is_confirmed=listing.organisation.is_confirmed,
            viewed_by=frozenset(tile_look.actor_id for row in activations for tile_look in row.looks.all()),
            is_paid=listing.is_paid,
            sandbox_link=reverse("sandboxes:sandbox-list"),
        )


def _ended_at(activation: TileActivation) -> datetime | None:
    """When the tile became unavailable in the org; None if it is still available."""
    ends = (activation.deactivated_at, activation.org.suspended_at)
    return min(filter(None, ends), default=None)


def _load_rows(revisions: Sequence[Revision]) -> _FactRows:
    organisations = {revision.listing.organisation_id for revision in revisions}
    current = current_submissions(revisions)
    submissions = list(current.values())
    activations = TileActivation.objects.filter(submission__in=submissions, is_outdated=False)
    waiting = SandboxRequest.objects.filter(organisation__in=organisations, state__in=SANDBOX_REQUEST_OPEN)
    return _FactRows(
        current=current,
        orgs=list(SandboxOrg.objects.filter(organisation__in=organisations).order_by("name")),
        due=dict(waiting.order_by("-due_at").values_list("organisation_id", "due_at")),
        activations=list(activations.select_related("org").prefetch_related("looks").order_by("org__name")),
    )
