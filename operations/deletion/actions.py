"""The action that deletes an organisation."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.guards import assert_admin_over
from accounts.locks import locked_organisation
from accounts.models import Application, Organisation, OrganisationState
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotPossible
from common.lists import joined_sentences
from common.names import NAME_FIELDS, unique_name
from listings.models import Listing, Revision
from listings.states.revision_states import AT_REST, RevisionState
from operations.deletion.parts import deleted_parts, submitted_listings
from operations.deletion.queries import reasons_against_deletion
from operations.errors import OrganisationNameDiffers


@action
def delete_organisation(*, organisation_id: UUID, name: str, reason: str, by: Actor, now: datetime) -> None:
    """Delete what belongs to an organisation, and hide the listings that were submitted. name confirms the deletion.

    The row of the organisation stays without its name and address, because the audit log refers to it. Its vendor ID
    stays reserved. Raises NotAllowed, NotFound, OrganisationNameDiffers, NotPossible.
    """
    assert_admin_over(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    if name.strip() != organisation.name:
        raise OrganisationNameDiffers(name=organisation.name)
    _lock_listings(organisation_id)
    reasons = reasons_against_deletion(organisation_id)
    if reasons:
        raise NotPossible(reasons=joined_sentences(reasons), codes=["organisation-in-use"], texts=reasons)
    counts = _remove_parts(organisation_id, now=now)
    _hide_listings(organisation_id, now=now)
    Application.objects.filter(organisation=organisation, removed_at=None).update(removed_at=now)
    _blank(organisation, reason=reason)
    record_event("organisation.delete", by=by, objects={"organisation": organisation_id, **counts}, now=now)


@in_transaction
def _lock_listings(organisation_id: UUID) -> None:
    """Lock them before their requests, as all actions do. Whoever writes about one of them finishes first, or waits."""
    list(Listing.objects.select_for_update().filter(organisation=organisation_id).order_by("pk").values_list("pk"))


@in_transaction
def _remove_parts(organisation_id: UUID, *, now: datetime) -> dict[str, int]:
    """Remove what goes. Returns {noun of the part: number of rows} without parts that have none."""
    numbers = {}
    for part in deleted_parts():
        rows = part.rows(organisation_id)
        numbers[part.noun] = rows.count()
        if part.remove:
            part.remove(rows, now)
        else:
            rows.delete()
    return {noun: number for noun, number in numbers.items() if number}


@in_transaction
def _hide_listings(organisation_id: UUID, *, now: datetime) -> None:
    """Hide submitted listings from partners. What could continue is archived, so that nothing waits for the partner."""
    listings = submitted_listings(organisation_id)
    unfinished = Revision.objects.filter(listing__in=listings).exclude(state__in=AT_REST)
    unfinished.update(archived_from=F("state"), state=RevisionState.ARCHIVED, state_since=now, version=F("version") + 1)
    listings.filter(deleted_at=None).update(deleted_at=now)


@in_transaction
def _blank(organisation: Organisation, *, reason: str) -> None:
    name = _("Deleted organisation {number}").format(number=organisation.pk.hex[-8:])
    organisation.slug, organisation.url, organisation.confirmed_name = f"deleted-{organisation.pk.hex}", "", None
    organisation.state, organisation.suspension_reason = OrganisationState.SUSPENDED, reason
    taken = OrganisationNameDiffers(name=name)
    with unique_name(organisation, name, among=Organisation.objects.all(), error=taken):
        organisation.save(update_fields=[*NAME_FIELDS, "slug", "url", "confirmed_name", "state", "suspension_reason"])
