"""Reads and verifies the ID token that an issuer gives to a workflow run."""

import hashlib
import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from jwt import PyJWK
from msgspec import Struct

from accounts.publishers import Claims
from api.errors import IdTokenRefused, IssuerUnavailable
from api.limits import count_call
from common.outbound import outbound_client
from tilekit.core.field import Json

ALGORITHMS = ("RS256", "ES256")
MAX_TOKEN_CHARACTERS = 16_000
_CLOCKS_DIFFER_SECONDS = 30
_MAX_ID_TOKEN_SECONDS = 24 * 3600
_REQUIRED = ["iss", "aud", "exp", "iat", "jti", "repository"]
_FOLDER = ".github/workflows/"


class IdToken(Struct, frozen=True, kw_only=True):
    """A token with a valid signature. hash identifies it among the tokens of all issuers; it expires at expires_at."""

    hash: str
    claims: Claims
    expires_at: datetime


def read_id_token(text: str, *, now: datetime) -> IdToken:
    """The content of the token. Raises IssuerUnavailable and IdTokenRefused.

    Details of an error are given only after the signature has been verified. May fetch the issuer's keys.
    """
    try:
        payload = _verified_payload(text, now)
    except jwt.ExpiredSignatureError as error:
        raise IdTokenRefused(why=_("The token has expired.")) from error
    except jwt.ImmatureSignatureError as error:
        raise IdTokenRefused(why=_("The token is not valid yet.")) from error
    except jwt.InvalidAudienceError as error:
        why = _("The token's aud claim must be {address}.").format(address=settings.PUBLIC_URL)
        raise IdTokenRefused(why=why) from error
    except jwt.MissingRequiredClaimError as error:
        raise IdTokenRefused(why=_("The token's {claim} claim is missing.").format(claim=error.claim)) from error
    # Errors that PyJWT doesn't catch: not a text, a time out of range, a header that is nested too deeply.
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError) as error:
        raise _unknown() from error
    return _id_token(payload, now)


def _verified_payload(text: str, now: datetime) -> Mapping[str, object]:
    header = jwt.get_unverified_header(text)
    issuer = jwt.decode(text, options={"verify_signature": False}).get("iss")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if issuer not in settings.OIDC_ISSUERS or algorithm not in ALGORITHMS or not isinstance(key_id, str):
        raise _unknown()
    key = issuer_key(issuer, key_id, algorithm=algorithm, now=now)
    if key is None:
        raise _unknown()
    payload: Mapping[str, object] = jwt.decode(
        text,
        key,
        algorithms=[algorithm],
        audience=settings.PUBLIC_URL,
        issuer=issuer,
        leeway=_CLOCKS_DIFFER_SECONDS,
        options={"require": _REQUIRED, "strict_aud": True},
    )
    return payload


def _id_token(payload: Mapping[str, object], now: datetime) -> IdToken:
    texts = {name: value for name, value in payload.items() if isinstance(value, str)}
    for name in ("jti", "repository"):
        if not texts.get(name):
            raise IdTokenRefused(why=_("The token's {claim} claim is missing.").format(claim=name))
    repository = texts["repository"]
    claim, reference = _workflow(texts)
    claims = Claims(
        iss=texts["iss"],
        repository=repository,
        repository_id=texts.get("repository_id", ""),
        workflow=reference.partition("@")[0].removeprefix(f"{repository}/{_FOLDER}"),
        workflow_claim=(claim, reference),
        environment=texts.get("environment", ""),
        ref=texts.get("ref", ""),
        event_name=texts.get("event_name", ""),
    )
    seconds = float(str(payload["exp"])) - now.timestamp()
    if seconds > _MAX_ID_TOKEN_SECONDS:
        raise IdTokenRefused(why=_("The token is valid for longer than a day."))
    name = f"{claims.iss}\n{texts['jti']}"
    expires_at = now + timedelta(seconds=seconds + 2 * _CLOCKS_DIFFER_SECONDS)
    return IdToken(hash=hashlib.sha256(name.encode()).hexdigest(), claims=claims, expires_at=expires_at)


def _workflow(texts: Mapping[str, str]) -> tuple[str, str]:
    """(name, value) of the claim about the workflow that runs the job."""
    if not texts.get("job_workflow_ref") and (reference := texts.get("workflow_ref")):
        return "workflow_ref", reference
    return "job_workflow_ref", texts.get("job_workflow_ref", "")


def _unknown() -> IdTokenRefused:
    return IdTokenRefused(why=_("This portal does not trust the token's issuer, or the signature is not valid."))


FETCHES_PER_MINUTE = 6
MAX_ISSUER_BYTES = 500_000
_FRESH_SECONDS, _KEPT_SECONDS = 3600, 24 * 3600
ISSUER_STEP_SECONDS, _ALL_SECONDS = 3, 8
_DISCOVERY = "/.well-known/openid-configuration"
# {algorithm: properties that a key must have}. PyJWT accepts these algorithms for such keys.
_KEYS_BY_ALGORITHM = {"RS256": {"kty": "RSA"}, "ES256": {"kty": "EC", "crv": "P-256"}}
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
    key_set = _key_set(issuer, key_id, now)
    jwk = key_set["keys"].get(key_id, {})
    if not jwk or any(jwk.get(name) != value for name, value in _KEYS_BY_ALGORITHM[algorithm].items()):
        return None
    key = PyJWK.from_dict(jwk, algorithm=algorithm)
    return None if algorithm == "RS256" and key.key.key_size < _LEAST_RSA_BITS else key


def _key_set(issuer: str, key_id: str, now: datetime) -> _KeySet:
    name = f"issuer-keys:{hashlib.sha256(issuer.encode()).hexdigest()}"
    cached: _KeySet | None = cache.get(name)
    is_fresh = cached is not None and now.timestamp() - cached["fetched_at"] < _FRESH_SECONDS
    if cached and is_fresh and key_id in cached["keys"]:
        return cached
    try:
        if count_call(name, limit=FETCHES_PER_MINUTE, now=now).is_exceeded:
            raise IssuerUnavailable(issuer=issuer)
        fetched = _KeySet(fetched_at=now.timestamp(), keys=_fetch_keys(issuer))
    except IssuerUnavailable:
        if cached is None or key_id not in cached["keys"]:
            raise
        return cached
    cache.set(name, fetched, _KEPT_SECONDS)
    return fetched


def _fetch_keys(issuer: str) -> dict[str, dict[str, Json]]:
    """Fetch {ID: JWK} from the issuer. Issuers that are configured with a loopback address need no TLS."""
    ends_at = time.monotonic() + _ALL_SECONDS
    is_local = issuer.startswith("http://")
    try:
        with outbound_client(seconds=ISSUER_STEP_SECONDS, total=_ALL_SECONDS, allow_loopback=is_local) as client:
            about = _json_at(client, f"{issuer}{_DISCOVERY}", ends_at)
            address = about.get("jwks_uri")
            if about.get("issuer") != issuer or not isinstance(address, str) or not (is_local or _is_safe(address)):
                raise IssuerUnavailable(issuer=issuer)
            rows = _json_at(client, address, ends_at).get("keys")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
        raise IssuerUnavailable(issuer=issuer) from fault
    jwks = [jwk for jwk in rows if isinstance(jwk, dict)] if isinstance(rows, list) else []
    signing = [jwk for jwk in jwks if isinstance(jwk.get("kid"), str) and jwk.get("use", "sig") == "sig"]
    return {str(jwk["kid"]): {name: jwk[name] for name in _PUBLIC if name in jwk} for jwk in signing}


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
            if len(body) > MAX_ISSUER_BYTES or time.monotonic() > ends_at:
                raise ValueError(address)
    document = json.loads(body)
    if isinstance(document, dict):
        return document
    raise ValueError(address)
