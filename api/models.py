"""Django looks for the models of an app here."""

from api.tokens.models import AccessToken

__all__ = ["AccessToken"]
