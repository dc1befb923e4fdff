"""Uses another database as the default one for a while."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend


@contextmanager
def default_connection(database: Mapping[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Let all queries of the block use the database with these settings. Yields the former connection."""
    backend = load_backend(database["ENGINE"])
    former = connections["default"]
    connections["default"] = backend.DatabaseWrapper(
        connections.configure_settings({"default": dict(database)})["default"], "default"
    )
    try:
        yield former
    finally:
        connections["default"].close()
        connections["default"] = former
