"""From the token of a request to the application that calls."""

from datetime import datetime

from accounts.models import Application
from accounts.tokens import hash_of
from api.tokens.models import AccessToken
from api.tokens.resources import Resource


def application_of(secret: str, *, resource: Resource, now: datetime) -> Application | None:
    """The application, its organisation loaded; None if the token is unknown, has ended or is for something else."""
    rows = AccessToken.objects.select_related("key__application__organisation")
    token = rows.filter(hash=hash_of(secret), resource=resource).first()
    return token.key.application if token and token.is_usable(now) else None
