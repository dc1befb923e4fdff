"""What an identity provider says about a person, once its ID token has been verified."""

from collections.abc import Mapping
from datetime import datetime

import jwt
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from msgspec import Struct

from accounts.company_sign_in.errors import ProviderUnavailable, SignInResponseInvalid
from accounts.company_sign_in.problems import token_problem
from accounts.company_sign_in.providers import Provider
from accounts.models.company_sign_in import MAX_SUBJECT_LENGTH
from common.errors import IssuerUnavailable
from common.id_tokens import verified_payload
from common.names import name_without_address
from common.reason_form import validate_address

MAX_SIGN_IN_TOKEN_CHARACTERS = 64_000  # with hundreds of groups
_REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
_MAX_CLAIMED_NAME, _MAX_CLAIMED_GROUPS = 100, 2_000


class Subject(Struct, frozen=True, kw_only=True):
    """A person's account at a provider: issuer and subject identify it.

    email is "" unless the provider says that the person controls the address. name may be "". are_groups_elsewhere:
    the person has so many groups that the token only names the place of a list, which the portal doesn't read.
    """

    issuer: str
    subject: str
    email: str = ""
    name: str = ""
    groups: tuple[str, ...] = ()
    are_groups_elsewhere: bool = False


def verified_subject(id_token: str, provider: Provider, *, nonce: str, now: datetime) -> Subject:
    """The content of an ID token for this provider and sign-in. Raises ProviderUnavailable, SignInResponseInvalid."""
    if len(id_token) > MAX_SIGN_IN_TOKEN_CHARACTERS:
        raise SignInResponseInvalid(organisation=provider.name)
    try:
        payload = verified_payload(
            id_token,
            issuers=(provider.issuer,),
            audience=provider.client_id,
            required=_REQUIRED,
            is_only_audience=False,
            now=now,
        )
        _assert_for_us(payload, provider, nonce)
    except IssuerUnavailable as error:
        raise ProviderUnavailable(organisation=provider.name) from error
    # PyJWT doesn't catch the others: not a text, a time out of range, a header that is nested too deeply.
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError, TypeError) as error:
        problem = token_problem(id_token, provider, now=now)
        raise SignInResponseInvalid(organisation=provider.name, problem=problem) from error
    return _subject(payload, provider)


def _assert_for_us(payload: Mapping[str, object], provider: Provider, nonce: str) -> None:
    """Raises ValueError for a token of another sign-in, or that another client requested."""
    if not constant_time_compare(str(payload["nonce"]), nonce):
        raise ValueError("nonce")
    audience, party = payload["aud"], payload.get("azp", provider.client_id)
    if party != provider.client_id or (isinstance(audience, list) and len(audience) > 1 and "azp" not in payload):
        raise ValueError("azp")
    subject = payload["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH or "\0" in subject:
        raise ValueError("sub")


def _subject(payload: Mapping[str, object], provider: Provider) -> Subject:
    groups = payload.get(provider.groups_claim)
    texts = groups if isinstance(groups, list) else [groups]
    places = payload.get("_claim_names")  # OpenID Connect Core 1.0, section 5.6.2
    return Subject(
        issuer=provider.issuer,
        subject=str(payload["sub"]),
        email=_address(payload),
        name=_name(payload.get("name")),
        groups=tuple(text for text in texts[:_MAX_CLAIMED_GROUPS] if isinstance(text, str)),
        are_groups_elsewhere=groups is None and isinstance(places, Mapping) and provider.groups_claim in places,
    )


def _address(payload: Mapping[str, object]) -> str:
    """The address in lower case; "" if the provider says that it isn't verified."""
    address = payload.get("email")
    if not isinstance(address, str) or payload.get("email_verified", True) not in (True, "true"):
        return ""
    try:
        validate_address(address)
    except ValidationError:
        return ""
    return address.lower()


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_CLAIMED_NAME:
        return ""
    try:
        name_without_address(value)
    except ValidationError:
        return ""
    return value
