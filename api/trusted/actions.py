"""The action that exchanges the ID token of a trusted workflow for an access token."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from accounts.actors import actor_of_application
from accounts.errors import ListingUnclear, OrganisationSuspended, PublisherListingGone
from accounts.locks import locked_publishers
from accounts.models import TrustedPublisher
from accounts.publishers import matching_publishers
from accounts.tokens import hash_of, new_secret
from accounts.writes import mark_publisher_used
from api.errors import IdTokenUsed
from api.tokens.models import AccessToken, UsedIdToken
from api.tokens.resources import TokenResource
from api.trusted.id_tokens import IdToken
from common.actions import action
from common.constraints import raises_if_violated
from common.errors import NotFound
from listings.queries import visible_listings

EXCHANGED_TOKEN_LIFETIME = timedelta(minutes=15)


class NewListingToken(Struct, frozen=True, kw_only=True):
    """A new token for one listing. secret is the string that the client sends; only its hash is stored."""

    secret: str
    listing_id: UUID


@action
def exchange_id_token(
    *, id_token: IdToken, organisation_id: UUID, listing_id: UUID | None, now: datetime
) -> NewListingToken:
    """Exchange the ID token of a workflow that the organisation trusts for an access token for one listing.

    Without a listing_id, the workflow must be trusted for exactly one listing. An ID token can be exchanged once. Also
    deletes expired tokens. Raises ClaimMismatch, ClaimMissing, NotFound, ListingUnclear, PublisherListingGone,
    OrganisationSuspended, IdTokenUsed.
    """
    publishers = matching_publishers(locked_publishers(organisation_id), id_token.claims)
    publisher = _one_of(publishers, listing_id)
    if not publisher.application.organisation.is_active:
        raise OrganisationSuspended
    _record_use(id_token, now)
    by = actor_of_application(publisher.application)
    mark_publisher_used(publisher, repository_id=id_token.claims.repository_id, by=by, now=now)
    AccessToken.objects.filter(publisher=publisher, expires_at__lte=now).delete()
    secret = new_secret()
    AccessToken.objects.create(
        publisher=publisher,
        hash=hash_of(secret),
        resource=TokenResource.PORTAL,
        issued_at=now,
        expires_at=now + EXCHANGED_TOKEN_LIFETIME,
    )
    return NewListingToken(secret=secret, listing_id=publisher.listing_id)


def _one_of(publishers: Iterable[TrustedPublisher], listing_id: UUID | None) -> TrustedPublisher:
    """The first publisher for the listing.

    Without listing_id, all publishers must be for one listing. Publishers whose listing is gone don't count. Raises
    ListingUnclear, NotFound, PublisherListingGone.
    """
    matching = [publisher for publisher in publishers if listing_id in {None, publisher.listing_id}]
    if not matching:
        raise NotFound
    actor = actor_of_application(matching[0].application)
    there = set(visible_listings(actor).values_list("pk", flat=True))
    left = [publisher for publisher in matching if publisher.listing_id in there]
    if not left:
        raise PublisherListingGone
    listings = sorted({str(publisher.listing_id) for publisher in left})
    if len(listings) > 1:
        raise ListingUnclear(listings=listings)
    return left[0]


def _record_use(id_token: IdToken, now: datetime) -> None:
    UsedIdToken.objects.filter(expires_at__lte=now).delete()
    with raises_if_violated("api_usedidtoken_pkey", "api_usedidtoken.hash", IdTokenUsed()):
        UsedIdToken(hash=id_token.hash, expires_at=id_token.expires_at).save(force_insert=True)
