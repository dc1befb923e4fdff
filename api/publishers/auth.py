"""Authenticates applications with the Manager role and a token for this API. Calls must name the version."""

from django.http import HttpRequest

from accounts.models import Application
from api.ingestion.auth import ManagerToken
from api.publishers.versions import assert_version
from api.tokens.resources import TokenResource


class PublisherToken(ManagerToken):
    resource = TokenResource.PUBLISHERS

    def authenticate(self, request: HttpRequest, token: str) -> Application | None:
        application = super().authenticate(request, token)
        if application is not None:
            assert_version(request)
        return application
