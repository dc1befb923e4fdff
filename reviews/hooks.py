"""What this room registers with the transition table and the navigation."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.navigation import Audience, NavItem, actor_of, register
from listings.models import Revision
from listings.registry import Party, StatusLine, ask, effect, facts, guard, status_line
from listings.states import State
from reviews import moves, rules
from reviews.announcing import register_events, register_kinds
from reviews.loads import loads_of
from reviews.queries import review_facts, standings_of
from reviews.rules import ReviewFacts, TeamReview


@facts("reviews")
def facts_of_reviews(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    return review_facts(revisions)


@facts("standings")
def facts_of_teams(revisions: Sequence[Revision]) -> Mapping[UUID, tuple[TeamReview, ...]]:
    """Without threads, which a list of status lines does not read."""
    return standings_of(revisions).reviews


guard("threads-answered", needs="reviews")(rules.no_open_thread_unanswered)
guard("no-open-blocking-thread", needs="reviews")(rules.no_open_blocking_thread)
guard("every-team-approves", needs="reviews")(rules.every_team_approves)
guard("required-team", needs="reviews")(rules.is_required_team)
ask("blocking-thread-or-note", needs="reviews")(rules.note_or_blocking_thread)
effect("open-reviews")(moves.open_reviews)
effect("close-reviews")(moves.close_reviews)
effect("pause-reviews")(moves.pause_reviews)
effect("keep-note")(moves.keep_note)


@status_line(State.IN_REVIEW, needs="standings")
def in_review_line(revision: Revision, facts: tuple[TeamReview, ...]) -> StatusLine:
    """Names the teams that have not decided; the earliest due time holds."""
    waiting = [review for review in facts if not review.approves]
    dues = [review.due_at for review in waiting if review.due_at]
    return StatusLine(
        party=Party.STAFF,
        waiting_on=", ".join(str(Team(review.team).label) for review in waiting) or _("a blocking comment"),
        since=min((review.waiting_since for review in waiting if review.waiting_since), default=revision.state_since),
        why=_("The checks passed; the teams are reading."),
        next=_("When every team has approved, the tile can be enabled in the sandbox."),
        due_at=min(dues, default=None),
    )


def waiting_count(request: HttpRequest) -> int:
    """The number of reviews that wait for the reader's teams; 0 for readers without teams."""
    actor = actor_of(request)
    return sum(load.waiting for team, load in loads_of(request).items() if team in actor.teams)


register_kinds()
register_events()
register(
    NavItem(
        label=_("Queue"),
        url_name="reviews:queue",
        audience=frozenset({Audience.REVIEWER, Audience.ADMIN}),
        order=20,
        count=waiting_count,
    )
)
