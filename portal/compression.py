"""Pages go compressed over the wire; files go as they are."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_COMPRESSED = ("text/html", "application/json", "image/svg+xml", "text/csv", "text/plain")


class PageCompressionMiddleware(GZipMiddleware):
    """Django's own, which pads each answer against guessing by length (BREACH), for text that is whole in memory.

    Streams are left alone: videos and archives are compressed already, and their length must be known.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in _COMPRESSED:
            return response
        return super().process_response(request, response)
