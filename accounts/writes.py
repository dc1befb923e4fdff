"""Parts of writes that create and change applications and their keys."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from msgspec import Struct

from accounts.announcer import announce
from accounts.errors import ApplicationKeyExists, ApplicationNameTaken, KeylessApplication, TooManyKeys
from accounts.models import Application, ApplicationKey, Organisation, TrustedPublisher
from accounts.queries import member_ids, working_keys
from accounts.tokens import KEY_PREFIX_LENGTH, hash_of, new_key
from audit.writes import is_first_use, record_event
from common.actions import in_transaction
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.ids import uuid7
from common.names import assert_visible, unique_name

MAX_WORKING_KEYS = 2


class NewKey(Struct, frozen=True, kw_only=True):
    """A new key. Its secret can be shown only now, because only a hash is stored."""

    key: ApplicationKey
    secret: str


class KeyRequest(Struct, frozen=True, kw_only=True):
    """The values of a key to create. id comes from the form, so that sending the form twice creates only one key."""

    valid_for: timedelta
    label: str = ""
    id: UUID | None = None


@in_transaction
def put_application(
    organisation: Organisation, *, name: str, role: Role, owner_id: UUID, by: Actor, now: datetime
) -> Application:
    """Create an application in an organisation that the caller has locked. Raises NameRefused, ApplicationNameTaken."""
    assert_visible(name)
    application = Application(organisation=organisation, role=role, created_by_id=owner_id, created_at=now)
    others = Application.objects.filter(organisation=organisation, removed_at=None)
    with unique_name(application, name, among=others, error=ApplicationNameTaken(name=name)):
        application.save(force_insert=True)
    record_application_change("application.create", application, about=application.pk, by=by, now=now)
    return application


@in_transaction
def put_key(application: Application, key_request: KeyRequest, *, owner_id: UUID, by: Actor, now: datetime) -> NewKey:
    """Create a key for an application whose organisation the caller has locked.

    Raises NameRefused (for the label), KeylessApplication, ApplicationKeyExists, TooManyKeys.
    """
    if TrustedPublisher.objects.filter(application=application).exists():
        raise KeylessApplication
    if key_request.label:
        assert_visible(key_request.label)
    secret = new_key()
    key = ApplicationKey(
        id=key_request.id or uuid7(),
        application=application,
        hash=hash_of(secret),
        prefix=secret[:KEY_PREFIX_LENGTH],
        label=key_request.label,
        created_by_id=owner_id,
        created_at=now,
        expires_at=now + key_request.valid_for,
    )
    # Insert first, then count: a form sent twice must get ApplicationKeyExists, even if no further key is allowed.
    with raises_if_violated("accounts_applicationkey_pkey", "accounts_applicationkey.id", ApplicationKeyExists()):
        key.save(force_insert=True)
    if application.keys.filter(working_keys(now)).count() > MAX_WORKING_KEYS:
        raise TooManyKeys(limit=MAX_WORKING_KEYS)
    record_application_change("application.add-key", application, about=key.pk, by=by, now=now, objects={"key": key.pk})
    return NewKey(key=key, secret=secret)


@in_transaction
def record_application_change(
    verb: str,
    application: Application,
    *,
    about: UUID,
    by: Actor,
    now: datetime,
    objects: dict[str, UUID | str | int] | None = None,
) -> None:
    """Record the audit event, and send a security notice to every owner except the actor.

    about is the ID of the application or its key. With the verb and the time, it identifies the event.
    """
    organisation = application.organisation
    named = {"organisation": organisation.pk, "application": application.pk, **(objects or {})}
    record_event(verb, by=by, objects=named, now=now)
    announce(
        "application.changed",
        recipients=member_ids(organisation.pk, min_role=Role.OWNER),
        parameters={
            "organisation": organisation.name,
            "application": application.name,
            "verb": verb,
            "role": application.role,
        },
        url=application.get_absolute_url(),
        key=f"{verb}:{about}:{now.isoformat()}",
        now=now,
        by=by,
    )


@in_transaction
def mark_key_used(key_id: UUID, *, now: datetime) -> None:
    """Store when the key was last used, to the minute, so that busy clients cause few writes."""
    stale = ApplicationKey.objects.filter(pk=key_id).exclude(last_used_at__gt=now - timedelta(minutes=1))
    stale.update(last_used_at=now)


@in_transaction
def mark_publisher_used(publisher: TrustedPublisher, *, repository_id: str, by: Actor, now: datetime) -> None:
    """Store when the workflow last signed in, and pin the repository ID that its issuer sent first."""
    if repository_id and not publisher.repository_id:
        publisher.repository_id = repository_id
        objects: dict[str, UUID | str | int] = {"application": publisher.application_id, "publisher": publisher.pk}
        record_event("application.pin-repository", by=by, objects={**objects, "repository": repository_id}, now=now)
    if is_first_use("publisher.use", publisher.pk, now=now):
        application = publisher.application
        used = {"organisation": application.organisation_id, "application": application.pk, "publisher": publisher.pk}
        record_event("publisher.use", by=by, objects=used, now=now)
    publisher.last_used_at = now
    publisher.save(update_fields=["repository_id", "last_used_at"])


@in_transaction
def end_all_sessions() -> None:
    """Sign everybody out, and let the tokens of all applications expire."""
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    Token.objects.all().delete()
