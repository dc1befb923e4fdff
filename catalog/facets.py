"""The facets of the catalogue, which are the kinds of values by which tiles can be filtered."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

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
