"""Prepares the agreements that a listing requires."""

from django.urls import reverse
from msgspec import Struct

from accounts.queries import AgreementStatus, agreement_statuses
from listings.lifecycle.guards import needed_agreements
from studio.wizard.data import Wizard


class Agreement(Struct, frozen=True, kw_only=True):
    """The status of an agreement, and the URL of the page on which an owner can accept it."""

    status: AgreementStatus
    href: str


def agreements_of(wizard: Wizard) -> list[Agreement]:
    """The agreements that this listing requires."""
    organisation = wizard.revision.listing.organisation
    needed = needed_agreements(wizard.revision.listing.route)
    return [
        Agreement(
            status=status, href=reverse("accounts:agreement-detail", args=[organisation.slug, status.version.kind])
        )
        for status in agreement_statuses(organisation.pk)
        if status.version.kind in needed
    ]
