"""The vendor fields of documents. They change when a listing is transferred to another organisation."""

from collections.abc import Mapping

from accounts.models import Organisation
from listings.models import Listing, Submission
from tilekit.core.section import Values

SECTION = "overview"


def vendor_values(organisation: Organisation) -> Values:
    """{field of the overview: value} for the name, URL and vendor ID of the organisation."""
    return {"vendor_name": organisation.name, "vendor_url": organisation.url, "vendor_id": organisation.vendor_id}


def documents_with_current_vendor(listing: Listing, submission: Submission) -> Mapping[str, Values]:
    """The documents of a submission. If the listing was transferred later, they have the vendor fields of the receiver.

    listing.organisation must be loaded. The stored submission does not change.
    """
    documents: Mapping[str, Values] = submission.documents
    if listing.transferred_at is None or submission.submitted_at >= listing.transferred_at:
        return documents
    return {**documents, SECTION: {**documents.get(SECTION, {}), **vendor_values(listing.organisation)}}
