"""The type of requests in the calls of this API."""

from accounts.models import Application
from common.requests import ActorRequest


class ConfigureRequest(ActorRequest):
    """A request that `ConfigureToken` has authenticated; for annotations only."""

    auth: Application
