"""The facts about revisions that the guards of their transitions read."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from accounts.queries import accepted_kinds
from accounts.vendors import vendors_of
from jobs.models import OPEN_STATES
from listings import page_urls
from listings.content.vendor_fields import SECTION, vendor_in
from listings.lifecycle.guard_facts import ImportFacts, ListingFacts, RollbackFacts, VendorFacts
from listings.lifecycle.registry import Reasons
from listings.models import Import, Revision, Submission
from listings.queries import latest_submissions
from listings.queries.attestations import untrue_boxes
from listings.states.revision_states import CLOSED, RevisionState
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.sections.initial_values import Vendor


def listing_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ListingFacts]:
    """{revision ID: facts about it and its listing}. Three queries for any number of revisions."""
    accepted = accepted_kinds(revision.listing.organisation_id for revision in revisions)
    latest = latest_submissions(revisions)
    open_ones = dict(
        Revision.objects.filter(listing__in=[revision.listing_id for revision in revisions])
        .exclude(state__in=CLOSED)
        .values_list("listing_id", "number")
    )
    return {
        revision.pk: ListingFacts(
            organisation_id=revision.listing.organisation_id,
            organisation_url=page_urls.organisation(revision.listing.organisation.slug),
            organisation_is_active=revision.listing.organisation.is_active,
            vendor_is_confirmed=revision.listing.organisation.is_confirmed,
            route=revision.listing.route,
            hold=revision.listing.hold,
            accepted=accepted[revision.listing.organisation_id],
            other_open=_other_number(open_ones.get(revision.listing_id), revision),
            was_published=revision.listing.live_release_id is not None,
            submission_id=latest.get(revision.pk),
            active_at=revision.active_at,
            idle_warned_at=revision.idle_warned_at,
        )
        for revision in revisions
    }


def box_facts(revisions: Sequence[Revision]) -> Mapping[UUID, Reasons]:
    """{revision ID: reasons why ticked checkboxes can't be true}. One query, and more for each such checkbox."""
    return untrue_boxes(revisions)


def import_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ImportFacts]:
    """{revision ID: whether an archive is being imported into it}. One query."""
    rows = Import.objects.filter(target__in=[revision.pk for revision in revisions], awaits_answers=False)
    rows = rows.filter(state__in=OPEN_STATES)
    importing = set(rows.values_list("target", flat=True))
    return {revision.pk: ImportFacts(revision.pk in importing) for revision in revisions}


def vendor_facts(revisions: Sequence[Revision]) -> Mapping[UUID, VendorFacts]:
    """{revision ID: the vendor of its latest submission}. Three queries."""
    vendors = vendors_of({revision.listing.organisation for revision in revisions})
    latest = latest_submissions(revisions)
    rows = Submission.objects.filter(pk__in=latest.values())
    named = dict(rows.values_list("revision_id", f"documents__{SECTION}"))
    vendor_of = {pk: vendor_in({SECTION: values or {}}) for pk, values in named.items()}
    return {
        revision.pk: _vendor_facts(vendor_of.get(revision.pk, Vendor()), vendors[revision.listing.organisation_id])
        for revision in revisions
    }


def _vendor_facts(vendor: Vendor, own_vendors: Sequence[Vendor]) -> VendorFacts:
    return VendorFacts(is_own_vendor(vendor.id, vendor.name, own_vendors), vendor.name or vendor.id)


def rollback_facts(revisions: Sequence[Revision]) -> Mapping[UUID, RollbackFacts]:
    """{revision ID: the rollback from which the revision starts}. One query."""
    listings = [revision.listing_id for revision in revisions]
    closed = Revision.objects.filter(listing__in=listings, state__in=CLOSED).order_by("number")
    live: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    for listing_id, number, state in closed.values_list("listing_id", "number", "state"):
        last[listing_id] = number
        if state == RevisionState.PUBLISHED:
            live[listing_id] = number
    return {
        revision.pk: RollbackFacts(live=live[revision.listing_id], replaced=last[revision.listing_id])
        if live.get(revision.listing_id) != last.get(revision.listing_id) and revision.listing_id in live
        else RollbackFacts()
        for revision in revisions
    }


def _other_number(number: int | None, revision: Revision) -> int | None:
    return None if number == revision.number else number
