"""The authorisation code flow of OpenID Connect, with PKCE: the request, and the exchange of the code."""

import time
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote_plus, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from msgspec import Struct

from accounts.company_sign_in.errors import ProviderUnavailable, SignInDeclined
from accounts.company_sign_in.problems import discovery_problem, refusal_problem
from accounts.company_sign_in.providers import Provider, assert_issuer_allowed
from common.errors import IssuerUnavailable
from common.issuers import IssuerDocument, issuer_document

# For a code that has expired or was used, and for a wrong client ID or secret.
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_BASIC, _POST = "client_secret_basic", "client_secret_post"


class CodeRequest(Struct, frozen=True, kw_only=True):
    """The random values of one sign-in."""

    state: str
    nonce: str
    verifier: str


def redirect_uri(key: str) -> str:
    """The address to which the provider sends people back. It differs for each provider, so codes can't be mixed up."""
    return f"{settings.PUBLIC_URL}{reverse('accounts:company-callback', args=[key])}"


def authorization_url(provider: Provider, code_request: CodeRequest, *, address: str = "", now: datetime) -> str:
    """The address at the provider where the person signs in. Raises ProviderUnavailable."""
    endpoint = _endpoint(provider, _document(provider, now), "authorization_endpoint")
    challenge = urlsafe_b64encode(sha256(code_request.verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri(provider.key),
        "scope": "openid email profile",
        "state": code_request.state,
        "nonce": code_request.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **({"login_hint": address} if address else {}),
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"


def fetch_id_token(provider: Provider, code: str, code_request: CodeRequest, *, now: datetime) -> str:
    """Exchange the code for an ID token, which has not been verified. Raises ProviderUnavailable, SignInDeclined."""
    from common.issuer_requests import ISSUER_SECONDS, ResponseUnusable, issuer_json  # noqa: PLC0415 slow import

    document = _document(provider, now)
    endpoint = _endpoint(provider, document, "token_endpoint")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(provider.key),
        "code_verifier": code_request.verifier,
    }
    headers = {"Accept": "application/json"}
    if _sends_secret_in_form(document):
        form |= {"client_id": provider.client_id, "client_secret": provider.secret}
    else:
        headers["Authorization"] = _basic(provider)
    is_local = provider.issuer.startswith("http://")
    ends_at = time.monotonic() + ISSUER_SECONDS
    try:
        response = issuer_json("POST", endpoint, ends_at=ends_at, is_local=is_local, form=form, headers=headers)
    except ResponseUnusable as fault:
        error = SignInDeclined if fault.status in _REFUSALS else ProviderUnavailable
        problem = refusal_problem(fault.answer.get("error"), fault.answer.get("error_description"))
        raise error(organisation=provider.name, problem=problem) from fault
    return str(response.get("id_token", ""))


def _document(provider: Provider, now: datetime) -> IssuerDocument:
    assert_issuer_allowed(provider)
    try:
        return issuer_document(provider.issuer, now=now)
    except IssuerUnavailable as error:
        raise ProviderUnavailable(organisation=provider.name, problem=discovery_problem(provider.issuer)) from error


def _endpoint(provider: Provider, document: IssuerDocument, name: str) -> str:
    try:
        return document["endpoints"][name]
    except KeyError as error:
        raise ProviderUnavailable(organisation=provider.name) from error


def _sends_secret_in_form(document: IssuerDocument) -> bool:
    """Whether the provider accepts the secret only in the form. HTTP Basic is the default of the standard."""
    methods = document["client_methods"]
    return _POST in methods and _BASIC not in methods


def _basic(provider: Provider) -> str:
    pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.secret)}"
    return " ".join(("Basic", b64encode(pair.encode()).decode()))
