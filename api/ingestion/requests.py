"""The request as the calls of this API see it."""

from django.http import HttpRequest

from accounts.models import Application
from common.requests import ActorRequest


class Call(ActorRequest):
    """What `ManagerToken` makes of a request; for annotations only."""

    auth: Application


def note_etag(request: Call, etag: str) -> None:
    """Remember the etag that the answer sends as a header."""
    request.etag = etag  # type: ignore[attr-defined]  # read below only


def etag_of(request: HttpRequest) -> str:
    """The noted etag, "" where the answer has none."""
    return getattr(request, "etag", "")
