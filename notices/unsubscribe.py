"""Signed links that turn off a kind of e-mail for one person, without signing in (RFC 8058)."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from msgspec import Struct

from common.errors import NotFound

_SIGNER = Signer(salt="notices.unsubscribe")


class Subscription(Struct, frozen=True, kw_only=True):
    """The e-mails to a person about a kind of notice, or their daily digest, whose kind is DIGEST_MAIL."""

    person_id: UUID
    kind: str


def unsubscribe_url(subscription: Subscription) -> str:
    """The address of the page that ends the subscription. It never expires."""
    token = _SIGNER.sign_object([str(subscription.person_id), subscription.kind])
    return f"{settings.PUBLIC_URL}{reverse('notices:mail-unsubscribe', args=[token])}"


def subscription_of(token: str) -> Subscription:
    """The subscription in the link. Raises NotFound for tokens that the portal has not signed."""
    try:
        person_id, kind = _SIGNER.unsign_object(token)
    except BadSignature as error:
        raise NotFound from error
    return Subscription(person_id=UUID(person_id), kind=kind)
