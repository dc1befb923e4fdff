"""The navigation entries of this app."""

from django.utils.translation import gettext_lazy as _

from accounts.page import OrganisationTab, register_tab
from common.navigation import Audience, NavItem, register_links

_SIGNED_IN = frozenset({Audience.SIGNED_IN})

register_tab(OrganisationTab(label=_("Listing defaults"), url_name="studio:listing-defaults", order=35))
register_links(
    NavItem(label=_("Home"), url_name="studio:home", audience=_SIGNED_IN, order=10),
    NavItem(label=_("Listings"), url_name="studio:listing-list", audience=_SIGNED_IN, order=20),
)
