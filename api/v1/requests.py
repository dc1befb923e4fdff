"""The type of requests in the calls of this API."""

from accounts.models import Application
from common.requests import ActorRequest


class PortalRequest(ActorRequest):
    """A request that `PortalToken` has authenticated; for annotations only."""

    auth: Application
