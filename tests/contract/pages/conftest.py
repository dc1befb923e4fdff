"""The data of tests that request all URLs, and the responses to GET, which several tests read."""

from collections.abc import Iterator, Mapping

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.contract.access_table import READS
from tests.contract.access_world import World, build_world
from tests.contract.pages.requests import Visits, client_of, get_request
from tests.rollback import undone


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The same data for all tests of the package; each request is rolled back separately."""
    folder = tmp_path_factory.mktemp("files")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    mail = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    storages = {**settings.STORAGES, "default": files}
    with django_db_blocker.unblock(), undone(), override_settings(STORAGES=storages, DATA_DIR=folder, **mail):
        yield build_world()


@pytest.fixture(scope="package")
def clients(world: World) -> Mapping[str, Client]:
    return {role: client_of(person) for role, person in world.people.items()}


@pytest.fixture(scope="package")
def visits(world: World, clients: Mapping[str, Client]) -> Visits:
    """What each role gets when it opens the URLs in READS."""
    requests = {name: get_request(name, access, world) for name, access in READS.items()}
    return {
        role: {name: request.send(client) for name, request in requests.items()} for role, client in clients.items()
    }
