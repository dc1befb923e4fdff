"""Status messages of approved listings whose tile is not enabled in a sandbox org yet."""

from django.utils.translation import gettext_lazy as _

from listings.lifecycle.registry import status_message
from listings.models import Revision
from listings.states.revision_states import RevisionState
from listings.states.status_messages import ADMINS_TURN, OWNERS_TURN, UNKNOWN_DURATION, StatusMessages, StatusText
from sandboxes.guards import SandboxFacts

_PARTNER_NEXT = _("An admin will enable your tile in your sandbox org. Then an owner can look at it and sign it off.")
_STAFF_NEXT = _("An admin will enable the tile in the partner's sandbox org. Then an owner can sign it off.")
_ADMIN_NEXT = _("Enable the tile in the partner's sandbox org. Then an owner can sign it off.")
_WITHOUT_ORG = StatusMessages(
    turn=OWNERS_TURN,
    partner=StatusText(
        why=_("Every team has approved, but you don't have a sandbox org."),
        next=_("Request a sandbox org. Then an admin can enable your tile there."),
    ),
    colleague=StatusText(
        why=_("Every team has approved, but you don't have a sandbox org."),
        next=_("An owner must request a sandbox org. Then an admin can enable your tile there."),
    ),
    staff=StatusText(
        why=_("Every team has approved, but the partner doesn't have a sandbox org."),
        next=_("An owner must request a sandbox org. Then an admin can enable the tile there."),
    ),
)
_UNCONFIRMED = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("Every team has approved, but your vendor ID is not confirmed yet."),
        next=_("An admin will confirm your vendor ID, then enable your tile in your sandbox org."),
    ),
    staff=StatusText(
        why=_("Every team has approved, but the vendor ID is not confirmed yet."),
        next=_("An admin will confirm the vendor ID, then enable the tile in the partner's sandbox org."),
    ),
    admin=StatusText(
        why=_("Every team has approved, but the vendor ID is not confirmed yet."),
        next=_("Confirm the vendor ID, then enable the tile in the partner's sandbox org."),
    ),
)
_NOT_ENABLED_AUTOMATICALLY = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("Every team has approved, but your tile could not be enabled automatically."),
        next=_PARTNER_NEXT,
    ),
    staff=StatusText(
        why=_("Every team has approved, but the tile could not be enabled automatically."),
        next=_STAFF_NEXT,
    ),
    admin=StatusText(
        why=_("Every team has approved, but the tile could not be enabled automatically."),
        next=_ADMIN_NEXT,
    ),
)
_READY = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(why=_("Every team has approved your listing."), next=_PARTNER_NEXT),
    staff=StatusText(why=_("Every team has approved the listing."), next=_STAFF_NEXT),
    admin=StatusText(why=_("Every team has approved the listing."), next=_ADMIN_NEXT),
)


@status_message(RevisionState.APPROVED, needs="sandboxes")
def approved(_revision: Revision, facts: SandboxFacts) -> StatusMessages:
    """The status of an approved listing.

    Without a sandbox org or a request for one, the partner must request one; otherwise an admin must act.
    """
    if not facts.orgs and facts.request_due_at is not None:
        return _requested(facts)
    if not facts.orgs and facts.suspended:
        return _suspended(org=facts.suspended[0])
    if not facts.orgs:
        return _WITHOUT_ORG
    if not facts.vendor_is_confirmed:
        return _UNCONFIRMED
    return _NOT_ENABLED_AUTOMATICALLY if facts.automatic else _READY


def _requested(facts: SandboxFacts) -> StatusMessages:
    return StatusMessages(
        turn=ADMINS_TURN,
        partner=StatusText(
            why=_("Every team has approved, and you have requested a sandbox org."),
            next=_("An admin will decide on your request. Then an admin can enable your tile in the sandbox org."),
        ),
        staff=StatusText(
            why=_("Every team has approved, and the partner has requested a sandbox org."),
            next=_("An admin will decide on the request. Then an admin can enable the tile in the sandbox org."),
        ),
        admin=StatusText(
            why=_("Every team has approved, and the partner has requested a sandbox org."),
            next=_("Decide on the request, then enable the tile in the sandbox org."),
        ),
        due_at=facts.request_due_at,
    )


def _suspended(*, org: str) -> StatusMessages:
    return StatusMessages(
        turn=ADMINS_TURN,
        partner=StatusText(
            why=_("Every team has approved, but your sandbox org {org} is suspended.").format(org=org),
            next=_("An admin will reactivate the sandbox org, then enable your tile there."),
        ),
        staff=StatusText(
            why=_("Every team has approved, but the sandbox org {org} is suspended.").format(org=org),
            next=_("An admin will reactivate the sandbox org, then enable the tile there."),
        ),
        admin=StatusText(
            why=_("Every team has approved, but the sandbox org {org} is suspended.").format(org=org),
            next=_("Reactivate the sandbox org, then enable the tile there."),
        ),
        likely=UNKNOWN_DURATION,
    )
