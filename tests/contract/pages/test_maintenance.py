"""During maintenance, no request of a page changes a table, and everything can still be read."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.maintenance import WRITABLE_VIEWS, MaintenanceWindow, remember_window
from tests.contract.access_table import READS, Access
from tests.contract.access_world import World
from tests.contract.access_writes import WRITES
from tests.contract.pages.requests import get_request, post_request
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access"), pytest.mark.slow]
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# Who is signed in, and where.
_SESSIONS = {"django_session", "usersessions_usersession"}
# What is recorded must wait: downloads, and requests to the test server of OAuth.
_RECORDED = {
    "accounts:profile-export",
    "insights:insights-csv",
    "insights:organisation-csv",
    "operations:setting-export",
    "reviews:submission-download",
    "studio:revision-export",
    "trials:authorize",
    "validation:dispute-case",
    "validation:live-report",
}


@pytest.fixture
def _maintenance() -> None:
    now = timezone.now()
    window = MaintenanceWindow(starts_at=now, until=now + timedelta(minutes=20), reason="Larger database")
    remember_window(window, seconds=3_600)


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables to which the block writes."""
    tables = set[str]()

    def record(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if match := _WRITE.match(sql):
            tables.add(match[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(record):
        yield tables


@pytest.mark.usefixtures("_maintenance")
def test_no_form_changes_a_table(world: World, clients: Mapping[str, Client]) -> None:
    wrong = {}
    for name, access in WRITES.items():
        if name in WRITABLE_VIEWS or not access.roles:
            continue
        request = post_request(name, access, world)
        with undone(), writes() as tables:
            response = request._response(clients[access.roles[-1]])
        is_refused = response.status_code == 503 and 10 < int(response.headers["Retry-After"]) <= 1_200
        if tables - _SESSIONS or not is_refused:
            wrong[name] = (response.status_code, tables)

    assert wrong == {}


@pytest.mark.usefixtures("_maintenance")
def test_pages_can_be_read_and_change_no_table(world: World, clients: Mapping[str, Client]) -> None:
    wrong, recorded = {}, set[str]()
    for name, access in READS.items():
        if not access.roles:
            continue
        response, tables = _read(name, access, world, clients)
        if response.status_code == 503 and name != "health-ready":
            recorded.add(name)
        if tables - _SESSIONS:
            wrong[name] = (response.status_code, tables)

    assert (wrong, recorded) == ({}, _RECORDED)


def _read(name: str, access: Access, world: World, clients: Mapping[str, Client]) -> tuple[Any, set[str]]:
    request = get_request(name, access, world)
    with undone(), writes() as tables:
        response = request._response(clients[access.roles[-1]])
        b"".join(response)
    return response, tables
