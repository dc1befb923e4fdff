"""Transitions of a tile in the sandbox org, from approval to sign-off."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button, ButtonInput, ButtonPlace, InputKind, reason_input
from listings.lifecycle.event_data import TileEventData
from listings.lifecycle.recipients import admins, ecosystems, editors
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.states.revision_states import RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose

_ON_TILE = (ButtonPlace.SANDBOX,)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="enable in sandbox",
        label=_("Enable in sandbox"),
        sources=(RevisionState.APPROVED,),
        target=RevisionState.IN_SANDBOX,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("sandbox-active", "vendor-confirmed", "vendor-own", "no-hold"),
        effects=("activate", "promote-if-asked"),
        page="sandboxes:tile-switch-enable",
        timeline=_("Tile enabled in the sandbox org"),
        notice=TransitionNotice(
            kind="listing.enable-in-sandbox",
            purpose=Purpose.ACT,
            to=(editors,),
            audience=PARTNERS,
            label=_("A tile is enabled in your sandbox org"),
            subject=_("{listing} is enabled in your sandbox org"),
            body=_(
                "Look at every tab of the tile in your sandbox org. An owner of your organisation must then sign off."
            ),
        ),
        event=EventType(name="tile.enabled", description=_("A tile is enabled in a sandbox org."), data=TileEventData),
    ),
    Transition(
        verb="ask for changes",
        label=_("Request changes"),
        sources=(RevisionState.IN_SANDBOX,),
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.SUBMITTER,),
        asks=("note",),
        effects=("keep-note", "outdate-activations"),
        button=Button(
            places=_ON_TILE,
            title=pgettext_lazy("heading", "Request changes"),
            help=_(
                "The listing will come back to you. Change it, then submit it again. The review teams check only what "
                "has changed."
            ),
            inputs=(
                reason_input(
                    _("What should change, and where. Example: The second image shows the old name."),
                    name="note",
                    label=_("Changes needed"),
                ),
            ),
            done=_("You requested changes. You can edit the listing again."),
        ),
        timeline=_("Partner requested changes"),
        notice=TransitionNotice(
            kind="listing.ask-for-changes",
            purpose=Purpose.ACT,
            to=(ecosystems, admins),
            label=_("Changes to a tile in a sandbox org are requested"),
            subject=_("{listing}: {organisation} requested changes"),
            body=_(
                "{actor} requested changes to the tile in the sandbox org: {note}\n\nThe partner will submit again."
            ),
        ),
        event=EventType(
            name="listing.change_requested",
            description=_("Your organisation requests changes to a tile in a sandbox org."),
        ),
    ),
    Transition(
        verb="sign off",
        label=_("Sign off tile"),
        sources=(RevisionState.IN_SANDBOX,),
        target=RevisionState.SIGNED_OFF,
        who=(Who.OWNER,),
        guards=("tile-looked-at", "no-hold"),
        asks=("terms-confirmed", "checklist-confirmed"),
        effects=("record-sign-off",),
        button=Button(
            places=_ON_TILE,
            inputs=(
                ButtonInput(
                    name="terms_confirmed",
                    label=_("Pricing and EULA are correct"),
                    kind=InputKind.CONFIRMATION,
                    is_required=False,
                    errors=("terms-open",),
                    details="terms",
                ),
            ),
            errors=("checklist-open",),
            done=_("The tile was signed off."),
            kind="primary",
        ),
        timeline=pgettext_lazy("event", "Signed off"),
        notice=TransitionNotice(
            kind="listing.sign-off",
            to=(admins, editors),
            label=_("A tile is signed off"),
            subject=_("{listing} is signed off"),
            body=_(
                "{actor} signed off submission {round}. If its release is on hold, an owner must confirm it. Next, an "
                "admin will publish it or schedule its release."
            ),
        ),
        event=EventType(name="listing.signed_off", description=_("A tile is signed off.")),
    ),
)
