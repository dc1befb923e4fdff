"""Looks up the access token of a request."""

from datetime import datetime

from accounts.tokens import hash_of
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource

_OWNER = "application__organisation"


def token_of(secret: str, *, resource: TokenResource, now: datetime) -> AccessToken | None:
    """The token with its application and organisation; None if it is unknown, expired or for another resource."""
    rows = AccessToken.objects.select_related(f"key__{_OWNER}", f"publisher__{_OWNER}")
    token = rows.filter(hash=hash_of(secret), resource=resource).first()
    return token if token and token.is_usable(now) else None
