"""The vendors as which an organisation publishes: its own, and the aliases that an admin confirmed."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import ALIAS_OPEN, AliasState, Organisation, VendorAlias
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


def organisations_publishing_as(word: str) -> list[UUID]:
    """The IDs of the organisations that publish under a name with the word. One query.

    In a condition with "or", a database uses an index for IDs, but not for a subquery.
    """
    aliases = VendorAlias.objects.filter(state=AliasState.CONFIRMED, name__icontains=word).values("organisation")
    is_named = Q(name__icontains=word) | Q(confirmed_name__icontains=word) | Q(pk__in=aliases)
    return list(Organisation.objects.filter(is_named).values_list("pk", flat=True))


def is_alias_requested(organisation: Organisation, vendor: Vendor) -> bool:
    """Whether an admin has yet to decide on this vendor as an alias of the organisation. One query."""
    rows = VendorAlias.objects.filter(organisation=organisation, state__in=ALIAS_OPEN, name=vendor.name)
    return rows.filter(vendor_id=vendor.id or organisation.vendor_id).exists()
