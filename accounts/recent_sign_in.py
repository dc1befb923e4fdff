"""Decides whether a sign-in counts as a confirmation of the person, which sensitive pages ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import Person

_Record = Mapping[str, Any]


def count_as_confirmation(request: HttpRequest, person: Person) -> None:
    """Let the password or passkey of a complete sign-in count, for as long as a confirmation with it would.

    Each record keeps its time. Other ways to sign in, such as a link in an e-mail, don't count.
    """
    if get_authentication_records(request, person):
        _mark(request.session, _is_proof)


def forget_confirmations(session: SessionBase) -> None:
    """Ask again before the next sensitive page, although the person may have signed in or confirmed a minute ago.

    An identity provider says who the person is, but not that the same person still sits there.
    """
    if session.get(AUTHENTICATION_METHODS_SESSION_KEY):
        _mark(session, lambda _record: False)


def _mark(session: SessionBase, counts: Callable[[_Record], bool]) -> None:
    records: list[_Record] = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**row, "reauthenticated": counts(row)} for row in records]


def _is_proof(record: _Record) -> bool:
    """Whether the person entered the password, or used a passkey instead. A second factor follows one of them."""
    return record["method"] == "password" or (record["method"] == "mfa" and bool(record.get("passwordless")))
