"""Instances, each with a copy of the migrated database."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.faults.browser import GENEROUS_SECONDS, Browser
from tests.faults.instance import Instance
from tests.migrated import Migrated


def environ_of(folder: Path, place: dict[str, str]) -> dict[str, str]:
    """The environment of processes with this data folder; place is that of Migrated."""
    base_environ = {name: os.environ[name] for name in ("PATH", "HOME", "REDIS_URL") if os.environ.get(name)}
    return {
        **base_environ,
        **place,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DATA_DIR": str(folder),
        "DEMO_DATA": "off",
        "LOG_FORMAT": "json",
        "JOB_LEASE_SECONDS": "2",
        "JOB_SWEEP_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
    }


@cache
def collected_static() -> Path:
    """The folder of static files of all instances, as in the image: collecting them takes more than a second."""
    folder = Path(mkdtemp(dir=settings.STATIC_ROOT.parent))  # deleted after the last test
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "common.static_files.HashedStaticFiles"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@contextmanager
def instance_in(folder: Path, migrated: Migrated) -> Iterator[Instance]:
    """An instance with a copy of the database; its processes are killed at the end."""
    with migrated.copy_into(folder) as place:
        one = Instance(folder=folder, environ=environ_of(folder, place) | {"STATIC_DIR": str(collected_static())})
        yield one
        one.kill_all()


@pytest.fixture
def instance(migrated: Migrated, tmp_path: Path) -> Iterator[Instance]:
    """An instance with empty tables; its processes are killed at the end."""
    with instance_in(tmp_path, migrated) as one:
        yield one


@pytest.fixture
def port() -> int:
    """A free port."""
    return free_port()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def new_browser(port: int) -> Iterator[Callable[[], Browser]]:
    """A function that opens a browser without cookies for the port."""
    with ExitStack() as stack:

        def opened() -> Browser:
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=GENEROUS_SECONDS)
            return Browser(client=stack.enter_context(client))

        yield opened
