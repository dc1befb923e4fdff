"""Forged ID tokens, and issuers that rotate their keys, hang or send invalid responses."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from jwt.warnings import InsecureKeyLengthWarning

from api.errors import IdTokenRefused
from api.trusted.id_tokens import IdToken, read_id_token
from common import issuer_requests
from common.errors import IssuerUnavailable
from common.issuer_requests import MAX_ISSUER_BYTES
from common.issuers import FETCHES_PER_MINUTE
from tests.api.issuer import Issuer, ec_key, jwk_of, rsa_key, trusted_issuer

pytestmark = pytest.mark.sqlite_is_enough
NO_SIGNATURE = "This portal does not trust the token's issuer, or the signature is not valid."
KEYS, DISCOVERY = "/keys", "/.well-known/openid-configuration"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with trusted_issuer() as issuer:
        yield issuer


def read(token: str, *, later: int = 0) -> IdToken:
    return read_id_token(token, now=timezone.now() + timedelta(seconds=later))


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forged(issuer: Issuer, header: dict[str, object], signature: str = "") -> str:
    return f"{part(header)}.{part(issuer.claims())}.{signature}"


def public_text(issuer: Issuer) -> bytes:
    """The public RSA key as a text, as used by attackers who sign with it as an HMAC secret."""
    key: bytes = issuer.keys["rsa"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return key


def signed_with_public_key(issuer: Issuer) -> str:
    """A token that PyJWT itself refuses to create."""
    unsigned = forged(issuer, {"alg": "HS256", "kid": "rsa"}).rpartition(".")[0]
    digest = hmac.new(public_text(issuer), unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def hostile(issuer: Issuer) -> dict[str, str]:
    with_other = issuer.token(key=rsa_key("other"))
    head, claims, signature = issuer.token().split(".")
    nested = urlsafe_b64encode(b'{"alg":' + b"[" * 11_000).decode()
    return {
        "empty": "",
        "no token": "x.y.z",
        "not ASCII": "é.é.é",
        "surrogate": "\ud800.x.y",
        "nested": f"{nested}.{claims}.{signature}",
        "none": forged(issuer, {"alg": "none", "kid": "rsa"}),
        "none in capitals": forged(issuer, {"alg": "NONE", "kid": "rsa"}),
        "HS256": signed_with_public_key(issuer),
        "no signature": forged(issuer, {"alg": "RS256", "kid": "rsa"}),
        "no algorithm": forged(issuer, {"kid": "rsa"}),
        "list as algorithm": forged(issuer, {"alg": ["RS256"], "kid": "rsa"}, signature),
        "no key ID": forged(issuer, {"alg": "RS256"}, signature),
        "number as key ID": forged(issuer, {"alg": "RS256", "kid": 1}, signature),
        "unknown key ID": issuer.token(key_id="gone", key=rsa_key()),
        "key of somebody else": with_other,
        "own key in the header": jwt.encode(
            issuer.claims(), rsa_key("other"), "RS256", headers={"kid": "rsa", "jwk": jwk_of("rsa", rsa_key("other"))}
        ),
        "RS384": issuer.token(algorithm="RS384"),
        "PS256": issuer.token(algorithm="PS256"),
        "ES256 for an RSA key": forged(issuer, {"alg": "ES256", "kid": "rsa"}, signature),
        "RS256 for an EC key": forged(issuer, {"alg": "RS256", "kid": "ec"}, signature),
        "other claims": f"{head}.{part(issuer.claims(repository='evil/one'))}.{signature}",
        "other issuer": issuer.token(iss="https://evil.example"),
        "issuer with a slash": issuer.token(iss=f"{issuer.address}/"),
        "list as issuer": f"{head}.{part(issuer.claims(iss=[issuer.address]))}.{signature}",
        "no issuer": issuer.token(iss=None),
        "claims that are a list": f"{head}.{part([1])}.{signature}",
    }


def test_a_forged_token_learns_nothing(issuer: Issuer) -> None:
    issuer.keys["weak"] = rsa_key("weak", 1024)
    with pytest.warns(InsecureKeyLengthWarning):
        tokens = {**hostile(issuer), "short key": issuer.token(key_id="weak")}

    codes = {}
    for name, token in tokens.items():
        with pytest.raises(IdTokenRefused) as refused:
            read(token)
        codes[name] = refused.value.context["why"]

    assert {name: why for name, why in codes.items() if why != NO_SIGNATURE} == {}
    assert len(issuer.fetched) <= 2 * FETCHES_PER_MINUTE


def test_a_key_is_fetched_once_and_again_when_it_rotates(issuer: Issuer) -> None:
    read(issuer.token())
    read(issuer.token(key_id="ec"))
    assert issuer.fetched == [DISCOVERY, KEYS]

    old = issuer.token()
    issuer.keys = {"next": rsa_key("next")}
    assert read(issuer.token(key_id="next")).claims.iss == issuer.address
    assert issuer.fetched == [DISCOVERY, KEYS] * 2
    with pytest.raises(IdTokenRefused):
        read(old)


def test_unknown_keys_are_not_fetched_without_end(issuer: Issuer) -> None:
    for number in range(30):
        with pytest.raises((IdTokenRefused, IssuerUnavailable)):
            read(issuer.token(key_id=f"unknown-{number}", key=rsa_key()))
    read(issuer.token())
    assert len(issuer.fetched) <= 2 * 2 * FETCHES_PER_MINUTE  # the test may run into the next minute


def test_keys_of_an_issuer_that_is_away_work_for_a_day(issuer: Issuer) -> None:
    token = issuer.token()
    read(token)
    issuer.responses[DISCOVERY] = (503, {}, b"")
    assert read(token, later=2 * 3600).claims.repository == "northquay/tide-gauge"
    with pytest.raises(IssuerUnavailable):
        read(issuer.token(key_id="new", key=rsa_key()), later=2 * 3600)


@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
@pytest.mark.parametrize(
    "response",
    [
        (500, {}, b"{}"),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (200, {}, b"{}"),
        (200, {}, b'"\xff"'),
        (200, {}, b"[" * 100_000),
        (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
        (200, {}, b" " * 10_000_000 + b"{}"),
        (302, {"Location": "/elsewhere"}, b""),
    ],
    ids=["fault", "page", "list", "empty", "no text", "nested", "packed", "10 MB", "redirect"],
)
def test_an_issuer_with_an_unusable_response_is_unavailable(issuer: Issuer, path: str, response: tuple) -> None:  # type: ignore[type-arg]  # status, headers, body
    issuer.responses[path] = response
    is_empty = (path, response[2]) == (KEYS, b"{}") and response[0] == 200
    with pytest.raises(IdTokenRefused if is_empty else IssuerUnavailable):
        read(issuer.token())
    assert "/elsewhere" not in issuer.fetched
    assert len(response[2]) < MAX_ISSUER_BYTES or path in issuer.fetched


@pytest.mark.parametrize("odd", [1, {}, {"kid": 1}, {"kid": "rsa", "kty": "oct", "k": "eA"}, {"use": "enc"}, {"n": 7}])
def test_keys_that_are_none_are_passed_over(issuer: Issuer, odd: object) -> None:
    key = {**jwk_of("rsa", rsa_key()), **odd} if isinstance(odd, dict) and "kid" not in odd and odd else odd
    issuer.responses[KEYS] = (200, {}, json.dumps({"keys": [key, jwk_of("ec", ec_key())]}).encode())
    with pytest.raises(IdTokenRefused):
        read(issuer.token())
    assert read(issuer.token(key_id="ec")).claims.iss == issuer.address


def test_an_issuer_that_names_another_one_is_away(issuer: Issuer) -> None:
    about = {"issuer": "https://elsewhere.example", "jwks_uri": f"{issuer.address}/keys"}
    issuer.responses[DISCOVERY] = (200, {}, json.dumps(about).encode())
    with pytest.raises(IssuerUnavailable):
        read(issuer.token())


def test_an_issuer_that_hangs_holds_nobody_up(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer_requests, "ISSUER_STEP_SECONDS", 0.1)
    issuer.hangs = True
    with pytest.raises(IssuerUnavailable):
        read(issuer.token())


def test_an_issuer_inside_the_network_is_not_asked(issuer: Issuer, settings: object) -> None:
    address = issuer.address.replace("http:", "https:")
    settings.OIDC_ISSUERS = (address,)  # type: ignore[attr-defined]  # pytest-django's
    with pytest.raises(IssuerUnavailable):
        read(issuer.token(iss=address))
    assert issuer.fetched == []
