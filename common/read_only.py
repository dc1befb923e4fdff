"""Requests and blocks in which nothing is written: during maintenance, and while an admin views the portal as a person.

Actions ask whether they may write, so that no page can forget to.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from common.errors import ReadOnly, SlipwayError

Refusal = Callable[[], SlipwayError | None]
_refusal: ContextVar[Refusal | None] = ContextVar("write_refusal", default=None)
# A union begins with a bracket on PostgreSQL.
_READS = re.compile(r"[\s(]*(?:select|with|begin|savepoint|release|rollback|pragma|explain|show|set)\b", re.IGNORECASE)
# The cache of the portal while Redis is down contains nothing that anybody sees.
_OF_CACHE = re.compile(r'\s*(?:insert into|update|delete from) "?cache"?\s', re.IGNORECASE)
_CHANGES_INSIDE = re.compile(r"[\s(]*with\b.*\b(?:insert\s+into|update|delete\s+from)\b", re.IGNORECASE | re.DOTALL)


def write_refusal() -> SlipwayError | None:
    """The error with which writes are refused now; None if they are allowed."""
    refusal = _refusal.get()
    return refusal() if refusal else None


def is_read_only() -> bool:
    """Whether writes are refused now. Pages then leave out what they would write, such as a read mark."""
    return write_refusal() is not None


@contextmanager
def refusing_writes(refusal: Refusal) -> Iterator[None]:
    """Refuse actions in the block with the error that this function returns, which is only called before a write."""
    token = _refusal.set(refusal)
    try:
        yield
    finally:
        _refusal.reset(token)


def allow_writes() -> None:
    """Allow actions again until the block of `refusing_writes` ends."""
    _refusal.set(None)


def assert_writable() -> None:
    """Raise the error if writes are refused."""
    error = write_refusal()
    if error is not None:
        raise error


@contextmanager
def read_only() -> Iterator[None]:
    """Refuse actions in the block, and every statement that writes, with ReadOnly."""
    with refusing_writes(ReadOnly), connection.execute_wrapper(_refuse_writes):
        yield


def _refuse_writes(execute: Callable[..., object], sql: str, *rest: object) -> object:
    is_read = _READS.match(sql) and not _CHANGES_INSIDE.match(sql)
    if not is_read and not _OF_CACHE.match(sql):
        raise ReadOnly
    return execute(sql, *rest)
