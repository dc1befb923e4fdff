"""Status messages of a submission whose checks are running, are delayed or could not be finished."""

from django.utils.translation import gettext_lazy as _

from listings.states.status_messages import ADMINS_TURN, CHECKS_TURN, UNKNOWN_DURATION, StatusMessages, StatusText

CHECKS_RUNNING = StatusMessages(
    turn=CHECKS_TURN,
    partner=StatusText(
        why=_("The checks are running."),
        next=_(
            "If the checks find no blockers, your listing goes to the review teams. Otherwise, it comes back to you."
        ),
    ),
    staff=StatusText(
        why=_("The checks are running."),
        next=_(
            "If the checks find no blockers, the listing goes to the review teams. Otherwise, it goes back to the "
            "partner."
        ),
    ),
)
# A check could not be finished.
CHECKS_INCOMPLETE = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("A check could not be finished because of a problem on our side."),
        next=_("An admin will correct the check and run it again. You don't need to do anything."),
    ),
    staff=StatusText(
        why=_("A check could not be finished because of a problem on our side."),
        next=_("An admin will correct the check and run it again. Then the listing goes to the review teams."),
    ),
    admin=StatusText(
        why=_("A check could not be finished because of a problem on our side."),
        next=_("Correct the check, then run it again on its page."),
    ),
    likely=UNKNOWN_DURATION,
)
# The run is late and will be tried again.
CHECKS_DELAYED = StatusMessages(
    turn=CHECKS_TURN,
    partner=StatusText(
        why=_("The checks are delayed because of a problem on our side."),
        next=_("The checks will start again automatically. Nothing is lost, and you don't need to do anything."),
    ),
    staff=StatusText(
        why=_("The checks are delayed because of a problem on our side."),
        next=_("The checks will start again automatically."),
    ),
    likely=UNKNOWN_DURATION,
)
# The run failed in its last attempt.
CHECKS_FAILED = StatusMessages(
    turn=ADMINS_TURN,
    partner=StatusText(
        why=_("The checks could not be finished because of a problem on our side."),
        next=_("An admin will run the checks again. Nothing is lost, and you don't need to do anything."),
    ),
    staff=StatusText(
        why=_("The checks could not be finished because of a problem on our side."),
        next=_("An admin will run the checks again. Then the listing goes to the review teams."),
    ),
    admin=StatusText(
        why=_("The checks could not be finished because of a problem on our side."),
        next=_("Find out why the background job failed, then run the checks again."),
    ),
    likely=UNKNOWN_DURATION,
)
