"""Registers the links to the guides, and to the Contact page in the footer."""

from django.utils.translation import gettext_lazy as _

from common.navigation import EVERYBODY, NavItem, NavPlace, register_links

register_links(
    NavItem(label=_("Guides"), url_name="guides:guide-list", audience=EVERYBODY, order=60),
    NavItem(label=_("Contact"), url_name="guides:contact", audience=EVERYBODY, place=NavPlace.FOOTER, order=60),
)
