"""Status messages between the sandbox and the release. Those of approved listings are in `lines_approved`."""

from django.utils.translation import gettext_lazy as _

from common.lists import joined
from common.times import time_words
from listings.models import Revision
from listings.registry import status_line
from listings.states import State
from listings.status_messages import ADMINS_TURN, OWNERS_TURN, RELEASE_TURN, Message, StatusMessages
from sandboxes.rules import SandboxFacts


@status_line(State.IN_SANDBOX, needs="sandboxes")
def in_sandbox(revision: Revision, facts: SandboxFacts) -> StatusMessages:
    """An owner must sign off, unless an admin disabled the tile after it was enabled."""
    if not facts.enabled:
        return _disabled(revision)
    orgs = joined(facts.enabled)
    staff = Message(
        why=_("The tile is enabled in {orgs}.").format(orgs=orgs),
        next=_("An owner must look at the tile in the sandbox org and sign it off. Then it can go live."),
    )
    return StatusMessages(
        turn=OWNERS_TURN,
        since=revision.state_since,
        partner=Message(
            why=_("Your tile is enabled in {orgs}.").format(orgs=orgs),
            next=_("Look at your tile in the sandbox org and sign it off. Then it can go live."),
        ),
        staff=staff,
        admin=staff,
    )


def _disabled(revision: Revision) -> StatusMessages:
    return StatusMessages(
        turn=ADMINS_TURN,
        since=revision.state_since,
        partner=Message(
            why=_("Your tile was disabled in every sandbox org."),
            next=_("An admin will enable your tile again or send your listing back to you."),
        ),
        staff=Message(
            why=_("The tile was disabled in every sandbox org."),
            next=_("An admin will enable the tile again or send the listing back to the partner."),
        ),
        admin=Message(
            why=_("The tile was disabled in every sandbox org."),
            next=_("Enable the tile again, or send the listing back to the partner."),
        ),
    )


@status_line(State.SIGNED_OFF, needs="sandboxes")
def signed_off(revision: Revision, facts: SandboxFacts) -> StatusMessages:  # noqa: ARG001 the shape of a line
    return StatusMessages(
        turn=ADMINS_TURN,
        since=revision.state_since,
        partner=Message(
            why=_("Your tile is signed off."),
            next=_("An admin will publish your tile or schedule its release."),
        ),
        staff=Message(
            why=_("The partner signed off the tile."),
            next=_("An admin will publish the tile or schedule its release."),
        ),
        admin=Message(
            why=_("The partner signed off the tile."),
            next=_("Publish the tile, or schedule its release."),
        ),
    )


@status_line(State.SCHEDULED, needs="sandboxes")
def scheduled(revision: Revision, facts: SandboxFacts) -> StatusMessages:
    """The tile goes live at its time. An admin must act if its release could not run."""
    if not facts.is_planned:
        return _not_released(revision)
    scheduled_at = time_words(revision.state_since)
    staff = Message(
        why=_("The release schedule was set on {scheduled_at}.").format(scheduled_at=scheduled_at),
        next=_("The tile goes live automatically. Nobody has to do anything."),
    )
    return StatusMessages(
        turn=RELEASE_TURN,
        since=revision.state_since,
        partner=Message(
            why=_("The release schedule was set on {scheduled_at}.").format(scheduled_at=scheduled_at),
            next=_("Your tile goes live automatically. You don't have to do anything."),
        ),
        staff=staff,
        admin=staff,
        due_at=revision.release_at,
    )


def _not_released(revision: Revision) -> StatusMessages:
    return StatusMessages(
        turn=ADMINS_TURN,
        since=revision.state_since,
        partner=Message(
            why=_("The scheduled release of your tile could not run."),
            next=_("An admin will find out why, then publish your tile or reschedule it."),
        ),
        staff=Message(
            why=_("The scheduled release could not run."),
            next=_("An admin will find out why, then publish the tile or reschedule it."),
        ),
        admin=Message(
            why=_("The scheduled release could not run."),
            next=_("Find out why, then publish the tile or reschedule it."),
        ),
    )
