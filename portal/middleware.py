"""Middleware that compresses pages, serves files of other releases, and sets a header that no package sets."""

import re
import secrets
from contextlib import suppress

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile

from common.middleware import Middleware

_COMPRESSED = ("text/html", "application/json", "image/svg+xml", "text/csv", "text/plain")
_ACCEPTS_BROTLI = re.compile(r"\bbr\b")
_BROTLI_QUALITY = 8  # as quick as gzip, and an eighth smaller; 7 and 9 take several times as long
_SHORT_BYTES = 200  # as in Django
_NOT_NEEDED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _NOT_NEEDED)


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses text responses in memory: whole pages with Brotli if possible, and the rest as Django does with gzip.

    Both protect against BREACH, which reads secrets from the lengths of compressed pages.

    Streams are not compressed, because videos and archives already are and need a Content-Length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in _COMPRESSED:
            return response
        if kind == "text/html" and _is_for_brotli(request, response):
            return _with_brotli(response, self.max_random_bytes)
        return super().process_response(request, response)


def _is_for_brotli(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the response is a whole page without an ETag, for a browser that reads Brotli."""
    if len(response.content) < _SHORT_BYTES or response.has_header("Content-Encoding") or response.has_header("ETag"):
        return False
    accepted = request.headers.get("Accept-Encoding", "")
    return "HX-Request" not in request.headers and bool(_ACCEPTS_BROTLI.search(accepted))


def _with_brotli(response: HttpResponse, most_random_bytes: int) -> HttpResponse:
    """The page compressed, after a comment of random length. As Django's for gzip, it hides the length of the page."""
    noise = secrets.token_urlsafe(1 + secrets.randbelow(most_random_bytes))
    response.content = brotli.compress(b"%s<!--%s-->" % (response.content, noise.encode()), quality=_BROTLI_QUALITY)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "br"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


class PermissionsPolicyMiddleware(Middleware):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Also serves static files that another release collected in the same data folder.

    During an upgrade, browsers show pages of both releases, and these load scripts when somebody first needs them.
    The folders are read on each request for an unknown file, because the next release is collected while this one runs.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info
        if not self.autorefresh and url.startswith(self.static_prefix) and url not in self.files:
            file = self._file_of_another_release(url)
            if file:
                return self.serve(file, request)
        return super().__call__(request)

    def _file_of_another_release(self, url: str) -> StaticFile | None:
        if not self.url_is_canonical(url):
            return None
        for folder in sorted(settings.ENVIRONMENT.data_dir.glob("static*/"), reverse=True):
            path = f"{folder}/{url.removeprefix(self.static_prefix)}"
            if self.path_is_child_of(path, f"{folder}/"):
                with suppress(MissingFileError):
                    return self.find_file_at_path(path, url)
        return None
