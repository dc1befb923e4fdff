"""What people are told about sandboxes, live tiles and go-to-market; changes of state announce themselves."""

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience
from notices.events import event_type
from notices.kinds import notice_kind

_SANDBOX = _("Sandboxes")
_LIVE = _("Live tiles")
_MARKET = _("Go-to-market")
_ADMIN = frozenset({Audience.ADMIN})
_STAFF = frozenset({Audience.ADMIN, Audience.REVIEWER})
_PARTNER = frozenset({Audience.PARTNER})

notice_kind(
    "sandbox.requested",
    label=_("A partner asks for a sandbox org"),
    group=_SANDBOX,
    subject=_("{organisation} asks for a sandbox org"),
    body=_("{actor} asks for a sandbox org in {region} for {organisation}. It is your turn: grant or decline it."),
    audience=_ADMIN,
    event=event_type("sandbox.requested", _("A sandbox org is requested.")),
)
notice_kind(
    "sandbox.granted",
    label=_("A sandbox org is granted"),
    group=_SANDBOX,
    subject=_("Your sandbox org {org} is ready"),
    body=_("{actor} granted the sandbox org {org} of {organisation}. Approved tiles are enabled in it by an admin."),
    audience=_PARTNER,
    event=event_type("sandbox.granted", _("A sandbox org is granted.")),
)
notice_kind(
    "sandbox.declined",
    label=_("A sandbox org is declined"),
    group=_SANDBOX,
    subject=_("The sandbox org for {organisation} was declined"),
    body=_("{actor} declined the sandbox org in {region}: {reason}\nAn owner may ask again."),
    audience=_PARTNER,
    event=event_type("sandbox.declined", _("A request for a sandbox org is declined.")),
)
notice_kind(
    "sandbox.suspended",
    label=_("A sandbox org is suspended"),
    group=_SANDBOX,
    subject=_("The sandbox org {org} is suspended"),
    body=_("{actor} suspended {org}: {reason}\nIts tiles cannot be opened until it is active again."),
    audience=_PARTNER,
    event=event_type("sandbox.suspended", _("A sandbox org is suspended.")),
)
notice_kind(
    "sandbox.reactivated",
    label=_("A sandbox org is active again"),
    group=_SANDBOX,
    subject=_("The sandbox org {org} is active again"),
    body=_("{actor} made {org} active again; its tiles are there as before."),
    audience=_PARTNER,
    event=event_type("sandbox.reactivated", _("A suspended sandbox org is active again.")),
)
notice_kind(
    "sandbox.automatic-on",
    label=_("Tiles come into a sandbox org by themselves"),
    group=_SANDBOX,
    subject=_("Approved tiles come into {org} by themselves"),
    body=_("{actor} switched it on: as soon as every team has approved a listing, its tile is enabled in {org}."),
    audience=_PARTNER,
    event=event_type("sandbox.changed", _("Automatic enabling of tiles in a sandbox org is turned on or off.")),
)
notice_kind(
    "sandbox.automatic-off",
    label=_("Tiles come into a sandbox org by an admin again"),
    group=_SANDBOX,
    subject=_("An admin enables tiles in {org} again"),
    body=_("{actor} switched it off: approved tiles are enabled in {org} by an admin. What is on there stays on."),
    audience=_PARTNER,
    event="sandbox.changed",
)
notice_kind(
    "tile.switched-on",
    label=_("A tile is switched on in a sandbox org"),
    group=_SANDBOX,
    subject=_("{listing} is on in {org}"),
    body=_("{actor} switched {listing} on in {org}. You can look at it there."),
    audience=_PARTNER,
    event="tile.enabled",
)
notice_kind(
    "tile.switched-off",
    label=_("A tile is switched off in a sandbox org"),
    group=_SANDBOX,
    subject=_("{listing} is off in {org}"),
    body=_("{actor} switched {listing} off in {org}."),
    audience=_PARTNER,
    event=event_type("tile.disabled", _("A tile is disabled in a sandbox org.")),
)
notice_kind(
    "release.failed",
    label=_("A planned release cannot run"),
    group=_LIVE,
    subject=_("{listing}: the planned release did not run"),
    body=_(
        "The release was due and could not run: {reason}\nAn admin finds out why, then publishes or plans it again."
    ),
    event=event_type("release.failed", _("A scheduled release fails.")),
)
notice_kind(
    "listing.rolled-back",
    label=_("A live tile is rolled back"),
    group=_LIVE,
    subject=_("{listing} was rolled back"),
    body=_("{actor} put the tile back to round {round} of revision {number}: {reason}\nNothing of newer work is lost."),
    event=event_type("listing.rolled_back", _("A live tile is rolled back to an earlier submission.")),
)
notice_kind(
    "listing.deprecated",
    label=_("A live tile is deprecated"),
    group=_LIVE,
    subject=_("{listing} is deprecated"),
    body=_("{actor} deprecated {listing}; it ends on {ends_on}. The tile says so, and customers do not start with it."),
    event=event_type("listing.deprecated", _("A live tile is deprecated.")),
)
notice_kind(
    "listing.unpublished",
    label=_("A live tile is taken out of the catalogue"),
    group=_LIVE,
    subject=_("{listing} is not in the catalogue any more"),
    body=_("{actor} took the tile out of the catalogue: {reason}\nAn admin can list it again."),
    event=event_type("listing.unpublished", _("A live tile is removed from the catalogue.")),
)
notice_kind(
    "listing.relisted",
    label=_("A tile is listed again"),
    group=_LIVE,
    subject=_("{listing} is in the catalogue again"),
    body=_("{actor} listed the tile again. Customers can find it."),
    event=event_type("listing.relisted", _("A tile is listed in the catalogue again.")),
)
notice_kind(
    "gtm.requested",
    label=_("A partner asks for go-to-market help"),
    group=_MARKET,
    subject=_("{organisation} asks for go-to-market help"),
    body=_("{actor} asks for go-to-market help for {listing}. It is your turn to answer."),
    audience=_STAFF,
    event=event_type("gtm.requested", _("Go-to-market help is requested.")),
)
notice_kind(
    "gtm.answered",
    label=_("Your go-to-market request is answered"),
    group=_MARKET,
    subject=_("Go-to-market for {listing} is answered"),
    body=_("{actor} answered the request for {listing}: {answer}"),
    audience=_PARTNER,
    event=event_type("gtm.answered", _("A go-to-market request is answered.")),
)

notice_kind(
    "transfer.offered",
    label=_("A listing is offered to another organisation"),
    group=_LIVE,
    subject=_("{giver} offers {listing} to {receiver}"),
    body=_("{actor} offers to hand {listing} over. An owner of {receiver} accepts or declines it within two weeks."),
    audience=_PARTNER,
    event=event_type("transfer.offered", _("A listing is offered to another organisation.")),
)
notice_kind(
    "transfer.accepted",
    label=_("A listing changes hands"),
    group=_LIVE,
    subject=_("{listing} belongs to {receiver} now"),
    body=_("{actor} took {listing} over from {giver}. What is live stays live; its tile names {receiver} from now on."),
    event=event_type("transfer.accepted", _("An offered listing is transferred.")),
)
notice_kind(
    "transfer.declined",
    label=_("An offered listing is declined"),
    group=_LIVE,
    subject=_("{receiver} declined {listing}"),
    body=_("{actor} declined the offer. The listing stays with {giver}; you need not do anything."),
    audience=_PARTNER,
    event=event_type("transfer.declined", _("An offered listing is declined.")),
)
notice_kind(
    "transfer.cancelled",
    label=_("An offered listing is taken back"),
    group=_LIVE,
    subject=_("{giver} took the offer of {listing} back"),
    body=_("{actor} took the offer back. You need not do anything."),
    audience=_PARTNER,
    event=event_type("transfer.cancelled", _("The offer of a listing is cancelled.")),
)
notice_kind(
    "transfer.expired",
    label=_("The offer of a listing expires"),
    group=_LIVE,
    subject=_("The offer of {listing} to {receiver} has expired"),
    body=_("Nobody answered for two weeks. The listing stays with {giver}, whose owners may offer it again."),
    audience=_PARTNER,
    event=event_type("transfer.expired", _("The offer of a listing expires.")),
)
