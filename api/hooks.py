"""Registers the footer link to the API reference."""

from django.utils.translation import gettext_lazy as _

from common.navigation import EVERYBODY, NavItem, NavPlace, register_links

register_links(
    NavItem(label=_("API reference"), url_name="api:reference-list", audience=EVERYBODY, place=NavPlace.FOOTER)
)
