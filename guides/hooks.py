"""Registers the links to the guides and to the Contact page, and the guides in the command palette."""

from django.utils.translation import gettext_lazy as _

from common.navigation import EVERYBODY, NavItem, NavPlace, register_links
from common.palette import register_entries
from guides.palette_entries import guide_entries

register_links(
    NavItem(label=_("Guides"), url_name="guides:guide-list", audience=EVERYBODY, order=60),
    NavItem(label=_("Contact"), url_name="guides:contact", audience=EVERYBODY, place=NavPlace.FOOTER, order=60),
)
register_entries(guide_entries)
