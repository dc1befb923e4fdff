"""Guards of review: facts in, reasons out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.actor import Actor
from listings.registry import Reason, Reasons

CLAIM_IDLE = timedelta(hours=24)
RETRACT_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReview:
    """Where one required team stands with the current submission; verdict is "" while it has not decided."""

    review_id: UUID
    team: str
    verdict: str
    waiting_since: datetime | None
    due_at: datetime | None

    @property
    def approves(self) -> bool:
        return self.verdict == "approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """A thread that is not resolved. is_addressed: the partner answered, or changed what it points at."""

    id: UUID
    team: str
    path: str
    is_blocking: bool
    is_addressed: bool
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """submission_id is the current round, None before the first."""

    submission_id: UUID | None
    reviews: tuple[TeamReview, ...]
    threads: tuple[OpenThread, ...]

    @property
    def waiting(self) -> tuple[TeamReview, ...]:
        return tuple(review for review in self.reviews if not review.approves)


def no_open_thread_unanswered(facts: ReviewFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The partner answers every blocking thread, or changes what it points at, before a resubmission."""
    return tuple(
        Reason(code="thread-unanswered", text=_("A blocking comment has no answer."), link=thread.link)
        for thread in facts.threads
        if thread.is_blocking and not thread.is_addressed
    )


def no_open_blocking_thread(facts: ReviewFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    open_ones = [thread for thread in facts.threads if thread.is_blocking]
    if not open_ones:
        return ()
    return (Reason(code="blocking-thread-open", text=_("A blocking comment is not resolved."), link=open_ones[0].link),)


def every_team_approves(facts: ReviewFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    return tuple(
        Reason(code="team-waiting", text=_("%(team)s has not approved yet.") % {"team": Team(review.team).label})
        for review in facts.waiting
    )


def is_required_team(facts: ReviewFacts, actor: Actor) -> Reasons:
    if any(actor.reviews_for(review.team) for review in facts.reviews):
        return ()
    return (Reason(code="not-your-review", text=_("None of your teams reviews this submission.")),)


def note_or_blocking_thread(facts: ReviewFacts, parameters: Mapping[str, object], now: datetime) -> Reasons:  # noqa: ARG001
    """Sending back says why: in a note or in a blocking comment."""
    has_note = bool(str(parameters.get("note") or "").strip())
    if has_note or any(thread.is_blocking for thread in facts.threads):
        return ()
    return (Reason(code="says-nothing", text=_("Say what to change: write a note or a blocking comment.")),)
