"""Streams the body of a request into a file, without loading it into memory."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.core.files.base import File
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _

from api.errors import BodyUnreadable, LengthMissing, UploadTooLarge
from common.errors import SlipwayError
from common.sizes import file_size
from files.errors import FileNotStored

_RECEIVED_BYTES = 1 << 16
_IN_MEMORY_BYTES = 1_000_000
_BUFFERED, _CLOSER = "buffered_body", "buffered_body_closer"  # attributes of requests


class UploadRefused(Exception):
    """The body of an upload is refused, with this HTTP status. Each surface formats the error."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@contextmanager
def body_file(request: HttpRequest, *, max_bytes: int, name: str) -> "Iterator[File[bytes]]":
    """The whole body as a file, which is closed at the end of the block.

    Raises UploadRefused if the body is too large, truncated or without a length, and FileNotStored if the disk is full.
    """
    buffer: IO[bytes] | None = getattr(request, _BUFFERED, None)
    if buffer is None:
        with _spooled_body(request, max_bytes=max_bytes, name=name) as target:
            yield File(target, name=name)
        return
    if _announced_bytes(request) > max_bytes:
        raise UploadRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    buffer.seek(0)
    yield File(buffer, name=name)


def buffer_body(request: HttpRequest, *, max_bytes: int) -> Iterator[bytes]:
    """Yield the body in pieces and buffer it, so that `body_file` can return it until `close_buffered_body`.

    Raises the errors of `body_file`.
    """
    stack = ExitStack()
    setattr(request, _CLOSER, stack)
    buffer = stack.enter_context(_spooled_body(request, max_bytes=max_bytes, name=""))
    setattr(request, _BUFFERED, buffer)
    while piece := buffer.read(_RECEIVED_BYTES):
        yield piece


def close_buffered_body(request: HttpRequest) -> None:
    """Close a body that was stored by `buffer_body`."""
    closer: ExitStack | None = getattr(request, _CLOSER, None)
    if closer is not None:
        closer.close()


@contextmanager
def _spooled_body(request: HttpRequest, *, max_bytes: int, name: str) -> Iterator[IO[bytes]]:
    size = _announced_bytes(request)
    if size > max_bytes:
        raise UploadRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as target:
        for piece in _body_chunks(request):
            try:
                target.write(piece)
            except OSError as fault:
                raise FileNotStored(name=name) from fault
        if target.tell() != size:
            raise UploadRefused(HTTPStatus.BAD_REQUEST)
        target.seek(0)
        yield cast("IO[bytes]", target)


def _announced_bytes(request: HttpRequest) -> int:
    text = request.headers.get("Content-Length", "")
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise UploadRefused(HTTPStatus.LENGTH_REQUIRED)
    return int(text)


def _body_chunks(request: HttpRequest) -> Iterator[bytes]:
    try:
        while piece := request.read(_RECEIVED_BYTES):
            yield piece
    except UnreadablePostError as fault:
        raise UploadRefused(HTTPStatus.BAD_REQUEST) from fault


def refusal_of_upload(error: UploadRefused, *, max_bytes: int) -> SlipwayError:
    """The error for a file that is incomplete or too large."""
    return {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: UploadTooLarge(limit=file_size(max_bytes)),
        HTTPStatus.LENGTH_REQUIRED: LengthMissing(),
    }.get(error.status, BodyUnreadable(why=_("The body is incomplete.")))
