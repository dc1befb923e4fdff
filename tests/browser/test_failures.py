"""A check that could not be finished, in a real browser: the messages for partner and admin, and the admin's button."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from accounts.models import Person, Team
from listings.states.revision_states import RevisionState
from tests.accounts.factories import make_reviewer
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.listings.scene import reloaded, staff
from tests.studio.scene import ready_scene
from tilekit.checks import registry

pytestmark = pytest.mark.browser
CODE = "MF-004"


def test_admin_runs_again_what_waits(
    browser_page: BrowserPage,
    transactional_db: None,
    data_dir: Path,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def raising(*_: object) -> None:
        raise ZeroDivisionError

    scene, sound, reader = ready_scene(), registry.check_of(CODE), make_reviewer(Team.DOCUMENTATION)
    admin = Person.objects.get(pk=staff(is_admin=True).id)
    monkeypatch.setitem(registry._checks, CODE, replace(sound, function=raising))
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    expect(page.locator("#remaining-tasks")).to_contain_text("You can still submit.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#run")).to_contain_text("Waiting to start.")
    run_jobs()
    expect(page.locator("#run")).to_contain_text("The listing stays submitted.")
    expect(page.locator(".status")).to_contain_text("because of a problem on our side.")
    expect(page.locator(".status")).to_contain_text("You don't need to do anything.")
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []

    home = scene.revision.listing.get_absolute_url()
    sign_in(browser_page, reader)
    browser_page.open(home)
    expect(page.locator(".status")).to_contain_text("Waiting for an admin")
    expect(page.locator(".status")).to_contain_text("Then the listing goes to the review teams.")

    sign_in(browser_page, admin)
    browser_page.open(home)
    expect(page.locator(".status")).to_contain_text("Waiting for you")
    expect(page.locator(".status")).to_contain_text("run it again on its page")
    browser_page.open("/")
    expect(page.locator("main")).to_contain_text("1 check must be corrected and run again")
    page.get_by_role("link", name="Checks that could not be finished").click()
    panel = page.locator("#failures")
    expect(panel).to_contain_text("could not be finished on 1 listing")
    expect(panel).to_contain_text("ZeroDivisionError")
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []
    monkeypatch.setitem(registry._checks, CODE, sound)
    page.get_by_role("button", name="Run check again").click()
    expect(page.get_by_text("The checks are running again in the background.")).to_be_visible()
    expect(panel).to_contain_text("Running again")
    run_jobs()
    browser_page.open(f"/checks/{CODE}/")

    expect(panel).to_have_count(0)
    assert reloaded(scene.revision).state == RevisionState.IN_REVIEW
