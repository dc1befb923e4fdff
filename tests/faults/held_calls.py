"""Middleware for fault tests: holds a call at a place while the data folder has a file with the name of the place."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

BEFORE_ACTION, AFTER_ACTION, AFTER_COMMIT = PLACES = ("before-action", "after-action", "after-commit")
REACHED = ".reached"
GetResponse = Callable[[HttpRequest], HttpResponse]


def hold_inside(get_response: GetResponse) -> GetResponse:
    """The innermost middleware: its call of the view includes the actions."""

    def respond(request: HttpRequest) -> HttpResponse:
        _hold(BEFORE_ACTION)
        response = get_response(request)
        _hold(AFTER_ACTION)
        return response

    return respond


def hold_outside(get_response: GetResponse) -> GetResponse:
    """The outermost middleware."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/v1.0/"):
            _hold(AFTER_COMMIT)
        return response

    return respond


def _hold(place: str) -> None:
    file = settings.DATA_DIR / place
    while file.exists():
        (settings.DATA_DIR / f"{place}{REACHED}").touch()
        time.sleep(0.05)
