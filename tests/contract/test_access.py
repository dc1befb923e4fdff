"""Every URL for every role: who has access, who is redirected to sign in, who gets a 404. All changes
are rolled back.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from copy import deepcopy
from functools import cache

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct, structs

from accounts.models import Person
from audit.models import Event
from tests.contract.access_table import DRAFT, LEADS, MEMBERS, READS, ROLES, STAFF, WRITES, Access
from tests.contract.access_world import PASSWORD, World
from tests.contract.addresses import address_of, urls
from tests.contract.tree import ROOT
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
# Why a role can't write where only reading is possible, and vice versa.
CLOSED = (401, 403, 404, 405)
POWERFUL = ("owner", "lead", "admin")


class Request(Struct, frozen=True, kw_only=True):
    """A client's request; json is sent instead of data if it is set."""

    method: str
    address: str
    data: Mapping[str, str]
    json: Mapping[str, object] | None

    def send(self, client: Client) -> HttpResponse:
        if self.method == "get":
            return client.get(self.address)  # type: ignore[return-value]  # Django's own, with more in it
        if self.json is not None:
            return client.post(self.address, self.json, content_type="application/json")  # type: ignore[return-value]
        return client.post(self.address, self.data)  # type: ignore[return-value]


APPS = sorted({name.partition(":")[0] for name in {**READS, **WRITES}})


@pytest.fixture(scope="module")
def clients(world: World) -> Mapping[str, Client]:
    return {role: _client(person) for role, person in world.people.items()}


def test_every_url_has_its_line() -> None:
    lines = {*READS, *WRITES}
    assert set(urls()) - lines == set(), "add these URLs to READS or WRITES in tests/contract/access_table.py"
    assert lines - set(urls()) == set(), "remove these lines from tests/contract/access_table.py"


@pytest.mark.parametrize("app", APPS)
def test_each_role_reads_what_it_may(app: str, world: World, clients: Mapping[str, Client]) -> None:
    found = {name: _reaching("get", name, READS[name], world, clients) for name in _of(app, READS)}

    assert _differing(found, READS) == {}


@pytest.mark.parametrize("app", APPS)
def test_each_role_writes_what_it_may(app: str, world: World, clients: Mapping[str, Client]) -> None:
    found = {name: _reaching("post", name, WRITES[name], world, clients) for name in _of(app, WRITES)}

    assert _differing(found, WRITES) == {}


def test_drafts_are_hidden_from_reviewers(world: World, clients: Mapping[str, Client]) -> None:
    """Content that was never submitted is visible only to its partner, leads and admins."""
    pages = [name for name in _of("studio", READS) if "listing_id" in urls()[name].pattern.converters]
    for_editors = {"studio:name", "studio:fix", "studio:revision-import"}
    asked = {*pages, "files:file"} - for_editors - {"studio:submission"}

    found = {name: _reaching("get", name, Access(roles=(), at=DRAFT), world, clients) for name in sorted(asked)}

    assert found == {name: {*MEMBERS, *LEADS} for name in found}


@pytest.mark.parametrize("method, table", [("get", READS), ("post", WRITES)])
def test_url_does_nothing_else(
    method: str, table: Mapping[str, Access], world: World, clients: Mapping[str, Client]
) -> None:
    """A method without a row returns 405, even to the roles with the most rights."""
    some = {role: clients[role] for role in POWERFUL}
    others = [name for name in urls() if name not in table]

    reached = {name: _reaching(method, name, {**READS, **WRITES}[name], world, some) for name in others}

    assert {name: roles for name, roles in reached.items() if roles} == {}


def _is_for_staff(name: str) -> bool:
    roles = {role for table in (READS, WRITES) if name in table for role in table[name].roles}
    return bool(roles) and roles <= {*STAFF}


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_pages_of_staff_are_closed_to_others(method: str, world: World, clients: Mapping[str, Client]) -> None:
    """For each method, visitors and partners are refused, get a 404, or must sign in."""
    others = {role: client for role, client in clients.items() if role not in STAFF}
    found = {}
    for name in filter(_is_for_staff, urls()):
        address = address_of(name, {**READS, **WRITES}[name], world)
        for role, client in others.items():
            response = getattr(client, method)(address)
            is_sign_in = response.status_code == 302 and "/accounts/login/?next=" in response.headers["Location"]
            if not is_sign_in and response.status_code not in (403, 404):
                found.setdefault(name, {})[role] = response.status_code

    assert found == {}


# Input of people, and of vulnerability scanners, in URLs and forms. Cursors are a list in base64.
_LISTS = ('["\\u0000", "\\u0000"]', '["x", "\\ud800"]', '["x", "x"]', "[" * 3000)
HOSTILE = ("a%00b", "%ED%A0%80", "-1", "9" * 400)
CURSORS = tuple(urlsafe_b64encode(text.encode()).decode() for text in _LISTS)
_CURSOR = "after"  # the parameter with the last row of the page before
_PARAMETER = re.compile(r"""GET\.get(?:list)?\("(\w+)"|\bquery\.get\("(\w+)"|\bvalues\.get\("(\w+)\"""")


@cache
def parameters() -> list[str]:
    """Every parameter name that a view reads from a URL."""
    sources = (path.read_text("utf-8") for app in settings.SLIPWAY_APPS for path in (ROOT / app).rglob("*.py"))
    return sorted({name for source in sources for names in _PARAMETER.findall(source) for name in names if name})


@pytest.mark.parametrize("value, cursor", [*zip(HOSTILE, CURSORS, strict=True)], ids=lambda text: text[:12])
def test_no_address_makes_the_portal_fail(value: str, cursor: str, world: World, clients: Mapping[str, Client]) -> None:
    """No value of a query parameter causes a server error (`_is_reached` fails for status 500).

    All parameters get the value at the same time, and the cursor gets a list. If an owner and an admin may read a page,
    they alternate.
    """
    for name, access in READS.items():
        readers = [role for role in ("owner", "admin") if role in access.roles] or ["owner"]
        reader = readers[HOSTILE.index(value) % len(readers)]
        names = {*parameters(), *access.data} - {_CURSOR}
        query = "&".join([*(f"{each}={value}" for each in names), f"{_CURSOR}={cursor}"])
        _reaching("get", name, access, world, {reader: clients[reader]}, query=query)


def test_no_form_makes_the_portal_fail(world: World, clients: Mapping[str, Client]) -> None:
    """One form value at a time contains characters that no database stores; the others are valid."""
    for name, access in WRITES.items():
        some = {role: clients[role] for role in access.roles[-1:] if role in clients}
        for key, value in access.data.items():
            poisoned = structs.replace(access, data={**access.data, key: f"{value}\0"})
            _reaching("post", name, poisoned, world, some)


def _differing(found: Mapping[str, set[str]], table: Mapping[str, Access]) -> dict[str, object]:
    """{name: (who has access and should not, who should and does not)}."""
    wrong = {name: (reached - {*table[name].roles}, {*table[name].roles} - reached) for name, reached in found.items()}
    return {name: both for name, both in wrong.items() if any(both)}


def _of(app: str, table: Mapping[str, Access]) -> list[str]:
    return [name for name in table if name.partition(":")[0] == app]


def _reaching(
    method: str, name: str, access: Access, world: World, clients: Mapping[str, Client], *, query: str | None = None
) -> set[str]:
    """The roles that have access. query replaces the query in the table."""
    known, address = world.kwargs[access.at], address_of(name, access, world)
    data = {key: value.format_map(known) for key, value in access.data.items()}
    asked = {key.removeprefix("?"): value for key, value in data.items() if method == "get" or key[0] == "?"}
    posted = {key: value for key, value in data.items() if key[0] != "?"}
    whole = f"{address}?{urlencode(asked) if query is None else query}"
    request = Request(method=method, address=whole, data=posted, json=access.json)
    return {role for role in ROLES if role in clients and _is_reached(clients[role], request)}


def _is_reached(client: Client, request: Request) -> bool:
    """Whether the response is neither a redirect to sign in nor a refusal."""
    cookies = deepcopy(client.cookies)
    with undone():
        before = Event.objects.count()
        response = request.send(client)
        list(response)  # a file response stays open until it has been read
        is_fault = response.status_code >= 500 and not request.address.startswith(
            "/health/"
        )  # the response lists the services that are down
        assert not is_fault, f"{request.address} answers {response.status_code}"
        assert request.method == "post" or Event.objects.count() == before, f"reading {request.address} is an act"
    client.cookies = cookies  # after a failed attempt to delete the account, the person is signed in again
    is_sign_in = response.status_code == 302 and "/accounts/login/?next=" in response.headers["Location"]
    return not is_sign_in and response.status_code not in CLOSED


def _client(person: Person | None) -> Client:
    """A browser in which the person has just typed their password."""
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
        response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert response.status_code == 302, response.content
    return client
