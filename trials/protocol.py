"""The library's endpoints of OAuth 2.0. Our views call them, explain their answers and record them.

The library has URLs of its own for these views and for others; the portal includes none of them.
"""

from collections.abc import Sequence
from http import HTTPStatus

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc.models import Client, Token
from allauth.idp.oidc.views import AuthorizationView, RevokeView, TokenView
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from msgspec import Struct

from common.visitors import PRIVATE_CACHE_CONTROL
from trials.diagnosis.client_facts import ClientFacts
from trials.writes import synchronise_client

NO_STORE = {"Cache-Control": PRIVATE_CACHE_CONTROL}


class _Consent(AuthorizationView):
    template_name = "trials/consent.html"


_authorize = _Consent.as_view()
_token = TokenView.as_view()
_revoke = RevokeView.as_view()


def authorization_response(request: HttpRequest, facts: ClientFacts) -> HttpResponse:
    """The consent page, or a redirect with an error, to a request without faults of the client or the address."""
    return _answered(request, facts, request.GET.get("redirect_uri", ""))


class SignedRequest(Struct, frozen=True, kw_only=True):
    """The authorisation request that a consent form answers, as this server signed it."""

    scopes: Sequence[str]
    redirect_uri: str
    challenge: str


def signed_request(request: HttpRequest, facts: ClientFacts) -> SignedRequest:
    """The request in a consent form. Raises PermissionDenied if it is forged or for another client."""
    try:
        scopes, signed = Signer().unsign_object(request.POST.get("request", ""))
    except BadSignature as error:
        raise PermissionDenied from error
    if signed["client_id"] != facts.client_id:
        raise PermissionDenied
    return SignedRequest(scopes=scopes, redirect_uri=signed["redirect_uri"], challenge=signed["code_challenge"])


def consent_response(request: HttpRequest, facts: ClientFacts, signed: SignedRequest) -> HttpResponse:
    """The redirect with a code, or with the error that the person refused."""
    return _answered(request, facts, signed.redirect_uri)


def token_response(request: HttpRequest) -> HttpResponse:
    try:
        return _token(request)
    except ValidationError as error:
        return error_response("invalid_target", error.messages[0])


def revocation_response(request: HttpRequest) -> HttpResponse:
    return _revoke(request)


def error_response(error: str, description: str, *, status: int = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    """An error of OAuth 2.0 (RFC 6749, 5.2)."""
    body = {"error": error, "error_description": description}
    return JsonResponse(body, status=status, headers=NO_STORE)


def too_many_response() -> HttpResponse:
    return error_response("temporarily_unavailable", "Too many requests. Try again in a minute.", status=429)


def credentials_in(request: HttpRequest) -> tuple[str, str]:
    """(client ID, secret) of HTTP Basic authentication or, if there is none, of the form."""
    client_id, secret = extract_basic_auth(request.headers)
    if client_id and secret:
        return client_id, secret
    return request.POST.get("client_id", ""), request.POST.get("client_secret", "")


def is_secret_of(client: Client, secret: str) -> bool:
    return bool(secret) and client.check_secret(secret)


def is_valid_access_token(client: Client, value: str, scope: str) -> bool:
    """Whether the library accepts the token for the scope, which also depends on the person who consented."""
    token = Token.objects.filter(client=client).lookup(Token.Type.ACCESS_TOKEN, value) if value else None
    return token is not None and bool(token.user and token.user.is_active) and scope in token.get_scopes()


def _answered(request: HttpRequest, facts: ClientFacts, redirect_uri: str) -> HttpResponse:
    with transaction.atomic():
        synchronise_client(facts, redirect_uri)
        return _authorize(request)
