"""The action that exchanges a key for an access token."""

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from msgspec import Struct

from accounts.actors import actor_of_application
from accounts.models import Application, ApplicationKey, Organisation
from accounts.tokens import hash_of, new_secret
from accounts.writes import mark_key_used
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from api.tokens.token_errors import EXPIRED_KEY, UNKNOWN_APPLICATION, UNKNOWN_TENANT, WRONG_KEY, TokenRefused
from audit.actions import record_use
from audit.writes import is_first_use, record_event
from common.actions import action, assert_storable
from common.actor import SYSTEM
from common.requests import parse_uuid

TOKEN_LIFETIME = timedelta(minutes=60)


class NewToken(Struct, frozen=True, kw_only=True):
    """A new token. secret is the string that the client sends; only its hash is stored."""

    token: AccessToken
    secret: str


@action
def issue_token(*, key: ApplicationKey, resource: TokenResource, now: datetime) -> NewToken:
    """Issue a token for a key that `working_key` found, and store when the key was used.

    Also deletes the expired tokens of the key.
    """
    AccessToken.objects.filter(key=key, expires_at__lte=now).delete()
    mark_key_used(key.pk, now=now)
    if is_first_use("key.use", key.pk, now=now):
        application = key.application
        objects = {"organisation": application.organisation_id, "application": application.pk, "key": key.pk}
        record_event("key.use", by=actor_of_application(application), objects=objects, now=now)
    token_secret = new_secret()
    expires_at = min(now + TOKEN_LIFETIME, key.expires_at)
    token = AccessToken.objects.create(
        key=key, hash=hash_of(token_secret), resource=resource, issued_at=now, expires_at=expires_at
    )
    return NewToken(token=token, secret=token_secret)


def working_key(*, tenant_id: str, client_id: str, secret: str, now: datetime) -> ApplicationKey:
    """The key with this secret. Records the first refused one of an application in each hour, without the secret.

    Raises TokenRefused, CharacterRefused.
    """
    assert_storable((tenant_id, client_id, secret))
    application = _application(tenant_id, client_id)
    digest = hash_of(secret)
    # Compare all keys in constant time, so that the duration reveals nothing.
    matching = [key for key in application.keys.all() if compare_digest(key.hash, digest)]
    if matching and matching[0].is_usable(now):
        return matching[0]
    objects = {"organisation": application.organisation_id, "application": application.pk}
    record_use("key.refuse", application.pk, by=SYSTEM, objects=objects, now=now)
    is_expired = matching and not matching[0].revoked_at
    raise TokenRefused(EXPIRED_KEY if is_expired else WRONG_KEY, client_id=str(application.client_id))


def _application(tenant_id: str, client_id: str) -> Application:
    organisation = Organisation.objects.filter(pk__in=_ids_in(tenant_id)).first()
    if organisation is None or not organisation.is_active:
        raise TokenRefused(UNKNOWN_TENANT, tenant_id=tenant_id)
    application = organisation.applications.filter(client_id__in=_ids_in(client_id), removed_at=None).first()
    if application is None:
        raise TokenRefused(UNKNOWN_APPLICATION, client_id=client_id, tenant_id=tenant_id)
    return application


def _ids_in(text: str) -> list[UUID]:
    uuid = parse_uuid(text.strip())
    return [uuid] if uuid else []
