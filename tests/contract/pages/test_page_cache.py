"""Which responses may be cached: pages that are the same for every visitor, and nothing else."""

import re
from collections.abc import Mapping

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from common.visitors import PRIVATE_CACHE_CONTROL, PUBLIC_CACHE_CONTROL
from tests.contract.pages.requests import Request, Visit, Visits

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access"), pytest.mark.slow]
FILES = ["files:file", "files:rendition", "api:command-wheel"]  # named by digest and cached by the browser
ICON, ROBOTS = "common:favicon", "common:robots"  # the same for everybody
ENTRANCES = ["account_login", "account_signup", "account_reset_password"]
OF_ALLAUTH = [*ENTRANCES, "account_email_verification_sent", "account_reset_password_done", "account_email"]
# The session remembers the invitation, so that signing up needs no second e-mail.
# The challenge for a passkey is in the session.
SETS_COOKIE = ["accounts:passkey-options", "accounts:invitation-open"]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def visited(client: Client, visits: Mapping[str, Visit]) -> dict[str, Visit]:
    """All pages except files: ours, those of allauth, and an address without a page."""
    addresses = {**{name: reverse(name) for name in OF_ALLAUTH}, "no such page": "/no-such-page/"}
    ours = {name: visit for name, visit in visits.items() if name not in [*FILES, ICON]}
    return ours | {name: _get(address, client) for name, address in addresses.items()}


def test_first_visit_sets_no_cookie_and_public_pages_may_be_cached(visitor: Client, visits: Visits) -> None:
    pages = visited(visitor, visits["anonymous"])

    assert [name for name, visit in pages.items() if visit.sets_cookies] == SETS_COOKIE
    cached = {name for name, visit in pages.items() if _cache_of(visit) == PUBLIC_CACHE_CONTROL}
    assert cached == settings.PUBLIC_PAGES
    assert {_cache_of(visit) for visit in pages.values()} == {PUBLIC_CACHE_CONTROL, PRIVATE_CACHE_CONTROL}


def test_icon_is_cached_for_a_day(visitor: Client) -> None:
    assert _get(reverse(ICON), visitor).cache_control == "public, max-age=86400"


def test_public_pages_vary_and_carry_no_token(visitor: Client, visits: Visits) -> None:
    pages = visited(visitor, visits["anonymous"])

    for name in settings.PUBLIC_PAGES:
        visit = pages[name]
        assert {"Cookie", "Accept-Language", "HX-Request"} <= set(re.split(r", *", visit.vary)), name
        assert "csrf" not in visit.page.lower(), name


@pytest.mark.parametrize("role", ["outsider", "owner", "lead", "admin"])
def test_nothing_is_stored_for_signed_in_people(role: str, clients: Mapping[str, Client], visits: Visits) -> None:
    pages = visited(clients[role], visits[role])

    assert {name for name, visit in pages.items() if _cache_of(visit) != PRIVATE_CACHE_CONTROL} == {ROBOTS}


@pytest.mark.parametrize("cookie", ["theme", settings.LANGUAGE_COOKIE_NAME, "anything"])
def test_page_for_a_browser_with_a_cookie_is_not_stored(cookie: str, visitor: Client) -> None:
    visitor.cookies[cookie] = "ja"

    assert _get("/catalogue/", visitor).cache_control == PRIVATE_CACHE_CONTROL


def test_files_are_cached_by_the_browser_alone(visits: Visits) -> None:
    assert visits["owner"]["files:file"].cache_control.startswith("private, max-age=")


def test_gone_tiles_and_refused_forms_are_not_stored(visitor: Client) -> None:
    form = Request(method="post", address=reverse("account_login"), data={"login": "x"})

    assert _cache_of(form.send(visitor)) == PRIVATE_CACHE_CONTROL
    assert _get("/catalogue/no-such-tile/", visitor).cache_control == PRIVATE_CACHE_CONTROL


def _get(address: str, client: Client) -> Visit:
    return Request(method="get", address=address).send(client)


def _cache_of(visit: Visit) -> str:
    """Cache-Control. allauth uses a longer form of PRIVATE."""
    words = set(visit.cache_control.split(", "))
    return PRIVATE_CACHE_CONTROL if {"private", "no-store"} <= words else visit.cache_control
