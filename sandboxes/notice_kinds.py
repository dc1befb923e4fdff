"""Kinds of notice about sandbox orgs and tiles in them. Lifecycles declare those about changes of state."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS, Audience
from listings.lifecycle.event_data import TileEventData
from notices.events import event_type
from notices.kind_registry import notice_kind
from sandboxes.event_data import SandboxEventData, SandboxRequestEventData

_SANDBOX = _("Sandboxes")
_ADMIN = frozenset({Audience.ADMIN})

notice_kind(
    "sandbox.requested",
    label=_("A partner requests a sandbox org"),
    group=_SANDBOX,
    subject=_("{organisation} requested a sandbox org"),
    body=_("{actor} requested a sandbox org in {region} for {organisation}. Grant or decline the request."),
    audience=_ADMIN,
    event=event_type("sandbox.requested", _("A partner requests a sandbox org."), data=SandboxRequestEventData),
)
notice_kind(
    "sandbox.granted",
    label=_("A sandbox org is granted"),
    group=_SANDBOX,
    subject=_("Your sandbox org {org} is ready"),
    body=_(
        "{actor} granted {organisation} the sandbox org {org}. Once a listing is approved, its tile can be enabled "
        "there."
    ),
    audience=PARTNERS,
    event=event_type("sandbox.granted", _("An admin grants a sandbox org."), data=SandboxRequestEventData),
)
notice_kind(
    "sandbox.declined",
    label=_("A request for a sandbox org is declined"),
    group=_SANDBOX,
    subject=_("Your request for a sandbox org was declined"),
    body=_(
        "{actor} declined {organisation}'s request for a sandbox org in {region}.\n\nReason: {reason}\n\nAn owner can "
        "send a new request."
    ),
    audience=PARTNERS,
    event=event_type(
        "sandbox.declined", _("An admin declines a request for a sandbox org."), data=SandboxRequestEventData
    ),
)
notice_kind(
    "sandbox.suspended",
    label=_("A sandbox org is suspended"),
    group=_SANDBOX,
    subject=_("The sandbox org {org} is suspended"),
    body=_(
        "{actor} suspended the sandbox org {org}.\n\nReason: {reason}\n\nYou can't open its tiles until an admin "
        "reactivates it."
    ),
    audience=PARTNERS,
    event=event_type("sandbox.suspended", _("An admin suspends a sandbox org."), data=SandboxEventData),
)
notice_kind(
    "sandbox.reactivated",
    label=_("A sandbox org is reactivated"),
    group=_SANDBOX,
    subject=_("The sandbox org {org} is active again"),
    body=_("{actor} reactivated the sandbox org {org}. You can open its tiles again."),
    audience=PARTNERS,
    event=event_type("sandbox.reactivated", _("An admin reactivates a sandbox org."), data=SandboxEventData),
)
notice_kind(
    "sandbox.automatic-on",
    label=_("Tiles are enabled automatically in a sandbox org"),
    group=_SANDBOX,
    subject=_("Approved tiles are now enabled automatically in {org}"),
    body=_(
        "{actor} changed the settings for {org}. A tile is now enabled there as soon as every team has approved its "
        "listing."
    ),
    audience=PARTNERS,
    event=event_type(
        "sandbox.changed",
        _("An admin changes whether tiles are enabled automatically in a sandbox org."),
        data=SandboxEventData,
    ),
)
notice_kind(
    "sandbox.automatic-off",
    label=_("Tiles are no longer enabled automatically in a sandbox org"),
    group=_SANDBOX,
    subject=_("Tiles are no longer enabled automatically in {org}"),
    body=_(
        "{actor} changed the settings for {org}. An admin must now enable each approved tile. Tiles that are "
        "already enabled there stay enabled."
    ),
    audience=PARTNERS,
    event="sandbox.changed",
)
notice_kind(
    "tile.switched-on",
    label=_("An admin enables a tile in another sandbox org"),
    group=_SANDBOX,
    subject=_("{listing} is enabled in {org}"),
    body=_("{actor} enabled the tile for {listing} in the sandbox org {org}. You can view it there now."),
    audience=PARTNERS,
    event="tile.enabled",
)
notice_kind(
    "tile.switched-off",
    label=_("An admin disables a tile in a sandbox org"),
    group=_SANDBOX,
    subject=_("{listing} is disabled in {org}"),
    body=_("{actor} disabled the tile for {listing} in the sandbox org {org}. You can no longer view it there."),
    audience=PARTNERS,
    event=event_type("tile.disabled", _("An admin disables a tile in a sandbox org."), data=TileEventData),
)
