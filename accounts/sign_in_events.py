"""Records sign-ins, and changes of passwords, addresses and second factors, which packages make.

No event contains an address, a password or a code. The verbs and their signals are in one table each.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from uuid import UUID

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from accounts.models import Person
from audit.writes import record_event
from common.actor import SYSTEM, Actor, ActorKind
from common.maintenance import maintenance_error
from common.requests import parse_uuid

# {what was tried: verb of a wrong try}
FAILED_VERBS: Mapping[str, str] = {"password": "sign-in.fail", "code": "second-factor.fail"}
LOCKED_VERB, SIGN_UP_VERB = "sign-in.lock", "person.sign-up"

_OF_PEOPLE: tuple[tuple[Signal, str], ...] = (
    (user_logged_out, "sign-out"),
    (account_signals.user_signed_up, SIGN_UP_VERB),
    (account_signals.password_changed, "password.change"),
    (account_signals.password_set, "password.change"),
    (account_signals.password_reset, "password.reset"),
    (account_signals.email_added, "address.add"),
    (account_signals.email_changed, "address.change"),
    (account_signals.email_removed, "address.remove"),
)
_FACTOR, _CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
_PASSKEY = Authenticator.Type.WEBAUTHN
_OF_FACTORS: Mapping[Signal, Mapping[str, str]] = {
    factor_signals.authenticator_added: {
        _FACTOR: "second-factor.add",
        _PASSKEY: "passkey.add",
        _CODES: "recovery-codes.generate",
    },
    factor_signals.authenticator_reset: {_CODES: "recovery-codes.generate"},
    factor_signals.authenticator_removed: {
        _FACTOR: "second-factor.remove",
        _PASSKEY: "passkey.remove",
        _CODES: "recovery-codes.remove",
    },
    factor_signals.authenticator_used: {_CODES: "recovery-code.use"},
}
# Pages that change an account without an action of ours.
_CHANGING_PAGES = frozenset({
    "account_change_password", "account_set_password", "account_reset_password_from_key", "account_email",
    "account_confirm_email", "account_signup", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn",
})  # fmt: skip


def run_in_transactions(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Let the pages of packages that change an account run in one transaction, so that no change is without its event.

    This includes a form that allauth sends again after the person has confirmed their password. During maintenance,
    people can confirm it, but the form is refused.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            run_in_transactions(pattern.url_patterns)
        elif pattern.name in _CHANGING_PAGES:
            pattern.callback = _in_transaction(pattern.callback)


def _in_transaction(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def run(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if error := maintenance_error():
            raise error
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return run


def record_wrong_try(request: HttpRequest, person: Person | None, *, purpose: str, is_last: bool) -> None:
    """Record a wrong password or code, and that no further try is allowed for a while.

    The events are the same for an address without an account, except that they name nobody.
    """
    user = request.user
    by = _actor(user) if isinstance(user, Person) else SYSTEM
    with transaction.atomic():
        for verb in (FAILED_VERBS[purpose], *([LOCKED_VERB] if is_last else [])):
            record_event(verb, by=by, objects=_objects(person), now=timezone.now())


def record_refused_sign_in(organisation_id: UUID | None, person: Person | None = None) -> None:
    """Record that a sign-in through the identity provider of the organisation, or that of staff, was refused."""
    with transaction.atomic():
        organisation = {"organisation": organisation_id} if organisation_id else {}
        objects = {**_objects(person), **organisation}
        record_event("sign-in.refuse", by=SYSTEM, objects=objects, now=timezone.now())


def record_sign_up(person: Person) -> None:
    """Record that the account was created. A sign-up with the address of an account records it, too, and rolls back."""
    _record(SIGN_UP_VERB, person)


def record_passkey_name(person: Person) -> None:
    """Record that a passkey got another name, for which allauth has no signal."""
    _record("passkey.rename", person)


def connect() -> None:
    """Record an event for each signal. Called once, when the portal starts."""
    for signal, verb in _OF_PEOPLE:
        _connect(signal, _recorder(verb))
    for signal, verbs in _OF_FACTORS.items():
        _connect(signal, _factor_recorder(verbs))
    _connect(account_signals.email_confirmed, _record_confirmation)
    _connect(account_signals.user_logged_in, _record_sign_in)


def _connect(signal: Signal, receiver: Callable[..., None]) -> None:
    signal.connect(receiver, weak=False, dispatch_uid="accounts.sign-in-events")


def _recorder(verb: str) -> Callable[..., None]:
    def record(*, user: Person | None, **_: object) -> None:
        if user is not None:  # a visitor can open the page to sign out
            _record(verb, user)

    return record


def _factor_recorder(verbs: Mapping[str, str]) -> Callable[..., None]:
    def record(*, user: Person, authenticator: Authenticator, **_: object) -> None:
        if verb := verbs.get(authenticator.type):
            _record(verb, user)

    return record


def _record_sign_in(*, user: Person, signed_in_by: str = "", **_: object) -> None:
    """signed_in_by is the source of the identity provider that the person signed in with; "" without one."""
    organisation_id = parse_uuid(signed_in_by)
    organisation = {"organisation": organisation_id} if organisation_id else {}
    verb = "sign-in"
    if signed_in_by:
        verb = "sign-in.company" if organisation_id else "sign-in.staff"
    with transaction.atomic():
        record_event(verb, by=_actor(user), objects={**_objects(user), **organisation}, now=timezone.now())


def _record_confirmation(*, email_address: EmailAddress, **_: object) -> None:
    _record("address.confirm", email_address.user)


def _record(verb: str, person: Person) -> None:
    with transaction.atomic():
        record_event(verb, by=_actor(person), objects=_objects(person), now=timezone.now())


def _actor(person: Person) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=person.pk)


def _objects(person: Person | None) -> dict[str, UUID | str | int]:
    return {"person": person.pk} if person else {}
