"""Rows of lists, and guides, on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from accounts.models import Person
from guides.library import guides_in
from jobs.models import Job, JobState, Priority
from sandboxes.models import SandboxRequest
from tests.accounts.factories import make_admin, make_organisation
from tests.browser.axe import NARROW_PX, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.sandboxes.scene import partner, sandbox

pytestmark = pytest.mark.browser
_HEIGHTS = "cells => cells.map((cell) => cell.offsetHeight)"


@pytest.fixture
def phone(transactional_db: None, new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    browser = new_browser_page(viewport={"width": NARROW_PX, "height": 800})
    sign_in(browser, make_admin())
    return browser


def top(part: Locator) -> float:
    return float(part.evaluate("part => part.getBoundingClientRect().top"))


def test_state_is_on_the_first_line_of_its_row(phone: BrowserPage) -> None:
    phone.open("/checks/")
    row = phone.page.locator("tbody tr").first

    assert top(row.locator("th")) == top(row.locator(".aside"))


def test_sandbox_org_fills_its_line_and_has_no_bare_number(phone: BrowserPage) -> None:
    acme = sandbox(partner("A partner whose name needs more than one line"), name="acme-dev-with-a-long-name")
    phone.open("/sandboxes/orgs/")
    row = phone.page.locator("tbody tr")

    expect(row).to_have_count(1)
    assert row.inner_text().split("\n")[0] == acme.name
    assert row.locator("th").bounding_box()["height"] < 30  # type: ignore[index]  # the row is visible
    expect(row.locator(".n")).to_be_hidden()


def test_french_rows_and_long_addresses_do_not_scroll_sideways(phone: BrowserPage) -> None:
    Person.objects.update(language="fr")
    now = timezone.now()
    acme = make_organisation(url="https://northquay.example/partners/integrations/observability")
    SandboxRequest.objects.create(organisation=acme, purpose="Tests", requested_at=now, due_at=now + timedelta(days=2))
    Job.objects.create(
        kind="make-renditions",
        key="key",
        priority=Priority.BULK,
        state=JobState.FAILED,
        run_at=now,
        created_at=now,
        finished_at=now,
    )

    wide = []
    for path in ("/checks/DB-008/", "/sandboxes/", "/jobs/", f"/organisations/{acme.slug}/"):
        phone.open(path)
        tables = phone.page.locator(".table-wrap:not(:has(.matrix))")
        assert max(phone.page.locator("tbody .tight").evaluate_all(_HEIGHTS), default=0) < 100
        px = tables.evaluate_all("tables => tables.map((table) => table.scrollWidth - table.clientWidth)")
        wide += [(path, px) for px in [*px, px_too_wide(phone)] if px]

    assert wide == []


def test_notification_settings_fit_on_a_phone(phone: BrowserPage) -> None:
    phone.open("/notices/preferences/")
    for group in phone.page.locator("#kinds summary").all():
        group.click()

    tables = phone.page.locator(".deliveries")

    assert tables.count() > 1
    assert set(tables.evaluate_all("tables => tables.map((table) => table.scrollWidth - table.clientWidth)")) == {0}


def test_guides_do_not_scroll_sideways(phone: BrowserPage) -> None:
    wide = []
    for slug in guides_in("en"):
        phone.open(f"/guides/{slug}/")
        if px := px_too_wide(phone):
            wide.append((slug, px))

    assert wide == []
