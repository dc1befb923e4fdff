"""Registers the links to the guides in the navigation."""

from django.utils.translation import gettext_lazy as _

from common.navigation import EVERYBODY, NavItem, register_links

register_links(NavItem(label=_("Guides"), url_name="guides:guide-list", audience=EVERYBODY, order=60))
