"""What an admin reads as another person: the person's pages without secrets, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from hashlib import sha256
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.actors import actor_of
from operations.view_as.actions import start_view
from operations.view_as.closed_pages import CLOSED_PAGES, is_closed
from operations.view_as.middleware import SESSION_KEY
from tests.contract.access_table import READS
from tests.contract.access_world import World
from tests.contract.access_writes import WRITES
from tests.contract.addresses import urls
from tests.contract.pages.requests import client_of, get_request, post_request
from tests.rollback import undone

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
# Devices of the admin: every request notes when it was made.
_OF_THE_ADMIN = {"usersessions.UserSession", "sessions.Session"}
VIEWED = ("owner", "foreign")


def tables() -> dict[str, str]:
    """{model: digest of its rows}"""
    models: Iterator[type[Model]] = iter(apps.get_models(include_auto_created=True))
    return {
        model._meta.label: sha256(repr(sorted(model._default_manager.values_list(), key=repr)).encode()).hexdigest()
        for model in models
        if model._meta.label not in _OF_THE_ADMIN
    }


@contextmanager
def viewing(world: World, role: str) -> Iterator[Client]:
    """A browser of the admin, who views the portal as the person with this role."""
    admin, person = world.people["admin"], world.people[role]
    assert admin is not None
    assert person is not None
    client = client_of(admin)
    with undone():
        view = start_view(person_id=person.pk, reason="Test", by=actor_of(admin), now=timezone.now())
        session = client.session
        session[SESSION_KEY] = str(view.pk)
        session.save()
        yield client


@pytest.mark.parametrize("role", VIEWED)
@pytest.mark.slow
def test_pages_are_those_of_the_person_and_nothing_is_written(role: str, world: World) -> None:
    """The same pages open as for the person, except closed ones, and no row of any table differs afterwards."""
    cached: list[str] = []
    with (
        viewing(world, role) as client,
        patch.object(cache, "set", side_effect=lambda key, *_, **__: cached.append(key)),
    ):
        before = tables()
        reached = {name: get_request(name, access, world).send(client).is_reached for name, access in READS.items()}
        after = tables()
    expected = {name: role in access.roles and not is_closed(name) for name, access in READS.items()}
    assert {name for name in READS if reached[name] != expected[name]} == set()
    assert {name for name in after if after[name] != before[name]} == set()
    assert [key for key in cached if key.startswith("present:")] == []


def test_every_write_is_refused(world: World) -> None:
    """Nothing that the owner may send is reached, and no row differs afterwards."""
    allowed = {"operations:view-as-end", "common:csp-report"}
    with viewing(world, "owner") as client:
        before = tables()
        requests = {name: post_request(name, access, world) for name, access in WRITES.items() if name not in allowed}
        reached = {name for name, request in requests.items() if request.send(client).is_reached}
        after = tables()
    assert reached == set()
    assert {name for name in after if after[name] != before[name]} == set()


def test_closed_pages_are_urls() -> None:
    """A pattern that matches nothing would be a page that is open under another name."""
    names = {*urls(), *(name for name in get_resolver().reverse_dict if isinstance(name, str))}
    assert [pattern for pattern in CLOSED_PAGES if not any(fnmatchcase(name, pattern) for name in names)] == []
