"""The resources that a token can be requested for. Their names are URLs that are never opened."""

from enum import StrEnum

from django.conf import settings


class TokenResource(StrEnum):
    """The APIs by the resource name that clients have built in, and our own API."""

    INGESTION = "https://api.partner.microsoft.com"
    PUBLISHERS = "https://cloudpartner.azure.com"
    CONFIGURE = "https://graph.microsoft.com"
    PORTAL = "slipway"


_BY_NAME = {member.value: member for member in TokenResource}


def resource_named(text: str) -> TokenResource | None:
    """The resource of a token request; None if it is unknown.

    Ignores case, surrounding spaces and a trailing slash. The address of the portal is another name of our own API.
    """
    name = text.strip().rstrip("/").lower()
    if name == settings.PUBLIC_URL.lower():
        return TokenResource.PORTAL
    return _BY_NAME.get(name)


def resource_in_scope(text: str) -> TokenResource | None:
    """The resource of an OAuth 2.0 scope, `<resource>/.default`; None if it is unknown."""
    return resource_named(text.strip().removesuffix("/.default"))
