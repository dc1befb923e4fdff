"""What this room gives to the frame around every page."""

from django.utils.translation import gettext_lazy as _

from common.navigation import Audience, NavItem, Place, register

_PARTNER = frozenset({Audience.PARTNER})
_SIGNED_IN = frozenset({Audience.SIGNED_IN})
_ADMIN = frozenset({Audience.ADMIN})
_AGREEMENTS = _("Agreements")


def connect() -> None:
    """Fill the registries; called once, when the portal starts."""
    register(
        NavItem(label=_("Organisation"), url_name="accounts:start", audience=_PARTNER, order=60),
        NavItem(label=_("Organisations"), url_name="accounts:organisation-admin-list", audience=_ADMIN, order=70),
        NavItem(label=_("Teams"), url_name="accounts:team-list", audience=_ADMIN, order=75),
        NavItem(label=_("Profile"), url_name="accounts:profile-edit", audience=_SIGNED_IN, place=Place.USER, order=10),
        NavItem(label=_("Second factor"), url_name="mfa_index", audience=_SIGNED_IN, place=Place.USER, order=20),
        NavItem(label=_("Sessions"), url_name="usersessions_list", audience=_SIGNED_IN, place=Place.USER, order=25),
        NavItem(
            label=_("Agreements"), url_name="accounts:agreement-admin", audience=_ADMIN, place=Place.USER, order=80
        ),
    )
