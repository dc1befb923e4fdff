"""Authenticates calls of applications by their access tokens."""

from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from accounts.actors import actor_of_application
from accounts.models import Application
from api.errors import TooManyCalls
from api.idempotency.calls import claim_request
from api.limits import count_call_of, set_allowance
from api.tokens.bearer import token_of
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource


class ApplicationToken(HttpBearer):
    """Authenticates an application, sets `request.actor` and claims the idempotency key of the call, if it has one."""

    resource: ClassVar[TokenResource]

    def authenticate(self, request: HttpRequest, token: str) -> Application | None:
        """The application of the token; None responds with 401. Raises TooManyCalls, and the errors of `admit`."""
        now = timezone.now()
        found = token_of(token, resource=self.resource, now=now)
        if found is None:
            return None
        application = found.application
        _count(request, application, now)
        self.admit(found, request)
        request.actor = actor_of_application(application, only_listing=found.listing_id)  # type: ignore[attr-defined]  # see ActorRequest
        claim_request(request, application, now=now)
        return application

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        """Raise an error if the token must not be used on this surface or for this call."""


def _count(request: HttpRequest, application: Application, now: datetime) -> None:
    allowance = count_call_of(application, now=now)
    set_allowance(request, allowance)
    if allowance.is_exceeded:
        raise TooManyCalls
