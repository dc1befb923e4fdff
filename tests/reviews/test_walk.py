"""Random sequences of decisions, holds and incidents: some invariants hold whatever people do in any order."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec import Struct

from common.actor import TeamRole
from common.errors import SlipwayError
from listings.actions import cancel_replacement, change_state, replace_submission
from listings.lifecycle.revisions import REVISION
from listings.states.revision_states import RevisionState
from reviews.actions import (
    NewThread,
    add_drafts,
    claim_review,
    delete_draft,
    end_incident,
    release_review,
    reply_to_thread,
    resolve_thread,
    retract_decision,
    send_draft,
    start_incident,
)
from reviews.calendar import business_time_between
from reviews.models import Claim, Comment, CommentDraft, Decision, Incident, Review, Thread, ThreadState, Verdict
from reviews.queries import latest_decisions
from reviews.queries.calendars import calendar_of
from reviews.queries.incidents import open_incidents
from reviews.teams import digests_read, documents_read
from tests.listings.scene import NOW, staff
from tests.reviews.scene import FIRST_TEAMS, InReview, in_review, reviewer_for

pytestmark = [pytest.mark.sqlite_is_enough, pytest.mark.slow]
TEAMS = st.sampled_from(FIRST_TEAMS)
EDITS = st.sampled_from(
    [("overview", "short_description"), ("setup", "setup_md"), ("support", "support_md"), ("overview", "overview_md")]
)


class Clock(Struct, frozen=True, kw_only=True):
    """The business time that a team had left at a time, negative if it was late; None if it is not known.

    turn changes when the partner submits again, and when a hold begins or ends, because a team then gets other times.
    """

    team: str
    turn: int
    at: datetime
    left: timedelta | None
    is_stopped: bool

    def left_at(self, now: datetime) -> timedelta | None:
        if self.left is None or self.is_stopped:
            return self.left
        return self.left - business_time_between(self.at, now, calendar_of(self.team))


def _time_left(review: Review, now: datetime) -> timedelta | None:
    if review.due_at is None:
        return None
    calendar, at = calendar_of(review.team), review.incident_from or now
    return business_time_between(at, review.due_at, calendar) - business_time_between(review.due_at, at, calendar)


class Walk(RuleBasedStateMachine):
    """Random actions. One that fails with a SlipwayError must change nothing; any other error fails the test."""

    @initialize()
    def open(self) -> None:
        self.before = transaction.savepoint()  # each walk starts with an empty database
        self.scene: InReview = in_review()
        self.now = NOW
        self.edits = 0
        self.lead, self.admin = reviewer_for(FIRST_TEAMS[0], role=TeamRole.LEAD), staff(is_admin=True)
        self.turn, self.clocks = 0, dict[str, Clock | None].fromkeys(FIRST_TEAMS)
        self.assert_due_times_lose_and_gain_nothing()

    def teardown(self) -> None:
        if hasattr(self, "before"):
            transaction.savepoint_rollback(self.before)

    def act(self, call: object) -> None:
        self.now += timedelta(minutes=3)
        with suppress(SlipwayError):
            call()  # type: ignore[operator]  # a function without arguments
        self.assert_due_times_lose_and_gain_nothing()

    def assert_due_times_lose_and_gain_nothing(self) -> None:
        """What is left of a team's time shrinks by the business time outside incidents, whatever people decide."""
        for team, before in self.clocks.items():
            review = self.scene.review(team)
            left, expected = _time_left(review, self.now), before.left_at(self.now) if before else None
            if before and before.turn == self.turn and left is not None and expected is not None:
                assert left == expected, team
            time_left = left if left is not None or not before or before.turn != self.turn else expected
            is_stopped = open_incidents(team).exists()
            self.clocks[team] = Clock(turn=self.turn, at=self.now, left=time_left, is_stopped=is_stopped, team=team)

    @rule(team=TEAMS)
    def approve(self, team: str) -> None:
        self.act(lambda: self.scene.approve(team, now=self.now))

    @rule()
    def approve_everywhere(self) -> None:
        for team in FIRST_TEAMS:
            self.approve(team)

    @rule(team=TEAMS, note=st.sampled_from(["", "Say more"]))
    def request_changes(self, team: str, note: str) -> None:
        self.act(lambda: self.scene.send_back(team, note=note, now=self.now))

    @rule(team=TEAMS, blocks=st.booleans())
    def comment(self, team: str, *, blocks: bool) -> None:
        self.act(lambda: self.scene.comment(team, is_blocking=blocks, now=self.now))

    @rule(team=TEAMS, blocks=st.booleans(), number=st.integers(1, 3))
    def draft(self, team: str, *, blocks: bool, number: int) -> None:
        new_thread = NewThread(body=f"Comment {number}", path="overview.title", is_blocking=blocks)
        review_id, by = self.scene.review(team).pk, self.scene.team(team)
        self.act(lambda: add_drafts(review_id=review_id, new_threads=[new_thread], by=by, now=self.now))

    @rule(sends=st.booleans())
    def send_or_delete_draft(self, *, sends: bool) -> None:
        draft = CommentDraft.objects.select_related("review").order_by("created_at").first()
        if draft:
            by, call = self.scene.team(draft.review.team), send_draft if sends else delete_draft
            self.act(lambda: call(draft_id=draft.pk, by=by, now=self.now))

    @rule()
    def reply(self) -> None:
        thread = Thread.objects.filter(state=ThreadState.OPEN).order_by("opened_at").first()
        if thread:
            self.act(lambda: reply_to_thread(thread_id=thread.pk, body="Yes", by=self.scene.owner, now=self.now))

    @rule()
    def resolve(self) -> None:
        thread = Thread.objects.exclude(state=ThreadState.RESOLVED).order_by("opened_at").first()
        if thread:
            by = self.scene.team(thread.team)
            self.act(lambda: resolve_thread(thread_id=thread.pk, by=by, now=self.now))

    @rule(edit=EDITS)
    def edit(self, edit: tuple[str, str]) -> None:
        self.edits += 1
        words = f"Words of edit number {self.edits}"
        self.act(lambda: self.scene.edit(edit[0], now=self.now, **{edit[1]: words}))

    @rule()
    def resubmit(self) -> None:
        if self.scene.revision.state == RevisionState.CHANGES_REQUESTED:
            self.turn += 1
            self.act(lambda: self.scene.resubmit(now=self.now))

    @rule(edit=EDITS, now_and_then=st.integers(0, 3))
    def replace(self, edit: tuple[str, str], now_and_then: int) -> None:
        """Replace the submission; sometimes, the partner is still editing afterwards, or cancels."""
        if self.scene.revision.state != RevisionState.IN_REVIEW or now_and_then == 0:
            return
        self.turn += 1
        places = dict(Review.objects.filter(closed_at=None).values_list("pk", "opened_at"))
        self.act(
            lambda: replace_submission(revision_id=self.scene.revision_id, seen=None, by=self.scene.owner, now=self.now)
        )
        assert self.scene.revision.state == RevisionState.CHANGES_REQUESTED
        self.edit(edit)
        if now_and_then == 1:
            self.resubmit()
        elif now_and_then == 3:
            self.turn += 1
            self.act(
                lambda: cancel_replacement(
                    revision_id=self.scene.revision_id, seen=None, by=self.scene.owner, now=self.now
                )
            )
        assert dict(Review.objects.filter(closed_at=None).values_list("pk", "opened_at")) == places

    @rule()
    def retract(self) -> None:
        decision = Decision.objects.filter(retracts=None).order_by("-at", "-pk").first()
        if decision:
            by = self.scene.team(decision.review.team)
            self.act(lambda: retract_decision(decision_id=decision.pk, by=by, now=self.now))

    @rule(team=st.sampled_from([*FIRST_TEAMS, ""]))
    def start_incident(self, team: str) -> None:
        self.act(lambda: start_incident(team=team, reason="Tools are down", by=self.admin, now=self.now))

    @rule()
    def end_incident(self) -> None:
        if incident := Incident.objects.filter(ended_at=None).order_by("started_at", "pk").first():
            self.act(lambda: end_incident(incident_id=incident.pk, by=self.admin, now=self.now))

    @rule(verb=st.sampled_from(["put on hold", "end hold"]))
    def hold(self, verb: str) -> None:
        self.turn += 1
        texts = {"reason": "Trademark", "note": "We ask our lawyers."} if verb == "put on hold" else {}
        self.act(
            lambda: change_state(
                REVISION, self.scene.revision_id, verb, parameters=texts, seen=None, by=self.lead, now=self.now
            )
        )

    @rule(hours=st.sampled_from([1, 20, 30, 100]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.assert_due_times_lose_and_gain_nothing()

    @rule(team=TEAMS, claims=st.booleans())
    def claim(self, team: str, *, claims: bool) -> None:
        call = claim_review if claims else release_review
        self.act(lambda: call(review_id=self.scene.review(team).pk, by=self.scene.team(team), now=self.now))

    @invariant()
    def approved_means_that_every_team_approves_what_it_reads(self) -> None:
        if not hasattr(self, "scene") or self.scene.revision.state != RevisionState.APPROVED:
            return
        reviews = list(Review.objects.filter(revision=self.scene.revision_id, closed_at=None))
        decisions, documents = latest_decisions([row.pk for row in reviews]), documents_read(self.scene.submission)
        assert {row.team for row in reviews} == set(FIRST_TEAMS)
        for row in reviews:
            decision = decisions[row.pk]
            assert (decision.verdict, decision.submission_id) == (Verdict.APPROVE, self.scene.submission.pk)
            assert decision.reads == digests_read(row.team, documents)

    @invariant()
    def clocks_run_for_teams_that_have_to_decide_and_for_nobody_else(self) -> None:
        if not hasattr(self, "scene"):
            return
        revision, submission = self.scene.revision, self.scene.submission
        reviews = list(Review.objects.filter(revision=revision, closed_at=None))
        decisions = latest_decisions([row.pk for row in reviews])
        for row in reviews:
            decision = decisions.get(row.pk)
            has_decided = decision is not None and decision.submission_id == submission.pk
            is_waited_for = revision.state == RevisionState.IN_REVIEW and not has_decided
            is_held = row.days_left is not None
            assert (row.waiting_since is not None) == (is_waited_for and not is_held)
            assert not (is_waited_for and is_held and not revision.listing.hold)
            assert (row.incident_from is not None) == (row.due_at is not None and open_incidents(row.team).exists())
            is_paused = row.paused_at is not None
            assert is_paused == (row.paused_due_at is not None or is_held)
            assert not (is_paused and is_waited_for and not is_held)

    @invariant()
    def drafts_are_no_threads_and_none_is_left_after_a_decision(self) -> None:
        drafts = dict(CommentDraft.objects.values_list("pk", "created_at"))
        assert not Thread.objects.filter(pk__in=drafts).exists()
        assert not Comment.objects.filter(pk__in=drafts).exists()
        for decision in Decision.objects.filter(carried_from=None, retracts=None).select_related("review"):
            sent_by_then = CommentDraft.objects.filter(review=decision.review, author=decision.by)
            assert not sent_by_then.filter(created_at__lt=decision.at).exists()

    @invariant()
    def nothing_is_left_half_done(self) -> None:
        if not hasattr(self, "scene"):
            return
        assert all(row.released_at is None or row.released_at >= row.at for row in Claim.objects.all())
        for decision in Decision.objects.filter(carried_from__isnull=False):
            assert decision.reads == decision.carried_from.reads  # type: ignore[union-attr]  # filtered
            assert decision.verdict == Verdict.APPROVE
        if self.scene.revision.state == RevisionState.IN_REVIEW and not self.scene.revision.listing.hold:
            waiting = Review.objects.filter(revision=self.scene.revision_id, waiting_since__isnull=False).exists()
            blocking = Thread.objects.filter(is_blocking=True).exclude(state=ThreadState.RESOLVED).exists()
            assert waiting or blocking, "nobody is waited for"


@pytest.mark.django_db
def test_random_walks_keep_the_invariants() -> None:
    run_state_machine_as_test(Walk, settings=settings(max_examples=12, stateful_step_count=20))
