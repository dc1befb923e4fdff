"""Everybody reads what changed in the checks, and partners which of their listings a change affects."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Person
from common.actor import Role
from listings.models import Listing
from page_parts.times import format_time
from tests.listings.scene import NOW, member, organisation, staff
from tests.markup import compact
from tests.reviews.scene import browser_of, html_of
from tests.validation.live_scene import CODE, checked, make_live_finding
from tilekit.checks.version import catalogue_version
from validation.actions import record_catalogue, set_rollout
from validation.check_changes import current_details
from validation.models import CheckCatalogue, CheckChange, CheckRollout, RolloutMode, Waiver
from validation.queries.affected import affected_listings
from validation.queries.live_report import report_digest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
FEED = "/checks/changes/feed/"


def changes() -> list[tuple[str, str, str, str]]:
    return list(CheckChange.objects.order_by("code", "pk").values_list("code", "kind", "before", "after"))


def earlier_version(**differences: object) -> None:
    """Record an earlier version with other details of a check. Without details, it didn't have the check."""
    details = {**current_details(), **differences}
    details = {code: values for code, values in details.items() if values}
    CheckCatalogue.objects.create(
        version="earlier", codes=sorted(details), details=details, noted_at=NOW - timedelta(days=1)
    )


def test_differences_between_versions_are_recorded_once() -> None:
    softer = {**current_details()[CODE], "severity": "advice"}
    other_texts = {**current_details()["MD-016"], "texts": "other"}
    earlier_version(**{CODE: softer, "MD-016": other_texts, "MF-009": None, "ZZ-001": softer})

    for _ in range(2):
        record_catalogue(now=NOW)

    assert CheckCatalogue.objects.get(pk=catalogue_version()).details == current_details()
    assert changes() == [
        ("MD-016", "texts", "", ""),
        ("MF-009", "added", "", "blocker"),
        (CODE, "severity", "advice", "blocker"),
        ("ZZ-001", "removed", "", ""),
    ]


def test_first_version_and_one_without_details_report_no_differences() -> None:
    CheckCatalogue.objects.create(version="earlier", codes=sorted(current_details()), noted_at=NOW)

    record_catalogue(now=NOW)

    assert changes() == []


def test_page_and_feed_say_what_changed_without_signing_in(client: Client) -> None:
    admin, starts_at = staff(is_admin=True), NOW + timedelta(days=9999)
    set_rollout(
        code=CODE,
        mode=RolloutMode.ENFORCE,
        report=report_digest(CODE),
        enforced_from=starts_at,
        by=admin,
        now=NOW,
    )
    CheckChange.objects.create(code="DB-041", kind="removed", at=NOW)

    page, feed = client.get("/checks/changes/"), client.get(FEED)

    for response in (page, feed):
        text = compact(response.content.decode())
        assert (
            f"Enforced from {format_time(starts_at, 'DATE_FORMAT')}. Until then, findings are at most warnings." in text
        )
        assert "Removed. DB-042 replaces it." in text
    assert "Your listings" not in page.content.decode()
    assert (feed.status_code, feed["Content-Type"].split(";")[0]) == (200, "application/atom+xml")
    assert feed.content.decode().count("<entry>") == 2


def test_everybody_reads_the_day_that_an_admin_in_another_time_zone_entered(client: Client) -> None:
    checked("Tide Gauge")
    admin = staff(is_admin=True)
    Person.objects.filter(pk=admin.id).update(time_zone="Asia/Tokyo")

    browser = browser_of(admin)
    entered = {"mode": "enforce", "enforced_from": "2100-03-01", "report": report_digest(CODE)}
    answer = browser.post(f"/checks/{CODE}/mode/", entered, follow=True)

    assert CheckRollout.objects.get(pk=CODE).enforced_from == datetime(2100, 3, 1, tzinfo=UTC)
    assert 'value="2100-03-01"' in answer.content.decode()
    for page in (answer, client.get("/checks/changes/"), client.get(FEED)):
        assert "from 1 Mar 2100." in compact(page.content.decode())


def test_empty_feed_stays_the_same(client: Client) -> None:
    first, second = client.get(FEED), client.get(FEED)

    assert "<entry>" not in first.content.decode()
    assert (first.content, first["Last-Modified"]) == (second.content, second["Last-Modified"])


def test_partner_reads_which_of_their_listings_are_affected() -> None:
    check, foreign = checked("Tide Gauge"), checked("Other")
    for live in (check, foreign):
        make_live_finding(live)
    hidden = make_live_finding(check, code="MD-016")
    waived = make_live_finding(check, code="MD-019")
    Waiver.objects.create(
        listing=check.listing,
        fingerprint=waived.fingerprint,
        origin=waived.fingerprint,
        code="MD-019",
        reason="x",
        by=staff().id,
        at=NOW,
    )
    set_rollout(
        code=hidden.code, mode=RolloutMode.OBSERVE, report=report_digest(hidden.code), by=staff(is_admin=True), now=NOW
    )
    CheckChange.objects.create(code=CODE, kind="texts", at=NOW)
    by = member(Listing.objects.get(pk=check.pk).organisation, Role.VIEWER)

    assert affected_listings(by, {CODE, "MD-016", "MD-019"}) == {CODE: [check.listing]}
    html = html_of(browser_of(by), "/checks/changes/")
    assert check.listing.get_absolute_url() in html
    assert foreign.listing.get_absolute_url() not in html
    assert affected_listings(member(organisation("Nobody")), {CODE}) == {}
