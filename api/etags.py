"""Stores the etag that a call sets, which the surface then sends as a header."""

from django.http import HttpRequest


def set_etag(request: HttpRequest, etag: str) -> None:
    """Set the etag to send with the response."""
    request.etag = etag  # type: ignore[attr-defined]  # read below only


def etag_of_call(request: HttpRequest) -> str:
    """The etag that the call set; "" if it set none."""
    return getattr(request, "etag", "")
