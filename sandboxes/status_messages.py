"""Status messages of listings in the sandbox. Those of approved listings are in `status_messages_approved`."""

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common.lists import joined_with_and
from listings.lifecycle.registry import status_message
from listings.models import Revision
from listings.states.revision_states import RevisionState
from listings.states.status_messages import ADMINS_TURN, OWNERS_TURN, UNKNOWN_DURATION, StatusMessages, StatusText
from sandboxes.guards import SandboxFacts

_DISABLED = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("Your tile isn't enabled in any active sandbox org."),
        next=_("An admin will enable your tile again, reactivate your sandbox org, or send your listing back to you."),
    ),
    staff=StatusText(
        why=_("The tile isn't enabled in any active sandbox org."),
        next=_(
            "An admin will enable the tile again, reactivate the sandbox org, or send the listing back to the partner."
        ),
    ),
    admin=StatusText(
        why=_("The tile isn't enabled in any active sandbox org."),
        next=_("Enable the tile again, reactivate the sandbox org, or send the listing back to the partner."),
    ),
    likely=UNKNOWN_DURATION,
)


@status_message(RevisionState.IN_SANDBOX, needs="sandboxes")
def in_sandbox(_revision: Revision, facts: SandboxFacts) -> StatusMessages:
    """The status while the tile is in the sandbox: an owner must sign off, unless an admin has disabled the tile."""
    if not facts.enabled:
        return replace(_DISABLED, since=facts.disabled_at)
    orgs = joined_with_and(facts.enabled)
    return StatusMessages(
        turn=OWNERS_TURN,
        partner=StatusText(
            why=_("Your tile is enabled in {orgs}.").format(orgs=orgs),
            next=_("Look at your tile in the sandbox org and sign it off. Then it can go live."),
        ),
        colleague=StatusText(
            why=_("Your tile is enabled in {orgs}.").format(orgs=orgs),
            next=_("An owner must look at your tile in the sandbox org and sign it off. Then it can go live."),
        ),
        staff=StatusText(
            why=_("The tile is enabled in {orgs}.").format(orgs=orgs),
            next=_("An owner must look at the tile in the sandbox org and sign it off. Then it can go live."),
        ),
    )
