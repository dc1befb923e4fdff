"""Status messages of states that need no facts besides the revision and its listing."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from listings.lifecycle.guard_facts import RollbackFacts
from listings.lifecycle.registry import status_message
from listings.models import Listing, Revision
from listings.states.availabilities import AVAILABILITIES
from listings.states.revision_states import RevisionState
from listings.states.status_messages import (
    LEADS_TURN,
    NOBODYS_TURN,
    PARTNERS_TURN,
    UNKNOWN_DURATION,
    StatusMessages,
    StatusText,
)

_COLLEAGUES_DRAFT = StatusText(
    why=_("This draft hasn't been submitted yet."),
    next=_("An editor will submit your listing for review when every step is complete."),
)
_NEW_DRAFT = StatusMessages(
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("This draft hasn't been submitted yet."),
        next=_("Submit your listing for review when every step is complete."),
    ),
    colleague=_COLLEAGUES_DRAFT,
    staff=StatusText(
        why=_("The partner hasn't submitted this draft yet."),
        next=_("The partner will submit the listing for review when every step is complete."),
    ),
)
_WITHDRAWN = StatusMessages(
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("Your listing was withdrawn, so it is a draft again."),
        next=_("Finish your changes, then submit your listing again."),
    ),
    colleague=StatusText(
        why=_("Your listing was withdrawn, so it is a draft again."),
        next=_("An editor will finish the changes, then submit your listing again."),
    ),
    staff=StatusText(
        why=_("The partner withdrew the listing, so it is a draft again."),
        next=_("The partner will finish the changes, then submit the listing again."),
    ),
)


@status_message(RevisionState.DRAFT, needs="rollback")
def draft(revision: Revision, facts: RollbackFacts) -> StatusMessages:
    """The status of a draft. A draft that was submitted before has been withdrawn."""
    if revision.submission_number:
        return _WITHDRAWN
    return _draft_after_rollback(facts) if facts.replaced else _NEW_DRAFT


def _draft_after_rollback(facts: RollbackFacts) -> StatusMessages:
    """The status of a new draft without the changes of the revision that is no longer live."""
    why = _(
        "This draft starts from revision {live}, because the tile was rolled back to it. It doesn't contain the "
        "changes of revision {replaced}."
    )
    text = format_lazy(why, live=facts.live, replaced=facts.replaced)
    return replace(
        _NEW_DRAFT,
        partner=replace(_NEW_DRAFT.partner, why=text),
        colleague=replace(_COLLEAGUES_DRAFT, why=text),
        staff=replace(_NEW_DRAFT.staff, why=text),
    )


def hold_messages(listing: Listing) -> StatusMessages:
    """The status while our staff keep the listing on hold, whatever the state of its revision."""
    return StatusMessages(
        turn=LEADS_TURN,
        since=listing.held_at,
        partner=StatusText(
            why=format_lazy(_("Your listing is on hold: {note}"), note=listing.hold_note),
            next=_("You will be notified when the hold ends. Then your listing continues where it stopped."),
        ),
        staff=StatusText(
            why=format_lazy(_("The listing is on hold: {reason}"), reason=listing.hold),
            next=_("A lead or an admin must end the hold. Then the listing continues where it stopped."),
        ),
        likely=UNKNOWN_DURATION,
    )


@status_message(RevisionState.PUBLISHED)
def published(revision: Revision, _facts: object) -> StatusMessages:
    """The status of a published revision, which depends on the availability of its tile."""
    row = AVAILABILITIES[revision.listing.availability]
    return StatusMessages(
        turn=NOBODYS_TURN,
        partner=row.partner,
        colleague=row.colleague,
        staff=row.staff,
        admin=row.admin,
    )
