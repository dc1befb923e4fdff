"""The request as the calls of this API see it."""

from accounts.models import Application
from common.requests import ActorRequest


class Call(ActorRequest):
    """What `ConfigureToken` makes of a request; for annotations only."""

    auth: Application
