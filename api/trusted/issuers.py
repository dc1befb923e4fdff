"""The public keys of issuers (OpenID Connect Discovery 1.0), cached for a limited time."""

import hashlib
import json
import time
from datetime import datetime
from typing import TypedDict

import httpx
from django.core.cache import cache
from jwt import PyJWK

from api.errors import IssuerUnavailable
from api.limits import count_call
from common.outbound import outbound_client
from tilekit.core.field import Json

FETCHES_PER_MINUTE = 6
MAX_BYTES = 500_000
_FRESH_SECONDS, _KEPT_SECONDS = 3600, 24 * 3600
STEP_SECONDS, _ALL_SECONDS = 3, 8
_DISCOVERY = "/.well-known/openid-configuration"
# {algorithm: properties that a key must have}. PyJWT accepts these algorithms for such keys.
_KINDS = {"RS256": {"kty": "RSA"}, "ES256": {"kty": "EC", "crv": "P-256"}}
_LEAST_RSA_BITS = 2048
_PUBLIC = ("kty", "kid", "n", "e", "crv", "x", "y")


class _KeySet(TypedDict):
    """The cached keys of an issuer. keys is {ID: JWK}; fetched_at is in seconds since 1970."""

    fetched_at: float
    keys: dict[str, dict[str, Json]]


def issuer_key(issuer: str, key_id: str, *, algorithm: str, now: datetime) -> PyJWK | None:
    """The issuer's key with this ID and algorithm; None if there is none.

    The keys are fetched again after an hour, and for an unknown ID (but only a few times per minute). While the issuer
    does not respond, keys that are up to a day old are used. Raises IssuerUnavailable.
    """
    known = _key_set(issuer, key_id, now)
    jwk = known["keys"].get(key_id, {})
    if not jwk or any(jwk.get(name) != value for name, value in _KINDS[algorithm].items()):
        return None
    key = PyJWK.from_dict(jwk, algorithm=algorithm)
    return None if algorithm == "RS256" and key.key.key_size < _LEAST_RSA_BITS else key


def _key_set(issuer: str, key_id: str, now: datetime) -> _KeySet:
    name = f"issuer-keys:{hashlib.sha256(issuer.encode()).hexdigest()}"
    known: _KeySet | None = cache.get(name)
    is_fresh = known is not None and now.timestamp() - known["fetched_at"] < _FRESH_SECONDS
    if known and is_fresh and key_id in known["keys"]:
        return known
    try:
        if count_call(name, limit=FETCHES_PER_MINUTE, now=now).is_exceeded:
            raise IssuerUnavailable(issuer=issuer)
        found = _KeySet(fetched_at=now.timestamp(), keys=_fetch_keys(issuer))
    except IssuerUnavailable:
        if known is None or key_id not in known["keys"]:
            raise
        return known
    cache.set(name, found, _KEPT_SECONDS)
    return found


def _fetch_keys(issuer: str) -> dict[str, dict[str, Json]]:
    """Fetch {ID: JWK} from the issuer. Issuers that are configured with a loopback address need no TLS."""
    ends_at = time.monotonic() + _ALL_SECONDS
    is_local = issuer.startswith("http://")
    try:
        with outbound_client(seconds=STEP_SECONDS, total=_ALL_SECONDS, allow_loopback=is_local) as client:
            about = _json_at(client, f"{issuer}{_DISCOVERY}", ends_at)
            address = about.get("jwks_uri")
            if about.get("issuer") != issuer or not isinstance(address, str) or not (is_local or _is_safe(address)):
                raise IssuerUnavailable(issuer=issuer)
            rows = _json_at(client, address, ends_at).get("keys")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
        raise IssuerUnavailable(issuer=issuer) from fault
    jwks = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    signing = [each for each in jwks if isinstance(each.get("kid"), str) and each.get("use", "sig") == "sig"]
    return {str(each["kid"]): {name: each[name] for name in _PUBLIC if name in each} for each in signing}


def _is_safe(address: str) -> bool:
    return address.startswith("https://")


def _json_at(client: httpx.Client, address: str, ends_at: float) -> dict[str, Json]:
    """The JSON object at a URL. Raises ValueError for anything else, and errors of httpx."""
    body = b""
    with client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as response:
        if response.status_code != httpx.codes.OK:
            raise ValueError(response.status_code)
        for part in response.iter_raw():
            body += part
            if len(body) > MAX_BYTES or time.monotonic() > ends_at:
                raise ValueError(address)
    found = json.loads(body)
    if isinstance(found, dict):
        return found
    raise ValueError(address)
