"""The request as the calls of this API see it."""

from accounts.models import Application
from common.requests import ActorRequest


class PortalRequest(ActorRequest):
    """The request after `PortalToken` has authenticated it; for annotations only."""

    auth: Application
