"""Status messages of listings in review, and of returned and rejected ones."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from accounts.models import Team
from common.lazy_text import LazyText
from common.lists import joined_sentences, joined_with_and
from listings.lifecycle.registry import status_message
from listings.models import Revision
from listings.states.revision_states import CHECKS_BLOCKED, REPLACING, RevisionState
from listings.states.status_messages import (
    LEADS_TURN,
    NOBODYS_TURN,
    PARTNERS_TURN,
    REVIEWERS_TURN,
    UNKNOWN_DURATION,
    StatusMessages,
    StatusText,
    turn_of_teams,
)
from page_parts.counts import Count
from reviews.guards import TeamReview
from reviews.models import Appeal
from reviews.queries.waiting import waits_since
from reviews.return_guards import ReturnFacts

_PARTNER_AFTER_APPROVAL = _("Once every team has approved, your tile can be enabled in your sandbox org.")
_STAFF_AFTER_APPROVAL = _("Once every team has approved, the tile can be enabled in the partner's sandbox org.")
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
_REJECTED = StatusMessages(
    turn=NOBODYS_TURN,
    partner=StatusText(
        why=_("A lead reviewer rejected your listing."),
        next=_("You can appeal on the listing's page. A lead can then reopen your listing."),
    ),
    colleague=StatusText(
        why=_("A lead reviewer rejected your listing."),
        next=_("An editor can appeal on the listing's page. A lead can then reopen your listing."),
    ),
    staff=StatusText(
        why=_("A lead reviewer rejected the listing."),
        next=_("The partner can appeal. A lead can reopen the listing."),
    ),
)
_APPEALED = StatusMessages(
    turn=LEADS_TURN,
    partner=StatusText(
        why=_("A lead reviewer rejected your listing, and your organisation appealed."),
        next=_("A lead will read the appeal, then reopen your listing or decline the appeal."),
    ),
    staff=StatusText(
        why=_("A lead reviewer rejected the listing, and the partner appealed."),
        next=_("A lead will read the appeal, then reopen the listing or decline the appeal."),
    ),
    likely=UNKNOWN_DURATION,
)


_COMMENTED = StatusMessages(
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("Your listing needs changes."),
        next=_("Make the necessary changes and reply to open comments, then submit your listing again."),
    ),
    colleague=StatusText(
        why=_("Your listing needs changes."),
        next=_("An editor will make the necessary changes and reply to open comments, then submit your listing again."),
    ),
    staff=StatusText(
        why=_("The listing needs changes."),
        next=_(
            "The partner will make the necessary changes and reply to open comments, then submit the listing again."
        ),
    ),
)
_RETURNED = StatusMessages(
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("Your listing needs changes."),
        next=_("Make the necessary changes, then submit your listing again."),
    ),
    colleague=StatusText(
        why=_("Your listing needs changes."),
        next=_("An editor will make the necessary changes, then submit your listing again."),
    ),
    staff=StatusText(
        why=_("The listing needs changes."),
        next=_("The partner will make the necessary changes, then submit the listing again."),
    ),
)

_CHECKS_FAILED = StatusMessages(
    shown_state=CHECKS_BLOCKED,
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("The checks found blockers in your submission."),
        next=_("Fix the blockers that aren't waived and reply to open comments, then submit your listing again."),
    ),
    colleague=StatusText(
        why=_("The checks found blockers in your submission."),
        next=_(
            "An editor will fix the blockers that aren't waived and reply to open comments, then submit your listing "
            "again."
        ),
    ),
    staff=StatusText(
        why=_("The checks found blockers in the submission."),
        next=_(
            "The partner will fix the blockers that aren't waived and reply to open comments, then submit the listing "
            "again."
        ),
    ),
)


_REPLACED = StatusMessages(
    shown_state=REPLACING,
    turn=PARTNERS_TURN,
    partner=StatusText(
        why=_("Your organisation is replacing the submission, so the review is paused."),
        next=_("Make your changes and reply to open comments, then submit your listing again."),
    ),
    colleague=StatusText(
        why=_("Your organisation is replacing the submission, so the review is paused."),
        next=_("An editor will finish the changes, then submit your listing again."),
    ),
    staff=StatusText(
        why=_("The partner is replacing the submission, so the review is paused."),
        next=_("The partner will finish the changes, then submit the listing again."),
    ),
)


@status_message(RevisionState.CHANGES_REQUESTED, needs="returned")
def returned(_revision: Revision, facts: ReturnFacts) -> StatusMessages:
    """The status of a listing that is with the partner again, which has comments only if reviewers wrote some."""
    if facts.is_replacing or facts.is_blocked:
        return _REPLACED if facts.is_replacing else _CHECKS_FAILED
    return _COMMENTED if facts.is_unanswered else _RETURNED


@status_message(RevisionState.IN_REVIEW, needs="standings")
def in_review(revision: Revision, facts: tuple[TeamReview, ...]) -> StatusMessages:
    """The status while teams review, with the names of those that have not approved and the earliest due time."""
    waiting = [review for review in facts if not review.approves]
    if not waiting:
        return _BLOCKED_BY_COMMENT
    number = len(waiting)
    since = [waits_since(review.waiting_since, revision) for review in waiting if review.waiting_since]
    return StatusMessages(
        turn=turn_of_teams({review.team: Team(review.team).label for review in waiting}),
        since=min(since, default=revision.state_since),
        partner=StatusText(
            why=ngettext(
                "The checks passed. {number} team is reviewing your listing.",
                "The checks passed. {number} teams are reviewing your listing.",
                number,
            ).format(number=Count(number)),
            next=_with_incident(_PARTNER_AFTER_APPROVAL, waiting),
        ),
        team=StatusText(
            why=_("The checks passed. Your team has not approved the listing yet."),
            next=_with_incident(_("Review the listing, then approve it or request changes."), waiting),
        ),
        staff=StatusText(
            why=ngettext(
                "The checks passed. {number} team is reviewing the listing.",
                "The checks passed. {number} teams are reviewing the listing.",
                number,
            ).format(number=Count(number)),
            next=_with_incident(_STAFF_AFTER_APPROVAL, waiting),
        ),
        due_at=min((review.due_at for review in waiting if review.due_at), default=None),
    )


def _with_incident(text: LazyText, waiting: Sequence[TeamReview]) -> LazyText:
    """The text and, if an incident stops a due date, the reason."""
    teams: dict[str, list[LazyText]] = {}
    for review in waiting:
        if review.incident:
            teams.setdefault(review.incident, []).append(Team(review.team).label)
    if not teams:
        return text
    return joined_sentences([str(text), *(_stopped(labels, reason) for reason, labels in teams.items())])


def _stopped(teams: Sequence[LazyText], reason: str) -> str:
    text = ngettext(
        "The due date of {teams} is stopped because of an incident: {reason}",
        "The due dates of {teams} are stopped because of an incident: {reason}",
        len(teams),
    )
    return text.format(teams=joined_with_and(teams), reason=reason)


@status_message(RevisionState.REJECTED, needs="appeals")
def rejected(_revision: Revision, appeal: Appeal | None) -> StatusMessages:
    """The status of a rejected listing. After an appeal, a lead must act."""
    return replace(_APPEALED, since=appeal.requested_at) if appeal else _REJECTED
