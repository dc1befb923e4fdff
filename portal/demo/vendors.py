"""Confirms the vendors of the demo's listings, which are real ones of several companies."""

from datetime import datetime

from accounts.actions import confirm_alias, request_alias
from accounts.demo import DemoPeople
from accounts.errors import PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.vendor_names import organisations_with_vendor
from accounts.vendors import own_vendor, vendors_of_organisation
from common.actor import Actor
from listings.actions import use_vendor
from listings.content.bundles import documents_of_revision, values_by_section
from listings.content.vendor_fields import vendor_in
from listings.models import Revision
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.sections.initial_values import Vendor

_REASON = "We develop and support this integration for the vendor."


def settle_vendor(revision: Revision, *, by: Actor, people: DemoPeople, now: datetime) -> None:
    """Have an admin confirm the listing's vendor as an alias; if that is refused, use the organisation's vendor."""
    organisation = revision.listing.organisation
    vendor = vendor_in(values_by_section(documents_of_revision(revision)))
    if is_own_vendor(vendor.id, vendor.name, vendors_of_organisation(organisation)):
        return
    wanted = Vendor(name=vendor.name, url=vendor.url, id=vendor.id or organisation.vendor_id)
    try:
        alias = request_alias(organisation_id=organisation.pk, vendor=wanted, reason=_REASON, by=by, now=now)
        is_shared = bool(organisations_with_vendor(alias))
        confirm_alias(alias_id=alias.pk, is_shared=is_shared, by=people.actor("admin"), now=now)
    except (PlatformNameRefused, VendorIdTaken, VendorNameTaken):
        use_vendor(revision_id=revision.pk, vendor=own_vendor(organisation), by=by, now=now)
