"""A temporary PostgreSQL database for a benchmark."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.services import remove

SERVER = os.environ.get("CI_POSTGRES_URL", "postgres://root@127.0.0.1:5432")


def create_database(name: str, *, template: str = "template1") -> bool:
    """Create the database as a copy of the template, unless it exists. Returns whether it is new."""
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        link.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return True


@contextmanager
def database() -> Iterator[str]:
    """Create the database and yield its URL, "" if no server responds; it is dropped afterwards."""
    name = f"slipway_bench_{os.getpid()}"
    try:
        create_database(name)
    except psycopg.Error as fault:
        print(f"Skipped, because PostgreSQL is not available: {fault}", file=sys.stderr)
        yield ""
        return
    try:
        yield f"{SERVER}/{name}"
    finally:
        remove(SERVER, name)
