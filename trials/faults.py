"""What can be wrong with a request of a trial, in one sentence each."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field

from common.lazy_text import LazyText


class FaultEffect(StrEnum):
    """What a fault means for the request.

    STOPS: the browser must not be sent back, because the address may belong to a stranger. REFUSES: the client gets an
    error. WARNS: the request is accepted all the same.
    """

    STOPS = "stops"
    REFUSES = "refuses"
    WARNS = "warns"


class RequestFault(Struct, frozen=True, kw_only=True):
    """Something wrong with a request. values are those of the placeholders in its sentence."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def effect(self) -> FaultEffect:
        if self.code in _STOPS:
            return FaultEffect.STOPS
        return FaultEffect.WARNS if self.code in _WARNS else FaultEffect.REFUSES

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return str(SENTENCES[self.code]).format_map(self.values)

    @property
    def stored(self) -> list[object]:
        return [self.code, dict(self.values)]


def fault(code: str, **values: str) -> RequestFault:
    return RequestFault(code=code, values=values)


def stored_faults(rows: Sequence[Sequence[object]]) -> list[RequestFault]:
    """The faults in the column of a request. Codes that a later release removed are left out."""
    return [RequestFault(code=str(code), values=values) for code, values in rows if code in SENTENCES]  # type: ignore[arg-type]  # JSON


SENTENCES: Mapping[str, LazyText] = {
    "trial-missing": _("No trial has been started. Start one on the listing's page first."),
    # About the client
    "client-id-missing": _("The request has no client_id. Send the test client ID."),
    "client-id-published": _("The client_id is that of the published client. In a trial, use the test client ID."),
    "client-id-unknown": _("The client_id “{value}” is not the test client ID of this listing."),
    "secret-missing": _(
        "The request has no client secret. Send client_secret in the form, or both with HTTP Basic authentication."
    ),
    "secret-wrong": _("The client secret is wrong. Copy the secret of the test client, or generate a new one."),
    # About the address
    "redirect-uri-missing": _("The request has no redirect_uri."),
    "redirect-uri-unknown": _(
        "The redirect_uri “{value}” is neither one of the listing's redirect URIs nor an address of this machine, such "
        "as http://127.0.0.1:8000/callback."
    ),
    "redirect-uri-similar": _(
        "The redirect_uri “{value}” is not exactly the same as “{declared}” in the listing. Upper and lower case and "
        "a slash at the end count."
    ),
    "redirect-uri-different": _(
        "The redirect_uri is not the same as in the authorisation request, which was “{declared}”."
    ),
    "address-unknown": _("The platform has no address that ends with {value}. Compare it with the list of addresses."),
    "other-region": _(
        "The request was sent to {region}, but the trial is for {trial_region}. Use the domain and site that your "
        "onboarding address received, and don't hard-code a region."
    ),
    # About the authorisation request
    "parameter-repeated": _("The parameter {value} is sent more than once."),
    "response-type-missing": _("The request has no response_type. Send response_type=code."),
    "response-type-wrong": _("The response_type is “{value}”. Send response_type=code."),
    "state-missing": _(
        "The request has no state. Send a random value and compare it when the browser comes back. Otherwise, a "
        "stranger can connect their own account."
    ),
    "challenge-missing": _("The request has no code_challenge. PKCE is required."),
    "challenge-method-missing": _(
        "The request has no code_challenge_method, which means “plain”. Send code_challenge_method=S256."
    ),
    "challenge-plain": _("The code_challenge_method is “{value}”. Send code_challenge_method=S256."),
    "challenge-malformed": _(
        "The code_challenge is not an S256 challenge. It must be the SHA-256 hash of the code_verifier as base64url "
        "without padding, which is 43 characters."
    ),
    "scope-undeclared": _("The scope “{value}” is not one of the listing's scopes. Add it to the listing first."),
    "scopes-with-commas": _("The scopes “{value}” are separated by commas. Separate them with spaces."),
    # About the token request
    "method-wrong": _("The request uses {value}. Send a POST request."),
    "body-wrong": _("The body is of the type “{value}”. Send it as application/x-www-form-urlencoded."),
    "query-used": _("Parameters are in the address, where they end up in logs. Send them in the body."),
    "grant-type-missing": _("The request has no grant_type. Send grant_type=authorization_code or refresh_token."),
    "grant-type-wrong": _("The grant_type is “{value}”. Only authorization_code and refresh_token are supported."),
    "code-missing": _("The request has no code."),
    "code-unknown": _("This trial has not issued the code. It may be cut off, or from an earlier trial."),
    "code-reused": _("The code has already been exchanged. A code works only once."),
    "code-expired": _("The code has expired. Exchange it as soon as the browser comes back."),
    "verifier-missing": _("The request has no code_verifier, although the authorisation request had a code_challenge."),
    "verifier-malformed": _("The code_verifier must have 43 to 128 letters, digits or -._~ characters."),
    "verifier-mismatch": _(
        "The code_verifier doesn't match the code_challenge. Send the verifier itself, not its hash, and the one of "
        "this sign-in."
    ),
    "token-missing": _("The request has no {value}."),
    "token-unknown": _("This trial has not issued the {value}."),
    "token-revoked": _("The {value} has been revoked."),
    "token-expired": _("The access token has expired. Get a new one with the refresh token."),
    "token-of-other-kind": _("The token is of another kind. Send the {value}."),
    # About a test call
    "bearer-missing": _("The request has no access token. Send it as “Authorization: Bearer …”."),
    "scope-not-granted": _("The customer has not granted the scope “{value}”."),
    # About anything
    "person-refused": _("You canceled. Your service receives error=access_denied and should say so."),
    "refused": _("The server refused the request: {value}"),
}
_STOPS = frozenset({
    "client-id-missing", "client-id-published", "client-id-unknown", "parameter-repeated", "redirect-uri-missing",
    "redirect-uri-similar", "redirect-uri-unknown", "trial-missing",
})  # fmt: skip
CHALLENGE_FAULTS = frozenset(code for code in SENTENCES if code.startswith("challenge-"))
_WARNS = frozenset({"other-region", "person-refused", "state-missing"})
