"""A reviewer approves a submission while the partner edits a newer version of the listing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from listings.states.revision_states import RevisionState
from reviews.models import Decision
from studio.page_urls import step_url
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, InReview, in_review, today

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review(now=today())


def test_approval_stays_while_the_partner_changes_another_part(
    browser_page: BrowserPage, scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    page, partner = browser_page.page, new_browser_page()
    sign_in(browser_page, Person.objects.get(pk=scene.team("engineering").id))
    sign_in(partner, Person.objects.get(pk=scene.owner.id))
    browser_page.open(f"/reviews/{scene.review('engineering').pk}/")
    partner.open(step_url(scene.revision, "support"))
    partner.page.get_by_role("button", name="Edit and replace").click()
    expect(partner.page.get_by_text("You can edit the listing now.")).to_be_visible()

    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("You approved this submission.").first).to_be_visible()
    approval = Decision.objects.get()
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/")
    expect(page.get_by_text("The partner is already editing the listing.")).to_be_visible()
    expect(page.get_by_role("button", name="Request changes")).to_be_disabled()
    assert faults_on_every_width(browser_page) == []
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED

    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=today())
    scene.resubmit(now=today())
    carried = Decision.objects.get(submission=scene.submission)
    assert (carried.review.team, carried.carried_from_id) == ("engineering", approval.pk)
