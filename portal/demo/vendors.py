"""Confirms the vendors of the demo's listings, which are real ones of several companies."""

from datetime import datetime

from accounts.demo import DemoPeople
from accounts.errors import PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models import VendorAlias
from accounts.vendor_names import organisations_with_vendor
from accounts.vendors import own_vendor, vendors_of_organisation
from common.actor import Actor
from listings.actions import use_vendor
from listings.actions.requests import change_request, send_request
from listings.content.bundles import documents_of_revision, values_by_section
from listings.content.vendor_fields import vendor_in
from listings.models import Revision
from releases.lifecycles.vendor_aliases import CONFIRM, VENDOR_ALIASES
from tilekit.checks.manifest.vendor import is_own_vendor

_REASON = "We develop and support this integration for the vendor."


def settle_vendor(revision: Revision, *, by: Actor, people: DemoPeople, now: datetime) -> None:
    """Have an admin confirm the listing's vendor as an alias; if that is refused, use the organisation's vendor."""
    organisation = revision.listing.organisation
    vendor = vendor_in(values_by_section(documents_of_revision(revision)))
    if is_own_vendor(vendor.id, vendor.name, vendors_of_organisation(organisation)):
        return
    alias = VendorAlias(organisation=organisation, name=vendor.name, url=vendor.url, reason=_REASON)
    alias.vendor_id = vendor.id or organisation.vendor_id
    try:
        send_request(VENDOR_ALIASES, alias, by=by, now=now)
        parameters = {"is_shared": bool(organisations_with_vendor(alias))}
        change_request(VENDOR_ALIASES, alias.pk, CONFIRM, by=people.actor("admin"), now=now, parameters=parameters)
    except (PlatformNameRefused, VendorIdTaken, VendorNameTaken):
        use_vendor(revision_id=revision.pk, vendor=own_vendor(organisation), by=by, now=now)
