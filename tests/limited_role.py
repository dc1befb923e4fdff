"""A pytest plugin (`-p tests.limited_role`): tests use a PostgreSQL role that doesn't own the tables.

The name of the role is in LIMITED_ROLE. It is for tests without real commits, which must truncate tables.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from pytest_django.plugin import DjangoDbBlocker

from operations.table_owner import grant_rights
from tests.migrated import Migrated


@pytest.fixture(scope="session", autouse=True)
def _limited_role(django_db_setup: Migrated, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    role = os.environ["LIMITED_ROLE"]

    def use_role(connection: BaseDatabaseWrapper, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{role}"')

    with django_db_blocker.unblock():
        grant_rights(role)
        connection.close()
    connection_created.connect(use_role)
    yield
    connection_created.disconnect(use_role)
    with django_db_blocker.unblock():
        connection.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show that the tests had the role, for the test that reads this output."""
    terminalreporter.write_line(f"limited role {os.environ['LIMITED_ROLE']}")
