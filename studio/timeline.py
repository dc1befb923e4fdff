"""What happened to a listing, in words, from the record."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.queries import names_of
from audit.queries import events_about
from listings.models import Listing

_SHOWN = 30
# The record knows more verbs; these are the turns of a listing's story.
_WORDS: Mapping[str, str | Promise] = {
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


def timeline_of(listing: Listing) -> list[dict[str, object]]:
    """Entries for the timeline component, newest first; two queries."""
    events = list(events_about("listing", listing.pk).filter(verb__in=_WORDS)[:_SHOWN])
    names = names_of(event.actor_id for event in events)
    return [
        {
            "at": event.at,
            "title": _WORDS[event.verb],
            "by": names.get(event.actor_id, "") if event.actor_id else "",
            "is_now": place == 0,
        }
        for place, event in enumerate(events)
    ]
