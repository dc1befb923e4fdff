"""An identity provider as sign-in uses it, whether it is that of an organisation or that of staff."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.ciphers import SecretKeyReplaced
from accounts.company_sign_in.errors import ProviderUnavailable
from accounts.models import PROVIDER_SECRETS, SignInProvider
from common.address_parsers import issuer_parts
from common.errors import NotFound
from common.ip_addresses import is_loopback
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.platform_policies import PLATFORM_NAME
from common.requests import parse_uuid

STAFF_KEY = "staff"


class Provider(Struct, frozen=True, kw_only=True):
    """A provider. key is part of its redirect address; name is that of the organisation.

    organisation_id is None for the provider of staff, whose key is STAFF_KEY.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    secret: str
    groups_claim: str
    organisation_id: UUID | None

    @property
    def signed_in_by(self) -> str:
        """What sessions and events remember: the ID of the organisation, or the key of the provider of staff."""
        return str(self.organisation_id or self.key)


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


def staff_provider() -> Provider | None:
    """The provider through which staff sign in; None if the settings have none."""
    if not settings.STAFF_ISSUER:
        return None
    return Provider(
        key=STAFF_KEY,
        name=PLATFORM_NAME.value,
        issuer=settings.STAFF_ISSUER,
        client_id=settings.STAFF_CLIENT_ID,
        secret=settings.STAFF_CLIENT_SECRET,
        groups_claim=settings.STAFF_GROUPS_CLAIM,
        organisation_id=None,
    )


def provider_with_key(key: str, *, is_enabled: bool = False) -> Provider:
    """The provider of staff or of an organisation; with is_enabled, only one that signs people in.

    Raises NotFound, and ProviderUnavailable as `provider_of` does.
    """
    if key == STAFF_KEY and (provider := staff_provider()):
        return provider
    if (provider_id := parse_uuid(key)) is None:
        raise NotFound
    rows = SignInProvider.objects.select_related("organisation").filter(pk=provider_id)
    return provider_of(first_or_not_found(rows.filter(is_enabled=True) if is_enabled else rows))


def issuer_problem(issuer: str) -> LazyText:
    """The reason why the address can't be an issuer; "" if it can. Loopback addresses are for the demo and tests."""
    parts = issuer_parts(issuer)
    if parts is None:
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
