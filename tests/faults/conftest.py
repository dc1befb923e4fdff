"""Instances are copies of one that was migrated once."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.contract.tree import ROOT
from tests.faults.browser import GENEROUS_SECONDS, Browser
from tests.faults.instance import Instance

_POSTGRES, _, _ = os.environ.get("DATABASE_URL", "").rpartition("/")
_FILE = "slipway.sqlite3"


def _environ(folder: Path, database: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "REDIS_URL") if os.environ.get(name)}
    return {
        **kept,
        **({"DATABASE_URL": f"{_POSTGRES}/{database}"} if _POSTGRES else {}),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DATA_DIR": str(folder),
        "DEMO_DATA": "off",
        "LOG_FORMAT": "json",
        "JOB_LEASE_SECONDS": "2",
        "JOB_SWEEP_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _execute(statement: str, *names: str) -> None:
    with psycopg.connect(f"{_POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _new_name() -> str:
    return f"{os.environ['DATABASE_URL'].rpartition('/')[2]}_faults_{uuid4().hex[:8]}" if _POSTGRES else ""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and the name of a PostgreSQL database, one of which holds all tables, empty."""
    folder, name = tmp_path_factory.mktemp("migrated"), _new_name()
    if name:
        _execute("CREATE DATABASE {}", name)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=_environ(folder, name), check=True
    )
    yield folder, name
    if name:
        _execute("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def instance(migrated: tuple[Path, str], tmp_path: Path) -> Iterator[Instance]:
    """An instance with empty tables; whatever it started is killed at the end."""
    template, template_name = migrated
    name = _new_name()
    if name:
        _execute("CREATE DATABASE {} TEMPLATE {}", name, template_name)
    else:
        shutil.copy(template / _FILE, tmp_path / _FILE)
    one = Instance(folder=tmp_path, environ=_environ(tmp_path, name))
    yield one
    one.kill_all()
    if name:
        _execute("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def new_browser(port: int) -> Iterator[Callable[[], Browser]]:
    """Opens browsers without cookies at the port."""
    with ExitStack() as stack:

        def opened() -> Browser:
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=GENEROUS_SECONDS)
            return Browser(client=stack.enter_context(client))

        yield opened
