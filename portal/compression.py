"""Middleware that compresses pages, but not files."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_COMPRESSED = ("text/html", "application/json", "image/svg+xml", "text/csv", "text/plain")


class PageCompressionMiddleware(GZipMiddleware):
    """Django's GZipMiddleware, which protects against BREACH, limited to text responses in memory.

    Streams are not compressed, because videos and archives already are and need a Content-Length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in _COMPRESSED:
            return response
        return super().process_response(request, response)
