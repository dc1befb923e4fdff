"""Reads rows that an action will change. PostgreSQL locks them until the commit."""

from uuid import UUID

from accounts.errors import OrganisationSuspended
from accounts.models import Application, Membership, Organisation, TrustedPublisher
from common.actions import in_transaction
from common.lookups import first_or_not_found


@in_transaction
def locked_organisation(organisation_id: UUID, *, active: bool = True) -> Organisation:
    """Lock the organisation, so that changes to its members, invitations and applications run one after the other.

    Raises NotFound, and OrganisationSuspended if active=True and it is suspended.
    """
    organisation = first_or_not_found(Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id))
    if active and not organisation.is_active:
        raise OrganisationSuspended
    return organisation


@in_transaction
def membership_in(organisation_id: UUID, person_id: UUID) -> Membership:
    """A person's membership in an organisation that the caller has locked. Raises NotFound."""
    rows = Membership.objects.select_related("person").filter(organisation_id=organisation_id, person_id=person_id)
    return first_or_not_found(rows)


@in_transaction
def application_in(organisation_id: UUID, application_id: UUID) -> Application:
    """An application of an organisation that the caller has locked; it may have been removed. Raises NotFound."""
    rows = Application.objects.select_related("organisation")
    return first_or_not_found(rows.filter(organisation_id=organisation_id, pk=application_id))


@in_transaction
def locked_publishers(organisation_id: UUID) -> list[TrustedPublisher]:
    """The organisation's trusted publishers, locked, with their applications and the organisation."""
    rows = TrustedPublisher.objects.select_for_update(of=("self",)).select_related("application__organisation")
    return list(rows.filter(organisation_id=organisation_id).order_by("pk"))
