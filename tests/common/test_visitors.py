"""Forms of visitors have no token: the Origin header shows where they come from."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}
LANGUAGE = ("/preferences/language/", {"language": "ja", "next": "/"})


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def sign_in(browser: Client) -> None:
    fields = {"login": make_person("ada").email, "password": PASSWORD}
    assert browser.post("/accounts/login/", fields, headers=OURS).status_code == 302


@pytest.mark.parametrize(
    "origin, status",
    [
        ({"origin": "http://testserver"}, 302),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": "http://testserver/"}, 403),  # without encryption a Referer proves nothing
        ({}, 403),
    ],
)
def test_form_of_a_visitor_is_taken_from_our_own_pages(browser: Client, origin: dict[str, str], status: int) -> None:
    assert browser.post(*LANGUAGE, headers=origin).status_code == status


@pytest.mark.parametrize(
    "origin, status",
    [({"referer": "https://testserver/"}, 302), ({"referer": "https://evil.example/"}, 403), ({}, 403)],
)
def test_browser_that_names_no_origin_names_its_page(browser: Client, origin: dict[str, str], status: int) -> None:
    assert browser.post(*LANGUAGE, headers=origin, secure=True).status_code == status


def test_signed_in_person_sends_the_token_too(browser: Client) -> None:
    sign_in(browser)

    assert browser.post(*LANGUAGE, headers=OURS).status_code == 403
    token = browser.get("/profile/").context["csrf_token"]
    assert browser.post(*LANGUAGE, headers={**OURS, "x-csrftoken": str(token)}).status_code == 302


def test_session_without_the_cookie_of_the_token_is_no_visitor(browser: Client) -> None:
    sign_in(browser)
    del browser.cookies["csrftoken"]

    assert browser.post(*LANGUAGE, headers=OURS).status_code == 403


def test_page_that_begins_a_session_has_the_token_of_its_forms(browser: Client, settings: Settings) -> None:
    """The password was right, but the person must use the provider of staff: the page has a button to it."""
    settings.STAFF_ISSUER = "https://login.platform.example"
    fields = {"login": make_person("grace", is_admin=True).email, "password": PASSWORD}
    page = browser.post("/accounts/login/", fields, headers=OURS)
    form = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}

    assert page.status_code == 403
    assert settings.SESSION_COOKIE_NAME in browser.cookies
    assert browser.post(LANGUAGE[0], {**LANGUAGE[1], **form}, headers=OURS).status_code == 302


@pytest.mark.parametrize("path", ["/accounts/login/", "/catalog/", "/accounts/password/reset/"])
def test_page_without_a_session_sets_no_cookie(browser: Client, path: str) -> None:
    browser.get(path)

    assert not browser.cookies


@pytest.mark.parametrize("path, status", [("/favicon.ico", 302), ("/robots.txt", 200), ("/health/live", 200)])
def test_answer_that_is_the_same_for_everybody_reads_no_session(
    client: Client, django_assert_num_queries: pytest.FixtureRequest, path: str, status: int
) -> None:
    client.force_login(make_person())

    with django_assert_num_queries(0):
        response = client.get(path)

    assert response.status_code == status
