"""Approvals that apply to the same content in a later revision of a listing."""

from datetime import datetime

import pytest
from django.urls import reverse
from msgspec.structs import replace

from listings.actions import start_revision
from listings.models import Revision
from listings.states.revision_states import RevisionState
from reviews.models import Decision, Review
from reviews.queries import latest_decisions
from reviews.teams import REMIT_OF
from tests.listings.scene import NOW
from tests.reviews.scene import DOCS, InReview, after, browser_of, html_of, pass_checks
from tests.validation.scene import attest_again, go_live
from tilekit.checks.finding import Severity
from tilekit.checks.registered_checks import all_checks
from validation.models import CheckCatalogue, CheckRollout, RolloutMode, Run

pytestmark = pytest.mark.django_db
DESIGN = "product_design"
TEXT = "Watch every queue and its consumers"


def next_one(scene: InReview, *, now: datetime, text: str = TEXT, **more: str) -> InReview:
    """The next revision of the live listing, with a new short description, submitted."""
    following = next_draft(scene, now=now, text=text, **more)
    following.resubmit(now=now)
    return following


def next_draft(scene: InReview, *, now: datetime, text: str = TEXT, **more: str) -> InReview:
    revision = start_revision(listing_id=scene.revision.listing_id, by=scene.owner, now=now)
    following = InReview(owner=scene.owner, revision_id=revision.pk, reviewers=scene.reviewers)
    following.edit("overview", now=now, short_description=text)
    for section, value in more.items():
        following.edit(section, now=now, **{f"{section}_md": value})
    following.add_version("1.1.0", now=now)
    return following


@pytest.fixture
def rolled_back(scene: InReview) -> InReview:
    """A listing whose second revision all teams approved. The first one is live again; both runs used all checks."""
    CheckCatalogue.objects.create(version="v1", codes=[check.code for check in all_checks()], noted_at=NOW)
    scene.approve_all()
    first = go_live(scene.submission)
    second = next_one(scene, now=after(days=1))
    for review in Review.objects.filter(revision=second.revision_id):
        second.approve(review.team, now=after(days=1))
    go_live(second.submission, now=after(days=2))
    Revision.objects.filter(pk=second.revision_id).update(state=RevisionState.SUPERSEDED)
    Revision.objects.filter(pk=scene.revision_id).update(state=RevisionState.PUBLISHED)
    listing = scene.revision.listing
    listing.live_release = first
    listing.save()
    Run.objects.update(catalogue_version="v1")
    return second


def carried(scene: InReview) -> dict[str, Decision]:
    """{team: decision that was carried over to the current submission}."""
    decisions = latest_decisions(Review.objects.filter(revision=scene.revision_id).values_list("pk", flat=True))
    return {decision.review.team: decision for decision in decisions.values() if decision.carried_from_id}


def test_team_whose_part_is_the_same_as_in_an_earlier_revision_need_not_decide(rolled_back: InReview) -> None:
    earlier = Decision.objects.get(review__revision=rolled_back.revision_id, review__team=DESIGN)

    third = next_one(rolled_back, now=after(days=10), setup="1. Open the tile.\n2. Choose a region.")

    decisions = carried(third)
    assert set(decisions) == {DESIGN}
    assert (decisions[DESIGN].carried_from_id, decisions[DESIGN].reads) == (earlier.pk, earlier.reads)
    assert (third.review(DESIGN).waiting_since, third.review(DOCS).waiting_since) == (None, after(days=10))
    history = html_of(browser_of(third.team(DOCS)), f"/reviews/{third.review(DOCS).pk}/?view=history")
    assert "Approved by Product Design in revision 2" in history
    third.approve(DOCS, now=after(days=11))
    assert third.revision.state == RevisionState.APPROVED


@pytest.mark.parametrize("days, is_reused", [(180, True), (181, False)])
def test_approval_of_an_earlier_revision_is_reused_for_a_while(
    rolled_back: InReview, days: int, is_reused: bool
) -> None:
    assert (DESIGN in carried(next_one(rolled_back, now=after(days=1 + days)))) == is_reused


def test_age_is_that_of_the_decision_of_a_person(rolled_back: InReview) -> None:
    third = next_one(rolled_back, now=after(days=100), setup="1. Open the tile.\n2. Choose a region.")
    assert DESIGN in carried(third)
    Revision.objects.filter(pk=third.revision_id).update(state=RevisionState.SUPERSEDED)

    fourth = next_one(rolled_back, now=after(days=182), setup="1. Open the tile.\n2. Choose a plan.")

    assert DESIGN not in carried(fourth)


def test_other_content_is_not_approved(rolled_back: InReview) -> None:
    assert DESIGN not in carried(next_one(rolled_back, now=after(days=10), text="Watch topics"))


def test_last_decision_of_the_team_counts(rolled_back: InReview) -> None:
    review = Review.objects.get(revision=rolled_back.revision_id, team=DESIGN)
    Decision.objects.create(
        review=review, submission=rolled_back.submission, verdict="request_changes", at=after(days=3)
    )

    assert DESIGN not in carried(next_one(rolled_back, now=after(days=10)))


def test_teams_for_security_and_legal_matters_decide_each_revision(
    rolled_back: InReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {team for team, remit in REMIT_OF.items() if remit.decides_each_revision} == {
        "commercial",
        "security_content",
    }
    monkeypatch.setitem(REMIT_OF, DESIGN, replace(REMIT_OF[DESIGN], decides_each_revision=True))

    assert DESIGN not in carried(next_one(rolled_back, now=after(days=10)))


@pytest.mark.parametrize("change", ["new check", "enforced since", "unfinished", "never ran", "only warns"])
def test_same_checks_must_have_been_able_to_prevent_the_submission(rolled_back: InReview, change: str) -> None:
    code = next(check.code for check in all_checks() if check.submission_severity is Severity.BLOCKER)
    if change in {"new check", "only warns"}:
        CheckCatalogue.objects.update(codes=[check.code for check in all_checks() if check.code != code])
    if change == "only warns":
        CheckRollout.objects.create(code=code, mode=RolloutMode.WARN, at=NOW)
    if change == "enforced since":
        CheckRollout.objects.create(code=code, mode=RolloutMode.ENFORCE, at=after(days=5))
    if change == "unfinished":
        Run.objects.update(unchecked=[{"code": code, "cause": "crash", "fault": "x", "place": ""}])
    if change == "never ran":
        Run.objects.filter(submission=rolled_back.submission).delete()

    assert (DESIGN in carried(next_one(rolled_back, now=after(days=10)))) == (change == "only warns")


@pytest.mark.parametrize(
    "days, decides_each_revision, is_reused", [(180, False, True), (181, False, False), (9, True, False)]
)
def test_pages_of_the_partner_and_the_team_keep_the_limits(
    rolled_back: InReview, monkeypatch: pytest.MonkeyPatch, days: int, *, decides_each_revision: bool, is_reused: bool
) -> None:
    now = after(days=1 + days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    remit = replace(REMIT_OF[DESIGN], decides_each_revision=decides_each_revision)
    monkeypatch.setitem(REMIT_OF, DESIGN, remit)
    third = next_draft(rolled_back, now=now)
    attest_again(third.revision, by=third.owner, now=now)
    revision = third.revision
    url = reverse("studio:submit", args=[revision.listing_id, revision.number])

    browser_of(third.owner).post(url, {"seen": revision.version})
    pass_checks(third.revision_id, now=now)

    review, team = third.review(DESIGN), browser_of(third.team(DESIGN))
    page = f"/reviews/{review.pk}/"
    assert ("Approved by Product Design in revision 2" in html_of(team, f"{page}?view=history")) == is_reused
    assert (f'href="{page}"' in html_of(team, "/queue/")) != is_reused
    team.post(f"{page}decide/", {"verdict": "approve", "submission": str(review.submission_id)})
    assert Decision.objects.filter(review=review, carried_from=None).exists() != is_reused
