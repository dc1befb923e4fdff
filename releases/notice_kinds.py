"""The kind of notice about a failed release. Lifecycles declare those about changes of state."""

from django.utils.translation import gettext_lazy as _

from listings.lifecycle.event_data import ListingEventData
from notices.events import event_type
from notices.kind_registry import Purpose, notice_kind
from releases.lifecycles.live_tiles import LIVE_TILES_GROUP

notice_kind(
    "release.failed",
    purpose=Purpose.ACT,
    label=_("A scheduled release fails"),
    group=LIVE_TILES_GROUP,
    subject=_("{listing}: the scheduled release failed"),
    body=_(
        "The scheduled release of {listing} failed.\n\nReason: {reason}\n\nAn admin will find out why, then "
        "publish the tile or reschedule its release."
    ),
    event=event_type("release.failed", _("A scheduled release fails."), data=ListingEventData),
)
