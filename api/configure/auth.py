"""Authenticates applications with the Manager role and a token for this API."""

from django.http import HttpRequest

from api.bearer import ApplicationToken
from api.configure.faults import ConfigureFault
from api.configure.problems import managers_only
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from common.actor import Role


class ConfigureToken(ApplicationToken):
    resource = TokenResource.CONFIGURE

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        if token.application.role != Role.OWNER:
            raise ConfigureFault(managers_only())
