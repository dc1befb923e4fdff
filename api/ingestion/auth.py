"""Who may call: applications with the role Manager, with a token for this API."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from accounts.actors import actor_of_application
from accounts.models import Application
from api.ingestion.faults import IngestionFault
from api.limits import note_allowance, spend_for
from api.tokens.bearer import application_of
from api.tokens.resources import Resource
from common.actor import Role


class ManagerToken(HttpBearer):
    """Sets `request.actor` to the application's actor."""

    def authenticate(self, request: HttpRequest, token: str) -> Application | None:
        """The application that calls; None for 401. Raises IngestionFault for 403 and 429."""
        now = timezone.now()
        application = application_of(token, resource=Resource.INGESTION, now=now)
        if application is None:
            return None
        allowance = spend_for(application, now=now)
        note_allowance(request, allowance)
        if allowance.is_exceeded:
            raise IngestionFault(HTTPStatus.TOO_MANY_REQUESTS)
        if application.role != Role.OWNER:
            raise IngestionFault(HTTPStatus.FORBIDDEN)
        request.actor = actor_of_application(application)  # type: ignore[attr-defined]  # see ActorRequest
        return application
