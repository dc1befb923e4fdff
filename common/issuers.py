"""Fetches the addresses and signing keys that an issuer of ID tokens publishes (OpenID Connect Discovery)."""

import hashlib
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.core.cache import cache
from jwt import PyJWK

from common.counters import count
from common.errors import IssuerUnavailable
from tilekit.core.field import Json

ALGORITHMS = ("RS256", "ES256")
FETCHES_PER_MINUTE = 6
_FRESH_SECONDS, _KEPT_SECONDS, _MINUTE_SECONDS = 3600, 24 * 3600, 60
_DISCOVERY = "/.well-known/openid-configuration"
# {algorithm: properties that a key must have}. PyJWT accepts these algorithms for such keys.
_KEYS_BY_ALGORITHM = {"RS256": {"kty": "RSA"}, "ES256": {"kty": "EC", "crv": "P-256"}}
_LEAST_RSA_BITS = 2048
_PUBLIC = ("kty", "kid", "n", "e", "crv", "x", "y")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint")
_CLIENT_METHODS = "token_endpoint_auth_methods_supported"


class IssuerDocument(TypedDict):
    """What an issuer publishes, as it is cached. keys is {ID: JWK}; fetched_at is in seconds since 1970.

    endpoints has those that are safe to use: authorization_endpoint and token_endpoint. client_methods are the ways in
    which a client can send its secret.
    """

    fetched_at: float
    keys: dict[str, dict[str, Json]]
    endpoints: dict[str, str]
    client_methods: list[str]


def issuer_key(issuer: str, key_id: str, *, algorithm: str, now: datetime) -> PyJWK | None:
    """The issuer's key with this ID and algorithm; None if there is none.

    The keys are fetched again after an hour, and for an unknown ID (but only a few times per minute). While the issuer
    does not respond, keys that are up to a day old are used. Raises IssuerUnavailable.
    """
    jwk = issuer_document(issuer, key_id=key_id, now=now)["keys"].get(key_id, {})
    if not jwk or any(jwk.get(name) != value for name, value in _KEYS_BY_ALGORITHM[algorithm].items()):
        return None
    key = PyJWK.from_dict(jwk, algorithm=algorithm)
    return None if algorithm == "RS256" and key.key.key_size < _LEAST_RSA_BITS else key


def issuer_document(issuer: str, *, key_id: str = "", now: datetime) -> IssuerDocument:
    """What the issuer publishes, at most an hour old unless it doesn't respond. Raises IssuerUnavailable.

    With key_id, the document is fetched again if the cached one doesn't have the key.
    """
    name = f"issuer-documents:{hashlib.sha256(issuer.encode()).hexdigest()}"
    cached: IssuerDocument | None = cache.get(name)
    has_key = cached is not None and (not key_id or key_id in cached["keys"])
    if cached and has_key and now.timestamp() - cached["fetched_at"] < _FRESH_SECONDS:
        return cached
    try:
        if count(f"fetches:{name}", window_seconds=_MINUTE_SECONDS, now=now) > FETCHES_PER_MINUTE:
            raise IssuerUnavailable(issuer=issuer)
        fetched = fetch_document(issuer, now)
    except IssuerUnavailable:
        if cached is None or not has_key:
            raise
        return cached
    cache.set(name, fetched, _KEPT_SECONDS)
    return fetched


def fetch_document(issuer: str, now: datetime) -> IssuerDocument:
    """Fetch the document of the issuer, and its keys, without the cache. Raises IssuerUnavailable.

    Issuers with an http address are on this machine.
    """
    from common.issuer_requests import ISSUER_SECONDS, ResponseUnusable, issuer_json  # noqa: PLC0415 slow import

    ends_at = time.monotonic() + ISSUER_SECONDS
    is_local = issuer.startswith("http://")
    try:
        about = issuer_json("GET", f"{issuer.rstrip('/')}{_DISCOVERY}", ends_at=ends_at, is_local=is_local)
        address = about.get("jwks_uri")
        if about.get("issuer") != issuer or not isinstance(address, str) or not (is_local or _is_safe(address)):
            raise IssuerUnavailable(issuer=issuer)
        rows = issuer_json("GET", address, ends_at=ends_at, is_local=is_local).get("keys")
    except ResponseUnusable as fault:
        raise IssuerUnavailable(issuer=issuer) from fault
    methods = about.get(_CLIENT_METHODS)
    return IssuerDocument(
        fetched_at=now.timestamp(),
        keys=_signing_keys(rows),
        endpoints=_safe_endpoints(about, is_local=is_local),
        client_methods=[str(method) for method in methods] if isinstance(methods, list) else [],
    )


def _signing_keys(rows: Json) -> dict[str, dict[str, Json]]:
    jwks = [jwk for jwk in rows if isinstance(jwk, dict)] if isinstance(rows, list) else []
    signing = [jwk for jwk in jwks if isinstance(jwk.get("kid"), str) and jwk.get("use", "sig") == "sig"]
    return {str(jwk["kid"]): {name: jwk[name] for name in _PUBLIC if name in jwk} for jwk in signing}


def _safe_endpoints(about: Mapping[str, Json], *, is_local: bool) -> dict[str, str]:
    addresses = {name: about.get(name) for name in _ENDPOINTS}
    return {
        name: address
        for name, address in addresses.items()
        if isinstance(address, str) and (_is_safe(address) or (is_local and address.startswith("http://")))
    }


def _is_safe(address: str) -> bool:
    return address.startswith("https://")
