"""Status messages of a listing in review."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Team
from common.counts import Count
from listings.models import Revision
from listings.registry import status_message
from listings.states import RevisionState
from listings.status_messages import REVIEWERS_TURN, StatusMessages, StatusText, turn_of_teams
from reviews.guards import TeamReview

_PARTNER_NEXT = _("Once every team has approved, your tile can be enabled in your sandbox org.")
_STAFF_NEXT = _("Once every team has approved, the tile can be enabled in the partner's sandbox org.")
_BLOCKED_BY_COMMENT = StatusMessages(
    turn=REVIEWERS_TURN,
    partner=StatusText(
        why=_("Every team has approved, but a blocking comment is open."),
        next=_("A reviewer must resolve the comment. Then your tile can be enabled in your sandbox org."),
    ),
    staff=StatusText(
        why=_("Every team has approved, but a blocking comment is open."),
        next=_("The team that wrote the comment must resolve it. Then the tile can be enabled in a sandbox org."),
    ),
)


@status_message(RevisionState.IN_REVIEW, needs="standings")
def in_review(revision: Revision, facts: tuple[TeamReview, ...]) -> StatusMessages:
    """The status while teams review, with the names of those that have not approved and the earliest due time."""
    waiting = [review for review in facts if not review.approves]
    if not waiting:
        return _BLOCKED_BY_COMMENT
    number = len(waiting)
    return StatusMessages(
        turn=turn_of_teams({review.team: Team(review.team).label for review in waiting}),
        since=min((review.waiting_since for review in waiting if review.waiting_since), default=revision.state_since),
        partner=StatusText(
            why=ngettext(
                "The checks passed. {number} team is reviewing your listing.",
                "The checks passed. {number} teams are reviewing your listing.",
                number,
            ).format(number=Count(number)),
            next=_PARTNER_NEXT,
        ),
        team=StatusText(
            why=_("The checks passed. Your team has not approved the listing yet."),
            next=_("Review the listing, then approve it or request changes."),
        ),
        staff=StatusText(
            why=ngettext(
                "The checks passed. {number} team is reviewing the listing.",
                "The checks passed. {number} teams are reviewing the listing.",
                number,
            ).format(number=Count(number)),
            next=_STAFF_NEXT,
        ),
        due_at=min((review.due_at for review in waiting if review.due_at), default=None),
    )
