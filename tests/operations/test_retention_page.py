"""The retention page shows what is due, how long it is kept, and what stays."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from files.actions import put_blob
from files.models import Blob
from jobs.retention import queries
from jobs.retention.actions import remove_due_rows
from notices.models import Notice, Webhook, WebhookDelivery
from operations.retention import page
from operations.retention.page import RetentionRow
from tests.accounts.factories import make_admin, make_organisation
from tests.reviews.accounts import give
from tests.reviews.scene import html_of, in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
PAGE = "/retention/"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


def row(client: Client, label: str) -> RetentionRow:
    (line,) = (line for line in client.get(PAGE).context["rows"] if line.label == label)
    return line


def test_page_shows_what_is_due_and_the_last_run(admin: Client, settings: Settings) -> None:
    settings.UNUSED_FILE_DAYS = 3
    put_blob(b"12345", name="a.txt", now=timezone.now() - timedelta(days=4))

    line = row(admin, "Uploaded files that no listing uses")
    assert "Uploaded files" in admin.get(line.setting_url).content.decode()
    assert (line.due, line.period, line.setting) == ("1 record · 5 bytes", "3 days", "UNUSED_FILE_DAYS")
    assert line.oldest == Blob.objects.get().touched_at
    assert line.last_run is None

    remove_due_rows(renew=lambda: None)

    line = row(admin, "Uploaded files that no listing uses")
    assert (line.due, line.oldest, line.removed) == ("", None, "1 record")
    assert line.last_run


def test_page_announces_what_the_next_run_removes(admin: Client) -> None:
    """Also rows that are only free once the same run has removed others, and each row once."""
    long_ago = timezone.now() - timedelta(days=400)
    Session.objects.create(pk="over", session_data="", expire_date=long_ago)
    UserSession.objects.create(user=make_admin(), session_key="over", ip="192.0.2.1", last_seen_at=long_ago)
    values = {"url": "https://hooks.partner.example", "secret": "", "created_at": long_ago}
    removed = Webhook.objects.create(organisation=make_organisation(), removed_at=long_ago, **values)
    WebhookDelivery.objects.create(
        webhook=removed, event="x", key="x", body="{}", created_at=long_ago, next_attempt_at=long_ago
    )
    announced = {line.label: line.due for line in admin.get(PAGE).context["rows"] if line.due}

    remove_due_rows(renew=lambda: None)

    assert announced == {line.label: line.removed for line in admin.get(PAGE).context["rows"] if line.removed}
    assert set(announced.values()) == {"1 record"}
    assert len(announced) == 4


def test_bytes_of_very_many_files_are_not_added_up(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_COUNTED_ROWS", 1)
    monkeypatch.setattr(page, "MAX_COUNTED_ROWS", 1)
    for content in (b"12345", b"67890"):
        put_blob(content, name="a.txt", now=timezone.now() - timedelta(days=400))

    with CaptureQueriesContext(connection) as captured:
        line = row(admin, "Uploaded files that no listing uses")

    assert line.due == "over 1"
    assert [query["sql"] for query in captured if "SUM(" in query["sql"]] == []


def test_periods_without_an_end_have_words(admin: Client, settings: Settings) -> None:
    settings.NOTICE_DAYS = 0
    Notice.objects.all().delete()

    assert row(admin, "Notices in the portal").period == "Unlimited"
    assert row(admin, "Sessions that have expired").period == "Not kept"


def test_page_says_what_stays_and_what_other_jobs_remove(admin: Client) -> None:
    html = html_of(admin, PAGE)

    assert "<code>Event</code>" in html
    assert "The audit log is kept indefinitely so that its hash chain can be verified." in html
    assert "<code>TEST_ACCOUNT_DAYS</code>" in html


def test_page_counts_what_other_jobs_remove(admin: Client) -> None:
    assert {line.due for line in admin.get(PAGE).context["separate"]} == {"Found only by the job", ""}
    changed_at = timezone.now() - timedelta(days=61)

    give(in_review(), now=changed_at)

    lines = {line.due: line.oldest for line in admin.get(PAGE).context["separate"]}
    assert lines == {"Found only by the job": None, "1 record": changed_at}
