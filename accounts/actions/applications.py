"""Machine users of an organisation: two or more working keys at once, so that keys rotate without a gap."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.announcing import announce
from accounts.errors import ApplicationNameTaken, ApplicationRemoved, SecondFactorMissing, TooManyKeys
from accounts.locks import locked_organisation
from accounts.models import Application, ApplicationKey, Organisation
from accounts.queries import has_second_factor, member_ids
from accounts.rules import assert_owner_person
from accounts.tokens import KEY_PREFIX_LENGTH, hash_of, new_key
from audit.moves import record
from common.actions import action
from common.actor import Actor, Role
from common.lookups import one_of
from common.names import assert_visible, naming

WORKING_KEYS = 2


class NewKey(Struct, frozen=True, kw_only=True):
    """secret is shown once: only its hash is stored."""

    key: ApplicationKey
    secret: str


@action
def create_application(*, organisation_id: UUID, name: str, role: Role, by: Actor, now: datetime) -> Application:
    """Add a machine user to the organisation; it has no key yet.

    Raises NotFound, NotAllowed, OrganisationSuspended, SecondFactorMissing, NameRefused, ApplicationNameTaken.
    """
    owner_id = _owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    assert_visible(name)
    application = Application(organisation=organisation, role=role, created_by_id=owner_id, created_at=now)
    others = Application.objects.filter(organisation=organisation, removed_at=None)
    with naming(application, name, among=others, error=ApplicationNameTaken(name=name)):
        application.save(force_insert=True)
    _note("application.create", organisation, application, by=by, now=now)
    return application


@action
def remove_application(*, organisation_id: UUID, application_id: UUID, by: Actor, now: datetime) -> None:
    """End the application's access at once, its keys included. Raises NotFound, NotAllowed."""
    assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    application = _application(organisation_id, application_id)
    if application.removed_at:
        return
    application.removed_at = now
    application.save(update_fields=["removed_at"])
    application.keys.filter(revoked_at=None).update(revoked_at=now)
    _note("application.remove", organisation, application, by=by, now=now)


@action
def add_application_key(
    *, organisation_id: UUID, application_id: UUID, valid_for: timedelta, by: Actor, now: datetime
) -> NewKey:
    """Make a key; the old one works until it is revoked or expires.

    Raises NotFound, NotAllowed, OrganisationSuspended, SecondFactorMissing, ApplicationRemoved, TooManyKeys.
    """
    owner_id = _owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    application = _application(organisation_id, application_id)
    if application.removed_at:
        raise ApplicationRemoved
    if application.keys.filter(revoked_at=None, expires_at__gt=now).count() >= WORKING_KEYS:
        raise TooManyKeys(limit=WORKING_KEYS)
    secret = new_key()
    key = ApplicationKey.objects.create(
        application=application,
        hash=hash_of(secret),
        prefix=secret[:KEY_PREFIX_LENGTH],
        created_by_id=owner_id,
        created_at=now,
        expires_at=now + valid_for,
    )
    _note("application.add-key", organisation, application, by=by, now=now, key=key)
    return NewKey(key=key, secret=secret)


@action
def revoke_application_key(*, organisation_id: UUID, key_id: UUID, by: Actor, now: datetime) -> None:
    """Void a key; done twice it changes nothing more. Raises NotFound, NotAllowed."""
    assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    rows = ApplicationKey.objects.select_related("application")
    key = one_of(rows.filter(pk=key_id, application__organisation_id=organisation_id))
    if key.revoked_at:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _note("application.revoke-key", organisation, key.application, by=by, now=now, key=key)


@action
def note_key_use(*, key_id: UUID, now: datetime) -> None:
    """Remember when the key was last used, to the minute, so that busy clients write seldom."""
    stale = ApplicationKey.objects.filter(pk=key_id).exclude(last_used_at__gt=now - timedelta(minutes=1))
    stale.update(last_used_at=now)


def _owner(by: Actor, organisation_id: UUID) -> UUID:
    owner_id = assert_owner_person(by, organisation_id)
    if settings.REQUIRE_STAFF_MFA and not has_second_factor(owner_id):
        raise SecondFactorMissing
    return owner_id


def _application(organisation_id: UUID, application_id: UUID) -> Application:
    return one_of(Application.objects.filter(organisation_id=organisation_id, pk=application_id))


def _note(
    verb: str,
    organisation: Organisation,
    application: Application,
    *,
    by: Actor,
    now: datetime,
    key: ApplicationKey | None = None,
) -> None:
    """The audit event, and a security notice to every owner: also to others than the one who acts."""
    objects = {"organisation": organisation.pk, "application": application.pk}
    record(verb, by=by, objects={**objects, **({"key": key.pk} if key else {})}, now=now)
    announce(
        "application.changed",
        recipients=member_ids(organisation.pk, least=Role.OWNER),
        parameters={"organisation": organisation.name, "application": application.name, "verb": verb},
        url=organisation.get_absolute_url(),
        key=f"{verb}:{(key or application).pk}",
        now=now,
        by=by,
    )
