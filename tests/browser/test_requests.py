"""An admin declines a request in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.actor import Role
from common.regions import Region
from sandboxes.actions import request_sandbox
from tests.accounts.factories import make_person
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import member
from tests.sandboxes.scene import NOW, partner

pytestmark = pytest.mark.browser


def test_decline_in_the_list_opens_the_form_for_the_reason(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    acme, page = partner(), browser_page.page
    owner = member(acme, Role.OWNER)
    request_sandbox(organisation_id=acme.pk, region=Region.EU, purpose="x" * 20, by=owner, now=NOW)
    sign_in(browser_page, make_person(is_admin=True))
    browser_page.open("/sandboxes/")

    page.get_by_role("link", name="Decline request Acme").click()
    page.get_by_label("Reason").fill("Not this region.")
    page.get_by_role("button", name="Decline request").click()

    expect(page.get_by_text("Not this region.")).to_be_visible()
