"""Responses while the database is unavailable, to a bug, and to a form with too much text."""

import html
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import translation

from common.errors import TextTooLong
from tests.accounts.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
FORM, SIGN_IN = "/listings/new/", "/accounts/login/"
TYPED = 'Kelp "Queue"\nfor <ferries>'


@pytest.fixture(params=[OperationalError, InterfaceError])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A browser that signed in before the database became unavailable."""
    client = Client(raise_request_exception=False)
    client.force_login(make_member(make_organisation()))

    def no_cursor(*_: object) -> None:
        raise request.param

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", no_cursor)
        yield client


def _assert_unavailable(response: HttpResponse) -> str:
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


def _fields(page: str) -> dict[str, str]:
    """The hidden fields of a page, and the URL of its form as `action`."""
    fields: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            values = {name: value or "" for name, value in attrs}
            if tag == "input":
                fields[values["name"]] = values["value"]
            if tag == "form":
                fields["action"] = values["action"]

    Reader().feed(page)
    return fields


def test_a_page_offers_itself_again(client: Client) -> None:
    page = _assert_unavailable(client.get("/listings/?q=kelp"))

    assert "Temporarily unavailable" in page
    assert 'href="/listings/?q=kelp"' in page


def test_a_form_that_was_sent_is_kept_in_the_page(client: Client) -> None:
    sent = {"name": TYPED, "categories": "a", "csrfmiddlewaretoken": "of-the-page"}
    page = _assert_unavailable(client.post(f"{FORM}?from=home", sent))

    assert _fields(page) == {"action": f"{FORM}?from=home", **sent}


@pytest.mark.parametrize(
    "sent",
    [
        {"password": "kelp-anchor"},
        {"secret": "kelp-anchor"},
        {"token": "kelp-anchor"},
        {"file": SimpleUploadedFile("a.txt", b"kelp-anchor")},
    ],
)
def test_a_password_or_a_file_is_not_kept_and_the_page_leads_back(client: Client, sent: dict[str, object]) -> None:
    response = client.post(SIGN_IN, {"login": "me@partner.example", **sent}, HTTP_REFERER=f"http://testserver{SIGN_IN}")
    page = _assert_unavailable(response)

    assert "kelp-anchor" not in page
    assert _fields(page) == {}
    assert f'href="{SIGN_IN}"' in page


def test_scripts_get_json_and_parts_of_a_page_a_toast(client: Client) -> None:
    script = client.get("/listings/", headers={"Accept": "application/json"})
    part = client.get("/listings/", headers={"HX-Request": "true"})

    _assert_unavailable(script)
    assert script.json()["code"] == "database-unavailable"
    assert "toast" in part.headers["HX-Trigger"]
    assert _assert_unavailable(part) == ""


def test_a_fault_of_ours_is_shown_with_the_number_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_: object) -> None:
        raise ZeroDivisionError("the secret")

    monkeypatch.setattr("studio.home.views.visible_listings", raising)
    browser = Client(raise_request_exception=False)
    browser.force_login(make_member(make_organisation()))

    response = browser.get("/")

    page = response.content.decode()
    assert response.status_code == 500
    assert f"<code>{response.headers['X-Request-ID']}</code>" in page
    assert "ZeroDivisionError" not in page
    assert "secret" not in page


class TestTooMuchText:
    SENT: ClassVar = {"name": "k" * 3_000_000}

    @pytest.fixture
    def client(self) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_member(make_organisation(), language="fr"))
        client.get(FORM)  # sets the cookie of the token, which is checked first
        return client

    @pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
    def test_a_form_gets_a_page_in_the_language_of_the_reader(self, client: Client, content_type: str) -> None:
        data = self.SENT if content_type == MULTIPART_CONTENT else urlencode(self.SENT)

        response = client.post(FORM, data, content_type=content_type, headers={"Referer": f"http://testserver{FORM}"})

        page = html.unescape(response.content.decode())
        assert response.status_code == 413
        assert '<html lang="fr"' in page
        assert translation.override("fr")(str)(TextTooLong()) in page
        assert f'href="{FORM}"' in page

    def test_scripts_get_json_and_parts_of_a_page_a_toast(self, client: Client) -> None:
        script = client.post(FORM, self.SENT, headers={"Accept": "application/json"})
        part = client.post(FORM, self.SENT, headers={"HX-Request": "true"})

        assert (script.status_code, script.json()["code"]) == (413, "too-large")
        assert (part.status_code, part.content) == (413, b"")
        assert "toast" in part.headers["HX-Trigger"]
