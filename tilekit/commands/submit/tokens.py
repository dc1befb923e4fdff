"""Tokens for calls, renewed before they expire."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.attempts import Attempts
from tilekit.commands.submit.credentials import ID_TOKEN, CiJobCredentials, Credentials, GivenToken, KeyCredentials
from tilekit.commands.submit.errors import PortalUnavailable, not_a_portal
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_EXCHANGE = "/api/v1/oidc/exchange"
_LISTING_UNCLEAR = "listing-required"
_SPARE_SECONDS = 60.0
# Programs look up this number; the sentence after it says the same.
_ERROR_NUMBER = re.compile(r"^AADSTS\d+: ")


class _Issued(Struct):
    access_token: str
    expires_in: float


class TokenSource:
    """The token of a caller, fetched when it is first needed. Its lifetime is measured here, not by the
    portal's clock.
    """

    def __init__(self, credentials: Credentials, *, http: httpx.Client, attempts: Attempts, listing: str = "") -> None:
        self._credentials, self._http, self._attempts, self._listing = credentials, http, attempts, listing
        self._token, self._until, self._has_exchanged = "", 0.0, False

    def current(self) -> str:
        """A token that is valid for another call.

        Raises UsageError if the portal refuses the credentials, PortalUnavailable if the token has expired and can't be
        renewed.
        """
        if not self._token or self._attempts.clock.now() >= self._until:
            started_at = self._attempts.clock.now()
            issued = self._issued()
            self._token = issued.access_token
            self._until = started_at + max(issued.expires_in - _SPARE_SECONDS, issued.expires_in / 2)
        return self._token

    def drop(self) -> None:
        """Forget a token that the portal no longer accepts."""
        self._token = ""

    def _issued(self) -> _Issued:
        credentials = self._credentials
        if isinstance(credentials, KeyCredentials):
            response = self._attempts.response_to(
                lambda: self._http.post(credentials.path, data=dict(credentials.form))
            )
            return _issued(response, N_("The portal rejected the key: {reason}."))
        if self._has_exchanged and isinstance(credentials, GivenToken):
            text = N_("The sign-in has expired, and an ID token works only once. Set {name} to a new one.")
            raise PortalUnavailable.of(text, name=ID_TOKEN)
        response = self._attempts.response_to(lambda: self._exchange(credentials))
        issued = _issued(response, N_("The portal rejected this job's ID token: {reason}."))
        self._has_exchanged = True
        return issued

    def _exchange(self, credentials: GivenToken | CiJobCredentials) -> httpx.Response:
        # The portal accepts an ID token once, so after an attempt without a response, the next one needs a new token.
        token = credentials.token if isinstance(credentials, GivenToken) else self._identity(credentials)
        body = {
            "token": token,
            "tenant_id": credentials.tenant,
            **({"listing": self._listing} if self._listing else {}),
        }
        return self._http.post(_EXCHANGE, json=body)

    def _identity(self, job: CiJobCredentials) -> str:
        """An ID token for the portal, requested from the CI service."""
        # A separate client, so that no data for the portal goes to the CI service.
        address = httpx.URL(job.url).copy_merge_params({"audience": str(self._http.base_url).rstrip("/")})
        headers = {"Authorization": f"Bearer {job.token}", "Accept": "application/json"}
        response = self._attempts.response_to(lambda: httpx.get(address, headers=headers, timeout=self._http.timeout))
        value = _json_object(response).get("value")
        if response.status_code != HTTPStatus.OK or not isinstance(value, str):
            text = N_("The CI service did not issue an ID token (HTTP {status}). Allow the job to request one.")
            raise UsageError.of(text, status=response.status_code)
        return value


def _issued(response: httpx.Response, refused: str) -> _Issued:
    body = _json_object(response)
    if response.status_code == HTTPStatus.OK:
        try:
            return msgspec.convert(body, _Issued, strict=False)  # seconds may be a text
        except msgspec.ValidationError as error:
            raise not_a_portal(response) from error
    if not {"error", "error_description"} & body.keys():
        raise not_a_portal(response)
    raise UsageError.of(refused, reason=_reason(body).rstrip(".") or f"HTTP {response.status_code}")


def _reason(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    if isinstance(error, dict) and error.get("code") == _LISTING_UNCLEAR:
        return translated(N_("This workflow is trusted for more than one listing. Choose one with --listing."))
    message = error.get("message") if isinstance(error, dict) else body.get("error_description")
    return _ERROR_NUMBER.sub("", str(message).splitlines()[0]) if message else ""


def _json_object(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of the response; {} for anything else."""
    try:
        value = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}
