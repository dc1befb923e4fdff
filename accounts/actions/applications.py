"""Actions that add and remove applications (machine users) and change their roles."""

from datetime import datetime
from uuid import UUID

from accounts.errors import ApplicationRemoved, OwnerMissing
from accounts.guards import assert_owner_person
from accounts.locks import application_in, locked_organisation
from accounts.models import Application, TrustedPublisher
from accounts.queries import first_owner_id
from accounts.second_factor import assert_key_owner
from accounts.writes import KeyRequest, NewKey, put_application, put_key, record_application_change
from common.actions import action
from common.actor import Actor, Role


@action
def create_application(*, organisation_id: UUID, name: str, role: Role, by: Actor, now: datetime) -> Application:
    """Add an application without a key to the organisation.

    Raises NotFound, NotAllowed, OrganisationSuspended, SecondFactorMissing, NameRefused, ApplicationNameTaken.
    """
    owner_id = assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    return put_application(organisation, name=name, role=role, owner_id=owner_id, by=by, now=now)


@action
def onboard_application(
    *, organisation_id: UUID, name: str, role: Role, key: KeyRequest, by: Actor, now: datetime
) -> NewKey:
    """Add an application together with its first key.

    The system may do this too; then the organisation's first owner is recorded as the creator. Raises the errors of
    `create_application` and `add_application_key`, and OwnerMissing.
    """
    owner_id = _first_owner(organisation_id) if by.is_system else assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    application = put_application(organisation, name=name, role=role, owner_id=owner_id, by=by, now=now)
    return put_key(application, key, owner_id=owner_id, by=by, now=now)


@action
def change_application_role(
    *, organisation_id: UUID, application_id: UUID, role: Role, by: Actor, now: datetime
) -> Application:
    """Change the role of an application. If it already has the role, nothing changes.

    Raises NotFound, NotAllowed, OrganisationSuspended, SecondFactorMissing, ApplicationRemoved.
    """
    assert_key_owner(by, organisation_id)
    locked_organisation(organisation_id)
    application = application_in(organisation_id, application_id)
    if application.removed_at:
        raise ApplicationRemoved
    if application.role == role:
        return application
    application.role = role
    application.save(update_fields=["role"])
    objects: dict[str, UUID | str | int] = {"role": role.name.lower()}
    record_application_change(
        "application.change-role", application, about=application.pk, by=by, now=now, objects=objects
    )
    return application


@action
def remove_application(*, organisation_id: UUID, application_id: UUID, by: Actor, now: datetime) -> None:
    """Remove an application with its keys and its trusted publisher. Raises NotFound, NotAllowed."""
    assert_owner_person(by, organisation_id)
    locked_organisation(organisation_id, active=False)
    application = application_in(organisation_id, application_id)
    if application.removed_at:
        return
    application.removed_at = now
    application.save(update_fields=["removed_at"])
    application.keys.filter(revoked_at=None).update(revoked_at=now)
    TrustedPublisher.objects.filter(application=application).delete()
    record_application_change("application.remove", application, about=application.pk, by=by, now=now)


def _first_owner(organisation_id: UUID) -> UUID:
    owner_id = first_owner_id(organisation_id)
    if owner_id is None:
        raise OwnerMissing
    return owner_id
