"""What review hangs on the transition table."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from listings.models import Revision
from listings.registry import Party, StatusLine, ask, effect, facts, guard, status_line
from listings.states import State
from notices.kinds import notice_kind
from reviews import moves, rules
from reviews.queries import review_facts
from reviews.rules import ReviewFacts


@facts("reviews")
def facts_of_reviews(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    return review_facts(revisions)


guard("threads-answered", needs="reviews")(rules.no_open_thread_unanswered)  # type: ignore[arg-type]  # facts by name
guard("no-open-blocking-thread", needs="reviews")(rules.no_open_blocking_thread)  # type: ignore[arg-type]  # facts by name
guard("every-team-approves", needs="reviews")(rules.every_team_approves)  # type: ignore[arg-type]  # facts by name
guard("required-team", needs="reviews")(rules.is_required_team)  # type: ignore[arg-type]  # facts by name
ask("blocking-thread-or-note", needs="reviews")(rules.note_or_blocking_thread)  # type: ignore[arg-type]  # facts by name
effect("open-reviews")(moves.open_reviews)
effect("close-reviews")(moves.close_reviews)
effect("pause-reviews")(moves.pause_reviews)


@status_line(State.IN_REVIEW, needs="reviews")
def in_review_line(revision: Revision, facts: object) -> StatusLine:
    """Names the teams that have not decided; the earliest due time holds."""
    assert isinstance(facts, ReviewFacts)  # noqa: S101 the registry hands over what it was asked for
    waiting = facts.waiting
    teams = ", ".join(str(Team(review.team).label) for review in waiting)
    dues = [review.due_at for review in waiting if review.due_at]
    return StatusLine(
        party=Party.STAFF,
        waiting_on=teams or _("a blocking comment"),
        since=revision.state_since,
        why=_("the checks passed, the teams are reading"),
        next=_("when every team has approved, the tile can be enabled in your sandbox"),
        due_at=min(dues, default=None),
    )


notice_kind(
    "thread.comment",
    label=_("Comments on a listing"),
    group=_("Review"),
    subject=_("{actor} commented on {listing}"),
    body=_("{actor} wrote on {listing}: {excerpt}"),
)
