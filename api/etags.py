"""The etag that a call notes for its answer; the surface sends it as a header."""

from django.http import HttpRequest


def note_etag(request: HttpRequest, etag: str) -> None:
    """Remember the etag that the answer sends as a header."""
    request.etag = etag  # type: ignore[attr-defined]  # read below only


def etag_of(request: HttpRequest) -> str:
    """The noted etag, "" where the answer has none."""
    return getattr(request, "etag", "")
