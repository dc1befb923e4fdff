"""The base class of middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class Middleware:
    """Middleware whose `__call__` uses `get_response`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
