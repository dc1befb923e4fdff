"""Guards of reviews. They get facts and return reasons against an action."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor, ActorKind, Role
from common.lazy_text import LazyText
from listings.lifecycle.input_limits import reason_against_text
from listings.lifecycle.registry import Reason, Reasons
from listings.models import Revision
from listings.states.revision_states import EDITABLE, REVIEWABLE, SUBMITTED_STATES, RevisionState
from reviews.closings import why_closed
from reviews.exception_guards import ExceptionFacts, exception_granted
from reviews.models import Appeal, Decision, Rejection, SavedFilter, Verdict

CLAIM_DAYS = 1  # business days of inactivity after which a claim expires
RETRACT_WITHIN = timedelta(minutes=10)
# Transitions to other states erase the test accounts of a revision. After an approval, a job does so once it is final.
ACCOUNT_STATES = frozenset({*EDITABLE, *SUBMITTED_STATES})


class TeamReview(Struct, frozen=True, kw_only=True):
    """The state of a required team's review of the current submission. verdict is "" until the team has decided.

    incident is the reason why the due date is stopped; "" unless an incident stops it.
    """

    review_id: UUID
    team: str
    verdict: str
    waiting_since: datetime | None
    due_at: datetime | None
    incident: str = ""

    @property
    def approves(self) -> bool:
        return self.verdict == Verdict.APPROVE


class OpenThread(Struct, frozen=True, kw_only=True):
    """A thread that is not resolved.

    is_answered means that reviewers must act next, is_addressed that it was answered or the partner changed its place.
    """

    id: UUID
    team: str
    path: str
    is_blocking: bool
    is_question: bool
    is_answered: bool
    is_addressed: bool
    link: str


class ReviewFacts(Struct, frozen=True, kw_only=True):
    """The reviews and open threads of a revision, and the ID of its current submission (None if there is none)."""

    submission_id: UUID | None
    reviews: tuple[TeamReview, ...]
    threads: tuple[OpenThread, ...]

    @property
    def waiting(self) -> tuple[TeamReview, ...]:
        return tuple(review for review in self.reviews if not review.approves)

    @property
    def blocking(self) -> tuple[OpenThread, ...]:
        return tuple(thread for thread in self.threads if thread.is_blocking)

    @property
    def questions(self) -> tuple[OpenThread, ...]:
        """The internal questions without an answer."""
        return tuple(thread for thread in self.threads if thread.is_question and not thread.is_answered)


class MissingTick(Struct, frozen=True, kw_only=True):
    """A required item of the team's checklist that is not ticked, in the reader's language."""

    key: str
    text: str


class DecisionFacts(Struct, frozen=True, kw_only=True):
    """Facts that a team's verdict depends on, apart from permissions.

    claimed_by is (ID, name) of the reviewer who claimed the review, or None. blocking has the URLs of the team's own
    blocking threads that nobody has resolved, and questions those of the internal questions that nobody has answered.
    exception is about the OAuth exception that the submission needs, None if it needs none. unticked has the required
    items of the team's checklist without a tick that counts. is_being_replaced means that the partner is editing the
    listing to replace a submission in review.
    """

    organisation_id: UUID
    organisation: str
    team: str
    state: str
    is_closed: bool
    close_reason: str
    verdict: str
    submitted_by: UUID | None
    claimed_by: tuple[UUID, str] | None
    blocking: tuple[str, ...]
    questions: tuple[str, ...]
    exception: ExceptionFacts | None
    unticked: tuple[MissingTick, ...]
    is_on_hold: bool = False
    is_being_replaced: bool = False


def no_open_thread_unanswered(facts: ReviewFacts, _actor: Actor) -> Reasons:
    """Before submitting again, the partner must answer every blocking thread or change its place."""
    return tuple(
        Reason(code="thread-unanswered", text=_("A blocking comment has no reply yet."), link=thread.link)
        for thread in facts.blocking
        if not thread.is_addressed
    )


def no_open_blocking_thread(facts: ReviewFacts, _actor: Actor) -> Reasons:
    """Every blocking thread must be resolved; an answer is not enough."""
    if not facts.blocking:
        return ()
    text = _("A blocking comment is not resolved yet.")
    return (Reason(code="blocking-thread-open", text=text, link=facts.blocking[0].link),)


def no_open_question(facts: ReviewFacts, _actor: Actor) -> Reasons:
    """Every internal question must be answered or resolved."""
    return tuple(_unanswered(thread.link) for thread in facts.questions)


def every_team_approves(facts: ReviewFacts, _actor: Actor) -> Reasons:
    """The latest decision of every required team must approve the current submission."""
    return tuple(
        Reason(code="team-waiting", text=_("{team} has not approved yet.").format(team=Team(review.team).label))
        for review in facts.waiting
    )


def is_rejected(appeal: Appeal, _actor: Actor) -> Reasons:
    """Only rejected revisions have something to appeal against."""
    if appeal.revision.state == RevisionState.REJECTED:
        return ()
    return (Reason(code="not-rejected", text=_("The listing is not rejected.")),)


def no_appeal(appeal: Appeal | None, _actor: Actor) -> Reasons:
    """Granting an open appeal reopens the listing, so that the appeal has an answer."""
    if appeal is None:
        return ()
    text = _("The partner has appealed. Grant the appeal to reopen the listing.")
    return (Reason(code="appeal-waiting", text=text, link=appeal.get_absolute_url()),)


def rejection_chosen(_revision: Revision, parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """A rejection must have one of the reasons in the list."""
    if parameters.get("code") in Rejection.values:
        return ()
    return (Reason(code="code-missing", text=_("Choose a reason.")),)


def is_required_team(facts: ReviewFacts, actor: Actor) -> Reasons:
    """The actor must be a reviewer for a team with an open review."""
    if any(actor.reviews_for(review.team) for review in facts.reviews):
        return ()
    return (Reason(code="not-your-review", text=_("None of your teams is reviewing this submission.")),)


def note_or_blocking_thread(facts: ReviewFacts, parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """A request for changes must have a note, or a blocking thread of the team without an answer."""
    note = str(parameters.get("note") or "").strip()
    if note:
        reason = reason_against_text(note, label=_("Note to the partner"))
        return (reason,) if reason else ()
    threads = (thread for thread in facts.blocking if thread.team == parameters.get("team"))
    if any(not thread.is_answered for thread in threads):
        return ()
    text = _("Describe what to change in a note or in a blocking comment from your team.")
    return (Reason(code="says-nothing", text=text),)


def may_review(actor: Actor, team: str, organisation_id: UUID) -> bool:
    """Whether the actor is a reviewer of the team and does not belong to the partner."""
    return actor.reviews_for(team) and not actor.belongs_to(organisation_id)


def may_change_accounts(actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor may add, replace and remove test accounts. Only people may, so that no program stores them."""
    return actor.kind is ActorKind.PERSON and actor.holds(Role.EDITOR, organisation_id)


def may_edit_texts(actor: Actor, team: str) -> bool:
    """Whether the actor may edit the checklist and the saved replies of the team."""
    return actor.is_admin or actor.leads(team)


def may_delete_filter(row: SavedFilter, actor: Actor) -> bool:
    """Whether the actor may delete the filter: its owner, and leads of the team in which it is shared."""
    return row.person_id == actor.id or (bool(row.team) and actor.leads(row.team))


def may_stop_due_dates(actor: Actor, team: str) -> bool:
    """Whether the actor may start and end incidents of the team; only admins may for all teams ("")."""
    return actor.is_admin or (bool(team) and actor.leads(team))


def reasons_against_deciding(case: DecisionFacts, actor: Actor) -> Reasons:
    """The reasons against both verdicts of the actor for the team now."""
    if not may_review(actor, case.team, case.organisation_id):
        text = _("You are not a reviewer for the team {team}.").format(team=Team(case.team).label)
        return (Reason(code="not-your-review", text=text),)
    is_elsewhere = not (case.is_closed or case.is_being_replaced) and case.state not in REVIEWABLE
    obstacles = [
        (case.is_closed, "review-closed", why_closed(case.close_reason)),
        (case.is_on_hold, "hold", _("The listing is on hold.")),
        (case.submitted_by == actor.id, "own-submission", _("You can't review your own submission.")),
        (is_elsewhere, "not-in-review", _why_not_in_review(case)),
    ]
    reasons = [Reason(code=code, text=text) for holds, code, text in obstacles if holds]
    if case.claimed_by and case.claimed_by[0] != actor.id:
        text = _("{person} is working on this review. Take over the review to decide.").format(
            person=case.claimed_by[1]
        )
        reasons.append(Reason(code="claimed", text=text, link="#claim"))
    return tuple(reasons)


def reasons_against_approving(case: DecisionFacts, actor: Actor) -> Reasons:
    """The reasons why the actor cannot approve for the team now."""
    reasons = reasons_against_deciding(case, actor)
    if not reasons and case.verdict == Verdict.APPROVE:
        return (_approved_already(),)
    if case.blocking:
        text = _("A blocking comment from your team is not resolved yet.")
        reasons = (*reasons, Reason(code="own-blocking-thread", text=text, link=case.blocking[0]))
    obstacles = (*map(_unanswered, case.questions), *map(_unticked, case.unticked))
    return (*reasons, *obstacles, *exception_granted(case.exception, actor))


def reasons_against_ticking(decision: Decision | None, submission_id: UUID) -> Reasons:
    """The reasons why the ticks of the checklist can't change: they stay as they were when the team approved.

    decision is the team's latest one.
    """
    is_approved = decision is not None and decision.is_approval and decision.submission_id == submission_id
    return (_approved_already(),) if is_approved else ()


def _approved_already() -> Reason:
    return Reason(code="approved-already", text=_("Your team has already approved this submission."))


def _unanswered(link: str) -> Reason:
    return Reason(code="question-open", text=_("An internal question has no answer yet."), link=link)


def _unticked(missing: MissingTick) -> Reason:
    text = _("Required by the checklist, but not ticked: {item}").format(item=missing.text)
    return Reason(code="checklist-open", text=text, link=f"#{checklist_item_id(missing.key)}")


def checklist_item_id(key: str) -> str:
    """The HTML ID of an item of the checklist on the page of a review."""
    return f"checklist-{key}"


def _why_not_in_review(case: DecisionFacts) -> LazyText:
    if case.state == RevisionState.SUBMITTED:
        return _("The checks on this submission are running.")
    if case.state in EDITABLE:
        return _("The listing is with {organisation}.").format(organisation=case.organisation)
    return _("The listing is in the state “{state}”.").format(state=RevisionState(case.state).label)
