"""Actions that add and remove applications (machine users) and change their roles."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from accounts.errors import ApplicationRemoved, OwnerMissing, PublisherExists
from accounts.guards import assert_owner_person
from accounts.listing_names import listing_names
from accounts.locks import application_in, locked_organisation
from accounts.models import Application, ApplicationKey, TrustedPublisher
from accounts.queries import first_owner_id
from accounts.second_factor import assert_key_owner
from accounts.writes import KeyRequest, NewKey, mark_key_used, put_application, put_key, record_application_change
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotFound
from common.lookups import first_or_not_found


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


_PUBLISHER_COLUMNS = ("organisation_id", "listing_id", "issuer", "repository", "workflow", "environment", "ref")


class Workflow(Struct, frozen=True, kw_only=True):
    """A workflow file of a repository that an owner trusts. An empty environment or ref matches any value.

    events are the pull request events whose runs may sign in.
    """

    issuer: str
    repository: str
    workflow: str
    environment: str = ""
    ref: str = ""
    events: tuple[str, ...] = ()


@action
def trust_publisher(
    *, organisation_id: UUID, listing_id: UUID, name: str, role: Role, workflow: Workflow, by: Actor, now: datetime
) -> TrustedPublisher:
    """Let a workflow change one listing, as a new application with this name and role.

    Raises the errors of `create_application`; also NotFound if the organisation does not have the listing, and
    PublisherExists.
    """
    owner_id = assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    if listing_id not in listing_names(organisation_id):
        raise NotFound
    application = put_application(organisation, name=name, role=role, owner_id=owner_id, by=by, now=now)
    publisher = TrustedPublisher(
        organisation=organisation,
        application=application,
        listing_id=listing_id,
        issuer=workflow.issuer,
        repository=workflow.repository,
        workflow=workflow.workflow,
        environment=workflow.environment,
        ref=workflow.ref,
        events=list(workflow.events),
        created_at=now,
    )
    columns = ", ".join(f"accounts_trustedpublisher.{column}" for column in _PUBLISHER_COLUMNS)
    with raises_if_violated("accounts_publisher_once", columns, PublisherExists()):
        publisher.save(force_insert=True)
    objects: dict[str, UUID | str | int] = {"listing": listing_id, "publisher": publisher.pk}
    objects |= {"repository": workflow.repository, "workflow": workflow.workflow}
    record_application_change("application.trust", application, about=publisher.pk, by=by, now=now, objects=objects)
    return publisher


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
