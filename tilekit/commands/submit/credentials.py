"""The caller's credentials: a key from the environment, or the identity of a CI job. They are never
printed or stored.
"""

import os
from collections.abc import Mapping
from urllib.parse import quote

from msgspec import Struct

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.address import require_safe
from tilekit.core.messages import N_

KEY_NAMES = ("SLIPWAY_TENANT", "SLIPWAY_CLIENT_ID", "SLIPWAY_CLIENT_SECRET")
ID_TOKEN = "SLIPWAY_ID_TOKEN"  # noqa: S105 the name of a variable
JOB_NAMES = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
_RESOURCE = "slipway"


class KeyCredentials(Struct, frozen=True, kw_only=True):
    """A key of an application."""

    tenant: str
    client_id: str
    secret: str

    @property
    def path(self) -> str:
        """The path of the endpoint that exchanges the key for a token."""
        return f"/{quote(self.tenant, safe='')}/oauth2/token"

    @property
    def form(self) -> Mapping[str, str]:
        """The form data for the exchange."""
        fixed = {"grant_type": "client_credentials", "resource": _RESOURCE}
        return {**fixed, "client_id": self.client_id, "client_secret": self.secret}


class GivenToken(Struct, frozen=True, kw_only=True):
    """An ID token from the environment. It can be exchanged only once. tenant is the organisation that trusts it."""

    tenant: str
    token: str


class CiJobCredentials(Struct, frozen=True, kw_only=True):
    """A job of a CI service that issues ID tokens on request. tenant is the organisation that trusts it."""

    tenant: str
    url: str
    token: str


Credentials = KeyCredentials | GivenToken | CiJobCredentials


def credentials(environ: Mapping[str, str] = os.environ) -> Credentials:
    """The caller's credentials. Raises UsageError if none are set, or only a part of a key."""
    values = credentials_if_set(environ)
    if values is None:
        text = N_("Set {names}, or let the CI job request an ID token (trusted publishing).")
        raise UsageError.of(text, names=tuple(KEY_NAMES))
    return values


def credentials_if_set(environ: Mapping[str, str] = os.environ) -> Credentials | None:
    """The caller's credentials; None if none are set, or only the tenant. Raises UsageError if they are incomplete."""
    tenant, client_id, secret = key = [environ.get(name, "").strip() for name in KEY_NAMES]
    if all(key):
        return KeyCredentials(tenant=tenant, client_id=client_id, secret=secret)
    if (tenant and not client_id and not secret) and (identity := _identity(tenant, environ)):
        return identity
    if client_id or secret:
        missing = [name for name, value in zip(KEY_NAMES, key, strict=True) if not value]
        raise UsageError.of(N_("The credentials are not complete. Also set {names}."), names=tuple(missing))
    if not tenant and environ.get(ID_TOKEN, "").strip():
        raise UsageError.of(N_("The credentials are not complete. Also set {names}."), names=KEY_NAMES[0])
    return None


def _identity(tenant: str, environ: Mapping[str, str]) -> GivenToken | CiJobCredentials | None:
    """The ID token of a CI job, or the URL where the job can request one; None outside CI."""
    if token := environ.get(ID_TOKEN, "").strip():
        return GivenToken(tenant=tenant, token=token)
    url, token = (environ.get(name, "").strip() for name in JOB_NAMES)
    if not url or not token:
        return None
    require_safe(url)
    return CiJobCredentials(tenant=tenant, url=url, token=token)
