"""Verifies the signature and the standard claims of ID tokens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import jwt

from common.issuers import ALGORITHMS, issuer_key

CLOCKS_DIFFER_SECONDS = 30


def verified_payload(
    text: str,
    *,
    issuers: Collection[str],
    audience: str,
    required: Sequence[str],
    is_only_audience: bool = True,
    now: datetime,
) -> Mapping[str, object]:
    """The claims of a token that one of the issuers signed for the audience. May fetch the issuer's keys.

    is_only_audience refuses tokens whose aud claim is a list. Raises IssuerUnavailable, jwt.PyJWTError, and errors that
    PyJWT doesn't catch: ValueError, OverflowError, RecursionError. Details must only be reported for subclasses of
    jwt.PyJWTError, because the others can be caused by a token without a valid signature.
    """
    header = jwt.get_unverified_header(text)
    issuer = jwt.decode(text, options={"verify_signature": False}).get("iss")
    algorithm, key_id = str(header.get("alg")), header.get("kid")
    if issuer not in issuers or algorithm not in ALGORITHMS or not isinstance(key_id, str):
        raise jwt.InvalidTokenError
    key = issuer_key(str(issuer), key_id, algorithm=algorithm, now=now)
    if key is None:
        raise jwt.InvalidTokenError
    payload: Mapping[str, object] = jwt.decode(
        text,
        key,
        algorithms=[algorithm],
        audience=audience,
        issuer=issuer,
        leeway=CLOCKS_DIFFER_SECONDS,
        options={"require": [*required], "strict_aud": is_only_audience},
    )
    return payload
