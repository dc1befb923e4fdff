"""Status messages between sign-off and release."""

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from listings.lifecycle.registry import status_message
from listings.models import Revision
from listings.states.revision_states import RevisionState
from listings.states.status_messages import (
    ADMINS_TURN,
    OWNERS_TURN,
    RELEASE_TURN,
    UNKNOWN_DURATION,
    StatusMessages,
    StatusText,
)
from page_parts.times import format_time
from releases.guards import ReleaseFacts

_SIGNED_OFF = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("Your tile is signed off."),
        next=_("An admin will publish your tile or schedule its release."),
    ),
    staff=StatusText(
        why=_("The partner signed off the tile."),
        next=_("An admin will publish the tile or schedule its release."),
    ),
    admin=StatusText(
        why=_("The partner signed off the tile."),
        next=_("Publish the tile, or schedule its release."),
    ),
)
_ON_HOLD = StatusMessages(
    turn=OWNERS_TURN,
    partner=StatusText(
        why=_("Your tile is signed off, and its release is on hold."),
        next=_("Confirm the release when you are ready. An admin can then publish your tile."),
    ),
    colleague=StatusText(
        why=_("Your tile is signed off, and its release is on hold."),
        next=_("An owner must confirm the release. An admin can then publish your tile."),
    ),
    staff=StatusText(
        why=_("The partner signed off the tile and put its release on hold."),
        next=_("An owner must confirm the release. Then an admin can publish the tile."),
    ),
)
_NOT_RELEASED = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("The scheduled release of your tile failed."),
        next=_("An admin will find out why, then publish your tile or reschedule its release."),
    ),
    staff=StatusText(
        why=_("The scheduled release failed."),
        next=_("An admin will find out why, then publish the tile or reschedule its release."),
    ),
    admin=StatusText(
        why=_("The scheduled release failed."),
        next=_("Find out why, then publish the tile or reschedule its release."),
    ),
    likely=UNKNOWN_DURATION,
)


@status_message(RevisionState.SIGNED_OFF, needs="releases")
def signed_off(revision: Revision, facts: ReleaseFacts) -> StatusMessages:
    """The status after the sign-off. The partner must act if the release is on hold.

    The usual duration would be wrong for a release that the partner requested for a later day.
    """
    if facts.is_unconfirmed:
        return _ON_HOLD
    if facts.requested_at is None or facts.requested_at <= revision.state_since:
        return _SIGNED_OFF
    text = _("The release was requested for {day} or later.")
    return replace(_SIGNED_OFF, likely=text.format(day=format_time(facts.requested_at.date())))


@status_message(RevisionState.SCHEDULED, needs="releases")
def scheduled(revision: Revision, facts: ReleaseFacts) -> StatusMessages:
    """The status of a scheduled release. An admin must act if the release has failed."""
    if not facts.is_scheduled:
        return replace(_NOT_RELEASED, since=facts.job_ended_at or revision.release_at)
    scheduled_at = format_time(revision.state_since)
    return StatusMessages(
        turn=RELEASE_TURN,
        partner=StatusText(
            why=_("The release schedule was set on {scheduled_at}.").format(scheduled_at=scheduled_at),
            next=_("Your tile goes live automatically. You don't need to do anything."),
        ),
        staff=StatusText(
            why=_("The release schedule was set on {scheduled_at}.").format(scheduled_at=scheduled_at),
            next=_("The tile goes live automatically. Nobody needs to do anything."),
        ),
        due_at=revision.release_at,
    )
