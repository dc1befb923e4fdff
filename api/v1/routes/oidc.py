"""Trusted publishing: a workflow signs in without a key."""

from datetime import datetime
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone

from accounts.tokens import hash_of
from api.errors import TooManyCalls
from api.fields import OPAQUE, ApiSchema, Id, described, optional
from api.limits import ORGANISATION_SHARE, count_call, set_allowance
from api.policies import API_TOKENS_PER_MINUTE
from api.trusted.actions import EXCHANGED_TOKEN_LIFETIME, exchange_id_token
from api.trusted.id_tokens import MAX_TOKEN_CHARACTERS, read_id_token
from api.v1.bodies.base import RequestBody
from api.v1.bodies.errors import ErrorBody, v1_router
from common.ids import EXAMPLE_ID


class IdTokenExchange(RequestBody):
    token: str = described(
        "The ID token of the run. Its audience must be the address of this portal.",
        "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL3BvcnRhbCJ9.c2lnbmF0dXJl",
        min_length=1,
        max_length=MAX_TOKEN_CHARACTERS,
    )
    tenant_id: Id = described("Tenant ID of the organisation, as shown on the application's page")
    listing: Id | None = optional(
        "ID of the listing; only needed if the workflow can publish several listings", EXAMPLE_ID
    )


class ListingTokenBody(ApiSchema):
    """expires_in is in seconds."""

    access_token: str = described("Send it as `Authorization: Bearer …`", OPAQUE)
    token_type: str = described("Always `Bearer`", "Bearer", default="Bearer")
    expires_in: int = described("Seconds until the token expires", 900)
    listing: Id = described("Listing that the token is valid for")


router = v1_router("Trusted publishing")
_RESPONSES = {200: ListingTokenBody, 503: ErrorBody}


@router.post("/exchange", response=_RESPONSES, auth=None, summary="Exchange an ID token")
def exchange(request: HttpRequest, body: IdTokenExchange) -> ListingTokenBody:
    """Exchange the ID token of a workflow run, such as one from GitHub Actions, for an access token.

    An owner of the organisation must have added the workflow as a trusted publisher for a listing. The response is a
    token for this API that is valid for 15 minutes and for that listing only: calls for other listings return 404, and
    calls about the whole organisation return 403.

    Tokens of runs for the events pull_request, pull_request_review, pull_request_review_comment and pull_request_target
    are refused, unless the trusted publisher allows the event by name.

    Each ID token can be exchanged once. If one of its claims does not match, the error identifies the claim.
    """
    now = timezone.now()
    _limit(request, body.tenant_id, now)
    new = exchange_id_token(
        id_token=read_id_token(body.token, now=now), organisation_id=body.tenant_id, listing_id=body.listing, now=now
    )
    seconds = int(EXCHANGED_TOKEN_LIFETIME.total_seconds())
    return ListingTokenBody(access_token=new.secret, expires_in=seconds, listing=new.listing_id)


def _limit(request: HttpRequest, tenant_id: UUID, now: datetime) -> None:
    """Limit the calls per address, and per organisation and address.

    So strangers can't use up the limit of an organisation's workflows.
    """
    address = get_adapter().get_client_ip(request)
    limit = API_TOKENS_PER_MINUTE.value
    limits = {f"{tenant_id} {address}": limit, address: ORGANISATION_SHARE * limit}
    counted = [count_call(f"exchange:{hash_of(name)}", limit=limit, now=now) for name, limit in limits.items()]
    allowance = min(counted, key=lambda allowance: allowance.limit - allowance.used)
    set_allowance(request, allowance)
    if allowance.is_exceeded:
        raise TooManyCalls
