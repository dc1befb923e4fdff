"""The navigation links and palette entries of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.page import OrganisationTab, register_tab
from common.navigation import Audience, NavItem, register_links
from common.palette import register_entries
from studio.palette_entries import draft_entries, listing_entries

_SIGNED_IN = frozenset({Audience.SIGNED_IN})

register_tab(OrganisationTab(label=_("Listing defaults"), url_name="studio:listing-defaults", order=35))
register_links(
    NavItem(label=_("Home"), url_name="studio:home", audience=_SIGNED_IN, order=10),
    NavItem(label=_("Listings"), url_name="studio:listing-list", audience=_SIGNED_IN, order=20),
)
register_entries(draft_entries)
register_entries(listing_entries)
