"""Routers of the surfaces."""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

from ninja import Router


class ErrorRouter(Router):
    """Calls that can return the errors of their surface, which have the body error: reads for GET, else writes, too.

    `response` of a call is its body, if the status is 200, or {status: body} with its other errors.
    """

    def __init__(
        self, tag: str, *, error: type, reads: Collection[int], writes: Collection[int] = (), **options: Any
    ) -> None:
        super().__init__(tags=[tag], **options)
        self._reads = dict.fromkeys(reads, error)
        self._writes = self._reads | dict.fromkeys(writes, error)

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], *, response: object = None, **options: Any
    ) -> None:
        bodies = response if isinstance(response, dict) else {200: response}
        successes = {status: body for status, body in bodies.items() if status < HTTPStatus.BAD_REQUEST}
        errors = self._reads if methods == ["GET"] else self._writes
        super().add_api_operation(path, methods, view_func, response={**successes, **errors, **bodies}, **options)
