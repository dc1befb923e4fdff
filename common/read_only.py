"""Whether the request that is being answered may write. Actions ask it, so that no page can forget to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from common.errors import SlipwayError

_refusal: ContextVar[SlipwayError | None] = ContextVar("write_refusal", default=None)


def write_refusal() -> SlipwayError | None:
    """The error with which writes are refused now; None if they are allowed."""
    return _refusal.get()


@contextmanager
def refusing_writes(error: SlipwayError) -> Iterator[None]:
    """Refuse all actions in the block with this error."""
    token = _refusal.set(error)
    try:
        yield
    finally:
        _refusal.reset(token)


def allow_writes() -> None:
    """Allow actions again until the block of `refusing_writes` ends."""
    _refusal.set(None)


def assert_writable() -> None:
    """Raise the error if writes are refused."""
    error = _refusal.get()
    if error is not None:
        raise error
