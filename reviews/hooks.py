"""Registers facts, guards and effects of transitions, status messages and navigation links."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.contributions import Contribution, contribute
from accounts.models import Team
from common.actor import Actor
from common.navigation import Audience, NavItem, register_links, request_actor
from files.access import may_see_files
from listings.lifecycle.announcements import register_lifecycle
from listings.lifecycle.buttons import InputDetails
from listings.lifecycle.registry import ask, effect, facts, file_user, guard, input_details, timeline_title
from listings.models import Revision
from listings.queries import visible_listings
from reviews import exception_effects, exception_files, guards, suggested_files, writes
from reviews.closings import CLOSE
from reviews.exception_guards import exception_before_submission, exception_granted
from reviews.guards import ReviewFacts, TeamReview
from reviews.lifecycles.appeals import APPEALS, waiting_appeals
from reviews.lifecycles.comment_disputes import COMMENT_DISPUTES, comment_disputable
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.lifecycles.questions import PARTNER_QUESTIONS
from reviews.models import Appeal, Rejection
from reviews.queries import review_facts, review_states
from reviews.queries.exceptions import draft_exceptions, submitted_exceptions
from reviews.queries.returned import return_facts
from reviews.queries.workload import loads_of, waiting_listings
from reviews.return_guards import is_replacing_in_review
from reviews.writes import product_accounts, threads
from reviews.writes.personal_data import forget_person, personal_data


@facts("reviews")
def facts_of_reviews(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    return review_facts(revisions)


@facts("standings")
def facts_of_teams(revisions: Sequence[Revision]) -> Mapping[UUID, tuple[TeamReview, ...]]:
    """{revision ID: reviews of the required teams}, without threads, which status messages don't need."""
    return review_states(revisions).reviews


@facts("appeals")
def facts_of_appeals(revisions: Sequence[Revision]) -> Mapping[UUID, Appeal | None]:
    """{revision ID: its open appeal}; None without one. One query."""
    ids = [revision.pk for revision in revisions]
    appeals = {appeal.revision_id: appeal for appeal in waiting_appeals().filter(revision__in=ids)}
    return {**dict.fromkeys(ids), **appeals}


@input_details("rejections")
def codes_of_rejections(_revision: Revision, _actor: Actor) -> InputDetails:
    """The reasons for rejecting a listing."""
    return InputDetails(choices=Rejection.choices)


facts("returned")(return_facts)
facts("submitted-exceptions")(submitted_exceptions)
facts("draft-exceptions")(draft_exceptions)
guard("exception-granted", needs="submitted-exceptions")(exception_granted)
guard("exception-before-submission", needs="draft-exceptions")(exception_before_submission)
guard("rejected")(guards.is_rejected)
guard("replacing-in-review", needs="returned")(is_replacing_in_review)
guard("comment-disputable")(comment_disputable)
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
effect(CLOSE)(writes.close_reviews)
effect("erase-accounts")(product_accounts.erase_accounts)
effect("list-comments")(writes.list_comments)
effect("pause-reviews")(writes.pause_reviews)
effect("resume-reviews")(writes.resume_reviews)
effect("continue-reviews")(writes.continue_reviews)
effect("stop-due-dates")(writes.stop_due_dates)
effect("continue-due-dates")(writes.continue_due_dates)
effect("open-exception-comment")(exception_effects.open_exception_comment)
effect("resolve-exception-comments")(exception_effects.resolve_exception_comments)
effect("use-request-files")(exception_files.use_request_files)
file_user("oauth-exceptions")(exception_files.request_files)
file_user("suggestions")(suggested_files.suggested_files)
effect("keep-note")(threads.store_note_as_thread)
effect("store-rejection")(threads.store_rejection_as_thread)
timeline_title("product-account.expire", _("Test account expired"))
register_lifecycle(EXCEPTIONS)
register_lifecycle(PARTNER_QUESTIONS)
register_lifecycle(COMMENT_DISPUTES)


contribute("reviews", Contribution(personal_data=personal_data, erase=forget_person))


@may_see_files("oauth-exceptions")
def sees_request_files(actor: Actor, listing_id: UUID, sha256: str) -> bool:
    """Whether the actor decides on OAuth exceptions, and the file was sent with a request for one."""
    return actor.reviews_for(Team.ECOSYSTEMS) and sha256 in exception_files.request_files(listing_id)


@may_see_files("suggestions")
def sees_suggested_files(actor: Actor, listing_id: UUID, sha256: str) -> bool:
    """Whether the actor reviews listings, and a reviewer suggests the file in a comment on this one."""
    if not actor.is_staff or not visible_listings(actor).filter(pk=listing_id).exists():
        return False
    return sha256 in suggested_files.suggested_files(listing_id)


def waiting_count(request: HttpRequest) -> int:
    """How many rows of the reader's queue wait for their teams: reviews or, for leads, listings. 0 without a team."""
    actor = request_actor(request)
    if actor.is_lead and len(actor.teams) > 1:
        return waiting_listings(request)
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
