"""Django looks for the models of an app here."""

from api.tokens.models import AccessToken
from api.uploads.models import ReceivedFile

__all__ = ["AccessToken", "ReceivedFile"]
