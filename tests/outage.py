"""An outage of the database, for the portal that the live server runs in the test's process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from common.middleware import Middleware

_is_away = Event()


class OutageMiddleware(Middleware):
    """Fails like a query of a database that is unavailable. It is part of the tests' settings.

    A flag, and not a method that the test replaces: the live server runs in a thread, and in a few runs it still
    called the old method.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_away.is_set():
            raise OperationalError
        return self.get_response(request)


@contextmanager
def database_outage() -> Iterator[None]:
    """In the block, every request fails once its session is loaded."""
    _is_away.set()
    try:
        yield
    finally:
        _is_away.clear()
