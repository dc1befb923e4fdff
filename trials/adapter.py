"""What the sandbox authorisation server does differently from the library: its issuer, and no keys."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey
from django.conf import settings
from django.core.exceptions import ValidationError

from trials.addresses import TRIALS_PATH


class TrialAdapter(DefaultOIDCAdapter):
    """An issuer of its own. Tokens are random texts and never signed, so no other server can accept one of them.

    As on the platform, a refresh token works until it is revoked: the settings don't rotate it. The library also offers
    discovery, keys, introspection, registration and the device flow, for which the portal has no URLs.
    """

    def get_issuer(self) -> str:
        return f"{settings.PUBLIC_URL}{TRIALS_PATH}"

    def list_private_keys(self, **_options: Any) -> list[PrivateKey]:
        return []

    def validate_resource_uris(self, *, uris: list[str], **_options: Any) -> None:
        if uris:
            raise ValidationError("The parameter resource is not supported.")
