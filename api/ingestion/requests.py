"""The type of requests in the calls of this API."""

from accounts.models import Application
from api.etags import etag_of, note_etag
from common.requests import ActorRequest

__all__ = ["Call", "etag_of", "note_etag"]


class Call(ActorRequest):
    """A request that `ManagerToken` has authenticated; for annotations only."""

    auth: Application
