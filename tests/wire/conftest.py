"""The instances of the fault tests, started as by `make run`, with people and API clients."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.contract.tree import ROOT
from tests.faults.conftest import environ_of, instance, port
from tests.faults.instance import COMMAND_SECONDS, Instance
from tests.migrated import Migrated
from tests.wire.machine import Machine
from tests.wire.person import Person
from tests.wire.program import Program
from tests.wire.scene import PASSWORD, Enter, Key, onboard

__all__ = ["instance", "port"]


@pytest.fixture(scope="session")
def migrated(migrated: Migrated, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Migrated]:
    """The database with people but no listings; each instance gets a copy of it."""
    folder = tmp_path_factory.mktemp("people")
    with migrated.copied(folder) as (copy, place):
        command = [sys.executable, "-m", "tests.wire.people", PASSWORD]
        environ = environ_of(folder, place)
        subprocess.run(command, cwd=ROOT, env=environ, check=True, timeout=COMMAND_SECONDS)
        yield copy


@pytest.fixture
def base(instance: Instance, port: int) -> str:
    """The address of an instance, started as by `make run`, with people but no listings."""
    return start(instance, port)


def start(instance: Instance, port: int) -> str:
    """Start the web process and the worker; returns their address as soon as the instance is ready."""
    # No worker is killed here, and a busy machine may pause one for longer than a short lease.
    instance.environ |= {"PORT": str(port), "JOB_LEASE_SECONDS": "3600"}
    instance.start("portal.runner")
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, timeout=5) as client:  # creating one reads all trusted certificates
        instance.eventually(lambda: _is_ready(client), "the instance is ready")
    return address


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/health/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.fixture
def enter(base: str) -> Iterator[Enter]:
    """A function that signs in the person with this login."""
    with ExitStack() as stack:

        def one(login: str) -> Person:
            person = Person(base)
            stack.callback(person.client.close)
            person.sign_in(f"{login}@demo.example", PASSWORD)
            return person

        yield one


@pytest.fixture
def key(enter: Enter) -> Key:
    """The application and the key that the owner created for an API client."""
    return onboard(enter("partner"))


@pytest.fixture
def machine(base: str, key: Key) -> Iterator[Machine]:
    """A client of the ingestion API."""
    machine = Machine(base, **key)
    yield machine
    machine.http.close()


@pytest.fixture
def program(base: str, key: Key) -> Iterator[Program]:
    """A client of our own API with the same key."""
    program = Program(base, **key)
    yield program
    program.http.close()
