"""Authenticates applications with a token for this API. Actions decide what each role may do."""

from django.http import HttpRequest

from api.bearer import ApplicationToken
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from api.v1.scope import assert_in_scope


class PortalToken(ApplicationToken):
    resource = TokenResource.PORTAL

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        if token.listing_id:
            assert_in_scope(_request, token.listing_id)
