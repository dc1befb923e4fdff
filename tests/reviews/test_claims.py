from datetime import date

import pytest

from audit.models import Event
from common.actor import TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import Listing
from notices.models import Notice
from reviews.actions import claim_review, hand_over_review, record_view, release_review, take_over_review
from reviews.errors import ReviewAlreadyClaimed
from reviews.models import Claim
from reviews.queries import active_claims
from tests.listings.scene import NOW, staff
from tests.reviews.scene import InReview, after, in_review, join, reviewer_for

pytestmark = pytest.mark.django_db
TEAM = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def open_claims() -> list[tuple[object, object]]:
    return list(Claim.objects.filter(released_at=None).values_list("review_id", "person_id"))


def test_claim_review_gives_it_to_the_reviewer(scene: InReview) -> None:
    review, by = scene.review(TEAM), scene.team(TEAM)

    claim = claim_review(review_id=review.pk, by=by, now=NOW)

    assert (claim.person_id, claim.at, claim.active_at, claim.released_at) == (by.id, NOW, NOW, None)
    event = Event.objects.get(verb="review.claim")
    assert event.actor_id == by.id
    assert event.object_ids == {
        "review": str(review.pk),
        "revision": str(scene.revision_id),
        "listing": str(Listing.objects.get().pk),
        "team": TEAM,
        "person": str(by.id),
    }


def test_claim_review_again_renews_it(scene: InReview) -> None:
    review, by = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=by, now=NOW)

    claim_review(review_id=review.pk, by=by, now=after(hours=2))

    claim = Claim.objects.get()
    assert (claim.at, claim.active_at) == (NOW, after(hours=2))
    assert Event.objects.filter(verb="review.claim").count() == 1


def test_claim_review_fails_when_already_claimed_and_changes_nothing(scene: InReview) -> None:
    review, first, second = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)

    with pytest.raises(ReviewAlreadyClaimed) as refused:
        claim_review(review_id=review.pk, by=second, now=after(hours=1))

    assert refused.value.context == {"person": "Documentation"}
    assert open_claims() == [(review.pk, first.id)]
    assert Event.objects.filter(verb="review.claim").count() == 1


@pytest.mark.parametrize("start, days", [(0, 1), (3, 4)])  # a Monday, and a Thursday before a holiday
def test_claim_that_is_idle_for_a_business_day_no_longer_counts(
    scene: InReview, settings: object, start: int, days: int
) -> None:
    settings.BUSINESS_HOLIDAYS = frozenset({date(2026, 3, 6)})
    review, first, second = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=first, now=after(days=start))

    with pytest.raises(ReviewAlreadyClaimed):
        claim_review(review_id=review.pk, by=second, now=after(days=start + days, seconds=-1))
    claim_review(review_id=review.pk, by=second, now=after(days=start + days))

    assert open_claims() == [(review.pk, second.id)]


def test_claim_of_an_earlier_version_ends_after_a_day(scene: InReview) -> None:
    claim = claim_review(review_id=scene.review(TEAM).pk, by=scene.team(TEAM), now=NOW)
    Claim.objects.update(expires_at=None)

    assert active_claims([claim.review_id], after(hours=23))
    assert not active_claims([claim.review_id], after(hours=24))


def test_commenting_keeps_a_claim_fresh(scene: InReview) -> None:
    review, by = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=by, now=NOW)

    scene.comment(TEAM, now=after(hours=20))

    assert Claim.objects.get().active_at == after(hours=20)


def test_claim_review_is_for_reviewers_of_the_team_alone(scene: InReview) -> None:
    review = scene.review(TEAM)

    for by in (scene.team("engineering"), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            claim_review(review_id=review.pk, by=by, now=NOW)
    with pytest.raises(NotFound):
        claim_review(review_id=review.pk, by=scene.owner, now=NOW)

    assert open_claims() == []


def test_claim_review_refuses_members_of_the_partner(scene: InReview) -> None:
    by = join(reviewer_for(TEAM), scene.revision.listing.organisation)

    with pytest.raises(NotAllowed):
        claim_review(review_id=scene.review(TEAM).pk, by=by, now=NOW)


def test_claim_review_fails_when_closed(scene: InReview) -> None:
    review, by = scene.review(TEAM), scene.team(TEAM)
    review.waiting_since = review.due_at = None
    review.closed_at = NOW
    review.save()

    with pytest.raises(NotPossible) as refused:
        claim_review(review_id=review.pk, by=by, now=NOW)

    assert refused.value.context["codes"] == ["review-closed"]


def test_release_review_gives_it_back(scene: InReview) -> None:
    review, by = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=by, now=NOW)

    release_review(review_id=review.pk, by=by, now=after(hours=1))

    assert Claim.objects.get().released_at == after(hours=1)
    assert Event.objects.filter(verb="review.release").count() == 1


def test_release_review_of_somebody_elses_claim_changes_nothing(scene: InReview) -> None:
    review, first = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)

    release_review(review_id=review.pk, by=reviewer_for(TEAM), now=after(hours=1))

    assert open_claims() == [(review.pk, first.id)]
    assert not Event.objects.filter(verb="review.release").exists()


def test_lead_releases_the_claim_of_a_colleague_who_is_notified(scene: InReview) -> None:
    review, first, lead = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM, role=TeamRole.LEAD)
    claim_review(review_id=review.pk, by=first, now=NOW)

    assert not release_review(review_id=review.pk, by=reviewer_for(TEAM), now=NOW, of_others=True)
    assert not release_review(review_id=review.pk, by=lead, now=NOW)
    assert open_claims() == [(review.pk, first.id)]
    assert release_review(review_id=review.pk, by=lead, now=NOW, of_others=True)

    assert open_claims() == []
    notice = Notice.objects.get(kind="review.released")
    assert (notice.person_id, notice.url) == (first.id, f"/reviews/{review.pk}/")
    assert Event.objects.filter(verb="review.release", actor_id=lead.id).count() == 1


def test_take_over_review_needs_a_reason(scene: InReview) -> None:
    review, first = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)

    with pytest.raises(NotPossible) as refused:
        take_over_review(review_id=review.pk, reason="  ", by=reviewer_for(TEAM), now=NOW)

    assert refused.value.context["codes"] == ["reason-missing"]
    assert open_claims() == [(review.pk, first.id)]


def test_take_over_review_tells_the_former_holder(scene: InReview) -> None:
    review, first, second = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM, name="Ines")
    claim_review(review_id=review.pk, by=first, now=NOW)

    claim = take_over_review(review_id=review.pk, reason="You are on leave", by=second, now=after(hours=1))

    assert (claim.person_id, claim.reason) == (second.id, "You are on leave")
    assert open_claims() == [(review.pk, second.id)]
    assert Event.objects.filter(verb="review.take-over").count() == 1
    notice = Notice.objects.get(kind="review.take-over")
    assert (notice.person_id, notice.url) == (first.id, f"/reviews/{review.pk}/")
    assert notice.parameters["reason"] == "You are on leave"


def test_hand_over_review_tells_the_colleague(scene: InReview) -> None:
    review, first, second = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)

    claim = hand_over_review(review_id=review.pk, to=second.id, by=first, now=after(hours=1))

    assert claim.person_id == second.id
    assert open_claims() == [(review.pk, second.id)]
    assert Event.objects.get(verb="review.hand-over").object_ids["person"] == str(second.id)
    assert Notice.objects.get(kind="review.hand-over").person_id == second.id


def test_hand_over_review_is_for_the_holder_or_the_lead_of_the_team(scene: InReview) -> None:
    review, first, second = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)

    with pytest.raises(NotAllowed):
        hand_over_review(review_id=review.pk, to=second.id, by=second, now=NOW)
    hand_over_review(review_id=review.pk, to=second.id, by=reviewer_for(TEAM, role=TeamRole.LEAD), now=NOW)

    assert open_claims() == [(review.pk, second.id)]


@pytest.mark.parametrize("keeps_it", [True, False])
def test_hand_over_by_a_lead_notifies_the_former_holder(scene: InReview, *, keeps_it: bool) -> None:
    review, first, lead = scene.review(TEAM), scene.team(TEAM), reviewer_for(TEAM, role=TeamRole.LEAD)
    claim_review(review_id=review.pk, by=first, now=NOW)
    to = lead if keeps_it else reviewer_for(TEAM)

    hand_over_review(review_id=review.pk, to=to.id, by=lead, now=NOW)

    notice = Notice.objects.get(kind="review.handed-on")
    assert (notice.person_id, notice.url) == (first.id, f"/reviews/{review.pk}/")
    assert list(Notice.objects.filter(kind="review.hand-over").values_list("person_id", flat=True)) == (
        [] if keeps_it else [to.id]
    )


def test_hand_over_to_the_holder_changes_nothing(scene: InReview) -> None:
    review, first = scene.review(TEAM), scene.team(TEAM)
    claim = claim_review(review_id=review.pk, by=first, now=NOW)
    Notice.objects.all().delete()

    lead = reviewer_for(TEAM, role=TeamRole.LEAD)
    assert hand_over_review(review_id=review.pk, to=first.id, by=lead, now=after(hours=1)) == claim

    assert not Notice.objects.exists()
    assert not Event.objects.filter(verb="review.hand-over").exists()


def test_hand_over_review_goes_to_the_team_and_not_to_the_partner(scene: InReview) -> None:
    review, first = scene.review(TEAM), scene.team(TEAM)
    claim_review(review_id=review.pk, by=first, now=NOW)
    member = join(reviewer_for(TEAM), scene.revision.listing.organisation)

    for other in (scene.team("engineering"), member):
        with pytest.raises(NotPossible) as refused:
            hand_over_review(review_id=review.pk, to=other.id, by=first, now=NOW)
        assert refused.value.context["codes"] == ["not-in-team"]

    assert open_claims() == [(review.pk, first.id)]


def test_hand_over_review_without_a_claim_is_refused(scene: InReview) -> None:
    with pytest.raises(NotPossible) as refused:
        hand_over_review(review_id=scene.review(TEAM).pk, to=reviewer_for(TEAM).id, by=scene.team(TEAM), now=NOW)
    assert refused.value.context["codes"] == ["not-claimed"]


def test_only_presence_renews_a_claim_and_never_an_expired_one(scene: InReview) -> None:
    """A tab that stays open is loaded again by its browser, even if nobody is there."""
    review, by, submission = scene.review(TEAM), scene.team(TEAM), scene.submission.pk
    claim_review(review_id=review.pk, by=by, now=NOW)

    record_view(submission_id=submission, by=by, now=after(hours=20))
    assert Claim.objects.get().active_at == NOW
    record_view(submission_id=submission, by=scene.team("engineering"), now=after(hours=20), is_present=True)
    assert Claim.objects.get().active_at == NOW
    record_view(submission_id=submission, by=by, now=after(hours=20), is_present=True)
    assert Claim.objects.get().active_at == after(hours=20)

    record_view(submission_id=submission, by=by, now=after(hours=44), is_present=True)
    scene.comment(TEAM, now=after(hours=45))
    assert Claim.objects.get().active_at == after(hours=20)
