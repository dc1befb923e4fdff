from datetime import datetime

import pytest

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.actions.requests import change_request, send_request
from listings.models import Submission
from listings.queries.status import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from notices.models import Notice
from reviews.errors import AppealOpen
from reviews.lifecycles.appeals import APPEALS
from reviews.models import Appeal, AppealState, Review, Thread, ThreadState
from tests.listings.scene import NOW, staff
from tests.reviews.scene import InReview, after, browser_of, html_of, in_review, join, reviewer_for
from tests.transitions import reject_revision, reopen_revision
from tests.validation.scene import organisation_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD, name="Greta")


def reject(scene: InReview, by: object, reason: str = "It is listed already.", **more: object) -> None:
    options = {"now": NOW, **more}
    reject_revision(revision_id=scene.revision_id, reason=reason, by=by, **options)  # type: ignore[arg-type]  # a test's shortcut


def test_reject_closes_the_reviews_and_keeps_the_reason(scene: InReview) -> None:
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


def appeal(
    scene: InReview, *, now: datetime = NOW, by: Actor | None = None, reason: str = "Another product."
) -> Appeal:
    row = Appeal(revision=scene.revision, reason=reason)
    return send_request(APPEALS, row, by=by or scene.owner, now=now, parameters={"reason": reason})


def decide(row: Appeal, verb: str, *, by: Actor, now: datetime = NOW, reason: str = "We looked again.") -> Appeal:
    return change_request(APPEALS, row.pk, verb, by=by, now=now, parameters={"reason": reason})


@pytest.mark.parametrize("address", ["/", "/queue/requests/"])
def test_appeal_is_work_of_leads_until_one_decides(scene: InReview, address: str) -> None:
    by = lead()
    reject(scene, by)
    assert not APPEALS.waiting_for(by).exists()

    row = appeal(scene)

    html = html_of(browser_of(by), address)
    assert row.get_absolute_url() in html
    assert row.get_absolute_url() not in html_of(browser_of(scene.team("ecosystems")), address)
    assert not APPEALS.waiting_for(scene.owner).exists()
    decide(row, "decline", by=by)
    assert not APPEALS.waiting_for(by).exists()


def test_partner_can_appeal_again_after_a_declined_appeal(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    row = decide(appeal(scene), "decline", by=by)
    address = f"/revisions/{scene.revision.pk}/appeal/"
    assert f'href="{address}"' in html_of(browser_of(scene.owner), row.get_absolute_url())

    appeal(scene)

    assert f'href="{address}"' not in html_of(browser_of(scene.owner), row.get_absolute_url())


def test_status_names_a_lead_after_an_appeal(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    later = after(days=1)

    messages = [status_of([scene.revision], to=reader)[scene.revision_id] for reader in (scene.owner, by)]
    assert [message.party for message in messages] == [Party.NOBODY] * 2
    appeal(scene, now=later)

    messages = [status_of([scene.revision], to=reader)[scene.revision_id] for reader in (scene.owner, by)]
    assert [(message.party, message.since) for message in messages] == [(Party.STAFF, later)] * 2
    assert [str(message.why) for message in messages] == [
        "A lead reviewer rejected your listing, and your organisation appealed.",
        "A lead reviewer rejected the listing, and the partner appealed.",
    ]


def test_appeals_are_against_rejections_and_one_is_open(scene: InReview) -> None:
    by = lead()
    with pytest.raises(NotPossible):
        appeal(scene)
    reject(scene, by)
    for other in (by, staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            appeal(scene, by=other)
    with pytest.raises(NotPossible):
        appeal(scene, reason=" ")

    row = appeal(scene)
    with pytest.raises(AppealOpen):
        appeal(scene)
    for other in (scene.owner, scene.team("ecosystems"), staff(is_admin=True)):
        with pytest.raises(NotAllowed):
            decide(row, "grant", by=other)
    change_request(APPEALS, row.pk, "withdraw", by=scene.owner, now=NOW)

    assert appeal(scene).state == AppealState.REQUESTED


def test_second_appeal_is_refused_with_its_text(scene: InReview) -> None:
    """A colleague may have appealed since the page was opened."""
    reject(scene, lead())
    appeal(scene)

    again = browser_of(scene.owner).post(f"/revisions/{scene.revision_id}/appeal/", {"reason": "It is for hosts."})

    assert again.status_code == AppealOpen.status
    assert "It is for hosts." in again.content.decode()
    assert str(AppealOpen.message) in again.content.decode()


def test_granted_appeal_reopens_the_listing(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    row = appeal(scene)

    granted = decide(row, "grant", by=by)

    assert (granted.state, scene.revision.state) == (AppealState.GRANTED, RevisionState.CHANGES_REQUESTED)
    assert Notice.objects.get(kind="listing.reopen").parameters["reason"] == "We looked again."
    assert Event.objects.filter(verb__in=["appeal.grant", "revision.reopen"]).count() == 2


def test_declined_appeal_leaves_the_listing_rejected(scene: InReview) -> None:
    by = lead()
    reject(scene, by)

    declined = decide(appeal(scene), "decline", by=by)

    assert (declined.state, scene.revision.state) == (AppealState.DECLINED, RevisionState.REJECTED)
    assert Notice.objects.get(person_id=scene.owner.id, kind="appeal.declined").parameters["reason"]


def test_pages_of_partner_and_reviewers_link_to_the_appeal(scene: InReview) -> None:
    by = lead()
    reject(scene, by)
    listing = scene.revision.listing.get_absolute_url()
    assert f"/revisions/{scene.revision_id}/appeal/" in html_of(browser_of(scene.owner), listing)

    address = appeal(scene).get_absolute_url()

    assert address in html_of(browser_of(scene.owner), listing)
    assert address in html_of(browser_of(by), f"/reviews/{scene.review('ecosystems').pk}/")
    assert "Another product." in html_of(browser_of(by), address)


@pytest.mark.parametrize(
    "given, code",
    [({"reason": " "}, "reason-missing"), ({"reason": "x"}, "text-too-short"), ({"code": "mood"}, "code-missing")],
)
def test_reject_needs_a_reason_and_one_from_the_list(scene: InReview, given: dict[str, str], code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        reject(scene, lead(), **given)

    assert refused.value.context["codes"] == [code]
    assert scene.revision.state == RevisionState.IN_REVIEW
    assert not Thread.objects.exists()


def test_reject_is_for_leads(scene: InReview) -> None:
    both = join(reviewer_for("ecosystems", role=TeamRole.LEAD), organisation_of(scene.owner))

    for by in (reviewer_for("ecosystems"), staff(is_admin=True), scene.owner, both):
        with pytest.raises(NotAllowed):
            reject(scene, by)

    assert scene.revision.state == RevisionState.IN_REVIEW


def test_reject_is_bound_to_the_submission_that_was_seen(scene: InReview) -> None:
    seen = scene.revision.version
    scene.send_back()
    scene.resubmit(now=after(days=1))

    with pytest.raises(Stale):
        reject(scene, lead(), seen=seen)

    assert Submission.objects.count() == 2
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_history_of_an_appeal_begins_with_its_sending_and_not_with_a_state(scene: InReview) -> None:
    reject(scene, lead())
    address = appeal(scene).get_absolute_url()

    html = html_of(browser_of(scene.owner), address)

    assert (html.count("Appeal sent"), html.count("Waiting for a decision")) == (1, 1)


@pytest.mark.parametrize("page", ["listing", "review"])
def test_lead_grants_an_open_appeal_to_reopen_the_listing(scene: InReview, page: str) -> None:
    """Otherwise the appeal would have no answer."""
    by = lead()
    reject(scene, by)
    row = appeal(scene)

    with pytest.raises(NotPossible) as refused:
        reopen_revision(revision_id=scene.revision_id, reason="You are right.", by=by, now=after(hours=2))

    assert refused.value.context["codes"] == ["appeal-waiting"]
    pages = {
        "listing": scene.revision.listing.get_absolute_url(),
        "review": f"/reviews/{scene.review('ecosystems').pk}/",
    }
    html = html_of(browser_of(by), pages[page])
    assert f'href="{row.get_absolute_url()}">The partner has appealed. Grant the appeal to reopen the listing.' in html
    decide(row, "decline", by=by)
    assert "The partner has appealed." not in html_of(browser_of(by), pages[page])
    reopen_revision(revision_id=scene.revision_id, reason="You are right.", by=by, now=after(hours=2))
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED


def test_reopen_needs_a_reason_and_a_lead(scene: InReview) -> None:
    by = lead()
    reject(scene, by)

    with pytest.raises(NotPossible):
        reopen_revision(revision_id=scene.revision_id, reason="", by=by, now=NOW)
    with pytest.raises(NotAllowed):
        reopen_revision(revision_id=scene.revision_id, reason="x", by=scene.owner, now=NOW)
    with pytest.raises(NotFound):
        reopen_revision(revision_id=scene.submission.pk, reason="x", by=by, now=NOW)

    assert scene.revision.state == RevisionState.REJECTED
