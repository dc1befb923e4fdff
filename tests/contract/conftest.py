"""The data of tests that request all URLs."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.contract.access_world import World, build_world
from tests.rollback import undone


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The same data for all tests of the module; each request is rolled back separately."""
    folder = tmp_path_factory.mktemp("files")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    mail = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    storages = {**settings.STORAGES, "default": files}
    with django_db_blocker.unblock(), undone(), override_settings(STORAGES=storages, DATA_DIR=folder, **mail):
        yield build_world()
