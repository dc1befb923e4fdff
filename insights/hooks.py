"""Registers navigation links and the tab on the pages of organisations."""

from django.utils.translation import gettext_lazy as _

from accounts.page import OrganisationTab, register_tab
from common.navigation import Audience, NavItem, NavPlace, register_links

register_links(
    NavItem(
        label=_("Insights"),
        url_name="insights:insights",
        audience=frozenset({Audience.LEAD, Audience.ADMIN}),
        place=NavPlace.WORK,
        order=55,
    ),
)
register_tab(OrganisationTab(label=_("Insights"), url_name="insights:organisation", order=35))
