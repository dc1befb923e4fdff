"""The type of requests in the calls of this API."""

from accounts.models import Application
from api.etags import etag_of_call, set_etag
from common.requests import ActorRequest

__all__ = ["IngestionRequest", "etag_of_call", "set_etag"]


class IngestionRequest(ActorRequest):
    """A request that `ManagerToken` has authenticated; for annotations only."""

    auth: Application
