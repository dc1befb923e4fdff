"""Reviews over the submissions of a revision: who must review, which approvals carry over, and which deadlines run."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from common.actor import Role
from common.errors import NotPossible
from listings.actions import submit_revision, withdraw_revision
from listings.queries import latest_submission
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from notices.models import Notice
from notices.texts import notices_with_texts
from releases.actions import publish_revision
from reviews.actions import claim_review, reply_to_thread
from reviews.models import Claim, Decision, Review, Thread, ThreadState, Verdict
from reviews.queries import active_claims, latest_decisions, review_states
from reviews.writes import close_review
from tests.listings.scene import NOW, member
from tests.reviews.scene import FIRST_TEAMS, InReview, after, in_review, join, reviewer_for
from tests.sandboxes.scene import LATER, admin, approved, partner, sandbox, signed_off
from tests.validation.scene import attest_again, organisation_of

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def open_teams(scene: InReview) -> set[str]:
    return set(Review.objects.filter(revision=scene.revision_id, closed_at=None).values_list("team", flat=True))


def clocks(scene: InReview) -> dict[str, bool]:
    """The teams whose deadline is running."""
    return {team: scene.review(team).waiting_since is not None for team in FIRST_TEAMS}


def test_first_round_opens_a_review_for_each_required_team(scene: InReview) -> None:
    assert open_teams(scene) == set(FIRST_TEAMS)
    for team in FIRST_TEAMS:
        review = scene.review(team)
        assert (review.submission_id, review.opened_at, review.waiting_since) == (scene.submission.pk, NOW, NOW)
        assert review.due_at == after(days=7)  # five business days


def test_first_round_follows_holidays(settings: object) -> None:
    settings.BUSINESS_HOLIDAYS = frozenset({date(2026, 3, 4)})

    assert in_review().review(DOCS).due_at == after(days=8)


def test_decisions_of_the_last_submission_do_not_count_while_the_next_is_checked(scene: InReview) -> None:
    scene.approve("engineering")
    scene.send_back(DOCS)
    before = {review.team: review.verdict for review in review_states([scene.revision]).reviews[scene.revision_id]}
    scene.edit(short_description="Another one")
    attest_again(scene.revision, by=scene.owner)
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=1))

    states = review_states([scene.revision])

    assert (before["engineering"], before[DOCS]) == (Verdict.APPROVE, Verdict.REQUEST_CHANGES)
    assert {review.verdict for review in states.reviews[scene.revision_id]} == {""}


def test_due_times_are_settings(settings: object) -> None:
    settings.FIRST_RESPONSE_DAYS, settings.REREVIEW_DAYS = 2, 1
    scene = in_review()
    assert scene.review(DOCS).due_at == after(days=2)

    scene.approve(DOCS)
    scene.send_back(DOCS)  # the team had decided, so no time was left
    scene.resubmit(now=after(days=1))

    assert scene.review(DOCS).due_at == after(days=2)


@pytest.mark.parametrize(
    "returned, resubmitted, due",
    [
        (after(hours=1), after(hours=7), after(days=7, hours=6)),  # on the same day
        (after(hours=1), after(days=1), after(days=7, hours=23)),  # not a whole business day later
        (after(hours=1), after(days=2, hours=1), after(days=9)),  # two business days later
        (after(days=4), after(days=7), after(days=8)),  # from Friday to Monday: one business day
        (after(days=10), after(days=11), after(days=14)),  # it was overdue, so it is due one business day later
    ],
)
def test_resubmission_keeps_place_and_the_rest_of_the_due_time(
    scene: InReview, returned: datetime, resubmitted: datetime, due: datetime
) -> None:
    scene.send_back(DOCS, now=returned)

    scene.resubmit(now=resubmitted)

    for team in FIRST_TEAMS:
        review = scene.review(team)
        assert (review.opened_at, review.waiting_since) == (NOW, NOW + (resubmitted - returned))
        assert review.due_at == due
        assert (review.paused_at, review.paused_due_at) == (None, None)
    (message,) = status_of([scene.revision], to=scene.owner).values()
    assert message.since == resubmitted


def test_resubmission_keeps_claims_that_were_not_idle(scene: InReview) -> None:
    colleague = scene.team("engineering")
    claim_review(review_id=scene.review("engineering").pk, by=colleague, now=NOW)
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=after(days=1))
    scene.send_back(DOCS, now=after(days=1, hours=1))

    scene.resubmit(now=after(days=9))

    reviews = {team: scene.review(team).pk for team in (DOCS, "engineering")}
    assert set(active_claims(reviews.values(), after(days=9, hours=23))) == {reviews[DOCS]}
    assert Claim.objects.get(review=reviews["engineering"]).released_at == after(days=1, hours=1)


def test_clock_pauses_while_the_partner_has_the_ball(scene: InReview) -> None:
    scene.send_back(DOCS, now=after(days=1))

    assert clocks(scene) == dict.fromkeys(FIRST_TEAMS, False)


def test_resubmission_without_an_edit_keeps_the_approvals(scene: InReview) -> None:
    first = scene.approve("engineering", now=after(hours=1))
    scene.send_back(DOCS, now=after(hours=2))

    submission = scene.resubmit(now=after(days=1))

    carried = latest_decisions([scene.review("engineering").pk])[scene.review("engineering").pk]
    assert (carried.submission_id, carried.carried_from_id, carried.verdict) == (
        submission.pk,
        first.pk,
        Verdict.APPROVE,
    )
    assert (carried.by_id, carried.reads) == (first.by_id, first.reads)
    assert clocks(scene) == {
        "engineering": False,
        "product_design": True,
        "documentation": True,
        "ecosystems": True,
    }
    assert scene.review(DOCS).waiting_since == after(hours=22)
    assert scene.review(DOCS).due_at == after(days=7, hours=22)
    assert scene.review(DOCS).submission_id == submission.pk
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_edit_of_what_a_team_reads_ends_its_approval(scene: InReview) -> None:
    scene.approve("engineering")
    scene.approve("product_design")
    scene.send_back(DOCS)
    scene.edit("overview", short_description="Watch your widgets", now=after(hours=1))

    submission = scene.resubmit(now=after(days=1))

    assert clocks(scene) == {
        "engineering": False,
        "product_design": True,
        "documentation": True,
        "ecosystems": True,
    }
    assert Decision.objects.filter(submission=submission).count() == 1


def test_approval_is_carried_over_several_rounds(scene: InReview) -> None:
    scene.approve("engineering")
    for day in (1, 2):
        scene.send_back(DOCS, now=after(days=day))
        scene.resubmit(now=after(days=day, hours=1))

    carried = Decision.objects.filter(review__team="engineering").order_by("at")
    assert [decision.carried_from_id for decision in carried] == [None, carried[0].pk, carried[1].pk]


def test_request_for_changes_is_not_carried_over(scene: InReview) -> None:
    scene.send_back(DOCS)

    scene.resubmit(now=after(days=1))

    assert not Decision.objects.filter(submission=scene.submission).exists()


def test_carried_approvals_and_the_last_one_approve_the_revision(scene: InReview) -> None:
    scene.approve_all(team for team in FIRST_TEAMS if team != DOCS)
    scene.send_back(DOCS)
    scene.resubmit(now=after(days=1))
    assert scene.revision.state == RevisionState.IN_REVIEW

    scene.approve(DOCS, now=after(days=1))

    assert scene.revision.state == RevisionState.APPROVED


def test_round_that_every_team_has_approved_before_is_approved_at_once(scene: InReview) -> None:
    scene.approve_all()
    revision = scene.revision
    revision.state = RevisionState.CHANGES_REQUESTED  # as after "send back"
    revision.save()

    scene.resubmit(now=after(days=1))

    assert scene.revision.state == RevisionState.APPROVED


def test_new_team_of_a_later_round_has_the_time_of_a_first_response(scene: InReview) -> None:
    scene.send_back(DOCS)
    review = scene.review("engineering")
    review.delete()  # as if the team had not taken part in the first round

    scene.resubmit(now=after(days=1))

    assert scene.review("engineering").due_at == after(days=8)
    assert scene.review(DOCS).due_at == after(days=8)


def test_review_that_is_no_longer_needed_is_closed(scene: InReview) -> None:
    Review.objects.create(
        revision=scene.revision,
        submission=scene.submission,
        team="commercial",
        opened_at=NOW,
        waiting_since=NOW,
        due_at=NOW,
    )
    Claim.objects.create(
        review=scene.review("commercial"), person_id=scene.team("commercial").id, at=NOW, active_at=NOW
    )
    scene.send_back(DOCS)

    scene.resubmit(now=after(days=1))

    review = scene.review("commercial")
    assert (review.closed_at, review.close_reason, review.waiting_since) == (after(days=1), "not-needed", None)
    assert review.claims.get().released_at == after(days=1)
    assert open_teams(scene) == set(FIRST_TEAMS)


def test_withdrawal_closes_the_reviews_and_the_next_round_opens_new_ones(scene: InReview) -> None:
    scene.approve("engineering")

    withdraw_revision(revision_id=scene.revision_id, seen=None, reason="Not yet", by=scene.owner, now=after(hours=1))
    assert open_teams(scene) == set()
    assert scene.review(DOCS).close_reason == "withdraw"

    scene.resubmit(now=after(days=1))
    assert open_teams(scene) == set(FIRST_TEAMS)
    assert clocks(scene) == dict.fromkeys(FIRST_TEAMS, True)  # nothing carries over from a closed review
    assert scene.review(DOCS).due_at == after(days=4)


def test_reviews_end_when_the_revision_goes_live() -> None:
    acme = partner()
    sandbox(acme)
    revision = signed_off(approved(acme))
    Review.objects.create(revision=revision, submission=latest_submission(revision), team=DOCS, opened_at=NOW)

    publish_revision(revision_id=revision.pk, seen=revision.version, by=admin(), now=LATER)

    review = Review.objects.get()
    assert (review.closed_at, review.close_reason) == (LATER, "publish")


def test_thread_whose_place_was_changed_counts_as_answered(scene: InReview) -> None:
    title, other, whole, internal = (
        scene.comment(path="overview.title"),
        scene.comment(path="setup.setup_md"),
        scene.comment(path=""),
        scene.comment(path="overview.title", is_internal=True),
    )
    scene.send_back(DOCS)
    scene.edit("overview", title="Acme Widget Two", now=after(hours=1))

    scene.resubmit(now=after(days=1))

    states = dict(Thread.objects.values_list("pk", "state"))
    assert states == {title.pk: "answered", other.pk: "open", whole.pk: "open", internal.pk: "open"}


def test_blocking_thread_without_an_answer_stops_a_resubmission(scene: InReview) -> None:
    thread = scene.comment(is_blocking=True, path="setup.setup_md")
    scene.send_back(DOCS)

    with pytest.raises(NotPossible) as refused:
        scene.resubmit(now=after(days=1))
    assert "thread-unanswered" in refused.value.context["codes"]

    reply_to_thread(thread_id=thread.pk, body="We changed it.", by=scene.owner, now=after(days=1))
    scene.resubmit(now=after(days=1))
    thread.refresh_from_db()
    assert thread.state == ThreadState.ANSWERED


def test_blocking_thread_whose_place_was_changed_needs_no_word(scene: InReview) -> None:
    scene.comment(is_blocking=True, path="setup.setup_md")
    scene.send_back(DOCS)
    scene.edit("setup", setup_md="1. Open it.\n2. Grant the role.", now=after(hours=1))

    scene.resubmit(now=after(days=1))

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert Thread.objects.get().state == ThreadState.ANSWERED


def test_teams_with_something_to_read_are_told_once(scene: InReview) -> None:
    everywhere = reviewer_for(*FIRST_TEAMS)
    engineer = scene.team("engineering")
    docs = scene.team(DOCS)
    member_too = join(reviewer_for(DOCS), organisation_of(scene.owner), Role.VIEWER)
    scene.approve("engineering")
    scene.send_back(DOCS)

    scene.resubmit(now=after(days=1))

    waiting = Notice.objects.filter(kind="review.waiting", created_at=after(days=1))
    urls = dict(waiting.values_list("person_id", "url"))
    assert urls[docs.id] == f"/reviews/{scene.review(DOCS).pk}/"
    assert engineer.id not in urls  # the approval is still valid
    assert member_too.id not in urls
    (told,) = notices_with_texts(waiting.filter(person_id=everywhere.id))
    assert told.text.subject == "Acme Widget is waiting for Product design, Documentation and Ecosystems"


def test_editors_hear_that_the_checks_passed(scene: InReview) -> None:
    colleague = member(organisation_of(scene.owner))
    scene.send_back(DOCS)

    scene.resubmit(now=after(days=1))

    kinds = Notice.objects.filter(person_id=colleague.id, created_at=after(days=1)).values_list("kind", flat=True)
    assert set(kinds) == {"listing.submit", "listing.checks-passed"}


def test_database_holds_one_open_review_per_team(scene: InReview) -> None:
    review = scene.review(DOCS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(revision=review.revision, submission=review.submission, team=DOCS, opened_at=NOW)

    with transaction.atomic():
        close_review(review, reason="test", now=NOW)
        Review.objects.create(revision=review.revision, submission=review.submission, team=DOCS, opened_at=NOW)
