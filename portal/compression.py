"""Compresses pages, but not files."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_COMPRESSED = ("text/html", "application/json", "image/svg+xml", "text/csv", "text/plain")


class PageCompressionMiddleware(GZipMiddleware):
    """Django's middleware, which pads responses against BREACH, only for text responses in memory.

    Streams are not compressed: videos and archives already are, and their length must be known.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in _COMPRESSED:
            return response
        return super().process_response(request, response)
