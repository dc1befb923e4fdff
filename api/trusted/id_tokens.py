"""Reads and verifies the ID token that an issuer gives to a workflow run."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import jwt
from django.conf import settings
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.publishers import Claims
from api.errors import IdTokenRefused
from common.id_tokens import CLOCKS_DIFFER_SECONDS, verified_payload

MAX_TOKEN_CHARACTERS = 16_000
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
    return verified_payload(
        text, issuers=settings.OIDC_ISSUERS, audience=settings.PUBLIC_URL, required=_REQUIRED, now=now
    )


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
    expires_at = now + timedelta(seconds=seconds + 2 * CLOCKS_DIFFER_SECONDS)
    return IdToken(hash=hashlib.sha256(name.encode()).hexdigest(), claims=claims, expires_at=expires_at)


def _workflow(texts: Mapping[str, str]) -> tuple[str, str]:
    """(name, value) of the claim about the workflow that runs the job."""
    if not texts.get("job_workflow_ref") and (reference := texts.get("workflow_ref")):
        return "workflow_ref", reference
    return "job_workflow_ref", texts.get("job_workflow_ref", "")


def _unknown() -> IdTokenRefused:
    return IdTokenRefused(why=_("This portal does not trust the token's issuer, or the signature is not valid."))
