"""What the fields of the buttons of releases, live tiles and go-to-market requests show about one of them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from common.actor import Actor
from listings.lifecycle.buttons import InputDetails
from listings.models import Listing, Revision, Submission
from listings.states.revision_states import RELEASE_READY
from page_parts.times import format_time
from releases.guards import earliest_end, latest_end
from releases.models import GtmItem, GtmRequest
from releases.queries import earlier_live_submissions, release_facts

_SHOWN_VERSIONS = 50


def early_release_reason(revision: Revision, actor: Actor) -> InputDetails | None:
    """The reason for an early release: for our staff, before the day that the partner requested."""
    if not actor.is_staff or revision.state not in RELEASE_READY:
        return None
    requested_at = release_facts([revision])[revision.pk].requested_at
    if requested_at is None or requested_at <= timezone.now():
        return None
    text = _("The partner requested {day} or later. Shown to the partner.")
    return InputDetails(help=text.format(day=format_time(requested_at.date())))


def earlier_versions(listing: Listing, _actor: Actor) -> InputDetails:
    """The versions to which the tile can be rolled back, latest first."""
    earlier = earlier_live_submissions(listing)[:_SHOWN_VERSIONS]
    return InputDetails(choices=[(submission.pk, _version_text(submission)) for submission in earlier])


def _version_text(submission: Submission) -> str:
    return submission.versioned_name(str(getattr(submission, "tile_version", "") or "?"))


def end_date(listing: Listing, _actor: Actor) -> InputDetails:
    """The end date of a deprecated tile, and its limits."""
    now = timezone.now()
    return InputDetails(initial=listing.ends_on, least=earliest_end(now), most=latest_end(now))


def types_of_help(_request: GtmRequest, _actor: Actor) -> InputDetails:
    return InputDetails(choices=GtmItem.choices)


def successor(listing: Listing, _actor: Actor) -> InputDetails:
    """The integration ID of the tile that replaces this one. Two queries if there is one."""
    tile = getattr(listing.successor, "tile", None)
    return InputDetails(initial=tile.slug if tile else "")
