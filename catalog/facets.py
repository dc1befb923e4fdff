"""The facets of the catalogue, which are the kinds of values by which tiles can be filtered."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.lazy_text import LazyText

# {facet: label}, in the order of the page.
FACETS: Mapping[str, LazyText] = {
    "route": _("Catalogue section"),
    "category": _("Category"),
    "submitted": _("Submitted data"),
    "queried": _("Queried data"),
    "os": _("Supported OS"),
    "offering": _("Offering"),
    "vendor": _("Vendor"),
}
MAX_FACET_VALUE = 200  # characters; longer values are cut
# A facet that no page offers: the organisation of the tile and the vendor that the tile names.
PUBLISHER = "publisher"


def publisher(organisation: Organisation, vendor_id: str, vendor_name: str) -> str:
    """The value of the facet of publishers. `tiles_of_other_vendors` builds the same text in the database."""
    return f"{organisation.slug} {vendor_id} {vendor_name}"
