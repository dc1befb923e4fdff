"""Prepares the Contact page from the settings."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from guides.contact_subjects import ContactSubject
from guides.policies import CONTACTS
from page_parts.total_maps import total_map

_SUBJECT_TEXTS: Mapping[ContactSubject, tuple[LazyText, LazyText]] = total_map(
    ContactSubject,
    {
        ContactSubject.LISTINGS: (
            _("Listings and reviews"),
            _("Requirements, findings and comments. For a question about your own listing, use its page."),
        ),
        ContactSubject.TECHNICAL: (
            _("Agent checks, OAuth and API"),
            _("Code, connections, log pipelines, and calls of your applications."),
        ),
        ContactSubject.MARKETPLACE: (_("Marketplace"), _("Prices, private offers, agreements and payments.")),
        ContactSubject.MARKETING: (_("Go-to-market"), _("Announcements, blog posts and events.")),
        ContactSubject.ACCOUNTS: (_("Accounts and sandboxes"), _("Organisations, members and sandbox orgs.")),
        ContactSubject.OTHER: (_("Everything else"), _("Also if you don't know who can help.")),
    },
)


class ContactRow(Struct, frozen=True, kw_only=True):
    """An address for a subject: an e-mail address or a web page."""

    title: LazyText
    text: LazyText
    target: str

    @property
    def href(self) -> str:
        return self.target if "://" in self.target else f"mailto:{self.target}"


def contacts() -> list[ContactRow]:
    """The subjects that have an address, in order."""
    targets = CONTACTS.value
    return [
        ContactRow(title=title, text=text, target=targets[subject])
        for subject, (title, text) in _SUBJECT_TEXTS.items()
        if subject in targets
    ]
