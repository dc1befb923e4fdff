"""Registry of the tabs of an organisation's pages. Higher rooms add theirs, such as webhooks."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.models import Organisation
from common.lazy_text import LazyText


class OrganisationTab(Struct, frozen=True, kw_only=True):
    """A tab. Its URL takes the organisation's slug, unless is_personal is set."""

    label: LazyText
    url_name: str
    order: int
    is_personal: bool = False


class TabLink(Struct, frozen=True, kw_only=True):
    label: LazyText
    href: str
    is_current: bool


_tabs: list[OrganisationTab] = [
    OrganisationTab(label=_("Profile"), url_name="accounts:organisation-detail", order=10),
    OrganisationTab(label=_("Users"), url_name="accounts:member-list", order=20),
    OrganisationTab(label=_("Agreements"), url_name="accounts:agreement-list", order=30),
]


def register_tab(tab: OrganisationTab) -> None:
    """Add a tab to the pages of organisations. Called when the portal starts."""
    _tabs.append(tab)


def tab_links(organisation: Organisation, current: str) -> list[TabLink]:
    """The links of this organisation's tabs; current is the URL name of the page that is shown."""
    return [
        TabLink(
            label=tab.label,
            href=reverse(tab.url_name, args=[] if tab.is_personal else [organisation.slug]),
            is_current=tab.url_name == current,
        )
        for tab in sorted(_tabs, key=lambda each: each.order)
    ]
