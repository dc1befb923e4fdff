"""The vendor fields of documents. They change when a listing is transferred to another organisation."""

from collections.abc import Mapping

from accounts.models import Organisation
from accounts.vendors import own_vendor
from listings.models import Listing, Submission
from tilekit.core.section import Values
from tilekit.parse.json_values import text
from tilekit.sections.initial_values import Vendor

SECTION = "overview"


def vendor_values(organisation: Organisation) -> Values:
    """{field of the overview: value} for the name, URL and vendor ID of the organisation."""
    return fields_of(own_vendor(organisation))


def fields_of(vendor: Vendor) -> Values:
    """{field of the overview: value} for a vendor; without a URL if the vendor has none."""
    url: Values = {"vendor_url": vendor.url} if vendor.url else {}
    return {"vendor_name": vendor.name, "vendor_id": vendor.id, **url}


def vendor_in(documents: Mapping[str, Values]) -> Vendor:
    """The vendor that the documents of a listing name."""
    overview = documents.get(SECTION, {})
    return Vendor(
        name=text(overview.get("vendor_name")), url=text(overview.get("vendor_url")), id=text(overview.get("vendor_id"))
    )


def documents_with_current_vendor(listing: Listing, submission: Submission) -> Mapping[str, Values]:
    """The documents of a submission. If the listing was transferred later, they have the vendor fields of the receiver.

    listing.organisation must be loaded. The stored submission does not change.
    """
    documents: Mapping[str, Values] = submission.documents
    if listing.transferred_at is None or submission.submitted_at >= listing.transferred_at:
        return documents
    return {**documents, SECTION: {**documents.get(SECTION, {}), **vendor_values(listing.organisation)}}
