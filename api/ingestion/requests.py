"""The request as the calls of this API see it."""

from accounts.models import Application
from api.etags import etag_of, note_etag
from common.requests import ActorRequest

__all__ = ["Call", "etag_of", "note_etag"]


class Call(ActorRequest):
    """What `ManagerToken` makes of a request; for annotations only."""

    auth: Application
