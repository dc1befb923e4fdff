"""A partner chooses a preset, gets a digest, and ends it with one click."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Person
from notices.tasks import send_daily_digests
from notices.writes import post_notice
from tests.accounts.factories import make_member, make_organisation
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import in_review

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(transactional_db: None) -> Person:
    return make_member(make_organisation("Northquay"))


def tell(person: Person) -> None:
    with transaction.atomic():
        post_notice(
            "membership.left",
            recipients=[person.pk],
            parameters={"organisation": "Northquay"},
            url="/organisation/northquay/",
            key="left",
            now=timezone.now() - timedelta(days=2),
        )


def test_a_partner_chooses_a_digest_and_ends_it(
    owner: Person, browser_page: BrowserPage, run_jobs: Callable[[], int]
) -> None:
    sign_in(browser_page, owner)
    page = browser_page.page
    page.clock.install()
    browser_page.open("/notices/preferences/")
    page.get_by_label("Everything immediately").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("What I must act on immediately")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your notification settings were saved.")).to_be_visible()
    expect(page.get_by_label("What I must act on immediately")).to_be_checked()
    page.locator("summary", has_text="Organisation").click()
    row = page.get_by_role("row", name="Someone leaves your organisation")
    expect(row.get_by_role("combobox")).to_have_value("daily")
    expect(page.get_by_role("row", name="Your role changes").get_by_role("combobox")).to_be_disabled()
    assert faults_on_every_width(browser_page) == []

    bell = page.locator("#bell")
    expect(bell).to_have_accessible_name("Notifications: 0")
    tell(owner)
    page.clock.run_for(61_000)
    expect(bell).to_have_accessible_name("Notifications: 1")
    expect(page.locator("#bell + [role=status]")).to_have_text("Notifications: 1")
    send_daily_digests(renew=lambda: None)
    run_jobs()
    (message,) = mail.outbox
    assert message.subject == "Daily digest: 1 notification"

    browser_page.context.clear_cookies()
    browser_page.open(re.findall(r"http://[^/]+(/notices/unsubscribe/\S+)", str(message.body))[0])
    page.get_by_role("button", name="Turn off e-mails").click()
    expect(page.get_by_role("status").get_by_text("You will no longer get these e-mails.")).to_be_visible()
    assert faults_on_every_width(browser_page) == []

    sign_in(browser_page, owner)
    page.get_by_role("link", name="Notification settings").click()
    page.locator("summary", has_text="Organisation").click()
    expect(row.get_by_role("combobox")).to_have_value("off")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_two_tabs_keep_the_settings_of_each_other(
    owner: Person, new_browser_page: Callable[..., BrowserPage], has_scripts: bool
) -> None:
    browser = new_browser_page(java_script_enabled=has_scripts)
    sign_in(browser, owner)
    tabs = [browser.page, browser.context.new_page()]
    for tab in tabs:
        tab.goto(f"{browser.address}/notices/preferences/")
        tab.locator("summary", has_text="Organisation").click()
    first, second = (tab.get_by_role("row", name="Someone leaves your organisation") for tab in tabs)

    first.get_by_role("combobox").select_option("Off")
    tabs[0].get_by_role("button", name="Save notification settings").click()
    expect(tabs[0].get_by_text("Your notification settings were saved.")).to_be_visible()
    second.get_by_role("checkbox").uncheck()
    tabs[1].get_by_role("button", name="Save notification settings").click()
    expect(tabs[1].get_by_text("Your notification settings were saved.")).to_be_visible()

    tabs[1].locator("summary", has_text="Organisation").click()
    expect(second.get_by_role("combobox")).to_have_value("off")
    expect(second.get_by_role("checkbox")).not_to_be_checked()


@pytest.mark.usefixtures("data_dir")
def test_a_partner_moves_the_e_mails_about_one_listing_to_the_digest(
    transactional_db: None, browser_page: BrowserPage, run_jobs: Callable[[], int]
) -> None:
    scene = in_review()
    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    page, address = browser_page.page, f"/listings/{scene.revision.listing_id}/"
    browser_page.open(address)
    timing = page.get_by_label("E-mails about this listing")
    expect(timing.locator("option:checked")).to_have_text("As in my notification settings")
    timing.select_option("Daily digest")
    page.get_by_role("button", name="Save e-mail settings").click()
    expect(page.get_by_text("Your notification settings were saved.")).to_be_visible()
    expect(timing).to_have_value("daily")
    assert faults_on_every_width(browser_page) == []
    run_jobs()
    mail.outbox.clear()

    with transaction.atomic():
        post_notice(
            "review.remarks",
            recipients=[scene.owner.id],
            parameters={"listing": "Acme Widget", "round": 1, "team": "documentation", "note": "Well done."},
            url=address,
            key="live",
            now=timezone.now() - timedelta(days=2),
            listing_id=scene.revision.listing_id,
        )
    run_jobs()
    assert mail.outbox == []
    send_daily_digests(renew=lambda: None)
    run_jobs()
    (message,) = mail.outbox
    assert (message.subject, "Acme Widget" in str(message.body)) == ("Daily digest: 1 notification", True)
    assert "/notices/unsubscribe/" in message.extra_headers["List-Unsubscribe"]
