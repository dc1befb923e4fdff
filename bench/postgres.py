"""A temporary PostgreSQL database for a benchmark."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.services import remove

_SERVER = os.environ.get("CI_POSTGRES_URL", "postgres://root@127.0.0.1:5432")


@contextmanager
def database() -> Iterator[str]:
    """Create the database and yield its URL, "" if no server responds; it is dropped afterwards."""
    name = f"slipway_bench_{os.getpid()}"
    try:
        with psycopg.connect(f"{_SERVER}/postgres", autocommit=True, connect_timeout=2) as link:
            link.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as fault:
        print(f"Skipped, because PostgreSQL is not available: {fault}", file=sys.stderr)
        yield ""
        return
    try:
        yield f"{_SERVER}/{name}"
    finally:
        remove(_SERVER, name)
