"""Status messages of a rejected listing, before and after the partner has appealed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from listings.models import Revision
from listings.registry import status_message
from listings.states import RevisionState
from listings.status_messages import LEADS_TURN, NOBODYS_TURN, UNKNOWN_DURATION, StatusMessages, StatusText

_REJECTED = StatusMessages(
    turn=NOBODYS_TURN,
    partner=StatusText(
        why=_("A lead reviewer rejected your listing."),
        next=_("To appeal, reply to the lead's comment. A lead can then reopen your listing."),
    ),
    colleague=StatusText(
        why=_("A lead reviewer rejected your listing."),
        next=_("An editor can appeal by replying to the lead's comment. A lead can then reopen your listing."),
    ),
    staff=StatusText(
        why=_("A lead reviewer rejected the listing."),
        next=_("The partner can appeal by replying to the lead's comment. A lead can reopen the listing."),
    ),
)
_APPEALED = StatusMessages(
    turn=LEADS_TURN,
    partner=StatusText(
        why=_("A lead reviewer rejected your listing, and your organisation appealed."),
        next=_("A lead will read the appeal, then reopen your listing or reply."),
    ),
    staff=StatusText(
        why=_("A lead reviewer rejected the listing, and the partner appealed."),
        next=_("A lead will read the appeal, then reopen the listing or reply."),
    ),
    likely=UNKNOWN_DURATION,
)


@status_message(RevisionState.REJECTED, needs="appeals")
def rejected(_revision: Revision, appealed_at: datetime | None) -> StatusMessages:
    """The status of a rejected listing. After an appeal, a lead must act."""
    return replace(_APPEALED, since=appealed_at) if appealed_at else _REJECTED
