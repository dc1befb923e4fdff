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
from common.actor import Actor
from common.names import clashes
from files.access import may_see_files
from listings.lifecycle import date_guards, guards
from listings.lifecycle.buttons import InputDetails
from listings.lifecycle.change import RevisionChange, StateChange
from listings.lifecycle.registry import ask, effect, facts, guard, input_details
from listings.models import Listing, Revision
from listings.queries import needed_agreements_of
from listings.queries.open_requests import open_requests
from listings.queries.transition_facts import box_facts, import_facts, listing_facts, rollback_facts, vendor_facts
from listings.visible import is_file_visible

_LAST_DAY = date(9999, 12, 30)  # the day after may end in a year that doesn't exist
_HOLD_FIELDS = ("hold", "hold_note", "held_at")


facts("listing")(listing_facts)
facts("boxes")(box_facts)
facts("imports")(import_facts)
facts("vendor")(vendor_facts)
facts("rollback")(rollback_facts)
facts("open-requests")(open_requests)


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
ask("idle", needs="listing")(date_guards.idle_since_warning)
ask("submission-seen", needs="listing")(guards.submission_seen)
ask("date-over")(date_guards.date_over)
ask("date-near")(date_guards.date_near)
ask("reason", reads="reason")(guards.reason_given)
ask("note", reads="note")(guards.note_given)
ask("release-time", reads="release_at")(date_guards.release_time)


@input_details("release-time")
def release_time_limits(_revision: Revision, _actor: Actor) -> InputDetails:
    """The first and the last minute for which a release can be scheduled now."""
    now = timezone.now()
    return InputDetails(least=now + timedelta(minutes=1), most=now + date_guards.LATEST_RELEASE)


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
