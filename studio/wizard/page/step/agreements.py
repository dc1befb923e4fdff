"""The agreements that an organisation must accept before it submits."""

from django.urls import reverse
from msgspec import Struct

from accounts.page import agreement_html
from accounts.queries import AgreementStatus, agreement_statuses, member_ids, names_of
from common.actor import Role
from common.lists import joined_with_or
from listings.lifecycle.guards import needed_agreements
from studio.wizard.page.wizard import Wizard


class Agreement(Struct, frozen=True, kw_only=True):
    """The status of an agreement, the URL of its page, and the URL that accepts it: "" if the reader can't."""

    status: AgreementStatus
    href: str
    accept_url: str

    @property
    def html(self) -> str:
        return agreement_html(self.status.version.text)


def agreements_context(wizard: Wizard) -> dict[str, object]:
    """The agreements that this listing requires, and who can accept those that are not accepted yet."""
    organisation_id = wizard.revision.listing.organisation_id
    agreements, is_owner = agreements_of(wizard), wizard.actor.holds(Role.OWNER, organisation_id)
    is_told = not is_owner and not all(agreement.status.acceptance for agreement in agreements)
    owners = names_of(member_ids(organisation_id, min_role=Role.OWNER)) if is_told else {}
    return {"agreements": agreements, "is_owner": is_owner, "owners": joined_with_or(sorted(owners.values()))}


def agreements_of(wizard: Wizard) -> list[Agreement]:
    """The agreements that this listing requires."""
    organisation = wizard.revision.listing.organisation
    needed = needed_agreements(wizard.revision.listing.route)
    is_owner = wizard.actor.holds(Role.OWNER, organisation.pk)
    return [
        Agreement(
            status=status,
            href=reverse("accounts:agreement-detail", args=[organisation.slug, status.version.kind]),
            accept_url=reverse("accounts:agreement-accept", args=[organisation.slug, status.version.pk])
            if is_owner and not status.acceptance
            else "",
        )
        for status in agreement_statuses(organisation.pk)
        if status.version.kind in needed
    ]
