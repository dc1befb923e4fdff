"""An owner adds a webhook, sees its secret once, and tries it."""

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from notices.webhooks.models import Webhook
from tests.accounts.factories import PASSWORD, make_member, make_organisation
from tests.browser.axe import NARROW_PX, WIDE_PX, faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.notices.webhooks.receiver import receiving
from tests.notices.webhooks.scene import run_webhook_jobs

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(transactional_db: None) -> Person:
    return make_member(make_organisation("Northquay"))


def test_an_owner_adds_a_webhook_and_tries_it(owner: Person, browser_page: BrowserPage) -> None:
    """The webhook is added on a wide screen, and its deliveries are read on a narrow one."""
    sign_in(browser_page, owner, typed=PASSWORD)
    page = browser_page.page
    page.set_viewport_size({"width": WIDE_PX, "height": 900})
    with receiving() as receiver:
        browser_page.open("/organisation/northquay/webhooks/")
        page.get_by_role("link", name="Add webhook").click()
        page.get_by_label("URL").fill(receiver.url)
        page.get_by_label("Description").fill("Build server")
        page.get_by_role("button", name="Add webhook").click()
        secret = page.locator("#secret").inner_text()
        assert secret.startswith("whsec_")

        page.get_by_role("link", name="Back to Build server").click()
        expect(page.get_by_role("button", name="Send test event")).to_be_visible()
        assert secret not in page.content()
        page.set_viewport_size({"width": NARROW_PX, "height": 900})
        page.get_by_role("button", name="Send test event").click()
        expect(page.locator("#deliveries").get_by_text("Waiting")).to_be_visible()
        run_webhook_jobs()
        expect(page.locator("#deliveries").get_by_text("Delivered")).to_be_visible()
        page.get_by_role("link", name="webhook.test").click()
        expect(page.get_by_text("webhook-signature: v1,")).to_be_visible()
        assert receiver.types == ["webhook.test"]

        receiver.usual = 500
        page.get_by_role("button", name="Resend delivery").click()
        expect(page.get_by_text("Next attempt")).to_be_visible()
        run_webhook_jobs()
        expect(page.get_by_role("heading", name="Attempt 2")).to_be_visible()
        expect(page.get_by_text("Status 500")).to_be_visible()
        expect(page.get_by_role("button", name="Copy")).to_be_visible()
    assert faults_on_every_width(browser_page) == []
    assert Webhook.objects.get().description == "Build server"
