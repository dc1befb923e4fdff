"""Status lines of submissions whose checks have not ended as they should, for each side in its words."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from listings.registry import Party, Side, StatusLine, Text

_ADMIN = _("an admin")


def incomplete_line(since: datetime) -> StatusLine:
    """A check could not be finished; since is when the run ended."""
    line = StatusLine(
        party=Party.SYSTEM,
        waiting_on=_ADMIN,
        since=since,
        why=_("A check could not be finished. The fault is ours."),
        next=_("An admin corrects the check and runs it again. You have nothing to do."),
        likely=_("We can't tell yet how long this takes."),
    )
    return _in_words(
        line,
        {
            Side.REVIEWER: _("An admin corrects the check and runs it again. Then the teams get the listing."),
            Side.ADMIN: _("Correct the check, then run it again on its page under Rules."),
        },
    )


def delayed_line(since: datetime, *, is_given_up: bool) -> StatusLine:
    """The run itself could not be finished; is_given_up: after its last attempt, so that an admin must act."""
    line = StatusLine(
        party=Party.SYSTEM,
        waiting_on=_ADMIN if is_given_up else _("the automatic checks"),
        since=since,
        why=_("The checks are delayed on our side."),
        next=_("An admin restarts the checks. Nothing is lost, and you have nothing to do.")
        if is_given_up
        else _("The checks run again. Nothing is lost, and you have nothing to do."),
    )
    to_admin = _("Look at the failed job, then run the checks again: here, or for all such listings under Rules.")
    return _in_words(line, {Side.ADMIN: to_admin}) if is_given_up else line


def _in_words(line: StatusLine, following: Mapping[Side, Text]) -> StatusLine:
    """The line with what happens next for each side; it is an admin's turn."""
    made = {side: replace(line, next=text) for side, text in following.items()}
    made[Side.ADMIN] = replace(made[Side.ADMIN], party=Party.STAFF)
    return replace(line, others=made)
