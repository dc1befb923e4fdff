"""Fixtures for all tests. Tests cannot connect to other machines."""

import gc
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from copy import deepcopy
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.cache import cache
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker
from redis import RedisError
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from accounts.models import Person
from common import redis_cache
from common.external_service import ExternalService
from common.maintenance import remember_window
from common.policies import remember_policies
from jobs.queries import claimable
from jobs.worker import run_job
from portal.command_wheel import build_wheel
from portal.translations import compile_translations
from tests import shared
from tests.child_processes import reused_results
from tests.flush import use_fast_flush
from tests.migrated import (
    CACHE,
    Migrated,
    create_cached_database,
    create_template,
    database_copy,
    drop_template,
    template_name,
)
from tests.rollback import undone
from tests.scheduling import QuickScheduling

pytest_plugins = ["tests.chromium"]
_MOST_JOBS = 500
_TEMPLATE = pytest.StashKey[str]()  # the name of the database that the processes of xdist copy
_NEW_OBJECTS = 20_000

# Property tests use the same examples each time, and as much time as a busy machine needs.
hypothesis_settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("steady")
# It contains the literals of our modules, from which some examples are chosen. Reading them takes much time.
set_hypothesis_home_dir(CACHE / "hypothesis")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations and build the wheel, as setting up an instance does. Only the main process does it."""
    if not hasattr(config, "workerinput"):
        compile_translations()
        build_wheel()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop the template of the run."""
    if (name := config.stash.get(_TEMPLATE, None)) is not None:
        drop_template(name)


def pytest_configure_node(node: WorkerController) -> None:
    """Tell each process of xdist the database that it copies."""
    node.config.stash[_TEMPLATE] = node.workerinput["template"] = template_name(node.workerinput["testrunuid"])


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores, because tests of pages and services also wait."""
    return (os.cpu_count() or 1) + 2


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> QuickScheduling | None:
    return QuickScheduling(config, log) if config.option.dist == "loadgroup" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over folders and modules whose own mark deselects all of their tests. Importing them takes much time."""
    source = collection_path / "__init__.py" if collection_path.is_dir() else collection_path
    deselected = re.fullmatch(r"not (\w+)", config.option.markexpr)
    if not deselected or source.suffix != ".py" or not source.is_file():
        return None
    of_all_tests = rf"^pytestmark = (\[[^\]]*)?pytest\.mark\.{deselected[1]}\b"
    return True if re.search(of_all_tests, source.read_text("utf-8"), re.MULTILINE) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Exclude modules and tests from garbage collection: they are never freed, and scanning them takes much time.

    The rest is scanned after more new objects than usual.
    """
    gc.disable()
    result = yield
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests that read the real listings, because they cover more if the corpus is next to the source tree.

    Tests with an instance need a copy of the database, which pytest-django creates for tests with its marker.
    """
    for package in {node for item in items for node in item.listchain() if isinstance(node, pytest.Package)}:
        _add_mark(package)
    items.sort(key=_order_in_module(items))
    for item in items:
        if getattr(config.option, "loadgroup", False):
            _add_group(item)
        if {"instance", "migrated"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker("django_db")
        if isinstance(item, pytest.Function) and _reads_real_listings(vars(item.module)):
            item.add_marker("corpus")


def _order_in_module(items: list[pytest.Item]) -> Callable[[pytest.Item], tuple[int, bool]]:
    """A key that sorts tests with `shared_rows` to the end of their module, because later tests would see the rows."""
    modules = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}
    return lambda item: (modules[item.path], "shared_rows" in getattr(item, "fixturenames", ()))


def _add_mark(package: pytest.Package) -> None:
    """Apply `pytestmark` of a package to its tests. pytest itself reads only that of modules and classes."""
    name = ".".join(package.path.relative_to(Path(__file__).parents[1]).parts)
    marks = getattr(import_module(name), "pytestmark", [])
    for mark in marks if isinstance(marks, list) else [marks]:
        package.add_marker(mark)


def _add_group(item: pytest.Item) -> None:
    """Add the group to the ID of a test, so that xdist runs the whole group in one worker.

    Tests with `shared_rows` are a group of their module: each worker would create the rows again.
    xdist 3.8 only changes an attribute for it that pytest 9.2 no longer reads.
    """
    marker = item.get_closest_marker("xdist_group")
    shares_rows = "shared_rows" in getattr(item, "fixturenames", ())
    if group := marker.args[0] if marker else shares_rows and item.nodeid.partition("::")[0]:
        item._id = item.parent.id.child(f"{item.name}@{group}")


def _reads_real_listings(names: Mapping[str, object]) -> bool:
    return any(name in names and names[name] is getattr(shared, name) for name in shared.REAL)


@pytest.fixture(scope="session", autouse=True)
def _language() -> None:
    """Make the language that `TEST_LANGUAGE` selects the default language of people."""
    field = Person._meta.get_field("language")
    field.default = settings.LANGUAGE_CODE
    vars(field).pop("_get_default", None)  # cached by Django


_FOR_THE_TEST = 3_600.0


@pytest.fixture(autouse=True)
def _state_of_each_test() -> Iterator[None]:
    """The language of a request and the cache, which counts sign-in attempts, must not affect the tests after it.

    Nor must an outage of Redis, which the cache remembers for some seconds. No maintenance is announced, and no setting
    was changed. Reading these costs a query once a second, which tests that count queries don't expect.
    """
    remember_window(None, seconds=_FOR_THE_TEST)
    remember_policies({}, seconds=_FOR_THE_TEST)
    yield
    translation.deactivate()
    redis_cache._redis = ExternalService(RedisError)
    cache.clear()


class NetworkBlocked(Exception):
    """A test tried to connect to another machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a path: a Unix socket
    host = str(address[0])
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(original: Callable[..., object]) -> Callable[..., object]:
    def connect(self: socket.socket, address: object) -> object:
        if not _is_local(address):
            text = f"tests may connect to this machine only, not to {address!r}"
            raise NetworkBlocked(text)
        return original(self, address)

    return connect


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> None:
    """Use a migrated database, so that Django doesn't create and migrate one.

    On SQLite, it can be that of an earlier run. The first process of xdist migrates it for all.
    """
    test = connection.settings_dict["TEST"]
    template = getattr(pytestconfig, "workerinput", {}).get("template", "")
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            shutil.copy(create_cached_database(), test["NAME"])
        test["MIGRATE"] = False
    if connection.vendor == "postgresql" and template:
        with django_db_blocker.unblock():
            create_template(template)
        test["TEMPLATE"], test["MIGRATE"] = template, False


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep the SQLite file: its folder is deleted at the end."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Migrated]:
    """Prepare the database for tests with real commits, which delete all rows at their end.

    On SQLite, the triggers of the audit log would forbid that, so they are dropped. Without the receivers, Django does
    not create content types and permissions again after each test; no test reads them.
    """
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            migrated = stack.enter_context(database_copy(tmp_path_factory.mktemp("migrated")))
            use_fast_flush()
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    for table in ("event", "eventerasure", "seal"):
                        cursor.execute(f"DROP TRIGGER audit_{table}_no_delete")
        yield migrated
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(scope="session")
def migrated(django_db_setup: Migrated) -> Migrated:
    """A copy of the database from before the first test."""
    return django_db_setup


@pytest.fixture(scope="module")
def shared_rows(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A transaction for rows that a fixture creates once for its module: each test is rolled back to them.

    The folder contains their files, and `data_dir` a copy of them.
    """
    folder = tmp_path_factory.mktemp("shared")
    with django_db_blocker.unblock(), undone(), override_settings(**_folders_in(folder)):
        yield folder


@pytest.fixture
def data_dir(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Path:
    """A data folder for this test only, also for uploads."""
    if "shared_rows" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("shared_rows"), tmp_path, dirs_exist_ok=True)
    for name, value in _folders_in(tmp_path).items():
        setattr(settings, name, value)
    return tmp_path


@pytest.fixture
def scene(shared_scene: object, data_dir: Path) -> object:
    """A copy of the `shared_scene` of the module, which depends on `shared_rows`."""
    return deepcopy(shared_scene)


def _folders_in(folder: Path) -> dict[str, Any]:
    """The settings for a data folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "files"}}
    return {"DATA_DIR": folder, "STORAGES": {**settings.STORAGES, "default": files}}


@pytest.fixture
def run_jobs() -> Iterator[Callable[[], int]]:
    """A function that runs all jobs that are due, in the order of a worker, and returns their number.

    If a job fails, the test fails with its error.
    """

    def drain() -> int:
        for done in range(_MOST_JOBS):
            job = claimable(timezone.now()).order_by("priority", "run_at", "pk").first()
            if job is None:
                return done
            run_job(job.pk)
            job.refresh_from_db()
            assert not job.error, f"job {job.kind}: {job.error}"
        pytest.fail(f"jobs are still due after {_MOST_JOBS} jobs")

    with reused_results():
        yield drain
