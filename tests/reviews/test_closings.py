"""What closed a review, and which verdicts its page offers."""

import pytest
from django.db import transaction
from django.test import Client

from common.actor import TeamRole
from listings.actions import withdraw_revision
from listings.models import Listing
from notices.models import Notice
from notices.texts import notices_with_texts
from reviews.actions import claim_review
from reviews.closings import NOT_NEEDED
from reviews.writes import close_review
from tests.reviews.scene import DOCS, InReview, browser_of, html_of, reviewer_for, today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "reason, sentence",
    [
        ("withdraw", "The partner withdrew this submission, so the review is closed."),
        ("reject", "A lead rejected the listing, so the review is closed."),
        ("publish", "The listing was published, so the review is closed."),
        ("archive", "The listing was archived because nobody worked on it, so the review is closed."),
        ("delete", "The partner deleted the listing, so the review is closed."),
        (NOT_NEEDED, "A later submission no longer changes anything that this team reviews, so the review is closed."),
        ("a verb of an earlier version", "This review is closed."),
    ],
)
def test_closed_review_says_what_closed_it(scene: InReview, docs: Client, url: str, reason: str, sentence: str) -> None:
    with transaction.atomic():
        close_review(scene.review(DOCS), reason=reason, now=today())

    html = html_of(docs, url)

    assert f"{sentence} You can read it, but you can't comment or decide." in html
    assert f'<p class="small muted">{sentence}</p>' in html
    assert 'name="verdict"' not in html


def test_withdrawn_review_says_so_after_the_next_submission(scene: InReview, docs: Client, url: str) -> None:
    withdraw_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=today())
    scene.resubmit(now=today())

    assert "The partner withdrew this submission, so the review is closed." in html_of(docs, url)


def test_reviewers_learn_that_their_review_is_closed(scene: InReview) -> None:
    lead = reviewer_for(DOCS, "engineering", "product_design", role=TeamRole.LEAD, name="Lead")
    decided = reviewer_for("product_design", role=TeamRole.LEAD, name="Lead of a team that has decided")
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=today())
    scene.approve("product_design", now=today())
    Notice.objects.all().delete()

    withdraw_revision(
        revision_id=scene.revision_id, seen=None, by=scene.owner, now=today(), reason="We sell the product."
    )

    notices = {row.person_id: row for row in Notice.objects.exclude(kind="listing.withdraw")}
    assert notices.keys() == {lead.id, scene.team(DOCS).id}
    assert decided.id not in notices
    (shown,) = notices_with_texts([notices[scene.team(DOCS).id]])
    assert shown.text.subject == "Acme Widget: the review for Documentation is closed"
    assert "The partner withdrew this submission, so the review is closed. We sell the product." in shown.text.body
    (of_lead,) = notices_with_texts([notices[lead.id]])
    assert of_lead.text.subject == "Acme Widget: the review for Engineering and Documentation is closed"
    assert "The partner withdrew" in html_of(browser_of(lead), of_lead.text.url)


def test_card_offers_only_what_is_possible(scene: InReview, docs: Client, url: str) -> None:
    scene.approve(DOCS, now=today())

    html = html_of(docs, url)
    assert "Your team has already approved this submission." in html
    assert 'value="request_changes"' in html
    assert 'href="#decide"' in html
    assert 'value="approve"' not in html

    Listing.objects.update(hold="Wait")
    html = html_of(docs, url)
    assert "The listing is on hold." in html
    assert 'name="verdict"' not in html
    assert 'href="#decide"' not in html
