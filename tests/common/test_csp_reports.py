"""Browsers' reports about the content security policy, and the contact for security problems."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from pytest_django import Settings
from structlog.testing import capture_logs

from common.csp_reports import MAX_REPORT_BYTES, MOST_REPORTS

pytestmark = pytest.mark.django_db
REPORT = {
    "csp-report": {
        "document-uri": "http://testserver/invitations/accept/?token=secret",
        "violated-directive": "script-src",
        "blocked-uri": "https://evil.example/" + "x" * 500,
        "other": "not logged",
    }
}


def _send(client: Client, body: object = REPORT) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post("/csp-reports/", text, content_type="application/csp-report").status_code


def test_report_is_one_log_line_without_secrets() -> None:
    with capture_logs() as lines:
        status = _send(Client(enforce_csrf_checks=True))

    (line,) = [entry for entry in lines if entry["event"] == "csp_report"]
    assert status == 204
    assert (line["document_uri"], line["violated_directive"]) == (
        "http://testserver/invitations/accept/",
        "script-src",
    )
    assert len(line["blocked_uri"]) == 200
    assert "other" not in line


@pytest.mark.parametrize(
    "body, status",
    [("x" * (MAX_REPORT_BYTES + 1), 413), ("no json", 400), ([], 400), ({"csp-report": 5}, 400), ("[" * 7_000, 400)],
)
def test_other_bodies_are_refused_without_a_line(body: object, status: int) -> None:
    with capture_logs() as lines:
        assert _send(Client(), body) == status
    assert not [entry for entry in lines if entry["event"] == "csp_report"]


def test_reports_of_one_source_are_limited() -> None:
    statuses = [_send(Client()) for _ in range(MOST_REPORTS + 1)]

    assert statuses == [204] * MOST_REPORTS + [429]
    assert _send(Client(REMOTE_ADDR="203.0.113.9")) == 204


def test_pages_name_the_address_for_reports() -> None:
    assert "report-uri /csp-reports/" in Client().get("/accounts/login/")["Content-Security-Policy"]


def test_security_contact_is_a_setting(client: Client, settings: Settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@partners.example"

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@partners.example"
    assert fields["Canonical"] == f"{portal_settings.PUBLIC_URL}/.well-known/security.txt"
    now = datetime.now(UTC)
    assert now < datetime.fromisoformat(fields["Expires"]) < now + timedelta(days=366)
