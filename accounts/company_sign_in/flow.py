"""What a browser's session remembers between the steps of a sign-in through an identity provider."""

import secrets
import time
from enum import StrEnum
from typing import Any

import msgspec
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare
from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.company_sign_in.errors import SignInExpired
from accounts.company_sign_in.exchange import CodeRequest
from accounts.recent_sign_in import forget_confirmations

_STARTED, _PENDING = "company_sign_in_started", "company_sign_in_pending"
_MINUTES = 15


class SignInPurpose(StrEnum):
    SIGN_IN = "sign-in"
    CONNECT = "connect"  # to the account that is signed in
    TEST = "test"  # connects, too, and explains to an owner what does not work


class StartedSignIn(Struct, frozen=True, kw_only=True):
    """A sign-in that has been sent to the provider. person is the ID of the person who connects an account."""

    provider: str
    code_request: CodeRequest
    purpose: SignInPurpose
    at: float
    next_url: str = ""
    person: str = ""


class PendingLink(Struct, frozen=True, kw_only=True):
    """A verified account of the provider whose address belongs to an account that is not connected yet.

    next_url is the page that the person wanted to open.
    """

    provider: str
    subject: Subject
    at: float
    next_url: str = ""


def begin(
    session: SessionBase, provider_key: str, *, purpose: SignInPurpose, next_url: str = "", person: str = ""
) -> CodeRequest:
    """Remember a new sign-in, which replaces an earlier one of this browser."""
    code_request = CodeRequest(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
    )
    started = StartedSignIn(
        provider=provider_key,
        code_request=code_request,
        purpose=purpose,
        at=time.time(),
        next_url=next_url,
        person=person,
    )
    session[_STARTED] = msgspec.to_builtins(started)
    return code_request


def finish(session: SessionBase, *, provider_key: str, state: str) -> StartedSignIn:
    """The sign-in with this state, which can be finished once. Raises SignInExpired for another state or provider."""
    started = _read(session.pop(_STARTED, None), StartedSignIn)
    if started is None or started.provider != provider_key:
        raise SignInExpired
    if not constant_time_compare(started.code_request.state, state):
        raise SignInExpired
    return started


def remember_pending(session: SessionBase, started: StartedSignIn, subject: Subject) -> None:
    """Keep the account until its owner proves who they are, also in a session that had confirmed it before."""
    pending = PendingLink(provider=started.provider, subject=subject, at=time.time(), next_url=started.next_url)
    session[_PENDING] = msgspec.to_builtins(pending)
    forget_confirmations(session)


def pending_link(session: SessionBase) -> PendingLink | None:
    """The account of a provider that waits for proof; None after 15 minutes."""
    return _read(session.get(_PENDING), PendingLink)


def forget_pending(session: SessionBase) -> None:
    session.pop(_PENDING, None)


def _read(stored: object, kind: type[Any]) -> Any:  # noqa: ANN401 one of the two kinds
    if not stored:
        return None
    value = msgspec.convert(stored, kind)
    return value if 0 <= time.time() - value.at < 60 * _MINUTES else None
