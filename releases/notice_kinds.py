"""Kinds of notice about releases and transfers; those of other transitions are in their rows."""

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience
from notices.events import event_type
from notices.kind_registry import notice_kind
from releases.lifecycles.live_tiles import GROUP

_PARTNER = frozenset({Audience.PARTNER})

notice_kind(
    "release.failed",
    label=_("A scheduled release fails"),
    group=GROUP,
    subject=_("{listing}: the scheduled release failed"),
    body=_(
        "The scheduled release of {listing} did not run.\n\nReason: {reason}\n\nAn admin will investigate, then "
        "publish the tile or reschedule its release."
    ),
    event=event_type("release.failed", _("A scheduled release fails.")),
)
notice_kind(
    "transfer.offered",
    label=_("A listing is offered to another organisation"),
    group=GROUP,
    subject=_("{giver} offered {listing} to {receiver}"),
    body=_(
        "{actor} offered to transfer {listing} to {receiver}. An owner of {receiver} can accept or decline within "
        "two weeks."
    ),
    audience=_PARTNER,
    event=event_type("transfer.offered", _("An owner offers a listing to another organisation.")),
)
notice_kind(
    "transfer.accepted",
    label=_("A listing is transferred to another organisation"),
    group=GROUP,
    subject=_("{listing} now belongs to {receiver}"),
    body=_(
        "{actor} accepted the transfer of {listing} from {giver}. A live tile stays live and now shows {receiver} "
        "as its vendor."
    ),
    event=event_type("transfer.accepted", _("An owner accepts the transfer of a listing.")),
)
notice_kind(
    "transfer.declined",
    label=_("The transfer of a listing is declined"),
    group=GROUP,
    subject=_("{receiver} declined the transfer of {listing}"),
    body=_("{actor} declined the transfer. The listing stays with {giver}. You don't need to do anything."),
    audience=_PARTNER,
    event=event_type("transfer.declined", _("An owner declines the transfer of a listing.")),
)
notice_kind(
    "transfer.cancelled",
    label=_("The transfer of a listing is cancelled"),
    group=GROUP,
    subject=_("{giver} cancelled the transfer of {listing}"),
    body=_("{actor} cancelled the transfer. You don't need to do anything."),
    audience=_PARTNER,
    event=event_type("transfer.cancelled", _("An owner cancels the transfer of a listing.")),
)
notice_kind(
    "transfer.expired",
    label=_("The transfer of a listing expires"),
    group=GROUP,
    subject=_("The transfer of {listing} to {receiver} has expired"),
    body=_("Nobody answered within two weeks. The listing stays with {giver}. An owner of {giver} can offer it again."),
    audience=_PARTNER,
    event=event_type("transfer.expired", _("The transfer of a listing expires.")),
)
