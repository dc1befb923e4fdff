"""Kinds of notice about sandbox orgs and tiles in them. Lifecycles declare those about changes of state."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.lifecycle.event_data import TileEventData
from notices.events import event_type
from notices.kind_registry import notice_kind
from sandboxes.lifecycles.orgs import SANDBOXES_GROUP

notice_kind(
    "tile.switched-on",
    label=_("An admin enables a tile in another sandbox org"),
    group=SANDBOXES_GROUP,
    subject=_("{listing} is enabled in {org}"),
    body=_("{actor} enabled the tile for {listing} in the sandbox org {org}. You can view it there now."),
    audience=PARTNERS,
    event="tile.enabled",
)
notice_kind(
    "tile.switched-off",
    label=_("An admin disables a tile in a sandbox org"),
    group=SANDBOXES_GROUP,
    subject=_("{listing} is disabled in {org}"),
    body=_("{actor} disabled the tile for {listing} in the sandbox org {org}. You can no longer view it there."),
    audience=PARTNERS,
    event=event_type("tile.disabled", _("An admin disables a tile in a sandbox org."), data=TileEventData),
)
