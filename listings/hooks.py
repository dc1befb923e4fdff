"""Registers facts, guards and effects of transitions, and what this app adds to lower apps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clashes import by_organisation
from accounts.contributions import Contribution, contribute
from accounts.listing_names import register_listing_names
from accounts.models import Request
from accounts.queries import accepted_kinds
from accounts.vendors import vendors_of
from common.actor import Actor
from common.names import clashes
from files.access import may_see_files
from jobs.models import OPEN_STATES
from listings import page_urls
from listings.content.vendor_fields import SECTION, vendor_in
from listings.lifecycle import guards
from listings.lifecycle.buttons import InputDetails
from listings.lifecycle.change import RevisionChange, StateChange
from listings.lifecycle.guard_facts import ImportFacts, ListingFacts, RollbackFacts, VendorFacts
from listings.lifecycle.registry import Reasons, ask, effect, facts, guard, input_details
from listings.models import Import, Listing, Revision, Submission
from listings.queries import latest_submissions, needed_agreements_of
from listings.queries.attestations import untrue_boxes
from listings.queries.open_requests import open_requests
from listings.states.revision_states import CLOSED, RevisionState
from listings.visible import is_file_visible
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.sections.initial_values import Vendor

_LAST_DAY = date(9999, 12, 30)  # the day after may end in a year that doesn't exist
_HOLD_FIELDS = ("hold", "hold_note", "held_at")


@facts("listing")
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


@facts("boxes")
def box_facts(revisions: Sequence[Revision]) -> Mapping[UUID, Reasons]:
    """{revision ID: reasons why ticked checkboxes can't be true}. One query, and more for each such checkbox."""
    return untrue_boxes(revisions)


facts("open-requests")(open_requests)


@facts("imports")
def import_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ImportFacts]:
    """{revision ID: whether an archive is being imported into it}. One query."""
    rows = Import.objects.filter(target__in=[revision.pk for revision in revisions], awaits_answers=False)
    rows = rows.filter(state__in=OPEN_STATES)
    importing = set(rows.values_list("target", flat=True))
    return {revision.pk: ImportFacts(revision.pk in importing) for revision in revisions}


@facts("vendor")
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


@facts("rollback")
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


guard("organisation-active", needs="listing")(guards.organisation_active)
guard("none-open", needs="listing")(guards.no_other_revision_open)
guard("boxes-true", needs="boxes")(guards.boxes_true)
guard("none-importing", needs="imports")(guards.no_import_running)
guard("agreements-accepted", needs="listing")(guards.agreements_accepted)
guard("vendor-confirmed", needs="listing")(guards.vendor_confirmed)
guard("vendor-own", needs="vendor")(guards.vendor_is_own)
guard("no-hold", needs="listing")(guards.no_hold)
guard("on-hold", needs="listing")(guards.on_hold)
guard("never-published", needs="listing")(guards.never_published)
guard("no-open-request", needs="open-requests")(guards.no_open_request)
ask("idle", needs="listing")(guards.idle_since_warning)
ask("submission-seen", needs="listing")(guards.submission_seen)
ask("date-over")(guards.date_over)
ask("date-near")(guards.date_near)
ask("reason", reads="reason")(guards.reason_given)
ask("note", reads="note")(guards.note_given)
ask("release-time", reads="release_at")(guards.release_time)


@input_details("release-time")
def release_time_limits(_revision: Revision, _actor: Actor) -> InputDetails:
    """The first and the last minute for which a release can be scheduled now."""
    now = timezone.now()
    return InputDetails(least=now + timedelta(minutes=1), most=now + guards.LATEST_RELEASE)


@effect("set-end-date")
def set_end_date(change: StateChange[Request]) -> None:
    """Effect: set the end of what is granted: a time, the end of a day in the time zone of the actor, or no end."""
    until = change.parameters.get("until")
    if isinstance(until, date) and not isinstance(until, datetime):
        until = timezone.make_aware(datetime.combine(min(until, _LAST_DAY), time(23, 59, 59)))
    change.subject.until = until if isinstance(until, datetime) else None


@effect("start-hold")
def start_hold(change: RevisionChange) -> None:
    """Effect: put the listing on hold, with a reason for staff and a note to the partner."""
    listing = change.listing
    listing.hold, listing.hold_note, listing.held_at = change.text("reason"), change.text("note"), change.now
    listing.save(update_fields=_HOLD_FIELDS)


@effect("end-hold")
def end_hold(change: RevisionChange) -> None:
    """Effect: end the hold of the listing."""
    listing = change.listing
    listing.hold, listing.hold_note, listing.held_at = "", "", None
    listing.save(update_fields=_HOLD_FIELDS)


def clashing_listings() -> Mapping[UUID, Sequence[str]]:
    """{organisation ID: duplicate names of its listings}."""
    groups = clashes(Listing.objects.all(), "organisation_id")
    return by_organisation((group[0].organisation_id, [listing.name for listing in group]) for group in groups)


@may_see_files("listings")
def sees_files(actor: Actor, listing_id: UUID, sha256: str) -> bool:
    """Whether the actor may see the file as a member of the organisation or as staff."""
    return not actor.is_anonymous and is_file_visible(actor, listing_id, sha256)


def names_of_listings(organisation_id: UUID) -> Mapping[UUID, str]:
    """{listing ID: name} of the organisation's listings, sorted by name."""
    return dict(
        Listing.objects.filter(organisation_id=organisation_id).order_by("name", "pk").values_list("pk", "name")
    )


register_listing_names(names_of_listings)
contribute(
    "listings",
    Contribution(clashing_names=((_("Listings"), clashing_listings),), needed_agreements=needed_agreements_of),
)
