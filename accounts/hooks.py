"""Registers the navigation links, palette entries, name checks and signals of this app."""

from django.utils.translation import gettext_lazy as _

from accounts import session_life, sign_in_events
from accounts.clashes import clashing_applications, clashing_organisations
from accounts.contributions import Contribution, contribute
from accounts.palette_entries import organisation_entries, partner_entries, person_entries
from accounts.protection import devices
from common.navigation import PARTNERS, Audience, NavItem, NavPlace, register_links
from common.palette import register_entries

_SIGNED_IN = frozenset({Audience.SIGNED_IN})
_ADMIN = frozenset({Audience.ADMIN})
_LEADS = frozenset({Audience.LEAD, Audience.ADMIN})
_ACCOUNT = _("Your account")


def connect() -> None:
    """Register the navigation links, palette entries and name checks. Called once, when the portal starts."""
    devices.connect()
    sign_in_events.connect()
    session_life.connect()
    names = ((_("Organisations"), clashing_organisations), (_("Applications"), clashing_applications))
    for source in (organisation_entries, partner_entries, person_entries):
        register_entries(source)
    contribute("accounts", Contribution(clashing_names=names))
    register_links(
        NavItem(label=_("Organisation"), url_name="accounts:start", audience=PARTNERS, order=60),
        NavItem(label=_("Organisations"), url_name="accounts:organisation-admin-list", audience=_LEADS, order=70),
        NavItem(label=_("Teams"), url_name="accounts:team-list", audience=_LEADS, order=75),
        NavItem(label=_ACCOUNT, url_name="accounts:profile-edit", audience=_SIGNED_IN, place=NavPlace.USER, order=10),
        NavItem(
            label=_("Agreements"), url_name="accounts:agreement-admin", audience=_ADMIN, place=NavPlace.WORK, order=80
        ),
    )
