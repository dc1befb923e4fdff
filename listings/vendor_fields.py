"""Vendor fields of documents, which follow a listing to another organisation."""

from collections.abc import Mapping

from accounts.models import Organisation
from listings.models import Listing, Submission
from tilekit.core.section import Values

SECTION = "overview"


def vendor_values(organisation: Organisation) -> Values:
    """The fields of the overview that name the organisation."""
    return {"vendor_name": organisation.name, "vendor_url": organisation.url, "vendor_id": organisation.vendor_id}


def documents_with_current_vendor(listing: Listing, submission: Submission) -> Mapping[str, Values]:
    """The frozen documents. If the listing was transferred since, with the vendor fields of its current organisation.

    listing.organisation must be loaded. The stored submission does not change.
    """
    documents: Mapping[str, Values] = submission.documents
    if listing.transferred_at is None or submission.submitted_at >= listing.transferred_at:
        return documents
    return {**documents, SECTION: {**documents.get(SECTION, {}), **vendor_values(listing.organisation)}}
