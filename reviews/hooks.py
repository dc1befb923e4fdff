"""Registers facts, guards and effects of transitions, status messages and navigation links."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.navigation import Audience, NavItem, register_links, request_actor
from listings.lifecycle.announcements import register_lifecycle
from listings.lifecycle.registry import ask, effect, facts, guard, input_details
from listings.lifecycle.types import InputDetails
from listings.models import Revision
from listings.queries import open_revision
from reviews import exception_effects, guards, writes
from reviews.guards import ReviewFacts, TeamReview
from reviews.lifecycles.appeals import APPEALS, waiting_appeals
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.models import Appeal, ExceptionRequest, Rejection
from reviews.queries import review_facts, review_states
from reviews.queries.exceptions import oauth_exceptions
from reviews.queries.threads import unanswered_revisions
from reviews.queries.workload import loads_of


@facts("reviews")
def facts_of_reviews(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    return review_facts(revisions)


@facts("standings")
def facts_of_teams(revisions: Sequence[Revision]) -> Mapping[UUID, tuple[TeamReview, ...]]:
    """{revision ID: reviews of the required teams}, without threads, which status messages don't need."""
    return review_states(revisions).reviews


@facts("unanswered-comments")
def facts_of_comments(revisions: Sequence[Revision]) -> Mapping[UUID, bool]:
    """{revision ID: whether the partner has not replied to a comment yet}."""
    unanswered = unanswered_revisions(revisions)
    return {revision.pk: revision.pk in unanswered for revision in revisions}


@facts("appeals")
def facts_of_appeals(revisions: Sequence[Revision]) -> Mapping[UUID, Appeal | None]:
    """{revision ID: its open appeal}; None without one. One query."""
    ids = [revision.pk for revision in revisions]
    appeals = {appeal.revision_id: appeal for appeal in waiting_appeals().filter(revision__in=ids)}
    return {**dict.fromkeys(ids), **appeals}


@facts("oauth-exceptions")
def facts_of_exceptions(revisions: Sequence[Revision]) -> Mapping[UUID, str]:
    """{revision ID: state of its request for an OAuth exception}; "" without a request."""
    return {pk: exception.state if exception else "" for pk, exception in oauth_exceptions(revisions).items()}


@facts("exception-in-review")
def facts_of_exception_requests(requests: Sequence[ExceptionRequest]) -> Mapping[UUID, str]:
    """{request ID: state of the listing's open revision}; "" if its latest submission does not make the request.

    For few requests, because it reads whole submissions.
    """
    return {request.pk: _state_of_revision(request) for request in requests}


def _state_of_revision(request: ExceptionRequest) -> str:
    revision = open_revision(request.listing_id)
    current = oauth_exceptions([revision])[revision.pk] if revision else None
    return revision.state if revision and current == request else ""


@input_details("rejections")
def codes_of_rejections(_revision: Revision, _actor: Actor) -> InputDetails:
    """The reasons for rejecting a listing."""
    return InputDetails(choices=Rejection.choices)


guard("exception-in-review", needs="exception-in-review")(guards.exception_in_review)
guard("exception-granted", needs="oauth-exceptions")(guards.exception_granted)
guard("rejected")(guards.is_rejected)
guard("no-appeal", needs="appeals")(guards.no_appeal)
register_lifecycle(APPEALS)
guard("threads-answered", needs="reviews")(guards.no_open_thread_unanswered)
guard("no-open-blocking-thread", needs="reviews")(guards.no_open_blocking_thread)
guard("no-open-question", needs="reviews")(guards.no_open_question)
guard("every-team-approves", needs="reviews")(guards.every_team_approves)
guard("required-team", needs="reviews")(guards.is_required_team)
ask("blocking-thread-or-note", needs="reviews")(guards.note_or_blocking_thread)
ask("rejection-code", reads="code")(guards.rejection_chosen)
effect("open-reviews")(writes.open_reviews)
effect("close-reviews")(writes.close_reviews)
effect("pause-reviews")(writes.pause_reviews)
effect("stop-due-dates")(writes.stop_due_dates)
effect("continue-due-dates")(writes.continue_due_dates)
effect("request-exception")(exception_effects.request_exception)
effect("update-exception-comment")(exception_effects.update_exception_comment)
effect("keep-note")(writes.store_note_as_thread)
effect("store-rejection")(writes.store_rejection_as_thread)
register_lifecycle(EXCEPTIONS)


def waiting_count(request: HttpRequest) -> int:
    """The number of reviews that wait for the reader's teams; 0 for readers who are in no team."""
    actor = request_actor(request)
    return sum(load.waiting for team, load in loads_of(request).items() if team in actor.teams)


register_links(
    NavItem(
        label=_("Queue"),
        url_name="reviews:queue",
        audience=frozenset({Audience.REVIEWER, Audience.ADMIN}),
        order=20,
        count=waiting_count,
    )
)
