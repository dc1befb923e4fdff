"""Trusted publishing: a workflow signs in without a key."""

from datetime import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from accounts.tokens import hash_of
from api.errors import TooManyCalls
from api.limits import ORGANISATION_SHARE, TOKENS_PER_MINUTE, note_allowance, spend
from api.trusted.actions import LIFETIME, exchange_id_token
from api.trusted.id_tokens import read_id_token
from api.v1.bodies.errors import ErrorBody
from api.v1.bodies.oidc import IdTokenExchange, ListingToken
from api.v1.routes.answers import WRITES

router = Router(tags=["Trusted publishing"])
_ANSWERS = {200: ListingToken, **WRITES, 503: ErrorBody}


@router.post("/exchange", response=_ANSWERS, auth=None, summary="Exchange an ID token")
def exchange(request: HttpRequest, body: IdTokenExchange) -> ListingToken:
    """Get a token for the ID token of a workflow run, such as the one that GitHub Actions issues.

    An owner of the organisation must have added the workflow as a trusted publisher of a listing. The response is a
    token for this API that is valid for 15 minutes and for that listing only: other listings are not found, and calls
    about the whole organisation are refused with 403.

    Each ID token can be exchanged once. If one of its claims does not match, the error names the claim.
    """
    now = timezone.now()
    _limit(request, body.tenant_id, now)
    new = exchange_id_token(
        id_token=read_id_token(body.token, now=now), organisation_id=body.tenant_id, listing_id=body.listing, now=now
    )
    seconds = int(LIFETIME.total_seconds())
    return ListingToken(access_token=new.secret, expires_in=seconds, listing=new.listing_id)


def _limit(request: HttpRequest, tenant_id: UUID, now: datetime) -> None:
    """Counted by address, and by organisation and address, so that strangers cannot use up a workflow's calls."""
    address = get_adapter().get_client_ip(request)
    limits = {f"{tenant_id} {address}": TOKENS_PER_MINUTE, address: ORGANISATION_SHARE * TOKENS_PER_MINUTE}
    counted = [spend(f"exchange:{hash_of(name)}", limit=limit, now=now) for name, limit in limits.items()]
    allowance = min(counted, key=lambda each: each.limit - each.used)
    note_allowance(request, allowance)
    if allowance.is_exceeded:
        raise TooManyCalls
