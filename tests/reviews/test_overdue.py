"""Teams are told by e-mail that a review begins and that it is overdue."""

import pytest

from accounts.models import TeamMembership
from common.actor import Role, TeamRole
from notices.models import Notice, Outbox
from notices.texts import notices_with_texts
from reviews.actions import escalate_review, notify_overdue
from reviews.models import Review
from reviews.queries.workload import newly_overdue
from tests.listings.scene import member, organisation
from tests.reviews.scene import FIRST_TEAMS, after, browser_of, html_of, in_review, join, reviewer_for, today
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db


def test_a_team_gets_an_email_when_its_review_begins() -> None:
    reviewer = reviewer_for("documentation")

    in_review()

    assert Outbox.objects.filter(kind="review.waiting", recipient_id=reviewer.id).count() == 1


def test_admins_hear_at_once_that_nobody_in_a_team_can_review() -> None:
    owner, admin = member(organisation(), Role.OWNER), reviewer_for(is_admin=True)
    reviewer_for("documentation", "engineering", "product_design")
    join(reviewer_for("ecosystems"), organisation_of(owner))

    in_review(owner, now=today())

    (notice,) = notices_with_texts(Notice.objects.filter(person_id=admin.id))
    assert notice.text.subject == "Acme Widget is waiting for Ecosystems, but nobody can review it"
    assert "has no members" not in html_of(browser_of(admin), "/")
    TeamMembership.objects.filter(team="ecosystems").delete()
    assert "1 review is waiting, but the team has no members" in html_of(browser_of(admin), "/")


def test_a_team_is_told_once_that_its_review_is_overdue() -> None:
    scene, reviewer = in_review(), reviewer_for("documentation")
    review, late = scene.review("documentation"), after(days=8)
    assert not newly_overdue(after(days=6)).exists()
    assert newly_overdue(late).count() == len(FIRST_TEAMS)

    for _ in range(2):
        notify_overdue(review_id=review.pk, now=late)

    assert Notice.objects.filter(kind="review.overdue", person=reviewer.id).count() == 1
    assert Outbox.objects.filter(kind="review.overdue", recipient_id=reviewer.id).count() == 1
    assert newly_overdue(late).count() == len(FIRST_TEAMS) - 1

    Review.objects.filter(pk=review.pk).update(due_at=after(days=9))
    notify_overdue(review_id=review.pk, now=after(days=10))
    assert Notice.objects.filter(kind="review.overdue", person=reviewer.id).count() == 2


def test_a_review_that_no_longer_waits_is_not_overdue() -> None:
    scene = in_review()
    scene.approve("documentation")

    notify_overdue(review_id=scene.review("documentation").pk, now=after(days=8))

    assert not Notice.objects.filter(kind="review.overdue").exists()


def test_lead_of_several_teams_gets_one_notice_that_names_them() -> None:
    scene = in_review()
    lead, docs = reviewer_for(*FIRST_TEAMS, role=TeamRole.LEAD), reviewer_for("documentation")
    scene.approve("ecosystems")

    for team in FIRST_TEAMS:
        notify_overdue(review_id=scene.review(team).pk, now=after(days=7, hours=1))
        escalate_review(review_id=scene.review(team).pk, now=after(days=20))

    (overdue,) = notices_with_texts(Notice.objects.filter(kind="review.overdue", person=lead.id))
    assert overdue.text.subject == (
        "Acme Widget: the review for Engineering, Product design and Documentation is overdue"
    )
    assert Notice.objects.filter(kind="review.escalated", person=lead.id).count() == 1
    (of_docs,) = notices_with_texts(Notice.objects.filter(kind="review.overdue", person=docs.id))
    assert of_docs.text.subject == "Acme Widget: the review for Documentation is overdue"
