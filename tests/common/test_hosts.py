"""Requests for host names that the portal doesn't answer to."""

import pytest
from django.conf import LazySettings
from django.test import Client
from structlog.testing import capture_logs

from accounts.actors import actor_of
from accounts.models import Organisation
from tests.accounts.factories import make_application, make_member, make_organisation

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CALLS = (
    "/api/v1/listings",
    "/v1.0/ingestion/products",
    "/api/publishers/acme/offers",
    "/rp/product-ingestion/configure",
    "/acme/oauth2/v2.0/token",
    "/file/01a2090e-eeb1-7a78-95e7-449567a35396",
)
PAGES = (
    "/",
    "/catalogue/",
    "/accounts/login/",
    "/health/live",
    "/robots.txt",
    "/static/css/page.css",
    "/no-such-page/",
)
HOSTS = ("other.example", "a_b", "x y", "[::g]", "", "testserver.other.example", "other.example:80", "é.example")


def client_of(host: str) -> Client:
    return Client(raise_request_exception=False, HTTP_HOST=host)


@pytest.mark.parametrize("host", HOSTS)
def test_every_address_and_method_is_refused_with_400(host: str) -> None:
    client = client_of(host)
    statuses = {
        (path, method): client.generic(method, path, b'{"a": 1}', content_type="application/json").status_code
        for path in (*CALLS, *PAGES)
        for method in METHODS
    }
    assert {call: status for call, status in statuses.items() if status != 400} == {}


@pytest.mark.parametrize("path", CALLS)
def test_a_call_gets_the_reason_and_the_address_in_the_format_of_its_surface(path: str) -> None:
    response = client_of("other.example").post(path)
    assert response["Content-Type"].split(";")[0] in {"application/json", "application/xml"}
    text = "Slipway is not available at this host name. Use http://127.0.0.1:8000 instead."
    assert text in response.content.decode().replace("\\\\u0020", " ")


def test_a_page_links_to_the_portal_and_has_its_style_sheets() -> None:
    client = client_of("other.example")
    assert client.post("/api/v1/listings").json()["error"]["code"] == "unknown-host"
    page = client.post("/accounts/login/", {"login": "a"}, headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="fr"' in page
    assert 'href="http://127.0.0.1:8000/"' in page
    addresses = [line for line in page.splitlines() if 'rel="stylesheet"' in line]
    assert len(addresses) == sum('href="http://127.0.0.1:8000/static/' in line for line in addresses) == 1


def test_the_page_has_a_policy_that_allows_its_style_sheets() -> None:
    policy = client_of("other.example").get("/")["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["frame-ancestors"] == "'none'"
    assert directives["style-src"] == directives["img-src"] == "http://127.0.0.1:8000"


def test_the_log_names_the_settings_and_the_host() -> None:
    with capture_logs() as lines:
        client_of("other.example").get("/api/v1/listings")
    (line,) = [entry for entry in lines if entry["log_level"] == "warning"]
    assert line["host"] == "other.example"
    assert "API_HOSTS" in line["event"]
    assert "ALLOWED_HOSTS" in line["event"]


def test_the_page_of_an_application_shows_the_addresses_for_clients(client: Client, settings: LazySettings) -> None:
    settings.API_ADDRESSES = ["https://portal.example", "https://api.partner.example"]
    owner = make_member(make_organisation())
    application = make_application(Organisation.objects.get(), actor_of(owner))
    client.force_login(owner)

    page = client.get(application.get_absolute_url()).content.decode()

    assert [address in page for address in settings.API_ADDRESSES] == [True, True]
