"""Confirms the vendors of listings that tests import from real folders."""

from datetime import UTC, datetime
from uuid import uuid4

from accounts.models import AliasState, Organisation, VendorAlias
from accounts.vendors import vendors_of_organisation
from common.name_keys import name_keys
from listings.content.bundles import documents_of_revision, values_by_section
from listings.content.vendor_fields import vendor_in
from listings.models import Revision
from tilekit.checks.manifest.vendor import is_own_vendor

_WHEN = datetime(2026, 1, 12, 9, tzinfo=UTC)


def make_alias(organisation: Organisation, name: str, vendor_id: str = "", **fields: object) -> VendorAlias:
    """A confirmed alias; without a vendor ID, with that of the organisation."""
    keys = name_keys(name)
    values = {
        "state": AliasState.CONFIRMED,
        "requested_at": _WHEN,
        "decided_at": None if fields.get("state") == AliasState.REQUESTED else _WHEN,
        "decided_by": uuid4(),
        "reason": "We own the brand.",
        **fields,
    }
    return VendorAlias.objects.create(
        organisation=organisation,
        vendor_id=vendor_id or organisation.vendor_id,
        name=name,
        name_folded=keys.name_folded,
        name_look=keys.name_look,
        **values,
    )


def with_confirmed_vendor(revision: Revision) -> Revision:
    """The revision, after the vendor of its folder was confirmed as an alias of its organisation."""
    organisation, vendor = revision.listing.organisation, vendor_in(values_by_section(documents_of_revision(revision)))
    if not is_own_vendor(vendor.id, vendor.name, vendors_of_organisation(organisation)):
        make_alias(organisation, vendor.name, vendor.id, url=vendor.url)
    return revision
