"""What a token may be asked for. Clients name it by an address, which is a label and never fetched."""

from enum import StrEnum

from django.conf import settings


class Resource(StrEnum):
    """The APIs that clients know by a name that they have built in, and our own."""

    INGESTION = "https://api.partner.microsoft.com"
    PUBLISHERS = "https://cloudpartner.azure.com"
    CONFIGURE = "https://graph.microsoft.com"
    PORTAL = "slipway"


_BY_NAME = {each.value: each for each in Resource}


def resource_named(text: str) -> Resource | None:
    """The resource of a token request; None if it is unknown.

    Blanks around the name and a slash at its end do not count, and neither does case. Our own API also goes by the
    portal's address.
    """
    name = text.strip().rstrip("/").lower()
    if name == settings.PUBLIC_URL.lower():
        return Resource.PORTAL
    return _BY_NAME.get(name)


def resource_in_scope(text: str) -> Resource | None:
    """The resource of an OAuth 2.0 scope, `<resource>/.default`; None if it is unknown."""
    return resource_named(text.strip().removesuffix("/.default"))
