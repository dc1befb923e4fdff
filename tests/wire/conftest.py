"""The instances of the fault tests, as `make run` starts them, with people and programs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.contract.tree import ROOT
from tests.faults.conftest import instance, port
from tests.faults.instance import COMMAND_SECONDS, Instance
from tests.wire.machine import Machine
from tests.wire.person import Person
from tests.wire.program import Program
from tests.wire.scene import PASSWORD, Enter, Key, onboarded

__all__ = ["instance", "port"]


@pytest.fixture
def base(instance: Instance, port: int) -> str:
    """The address of an instance as `make run` starts it, with people and nothing else."""
    command = [sys.executable, "-m", "tests.wire.people", PASSWORD]
    subprocess.run(command, cwd=ROOT, env=instance.environ, check=True, timeout=COMMAND_SECONDS)
    instance.environ["PORT"] = str(port)
    instance.start("portal.runner")
    address = f"http://127.0.0.1:{port}"
    instance.eventually(lambda: _is_ready(address), "the instance is ready")
    return address


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.fixture
def enter(base: str) -> Iterator[Enter]:
    """Call it with a login: this person, signed in."""
    with ExitStack() as stack:

        def one(login: str) -> Person:
            person = Person(base)
            stack.callback(person.client.close)
            person.sign_in(f"{login}@demo.example", PASSWORD)
            return person

        yield one


@pytest.fixture
def key(enter: Enter) -> Key:
    """The application and the key that the owner has made for a program."""
    return onboarded(enter("partner"))


@pytest.fixture
def machine(base: str, key: Key) -> Iterator[Machine]:
    """A program that calls the submission API."""
    made = Machine(base, **key)
    yield made
    made.http.close()


@pytest.fixture
def program(base: str, key: Key) -> Iterator[Program]:
    """The same program, calling our own API."""
    made = Program(base, **key)
    yield made
    made.http.close()
