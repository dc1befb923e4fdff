"""Registers the navigation links of this room."""

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, NavPlace, register_links

_ADMIN = frozenset({Audience.ADMIN})


def connect() -> None:
    """Register the navigation links. Called once, when the portal starts."""
    register_links(
        NavItem(label=_("Background jobs"), url_name="jobs:job-list", audience=_ADMIN, place=NavPlace.USER, order=90),
    )
