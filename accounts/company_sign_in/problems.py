"""What an owner who tests the sign-in must change, from what the identity provider answered.

Only the person who tests sees these texts, as they contain what the provider sent.
"""

from collections.abc import Mapping
from datetime import datetime

import jwt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.company_sign_in.providers import Provider
from common.id_tokens import CLOCKS_DIFFER_SECONDS
from common.issuers import ALGORITHMS
from common.lazy_text import LazyText

_MAX_ANSWER_CHARACTERS = 300
_CODE_FLOW = gettext_lazy("Allow the client the authorisation code flow.")
# Error codes of RFC 6749, sections 4.1.2.1 and 5.2.
_ADVICE_BY_ERROR: Mapping[str, LazyText] = {
    "access_denied": gettext_lazy("Check at your provider that you are allowed to use this client."),
    "invalid_client": gettext_lazy("Check the client ID and the client secret."),
    "invalid_grant": gettext_lazy("Check that the redirect URI is registered exactly as shown on this page."),
    "invalid_scope": gettext_lazy("Allow the client the scopes openid, email and profile."),
    "unauthorized_client": _CODE_FLOW,
    "unsupported_response_type": _CODE_FLOW,
}


def refusal_problem(error: object, description: object) -> str:
    """The error that the provider answered, in the words of OAuth, and what to change. "" for an empty answer."""
    answer = ": ".join(part for part in (error, description) if isinstance(part, str) and part)
    if not answer:
        return ""
    advice = _ADVICE_BY_ERROR.get(str(error)) or _("Compare the client at your provider with the settings here.")
    text = _("The provider answered \u201c{answer}\u201d. {advice}")
    return text.format(answer=" ".join(answer.split())[:_MAX_ANSWER_CHARACTERS], advice=advice)


def discovery_problem(issuer: str) -> str:
    text = _("We couldn't read {url}, or it names another issuer or no keys. Check the issuer.")
    return text.format(url=f"{issuer.rstrip('/')}/.well-known/openid-configuration")


def token_problem(id_token: str, provider: Provider, *, now: datetime) -> str:
    """Why the ID token can't be used. It reads the token without verifying it."""
    if not id_token:
        return _("The provider sent no ID token. Allow the client the scope openid.")
    try:
        algorithm = jwt.get_unverified_header(id_token).get("alg")
        claims = jwt.decode(id_token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError, TypeError):
        return _("The provider sent an ID token that can't be read.")
    if algorithm not in ALGORITHMS:
        text = _("The ID token is signed with {algorithm}. Choose one of these at your provider: {algorithms}.")
        return text.format(algorithm=_shown(algorithm), algorithms=", ".join(ALGORITHMS))
    return _claims_problem(claims, provider, now)


def _claims_problem(claims: Mapping[str, object], provider: Provider, now: datetime) -> str:
    issuer, audience = claims.get("iss"), claims.get("aud")
    if issuer != provider.issuer:
        text = _("The ID token names the issuer {issuer}. Check the issuer.")
        return text.format(issuer=_shown(issuer))
    if audience != provider.client_id and not (isinstance(audience, list) and provider.client_id in audience):
        text = _("The ID token is meant for the client {client}. Check the client ID.")
        return text.format(client=_shown(audience))
    if _is_outside(claims, now.timestamp()):
        return _("The ID token isn't valid at this time. Check the clock of your provider.")
    return _("The signature or a claim of the ID token isn't valid. Check that the issuer publishes its signing key.")


def _is_outside(claims: Mapping[str, object], at: float) -> bool:
    """Whether the token has expired or is from the future."""
    earliest = [value for name in ("iat", "nbf") if isinstance(value := claims.get(name), int | float)]
    expires_at = claims.get("exp")
    is_over = isinstance(expires_at, int | float) and expires_at < at - CLOCKS_DIFFER_SECONDS
    return is_over or any(value > at + CLOCKS_DIFFER_SECONDS for value in earliest)


def _shown(value: object) -> str:
    return str(value)[:_MAX_ANSWER_CHARACTERS]
