"""Serves uploaded files so that browsers never execute them and never show them unsanitised."""

import re
import threading
from collections.abc import Callable, Mapping

from csp.decorators import csp
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from common.errors import NotFound
from common.read_only import is_read_only
from common.requests import ActorRequest
from files.actions import make_renditions
from files.file_types import SVG
from files.grants import Grant, with_grant
from files.models import Blob
from files.renditions import COPY_BYTES, MEDIA_TYPE
from files.store import open_blob, open_name

# A sandbox without permissions. The safe copy of an SVG may have inline styles.
POLICY: Mapping[str, list[str]] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "sandbox": [],
}
_BINARY = "application/octet-stream"
_NAME_LENGTH = 120
_RENDITION_WAIT_SECONDS = 5
_rendition_slot = threading.Semaphore(1)


@csp(POLICY)  # type: ignore[arg-type]  # its types know only views without arguments from the URL
@require_safe
@with_grant
def file(request: ActorRequest, grant: Grant) -> HttpResponseBase:
    """Serve a file of a listing: a picture inline (an SVG as its safe copy), other files as downloads.

    `?page` returns the picture of a PDF's first page. Pages load renditions instead of these files.
    """
    blob = grant.blob
    is_download = _is_download(request, blob)
    response = _or_not_found(
        lambda: _download(blob, request.GET.get("name", "")) if is_download else _inline_response(blob)
    )
    return _cacheable(grant, response, blob.sha256)


@csp(POLICY)  # type: ignore[arg-type]  # its types know only views without arguments from the URL
@require_safe
@with_grant
def rendition(_request: ActorRequest, grant: Grant, *, width: int) -> HttpResponseBase:
    """Serve a smaller copy of a picture. A missing copy is made now, one at a time in each process.

    While writes are refused, the picture itself is served instead. Raises NotFound. Returns 503 if other copies
    take too long.
    """
    blob = grant.blob
    if width not in COPY_BYTES or not blob.is_shown:
        raise NotFound
    if blob.needs_renditions and is_read_only():
        return _not_cacheable(_or_not_found(lambda: _inline_response(blob)))
    if blob.needs_renditions:
        if not _rendition_slot.acquire(timeout=_RENDITION_WAIT_SECONDS):
            return HttpResponse(status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
        try:
            blob.refresh_from_db()
            blob = make_renditions(blob) if blob.needs_renditions else blob
        finally:
            _rendition_slot.release()
    return _cacheable(grant, _or_not_found(lambda: _rendition_response(blob, width)), f"{blob.sha256}-{width}")


def _or_not_found(respond: Callable[[], FileResponse]) -> FileResponse:
    try:
        return respond()
    except FileNotFoundError as fault:
        raise NotFound from fault


def _cacheable(grant: Grant, response: FileResponse, tag: str) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = grant.cache_control
    response.headers["ETag"] = f'"{tag}"'
    return response


def _not_cacheable(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _rendition_response(blob: Blob, width: int) -> FileResponse:
    if width in blob.widths:
        return FileResponse(open_name(blob.smaller_name(width)), content_type=MEDIA_TYPE)
    if blob.renditions and blob.rendition_type == SVG:
        return _inline_response(blob)  # small enough as it is
    raise NotFound


def _is_download(request: ActorRequest, blob: Blob) -> bool:
    is_shown = blob.is_picture or ("page" in request.GET and blob.has_first_page)
    return "download" in request.GET or not is_shown


def _inline_response(blob: Blob) -> FileResponse:
    content = open_blob(blob, is_rendition=bool(blob.rendition_type))
    return FileResponse(content, content_type=blob.rendition_type or blob.media_type)


def _download(blob: Blob, name: str) -> FileResponse:
    """The original file as a download, with a content type that browsers don't display."""
    content_type = _BINARY if blob.media_type in {SVG, "text/plain"} else blob.media_type
    return FileResponse(
        open_blob(blob), as_attachment=True, filename=_safe_name(name) or blob.sha256, content_type=content_type
    )


def _safe_name(name: str) -> str:
    """The last part of a path, without characters that are unsafe in file names or headers."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^\w.() -]+", "_", last).strip(". ")[-_NAME_LENGTH:]
