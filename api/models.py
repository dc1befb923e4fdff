"""Django looks for the models of an app here."""

from api.idempotency.models import IdempotencyKey
from api.tokens.models import AccessToken
from api.uploads.models import ReceivedFile

__all__ = ["AccessToken", "IdempotencyKey", "ReceivedFile"]
