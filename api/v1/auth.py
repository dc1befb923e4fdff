"""Who may call: applications of every role, with a token for this API. What each may do is decided by actions."""

from django.http import HttpRequest

from api.bearer import ApplicationToken
from api.tokens.models import AccessToken
from api.tokens.resources import Resource
from api.v1.scope import assert_in_scope


class PortalToken(ApplicationToken):
    resource = Resource.PORTAL

    def admit(self, token: AccessToken, _request: HttpRequest) -> None:
        if token.listing_id:
            assert_in_scope(_request, token.listing_id)
