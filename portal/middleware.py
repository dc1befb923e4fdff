"""Middleware that compresses pages, and that sets a header which neither Django nor django-csp sets."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from common.middleware import Middleware

_COMPRESSED = ("text/html", "application/json", "image/svg+xml", "text/csv", "text/plain")
_NOT_NEEDED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _NOT_NEEDED)


class PageCompressionMiddleware(GZipMiddleware):
    """Django's GZipMiddleware, which protects against BREACH, limited to text responses in memory.

    Streams are not compressed, because videos and archives already are and need a Content-Length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in _COMPRESSED:
            return response
        return super().process_response(request, response)


class PermissionsPolicyMiddleware(Middleware):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
