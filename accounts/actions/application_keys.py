"""Actions on keys of applications. Two keys can be valid at once, so that they can be rotated without an outage."""

from datetime import datetime
from uuid import UUID

from accounts.errors import ApplicationRemoved
from accounts.guards import assert_owner_person
from accounts.locks import application_in, locked_organisation
from accounts.models import ApplicationKey
from accounts.second_factor import assert_key_owner
from accounts.writes import KeyRequest, NewKey, mark_key_used, put_key, record_application_change
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found


@action
def add_application_key(
    *, organisation_id: UUID, application_id: UUID, key: KeyRequest, by: Actor, now: datetime
) -> NewKey:
    """Create a key. The old one works until it is revoked or expires.

    Raises NotFound, NotAllowed, OrganisationSuspended, SecondFactorMissing, ApplicationRemoved, NameRefused,
    ApplicationKeyExists, TooManyKeys.
    """
    owner_id = assert_key_owner(by, organisation_id)
    locked_organisation(organisation_id)
    application = application_in(organisation_id, application_id)
    if application.removed_at:
        raise ApplicationRemoved
    return put_key(application, key, owner_id=owner_id, by=by, now=now)


@action
def revoke_application_key(*, organisation_id: UUID, key_id: UUID, by: Actor, now: datetime) -> None:
    """Revoke a key. A second call changes nothing. Raises NotFound, NotAllowed."""
    assert_owner_person(by, organisation_id)
    locked_organisation(organisation_id, active=False)
    rows = ApplicationKey.objects.select_related("application__organisation")
    key = first_or_not_found(rows.filter(pk=key_id, application__organisation_id=organisation_id))
    if key.revoked_at:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    record_application_change(
        "application.revoke-key", key.application, about=key.pk, by=by, now=now, objects={"key": key.pk}
    )


@action
def record_key_use(*, key_id: UUID, now: datetime) -> None:
    """Call `mark_key_used` in its own transaction."""
    mark_key_used(key_id, now=now)
