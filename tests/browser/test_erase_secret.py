"""An admin finds a leaked secret, confirms its erasure, and sees what can't be reached."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reviews.models import Comment
from tests.accounts.factories import make_admin
from tests.browser.axe import faults_on_every_width, load_axe_with_pages
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import in_review, today

pytestmark = pytest.mark.browser
SECRET = "token-4711-abcdef"


def test_admin_erases_a_secret(
    transactional_db: None,
    data_dir: object,
    new_browser_page: Callable[..., BrowserPage],
    run_jobs: Callable[[], int],
) -> None:
    in_review(now=today()).comment(body=f"Remove {SECRET}, please", now=today())
    browser = new_browser_page()
    load_axe_with_pages(browser)
    sign_in(browser, make_admin())
    page = browser.page
    browser.open("/erase-secret/")
    assert faults_on_every_width(browser) == []
    page.get_by_label("Secret").fill(SECRET)
    page.get_by_label("Reason").fill("A reviewer pasted it")
    page.get_by_role("button", name="Search for secret").click()
    expect(page.get_by_text("Waiting to start")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("The secret is stored in these places.")).to_be_visible()
    expect(page.get_by_text("Comment, body")).to_be_visible()
    expect(page.get_by_text("E-mails, webhooks and audit events that were sent to others.")).to_be_visible()
    assert faults_on_every_width(browser) == []

    page.get_by_label("Secret").fill(SECRET)
    page.get_by_role("button", name="Erase secret").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erasure of a secret")
    run_jobs()
    expect(page.get_by_text("The secret was erased.")).to_be_visible()
    assert faults_on_every_width(browser) == []
    assert Comment.objects.get().body == "Remove [erased], please"
