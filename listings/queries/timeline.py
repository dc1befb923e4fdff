"""The timeline of a listing, from the audit log."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Event
from audit.queries import events_about
from listings.models import Listing

# The audit log has more verbs; these appear in the timeline.
TITLES: Mapping[str, str | Promise] = {
    "listing.create": _("Listing created"),
    "revision.import": _("Folder imported"),
    "revision.new-revision": _("New revision started"),
    "revision.submit": pgettext_lazy("event", "Submitted"),
    "revision.checks-passed": _("Checks passed"),
    "revision.checks-failed": _("Checks found blockers"),
    "revision.request-changes": _("Changes requested"),
    "revision.all-approved": _("Approved by all teams"),
    "revision.approval-taken-back": _("Approval withdrawn"),
    "revision.reject": _("Rejected"),
    "revision.reopen": _("Reopened"),
    "revision.enable-in-sandbox": _("Tile enabled in the sandbox org"),
    "revision.ask-for-changes": _("Partner requested changes"),
    "revision.sign-off": _("Signed off"),
    "revision.schedule": _("Release scheduled"),
    "revision.unschedule": _("Scheduled release cancelled"),
    "revision.publish": _("Live in the catalogue"),
    "revision.send-back": _("Sent back"),
    "revision.withdraw": _("Withdrawn"),
    "revision.archive": _("Archived"),
    "revision.restore": _("Restored"),
    "listing.deprecate": _("Deprecated"),
    "listing.unpublish": _("Removed from the catalogue"),
    "listing.relist": _("Listed again"),
    "listing.roll-back": _("Rolled back"),
    "transfer.offer": _("Transfer to another organisation offered"),
    "transfer.decline": _("Transfer declined"),
    "transfer.cancel": _("Transfer offer cancelled"),
    "transfer.expire": _("Transfer offer expired"),
    "transfer.accept": _("Transferred to another organisation"),
}


def timeline_events(listing: Listing) -> QuerySet[Event]:
    """The events of the listing's timeline, newest first. `TITLES` has a title for each verb."""
    return events_about("listing", listing.pk).filter(verb__in=TITLES)
