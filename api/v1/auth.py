"""Who may call: applications of every role, with a token for this API. What each may do is decided by actions."""

from api.bearer import ApplicationToken
from api.tokens.resources import Resource


class PortalToken(ApplicationToken):
    resource = Resource.PORTAL
