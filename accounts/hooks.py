"""Registers the navigation links, palette entries, name checks and signals of this app."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts import session_life, sign_in_events
from accounts.clashes import clashing_applications, clashing_organisations
from accounts.contributions import Contribution, contribute
from accounts.palette_entries import account_entries, organisation_entries, partner_entries, person_entries
from accounts.protection import devices
from common.lazy_text import LazyText
from common.navigation import PARTNERS, Audience, NavItem, NavPart, NavPlace, register_links
from common.palette import register_entries

_SIGNED_IN = frozenset({Audience.SIGNED_IN})
_ADMIN = frozenset({Audience.ADMIN})
_LEADS = frozenset({Audience.LEAD, Audience.ADMIN})
_ACCOUNT = _("Your account")
_PROFILE_PARTS = (
    NavPart(_("Your name"), "id_name"),
    NavPart(_("Language"), "id_language"),
    NavPart(_("Time zone"), "id_time_zone"),
    NavPart(_("Download a copy"), "data"),
    NavPart(_("Erase account"), "data"),
)
_FACTOR_PARTS = (
    NavPart(_("Authenticator app"), "totp"),
    NavPart(_("Passkeys"), "passkeys"),
    NavPart(_("Recovery codes"), "codes"),
)


def connect() -> None:
    """Register the navigation links, palette entries and name checks. Called once, when the portal starts."""
    devices.connect()
    sign_in_events.connect()
    session_life.connect()
    names = ((_("Organisations"), clashing_organisations), (_("Applications"), clashing_applications))
    for source in (account_entries, organisation_entries, partner_entries, person_entries):
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
        *_account_tabs(),
    )


def _account_tabs() -> Iterator[NavItem]:
    """The tabs of the person's own pages. Higher apps add more."""
    tabs: list[tuple[LazyText, str, tuple[NavPart, ...]]] = [
        (_("Profile"), "accounts:profile-edit", _PROFILE_PARTS),
        (_("E-mail addresses"), "account_email", ()),
        (_("Password"), "account_change_password", ()),
        (_("Two-factor authentication"), "mfa_index", _FACTOR_PARTS),
        (_("Identity providers"), "accounts:company-identities", ()),
        (_("Sessions"), "usersessions_list", ()),
    ]
    for order, (label, url_name, parts) in enumerate(tabs, start=11):
        yield NavItem(
            label=label, url_name=url_name, audience=_SIGNED_IN, place=NavPlace.ACCOUNT, order=order, parts=parts
        )
