"""The organisation Acme with a confirmed vendor ID, its owner, and an admin."""

import pytest

from accounts.models import Organisation, Person
from common.actor import Role
from sandboxes.models import SandboxOrg
from tests.accounts.factories import make_admin, make_member
from tests.sandboxes.scene import partner, sandbox


@pytest.fixture
def acme() -> Organisation:
    return partner()


@pytest.fixture
def acme_dev(acme: Organisation) -> SandboxOrg:
    return sandbox(acme)


@pytest.fixture
def owner(acme: Organisation) -> Person:
    return make_member(acme, Role.OWNER, "olga")


@pytest.fixture
def boss() -> Person:
    return make_admin("greta")
