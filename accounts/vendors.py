"""The vendors as which an organisation publishes: its own, and the aliases that an admin confirmed."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import AliasState, Organisation, VendorAlias
from tilekit.sections.initial_values import Vendor


def own_vendor(organisation: Organisation) -> Vendor:
    """The organisation's own vendor name, URL and ID, with which new listings start."""
    return Vendor(name=organisation.vendor_name, url=organisation.url, id=organisation.vendor_id)


def vendors_of(organisations: Iterable[Organisation]) -> Mapping[UUID, tuple[Vendor, ...]]:
    """{organisation ID: its own vendor, then its confirmed aliases by name}. One query."""
    vendor_lists = {organisation.pk: [own_vendor(organisation)] for organisation in organisations}
    rows = VendorAlias.objects.filter(organisation__in=list(vendor_lists), state=AliasState.CONFIRMED)
    for row in rows.order_by(Lower("name"), "vendor_id", "pk"):
        vendor_lists[row.organisation_id].append(Vendor(name=row.name, url=row.url, id=row.vendor_id))
    return {pk: tuple(vendors) for pk, vendors in vendor_lists.items()}


def vendors_of_organisation(organisation: Organisation) -> tuple[Vendor, ...]:
    """The vendors of one organisation. One query."""
    return vendors_of([organisation])[organisation.pk]


def has_vendor(word: str, organisation: str) -> Q:
    """The condition for rows whose organisation, at this path of fields, publishes under a name with the word."""
    aliases = VendorAlias.objects.filter(state=AliasState.CONFIRMED, name__icontains=word)
    is_named = Q((f"{organisation}__name__icontains", word)) | Q((f"{organisation}__confirmed_name__icontains", word))
    return is_named | Q((f"{organisation}__in", aliases.values("organisation")))


def is_alias_requested(organisation: Organisation, vendor: Vendor) -> bool:
    """Whether an admin has yet to decide on this vendor as an alias of the organisation. One query."""
    rows = VendorAlias.objects.filter(organisation=organisation, state=AliasState.REQUESTED, name=vendor.name)
    return rows.filter(vendor_id=vendor.id or organisation.vendor_id).exists()
