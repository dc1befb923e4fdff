"""The footer link to the API reference."""

from django.utils.translation import gettext_lazy as _

from common.navigation import EVERYBODY, NavItem, Place, register

register(NavItem(label=_("API reference"), url_name="api:reference-list", audience=EVERYBODY, place=Place.FOOTER))
