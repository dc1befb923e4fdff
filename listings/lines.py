"""Status lines of the states that need no other room: the partner has the ball, or nobody has."""

from django.utils.translation import gettext_lazy as _

from listings.models import Revision
from listings.registry import Party, StatusLine, status_line
from listings.states import State


@status_line(State.DRAFT)
def draft(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.PARTNER,
        waiting_on=_("the partner"),
        since=revision.state_since,
        why=_("The listing is being written."),
        next=_("When every step is ready, it can be submitted."),
    )


@status_line(State.CHANGES_REQUESTED)
def changes_requested(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.PARTNER,
        waiting_on=_("the partner"),
        since=revision.state_since,
        why=_("Something has to change before it can go on."),
        next=_("Once the comments are answered and the findings fixed, it can be submitted again."),
    )


@status_line(State.REJECTED)
def rejected(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.NOBODY,
        waiting_on=_("nobody"),
        since=revision.state_since,
        why=_("The listing was rejected."),
        next=_("The partner may appeal; a lead may reopen it."),
    )


@status_line(State.PUBLISHED)
def published(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.NOBODY,
        waiting_on=_("nobody"),
        since=revision.state_since,
        why=_("The tile is live."),
        next=_("A new revision can be started at any time; the tile stays until it is replaced."),
    )


@status_line(State.SUPERSEDED)
def superseded(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.NOBODY,
        waiting_on=_("nobody"),
        since=revision.state_since,
        why=_("A newer revision took its place."),
        next=_("An admin may roll back to it."),
    )


@status_line(State.ARCHIVED)
def archived(revision: Revision, facts: object) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.NOBODY,
        waiting_on=_("nobody"),
        since=revision.state_since,
        why=_("Nothing happened for four weeks."),
        next=_("An editor can restore it."),
    )
