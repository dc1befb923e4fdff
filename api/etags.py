"""The etag of a response: a call sets it, and the surface sends it as a header."""

from django.http import HttpRequest


def set_etag(request: HttpRequest, etag: str) -> None:
    """Set the etag to send with the response."""
    request.etag = etag  # type: ignore[attr-defined]  # read below only


def etag_of(request: HttpRequest) -> str:
    """The etag that was set; "" if none was."""
    return getattr(request, "etag", "")
