"""Authenticates calls of applications by their access tokens."""

from datetime import datetime
from http import HTTPStatus
from typing import ClassVar, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts.actors import actor_of_application
from accounts.models import Application
from accounts.tokens import hash_of
from api.call_metrics import set_client_kind
from api.errors import TooManyCalls
from api.idempotency.calls import claim_request
from api.limits import count_call_of, set_allowance
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from audit.actions import record_use
from common.actor import Role
from common.requests import ActorRequest

_OWNER = "application__organisation"


class ApiRequest(ActorRequest):
    """A request that `ApplicationToken` has authenticated; for annotations only."""

    auth: Application


class ApplicationToken(HttpBearer):
    """Authenticates an application, sets `request.actor` and claims the idempotency key of the call, if it has one.

    resource is that of the surface. The documents contain the names of the subclasses.
    """

    resource: ClassVar[TokenResource]
    is_for_managers: ClassVar[bool] = False

    def authenticate(self, request: HttpRequest, token: str) -> Application | None:
        """The application of the token; None responds with 401. Raises TooManyCalls, and the errors of `admit`."""
        now = timezone.now()
        row = token_of(token, resource=self.resource, now=now)
        if row is None:
            return None
        application = row.application
        _count(request, application, now)
        self.admit(row, request)
        set_client_kind(request, "publisher" if row.publisher_id else "key")
        by = actor_of_application(application, only_listing=row.listing_id)
        cast("ActorRequest", request).actor = by
        objects = {"organisation": application.organisation_id, "application": application.pk}
        record_use("token.use", application.pk, by=by, objects=objects, now=now)
        claim_request(request, application, now=now)
        return application

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        """Raise an error if the token must not be used on this surface or for this call."""
        if self.is_for_managers and token.application.role != Role.OWNER:
            raise HttpError(HTTPStatus.FORBIDDEN, "")


def token_of(secret: str, *, resource: TokenResource, now: datetime) -> AccessToken | None:
    """The token with its application and organisation; None if it is unknown, expired or for another resource."""
    rows = AccessToken.objects.select_related(f"key__{_OWNER}", f"publisher__{_OWNER}")
    try:
        token = rows.get(hash=hash_of(secret), resource=resource)
    except AccessToken.DoesNotExist:
        return None
    return token if token.is_usable(now) else None


def _count(request: HttpRequest, application: Application, now: datetime) -> None:
    allowance = count_call_of(application, now=now)
    set_allowance(request, allowance)
    if allowance.is_exceeded:
        raise TooManyCalls
