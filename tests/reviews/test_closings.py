"""What closed a review, and which verdicts its page offers."""

import pytest
from django.db import transaction
from django.test import Client

from listings.actions import withdraw_revision
from listings.models import Listing
from reviews.closings import NOT_NEEDED
from reviews.writes import close_review
from tests.reviews.scene import DOCS, InReview, html_of, today

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
