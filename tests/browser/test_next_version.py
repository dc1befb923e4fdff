"""The next version of a live listing is proposed with what has changed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actors import actor_of
from common.actor import Role
from listings.actions import save_section
from listings.actions.drafts import start_revision
from tests.accounts.factories import make_member, make_organisation
from tests.browser import steps
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene
from tests.validation.scene import live_submission

pytestmark = pytest.mark.browser


def test_proposed_version_is_taken_with_a_button(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    organisation, now = make_organisation(), timezone.now()
    owner = make_member(organisation, Role.OWNER)
    live = live_submission(actor_of(owner), now=now - timedelta(days=1))
    revision = start_revision(listing_id=live.revision.listing_id, by=actor_of(owner), now=now)
    changes = {"short_description": "Collect the depth of every queue"}
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=actor_of(owner), now=now)
    scene, page = Scene(organisation=organisation, editor=owner, revision=revision), browser_page.page
    sign_in(browser_page, owner)
    browser_page.open(scene.url("step", "release_notes"))
    finding = steps.field(browser_page, "release_notes.entries")
    expect(finding).to_contain_text("version 1.0.0 is already live. Add a version, for example 1.0.1.")

    finding.get_by_role("button", name="Show changes: Add version 1.0.1 with a list of the changes").click()
    expect(finding.locator(".fix-preview")).to_contain_text("Updated: Short description")
    finding.get_by_role("button", name="Apply fix").click()

    expect(page.get_by_label("Version", exact=True).first).to_have_value("1.0.1")
    expect(page.get_by_label("Fixed", exact=True).first).to_have_value("Updated: Short description")
    expect(finding).not_to_contain_text("is already live")
