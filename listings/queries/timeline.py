"""What happened to a listing, from the record."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.queries import events_about
from listings.models import Listing

# The record knows more verbs; these are the turns of a listing's story.
TITLES: Mapping[str, str | Promise] = {
    "listing.create": _("Listing created"),
    "revision.import": _("Folder imported"),
    "revision.new-revision": _("New revision started"),
    "revision.submit": _("Submitted"),
    "revision.checks-passed": _("Checks passed"),
    "revision.checks-failed": _("Checks found blockers"),
    "revision.request-changes": _("Changes requested"),
    "revision.all-approved": _("Approved by every team"),
    "revision.approval-taken-back": _("An approval was taken back"),
    "revision.reject": _("Rejected"),
    "revision.reopen": _("Reopened"),
    "revision.enable-in-sandbox": _("Tile enabled in the sandbox"),
    "revision.ask-for-changes": _("Partner asked for changes"),
    "revision.sign-off": _("Signed off"),
    "revision.schedule": _("Release scheduled"),
    "revision.unschedule": _("Taken off the schedule"),
    "revision.publish": _("Live in the catalogue"),
    "revision.send-back": _("Sent back"),
    "revision.withdraw": _("Withdrawn"),
    "revision.archive": _("Archived"),
    "revision.restore": _("Restored"),
    "listing.deprecate": _("Deprecated"),
    "listing.unpublish": _("Taken out of the catalogue"),
    "listing.relist": _("Listed again"),
    "listing.roll-back": _("Rolled back"),
    "transfer.offer": _("Offered to another organisation"),
    "transfer.decline": _("Offer declined"),
    "transfer.cancel": _("Offer taken back"),
    "transfer.expire": _("Offer expired"),
    "transfer.accept": _("Taken over by another organisation"),
}


def timeline_events(listing: Listing) -> QuerySet[Event]:
    """The turns of the listing's story, the latest first; `TITLES` has the words for their verbs."""
    return events_about("listing", listing.pk).filter(verb__in=TITLES)
