"""The vendors among which partners choose that of a listing."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct

from accounts.models import Organisation
from accounts.vendors import is_alias_requested, vendors_of_organisation
from common.errors import NotFound
from listings.content.vendor_fields import SECTION, vendor_in
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.core.section import SectionDocument
from tilekit.sections.initial_values import Vendor

VENDOR_FIELD = f"{SECTION}.vendor_name"
VENDOR_BUTTON = "_vendor"
_SHOWN_VENDORS = 3


class VendorChoices(Struct, frozen=True, kw_only=True):
    """The other vendors that the listing could have, with the values of their buttons; the rest are folded away.

    alias_url is the filled-in form that asks for its current vendor as an alias, "" if that is not necessary.
    is_requested means that this alias waits for an admin.
    """

    alias_url: str
    is_requested: bool
    first: Sequence[tuple[Vendor, str]]
    rest: Sequence[tuple[Vendor, str]]


def vendor_choices(organisation: Organisation, overview: SectionDocument) -> VendorChoices:
    """The vendors to choose from, for the draft with this overview. Two queries at most."""
    vendors, now = vendors_of_organisation(organisation), vendor_in({SECTION: overview.values})
    others = [
        (vendor, button_value(vendor))
        for vendor in vendors
        if (vendor.id, vendor.name) != (now.id or organisation.vendor_id, now.name)
    ]
    is_own = is_own_vendor(now.id, now.name, vendors)
    is_requested = not is_own and is_alias_requested(organisation, now)
    return VendorChoices(
        alias_url="" if is_own or is_requested else alias_url(organisation, now),
        is_requested=is_requested,
        first=others[:_SHOWN_VENDORS],
        rest=others[_SHOWN_VENDORS:],
    )


def alias_url(organisation: Organisation, vendor: Vendor) -> str:
    """The form that asks for this vendor as an alias, filled in."""
    values = {"name": vendor.name, "vendor_id": vendor.id or organisation.vendor_id, "url": vendor.url}
    return f"{reverse('releases:alias-request', args=[organisation.slug])}?{urlencode(values)}"


def chosen_vendor(organisation: Organisation, value: str) -> Vendor:
    """The vendor of a pressed button. Raises NotFound if the organisation doesn't have it any more."""
    choice = next((vendor for vendor in vendors_of_organisation(organisation) if button_value(vendor) == value), None)
    if choice is None:
        raise NotFound
    return choice


def button_value(vendor: Vendor) -> str:
    return f"{vendor.id} {vendor.name}"
