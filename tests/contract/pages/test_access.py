"""Every URL for every role: who has access, who is redirected to sign in, who gets a 404. All changes
are rolled back.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from msgspec import structs

from tests.contract.access_table import DRAFT, LEADS, MEMBERS, READS, ROLES, STAFF, Access
from tests.contract.access_world import World
from tests.contract.access_writes import WRITES
from tests.contract.addresses import address_of, urls
from tests.contract.pages.requests import Request, Visits, get_request, is_sign_in, post_request
from tests.contract.tree import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
POWERFUL = ("owner", "lead", "admin")
OUTSIDE = ("anonymous", "owner")
METHODS = ("get", "head", "post", "put", "delete", "options")
ALL = {**READS, **WRITES}


def test_every_url_has_its_line() -> None:
    lines = {*READS, *WRITES}
    assert set(urls()) - lines == set(), "add these URLs to tests/contract/access_table.py or access_writes.py"
    assert lines - set(urls()) == set(), "remove these lines from tests/contract/access_table.py or access_writes.py"


@pytest.mark.slow
def test_each_role_reads_what_it_may(visits: Visits) -> None:
    reached = {name: {role for role in ROLES if visits[role][name].is_reached} for name in READS}

    assert _differences(reached, READS) == {}


@pytest.mark.slow
def test_each_role_writes_what_it_may(world: World, clients: Mapping[str, Client]) -> None:
    reached = {name: _roles(post_request(name, access, world), clients) for name, access in WRITES.items()}

    assert _differences(reached, WRITES) == {}


@pytest.mark.slow
def test_drafts_are_hidden_from_reviewers(world: World, clients: Mapping[str, Client]) -> None:
    """Content that was never submitted is visible only to its partner, leads and admins."""
    pages = {name for name in READS if name.startswith("studio:") and "listing_id" in urls()[name].pattern.converters}
    for_editors = {"studio:name", "studio:fix", "studio:crop", "studio:revision-import", "studio:listing-duplicate"}
    for_partners = {name for name in pages if name.startswith("studio:test-account")}
    names = {*pages, "files:file"} - for_editors - for_partners - {"studio:submission"}

    reached = {name: _roles(get_request(name, Access(roles=(), at=DRAFT), world), clients) for name in sorted(names)}

    assert reached == {name: {*MEMBERS, *LEADS} for name in names}


@pytest.mark.slow
@pytest.mark.parametrize("request_of, table", [(get_request, READS), (post_request, WRITES)])
def test_url_does_nothing_else(
    request_of: Callable[[str, Access, World], Request],
    table: Mapping[str, Access],
    world: World,
    clients: Mapping[str, Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A method without a row returns 405, even to the roles with the most rights; for htmx, it has no page."""
    powerful = {role: clients[role] for role in POWERFUL}
    for client in powerful.values():
        monkeypatch.setitem(client.defaults, "HTTP_HX_REQUEST", "true")

    reached = {name: _roles(request_of(name, ALL[name], world), powerful) for name in urls() if name not in table}

    assert {name: roles for name, roles in reached.items() if roles} == {}


def _is_for_staff(name: str) -> bool:
    roles = {role for table in (READS, WRITES) if name in table for role in table[name].roles}
    return bool(roles) and roles <= {*STAFF}


@pytest.mark.slow
def test_pages_of_staff_are_closed_to_others(world: World, clients: Mapping[str, Client]) -> None:
    """For each method, visitors and partners are refused, get a 404, or must sign in."""
    statuses = {}
    for name in filter(_is_for_staff, urls()):
        address = address_of(name, ALL[name], world)
        for role, method in product(OUTSIDE, METHODS):
            response = getattr(clients[role], method)(address)
            if not is_sign_in(response) and response.status_code not in (403, 404):
                statuses[name, role, method] = response.status_code

    assert statuses == {}


# Input of people, and of vulnerability scanners, in URLs and forms. Cursors are a list in base64.
_LISTS = ('["\\u0000", "\\u0000"]', '["x", "\\ud800"]', '["x", "x"]', "[" * 3000)
HOSTILE = ("a%00b", "%ED%A0%80", "-1", "9" * 5000)
CURSORS = tuple(urlsafe_b64encode(text.encode()).decode() for text in _LISTS)
_CURSOR = "after"  # the parameter with the last row of the page before
_PARAMETER = re.compile(r"""GET\.get(?:list)?\("(\w+)"|\bquery\.get\("(\w+)"|\bvalues\.get\("(\w+)\"""")


@cache
def parameters() -> list[str]:
    """Every parameter name that a view reads from a URL."""
    sources = (path.read_text("utf-8") for app in settings.SLIPWAY_APPS for path in (ROOT / app).rglob("*.py"))
    return sorted({name for source in sources for names in _PARAMETER.findall(source) for name in names if name})


@pytest.mark.parametrize("value, cursor", [*zip(HOSTILE, CURSORS, strict=True)], ids=lambda text: text[:12])
@pytest.mark.slow
def test_no_address_makes_the_portal_fail(value: str, cursor: str, world: World, clients: Mapping[str, Client]) -> None:
    """No value of a query parameter causes a server error (sending a request fails for status 500).

    All parameters get the value at the same time, and the cursor gets a list. If an owner and an admin may read a page,
    they alternate.
    """
    for name, access in READS.items():
        readers = [role for role in ("owner", "admin") if role in access.roles] or ["owner"]
        reader = readers[HOSTILE.index(value) % len(readers)]
        names = {*parameters(), *access.data} - {_CURSOR}
        query = "&".join([*(f"{parameter}={value}" for parameter in names), f"{_CURSOR}={cursor}"])
        get_request(name, access, world, query=query).send(clients[reader])


@pytest.mark.slow
def test_no_form_makes_the_portal_fail(world: World, clients: Mapping[str, Client]) -> None:
    """One form value at a time contains characters that no database stores; the others are valid."""
    for name, access in WRITES.items():
        for key, value in access.data.items():
            poisoned = structs.replace(access, data={**access.data, key: f"{value}\0"})
            post_request(name, poisoned, world).send(clients[access.roles[-1]])


def _differences(reached: Mapping[str, set[str]], table: Mapping[str, Access]) -> dict[str, object]:
    """{name: (who has access and should not, who should and does not)}."""
    wrong = {name: (roles - {*table[name].roles}, {*table[name].roles} - roles) for name, roles in reached.items()}
    return {name: both for name, both in wrong.items() if any(both)}


def _roles(request: Request, clients: Mapping[str, Client]) -> set[str]:
    """The roles that have access."""
    return {role for role, client in clients.items() if request.send(client).is_reached}
