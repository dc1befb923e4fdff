"""What the log of a trial shows of a request: texts without secrets."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from django.utils.crypto import salted_hmac

SHOWN = frozenset({
    "client_id", "code_challenge_method", "error", "expires_in", "grant_type", "redirect_uri", "response_type", "scope",
    "token_type", "token_type_hint",
})  # fmt: skip
FINGERPRINTED = frozenset({
    "access_token", "client_secret", "code", "code_challenge", "code_verifier", "refresh_token", "state", "token",
})  # fmt: skip
_CLIENT_ID = re.compile(r"[0-9a-fA-F-]+|.{,31}")  # secrets are longer than 31 characters
_LENGTH, _MAX_PARAMETER_TEXT, _MAX_NAME, _MAX_PARAMETERS = 10, 300, 60, 30


def fingerprint(secret: str) -> str:
    """A short text that is the same for equal secrets. Without the portal's key, nobody can compute or reverse it."""
    return f"#{salted_hmac('trials.fingerprint', secret, algorithm='sha256').hexdigest()[:_LENGTH]}"


def shown_client_id(value: str) -> str:
    """The ID that was sent; its fingerprint if it can be a secret, which people also send in place of the ID."""
    return value if _CLIENT_ID.fullmatch(value) else fingerprint(value)


def shown_parameters(values: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """{name: text to store and show}. Parameters that the server doesn't know appear without their value."""
    return {name[:_MAX_NAME]: _shown_value(name, value) for name, value in islice(values, _MAX_PARAMETERS)}


def _shown_value(name: str, value: str) -> str:
    if name in FINGERPRINTED:
        return fingerprint(value) if value else ""
    value = shown_client_id(value) if name == "client_id" else value
    return value[:_MAX_PARAMETER_TEXT] if name in SHOWN else "…"
