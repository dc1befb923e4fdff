"""Registers the link to the audit page, and its tab on the pages of organisations."""

from django.utils.translation import gettext_lazy as _

from accounts.page import OrganisationTab, register_tab
from common.navigation import Audience, NavItem, NavPlace, register_links

register_links(
    NavItem(
        label=_("Audit"),
        url_name="operations:audit",
        audience=frozenset({Audience.ADMIN}),
        place=NavPlace.USER,
        order=85,
    ),
)
register_tab(OrganisationTab(label=_("Audit"), url_name="operations:organisation-audit", order=80, is_for_owners=True))
