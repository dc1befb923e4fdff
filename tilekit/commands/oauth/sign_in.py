"""Walks the authorisation-code flow with PKCE: consent, code, tokens, a call for each scope, refresh and revocation."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hmac import compare_digest
from urllib.parse import urlencode, urlsplit

from msgspec import Struct, field

from tilekit.commands.oauth.requests import ServerAnswer, get_with_token, post_form
from tilekit.core.messages import N_, Message

_RANDOM_BYTES = 48
NOT_OF_PORTAL = Message(N_("The address of the site is not one of the portal. Nothing was sent."))
WRONG_STATE = Message(N_("The browser came back with another state than it was sent away with."))


class OAuthClientSettings(Struct, frozen=True, kw_only=True):
    """The portal, and the credentials of the test client."""

    portal: str
    client_id: str
    secret: str


class SignInStep(Struct, frozen=True, kw_only=True):
    """A step of the flow, and why it failed; "" if it did not."""

    title: Message
    problem: str | Message = ""


class OAuthSignIn(Struct, kw_only=True):
    """A sign-in, from the onboarding address to the revocation. site is the one that the browser came with."""

    settings: OAuthClientSettings
    redirect_uri: str
    site: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(_RANDOM_BYTES))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(_RANDOM_BYTES))

    @property
    def is_of_portal(self) -> bool:
        """Whether the secret may be sent to this site. Any page can open the onboarding address with its own."""
        return _origin(self.site) == _origin(self.settings.portal)

    @property
    def authorization_url(self) -> str:
        """Where the browser is sent: the consent page."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "client_id": self.settings.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "state": self.state,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.site}/oauth2/v1/authorize?{urlencode(query)}"

    def steps_after_consent(self, query: Mapping[str, str]) -> Iterator[SignInStep]:
        """Carry out the rest of the flow, step by step; it ends after a step without which there is no next one."""
        title = Message(N_("Came back from the consent page"))
        if not compare_digest(query.get("state", "").encode(), self.state.encode()):
            yield SignInStep(title=title, problem=WRONG_STATE)
        elif "code" not in query:
            yield SignInStep(title=title, problem=query.get("error_description") or query.get("error") or "?")
        else:
            yield SignInStep(title=title)
            yield from self._token_steps(query["code"])

    def _token_steps(self, code: str) -> Iterator[SignInStep]:
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        tokens = self._post("token", {**grant, "code_verifier": self.verifier})
        yield _step(Message(N_("Exchanged the code for tokens")), tokens)
        if not tokens.is_fine:
            return
        yield from self._call_steps(tokens)
        refresh_token = tokens.value("refresh_token")
        fresh = self._post("token", {"grant_type": "refresh_token", "refresh_token": refresh_token})
        yield _step(Message(N_("Got a new access token")), fresh)
        yield _step(Message(N_("Revoked the refresh token")), self._post("revoke", {"token": refresh_token}))

    def _call_steps(self, tokens: ServerAnswer) -> Iterator[SignInStep]:
        for scope in tokens.value("scope").split():
            answer = get_with_token(f"{self.site}/api/v2/scopes/{scope}", tokens.value("access_token"))
            yield _step(Message(N_("Called the test endpoint of {scope}"), {"scope": scope}), answer)

    def _post(self, name: str, form: Mapping[str, str]) -> ServerAnswer:
        credentials = {"client_id": self.settings.client_id, "client_secret": self.settings.secret}
        return post_form(f"{self.site}/oauth2/v1/{name}", {**form, **credentials})


def _step(title: Message, answer: ServerAnswer) -> SignInStep:
    return SignInStep(title=title, problem="" if answer.is_fine else answer.reason)


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.scheme, parts.netloc
