"""Serving uploads: never executed, never shown unsanitised."""

import re
from uuid import UUID

from csp.decorators import csp
from django.http import FileResponse
from django.utils.decorators import method_decorator
from django.views import View

from common.errors import NotFound
from common.requests import ActorRequest
from files.access import visible_blob
from files.kinds import SVG
from files.models import Blob
from files.store import open_blob

# A sandbox without a single permission; the safe copy of an SVG may keep its own style sheet.
_CSP = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": True}
_OPAQUE = "application/octet-stream"
_NAME_LENGTH = 120


class FileView(View):
    """A file of a listing: pictures in the page (an SVG only as its safe copy), everything else as a download.

    ?page is the picture of a document's first page, where there is one.
    """

    @method_decorator(csp(_CSP))
    def get(self, request: ActorRequest, listing_id: UUID, sha256: str) -> FileResponse:
        blob = visible_blob(request.actor, listing_id, sha256)
        if blob is None:
            raise NotFound
        try:
            response = _download(blob, request.GET.get("name", "")) if _is_download(request, blob) else _inline(blob)
        except FileNotFoundError as fault:
            raise NotFound from fault
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        response.headers["ETag"] = f'"{sha256}"'
        return response


def _is_download(request: ActorRequest, blob: Blob) -> bool:
    is_shown = blob.is_picture or ("page" in request.GET and blob.has_first_page)
    return "download" in request.GET or not is_shown


def _inline(blob: Blob) -> FileResponse:
    content = open_blob(blob, is_rendition=bool(blob.rendition_type))
    return FileResponse(content, content_type=blob.rendition_type or blob.media_type)


def _download(blob: Blob, name: str) -> FileResponse:
    """The original bytes under a type that no browser shows."""
    content_type = _OPAQUE if blob.media_type in {SVG, "text/plain"} else blob.media_type
    return FileResponse(
        open_blob(blob), as_attachment=True, filename=_safe_name(name) or blob.sha256, content_type=content_type
    )


def _safe_name(name: str) -> str:
    """The last part of a path, without what a file system or a header could take amiss."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^\w.() -]+", "_", last).strip(". ")[-_NAME_LENGTH:]
