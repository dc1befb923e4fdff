"""Which responses may be cached: pages that are the same for every visitor, and nothing else."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from common.visitors import PRIVATE_CACHE_CONTROL, PUBLIC_CACHE_CONTROL
from tests.contract.access_table import READS
from tests.contract.access_world import World
from tests.contract.addresses import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
FILES = ["files:file", "files:rendition", "api:command-wheel"]  # named by digest and cached by the browser
ICON, ROBOTS = "common:favicon", "common:robots"  # the same for everybody
ENTRANCES = ["account_login", "account_signup", "account_reset_password"]
OF_ALLAUTH = [*ENTRANCES, "account_email_verification_sent", "account_reset_password_done", "account_email"]
# The session remembers the invitation, so that signing up needs no second e-mail.
SETS_COOKIE = ["accounts:invitation-open"]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def addresses(world: World) -> dict[str, str]:
    ours = {name: _with_query(name, world) for name in READS if name not in [*FILES, ICON]}
    return ours | {name: reverse(name) for name in OF_ALLAUTH} | {"no such page": "/no-such-page/"}


def test_first_visit_sets_no_cookie_and_public_pages_may_be_cached(world: World) -> None:
    responses = {name: Client().get(address) for name, address in addresses(world).items()}

    assert [name for name, response in responses.items() if response.cookies] == SETS_COOKIE
    assert {
        name for name, response in responses.items() if _cache_of(response) == PUBLIC_CACHE_CONTROL
    } == settings.PUBLIC_PAGES
    assert {_cache_of(response) for response in responses.values()} == {PUBLIC_CACHE_CONTROL, PRIVATE_CACHE_CONTROL}


def test_icon_is_cached_for_a_day(visitor: Client) -> None:
    assert _cache_of(visitor.get(reverse(ICON))) == "public, max-age=86400"


def test_public_pages_vary_and_carry_no_token(world: World) -> None:
    for name in settings.PUBLIC_PAGES:
        response = Client().get(addresses(world)[name])

        assert {"Cookie", "Accept-Language", "HX-Request"} <= set(re.split(r", *", response.headers["Vary"])), name
        assert "csrf" not in response.content.decode().lower(), name


@pytest.mark.parametrize("role", ["outsider", "owner", "lead", "admin"])
def test_nothing_is_stored_for_signed_in_people(role: str, world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role])

    found = {name: _cache_of(client.get(address)) for name, address in addresses(world).items()}

    assert {name for name, cache in found.items() if cache != PRIVATE_CACHE_CONTROL} == {ROBOTS}


@pytest.mark.parametrize("cookie", ["theme", settings.LANGUAGE_COOKIE_NAME, "anything"])
def test_page_for_a_browser_with_a_cookie_is_not_stored(cookie: str, visitor: Client) -> None:
    visitor.cookies[cookie] = "ja"

    assert _cache_of(visitor.get("/catalogue/")) == PRIVATE_CACHE_CONTROL


def test_files_are_cached_by_the_browser_alone(world: World) -> None:
    client = Client()
    client.force_login(world.people["owner"])

    assert _cache_of(client.get(address_of("files:file", READS["files:file"], world))).startswith("private, max-age=")


def test_gone_tiles_and_refused_forms_are_not_stored(world: World, visitor: Client) -> None:
    assert _cache_of(visitor.post(reverse("account_login"), {"login": "x"})) == PRIVATE_CACHE_CONTROL
    assert _cache_of(visitor.get("/catalogue/no-such-tile/")) == PRIVATE_CACHE_CONTROL


def _with_query(name: str, world: World) -> str:
    access = READS[name]
    known = world.kwargs[access.at]
    query = urlencode({key: value.format_map(known) for key, value in access.data.items()})
    return f"{address_of(name, access, world)}?{query}"


def _cache_of(response: HttpResponse) -> str:
    """Cache-Control. allauth uses a longer form of PRIVATE."""
    list(response)  # the response of an archive stays open until it has been read
    value = response.headers["Cache-Control"]
    return PRIVATE_CACHE_CONTROL if {"private", "no-store"} <= set(value.split(", ")) else value
