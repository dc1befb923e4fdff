import pytest

from audit.models import Event
from common.actor import TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import Submission
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from notices.models import Notice
from reviews.actions import reject_revision, reopen_revision, reply_to_thread
from reviews.errors import SubmissionReplaced
from reviews.models import Rejection, Review, Thread, ThreadState
from reviews.queries import appeals
from tests.listings.scene import NOW, staff
from tests.reviews.scene import InReview, after, browser_of, html_of, in_review, join, reviewer_for
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> InReview:
    return in_review()


def lead() -> object:
    return reviewer_for("ecosystems", role=TeamRole.LEAD, name="Greta")


def reject(scene: InReview, by: object, reason: str = "It is listed already.", **more: object) -> None:
    options = {"submission_id": scene.submission.pk, "code": Rejection.DUPLICATE, "now": NOW, **more}
    reject_revision(revision_id=scene.revision_id, reason=reason, by=by, **options)  # type: ignore[arg-type]  # a test's shortcut


def test_reject_revision_closes_the_reviews_and_keeps_the_reason(scene: InReview) -> None:
    by = lead()

    reject(scene, by)

    assert scene.revision.state == RevisionState.REJECTED
    assert set(Review.objects.values_list("close_reason", flat=True)) == {"reject"}
    thread = Thread.objects.get()
    assert (thread.rejection, thread.team, thread.state) == ("duplicate", "ecosystems", ThreadState.OPEN)
    assert [comment.body for comment in thread.comments.all()] == ["It is listed already."]
    assert Event.objects.filter(verb="revision.reject", actor_id=by.id).count() == 1
    notices = Notice.objects.filter(person_id=scene.owner.id, created_at=NOW, kind__contains="reject")
    assert [notice.parameters["reason"] for notice in notices] == ["It is listed already."]
    assert not Notice.objects.filter(kind="thread.comment").exists()


def test_partner_and_reviewers_see_the_chosen_reason(scene: InReview) -> None:
    by = lead()

    reject(scene, by, "See the tile of Acme.")

    for reader, address in (
        (scene.owner, scene.revision.listing.get_absolute_url()),
        (by, f"/reviews/{scene.review('ecosystems').pk}/?view=threads"),
    ):
        assert "Reason for the rejection: The product is already listed" in html_of(browser_of(reader), address)


@pytest.mark.parametrize("address", ["/", "/queue/"])
def test_appeal_is_work_of_leads_until_one_replies(scene: InReview, address: str) -> None:
    by = lead()
    reject(scene, by)
    thread = Thread.objects.get()
    assert appeals(by) == []

    reply_to_thread(thread_id=thread.pk, body="It is another product.", by=scene.owner, now=after(days=1))

    html = html_of(browser_of(by), address)
    review = scene.review("ecosystems").pk
    assert f"/reviews/{review}/?view=threads#thread-{thread.pk}" in html
    assert "It is another product." in html
    assert "It is another product." not in html_of(browser_of(scene.team("ecosystems")), address)
    assert appeals(scene.owner) == []
    reply_to_thread(thread_id=thread.pk, body="Why?", by=by, now=after(days=2))
    assert appeals(by) == []


def test_status_names_a_lead_after_an_appeal(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    thread, later = Thread.objects.get(), after(days=1)

    messages = [status_of([scene.revision], to=reader)[scene.revision_id] for reader in (scene.owner, by)]
    assert [message.party for message in messages] == [Party.NOBODY] * 2
    reply_to_thread(thread_id=thread.pk, body="It is another product.", by=scene.owner, now=later)

    messages = [status_of([scene.revision], to=reader)[scene.revision_id] for reader in (scene.owner, by)]
    assert [(message.party, message.since) for message in messages] == [(Party.STAFF, later)] * 2
    assert [str(message.why) for message in messages] == [
        "A lead reviewer rejected your listing, and your organisation appealed.",
        "A lead reviewer rejected the listing, and the partner appealed.",
    ]


def test_reject_revision_needs_a_reason(scene: InReview) -> None:
    with pytest.raises(NotPossible) as refused:
        reject(scene, lead(), reason=" ")

    assert refused.value.context["codes"] == ["reason-missing"]
    assert scene.revision.state == RevisionState.IN_REVIEW
    assert not Thread.objects.exists()


def test_reject_revision_is_for_leads(scene: InReview) -> None:
    both = join(reviewer_for("ecosystems", role=TeamRole.LEAD), organisation_of(scene.owner))

    for by in (reviewer_for("ecosystems"), staff(is_admin=True), scene.owner, both):
        with pytest.raises(NotAllowed):
            reject(scene, by)

    assert scene.revision.state == RevisionState.IN_REVIEW


def test_reject_revision_is_bound_to_the_round_that_was_seen(scene: InReview) -> None:
    first = scene.submission.pk
    scene.send_back()
    scene.resubmit(now=after(days=1))

    with pytest.raises(SubmissionReplaced):
        reject(scene, lead(), submission_id=first)

    assert Submission.objects.count() == 2
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_rejected_listing_may_be_appealed_and_reopened(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    thread = Thread.objects.get()

    reply_to_thread(thread_id=thread.pk, body="It is another product.", by=scene.owner, now=after(hours=1))
    reopen_revision(revision_id=scene.revision_id, reason="You are right.", by=by, now=after(hours=2))

    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert Notice.objects.filter(person_id=by.id, kind="thread.answer").count() == 1
    assert Notice.objects.get(kind="listing.reopen").parameters["reason"] == "You are right."


def test_reopen_revision_needs_a_reason_and_a_lead(scene: InReview) -> None:
    by = lead()
    reject(scene, by)

    with pytest.raises(NotPossible):
        reopen_revision(revision_id=scene.revision_id, reason="", by=by, now=NOW)
    with pytest.raises(NotAllowed):
        reopen_revision(revision_id=scene.revision_id, reason="x", by=scene.owner, now=NOW)
    with pytest.raises(NotFound):
        reopen_revision(revision_id=scene.submission.pk, reason="x", by=by, now=NOW)

    assert scene.revision.state == RevisionState.REJECTED
