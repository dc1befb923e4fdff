"""Status messages while the checks of a submission run, or could not be completed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from listings.status_messages import ADMINS_TURN, CHECKS_TURN, Message, StatusMessages


def running_line(since: datetime) -> StatusMessages:
    """The checks run; since is when the revision was submitted."""
    staff = Message(
        why=_("The checks are running."),
        next=_("If no blocker is found, the listing goes to the review teams. Otherwise it goes back to the partner."),
    )
    return StatusMessages(
        turn=CHECKS_TURN,
        since=since,
        partner=Message(
            why=_("The checks are running."),
            next=_("If no blocker is found, your listing goes to the review teams. Otherwise it comes back to you."),
        ),
        staff=staff,
        admin=staff,
    )


def incomplete_line(since: datetime) -> StatusMessages:
    """A check could not be completed; since is when the run ended."""
    return StatusMessages(
        turn=ADMINS_TURN,
        since=since,
        partner=Message(
            why=_("A check could not be completed because of a fault on our side."),
            next=_("An admin will correct the check and run it again. You don't have to do anything."),
        ),
        staff=Message(
            why=_("A check could not be completed because of a fault on our side."),
            next=_("An admin will correct the check and run it again. Then the listing goes to the review teams."),
        ),
        admin=Message(
            why=_("A check could not be completed because of a fault on our side."),
            next=_("Correct the check, then run it again on its page."),
        ),
        likely=_("We don't know yet how long this will take."),
    )


def delayed_line(since: datetime) -> StatusMessages:
    """The run is late and will be tried again."""
    staff = Message(
        why=_("The checks are delayed because of a fault on our side."),
        next=_("The checks will start again automatically."),
    )
    return StatusMessages(
        turn=CHECKS_TURN,
        since=since,
        partner=Message(
            why=_("The checks are delayed because of a fault on our side."),
            next=_("The checks will start again automatically. Nothing is lost, and you don't have to do anything."),
        ),
        staff=staff,
        admin=staff,
    )


def failed_line(since: datetime) -> StatusMessages:
    """The run failed in its last attempt."""
    return StatusMessages(
        turn=ADMINS_TURN,
        since=since,
        partner=Message(
            why=_("The checks could not be completed because of a fault on our side."),
            next=_("An admin will run the checks again. Nothing is lost, and you don't have to do anything."),
        ),
        staff=Message(
            why=_("The checks could not be completed because of a fault on our side."),
            next=_("An admin will run the checks again. Then the listing goes to the review teams."),
        ),
        admin=Message(
            why=_("The checks could not be completed because of a fault on our side."),
            next=_("Find out why the background job failed, then run the checks again."),
        ),
    )
