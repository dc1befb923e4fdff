"""What this room registers with the transition table and the navigation."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, actor_of, register
from listings.models import Revision
from listings.registry import ask, effect, facts, guard
from reviews import lines, moves, rules  # noqa: F401 lines register themselves
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
