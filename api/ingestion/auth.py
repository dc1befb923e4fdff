"""Authenticates applications with the Manager role and a token for this API."""

from http import HTTPStatus

from django.http import HttpRequest

from api.bearer import ApplicationToken
from api.ingestion.faults import IngestionFault
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from common.actor import Role


class ManagerToken(ApplicationToken):
    resource = TokenResource.INGESTION

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        if token.application.role != Role.OWNER:
            raise IngestionFault(HTTPStatus.FORBIDDEN)
