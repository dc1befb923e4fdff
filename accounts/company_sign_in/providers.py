"""An identity provider as sign-in uses it, whether it is that of an organisation or that of staff."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.ciphers import SecretKeyReplaced
from accounts.company_sign_in.errors import ProviderUnavailable
from accounts.models import PROVIDER_SECRETS, SignInProvider
from common.ip_addresses import is_loopback
from common.lazy_text import LazyText


class Provider(Struct, frozen=True, kw_only=True):
    """A provider. key is part of its redirect address; name is that of the organisation."""

    key: str
    name: str
    issuer: str
    client_id: str
    secret: str
    groups_claim: str
    organisation_id: UUID


def provider_of(row: SignInProvider) -> Provider:
    """The provider of an organisation. Raises ProviderUnavailable if its secret can't be read any more."""
    try:
        secret = PROVIDER_SECRETS.decrypt(row.encrypted_secret)
    except SecretKeyReplaced as error:
        raise ProviderUnavailable(organisation=row.organisation.name) from error
    return Provider(
        key=str(row.pk),
        name=row.organisation.name,
        issuer=row.issuer,
        client_id=row.client_id,
        secret=secret,
        groups_claim=row.groups_claim,
        organisation_id=row.organisation_id,
    )


def issuer_problem(issuer: str) -> LazyText:
    """The reason why the address can't be an issuer; "" if it can. Loopback addresses are for the demo and tests."""
    parts = _parts_of(issuer)
    if parts is None or parts.query or parts.fragment or parts.username is not None or not issuer.isascii():
        return _("Enter a complete URL without a query, such as https://login.northquay.example.")
    if settings.DEMO_MODE and is_loopback(str(parts.hostname)):
        return ""
    if parts.scheme != "https":
        return _("The URL must start with https://.")
    return ""


def assert_issuer_allowed(provider: Provider) -> None:
    """Raises ProviderUnavailable for an address that was allowed in demo mode only."""
    if issuer_problem(provider.issuer):
        raise ProviderUnavailable(organisation=provider.name)


def group_lines(group_roles: Mapping[str, int], role: int) -> str:
    """The groups with the role, one per line, as the form shows them."""
    return "\n".join(group for group, value in group_roles.items() if value == role)


def _parts_of(issuer: str) -> SplitResult | None:
    try:
        parts = urlsplit(issuer)
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if is_complete else None
