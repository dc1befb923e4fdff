"""Applies the limits on wrong tries to passwords and to codes of the second factor."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.protection.attempts import BY_ACCOUNT, BY_PAIR, Attempt, TryRefusal, count_attempt, forgive
from accounts.protection.devices import known_device
from accounts.protection.links import AccountLink, link_to
from accounts.queries import person_with_address
from accounts.sign_in_events import record_wrong_try
from accounts.tokens import hash_of
from common.counters import source_of

_ALERT_SECONDS, _LINK_SECONDS = 3600, 900  # at most one e-mail in this time


def send_alert(attempt: Attempt, *, address: str) -> None:
    """Tell the owner about wrong tries, with a link to secure the account."""
    _send("wrong_tries", attempt, address=address, pause_seconds=_ALERT_SECONDS)


def send_device_link(attempt: Attempt, *, address: str) -> None:
    """Send the owner the link that lets an unknown device sign in."""
    _send("device_link", attempt, address=address, pause_seconds=_LINK_SECONDS)


def _send(name: str, attempt: Attempt, *, address: str, pause_seconds: int) -> None:
    if not cache.add(f"{name}:{attempt.purpose}:{hash_of(attempt.account)}", 1, pause_seconds):
        return
    owner = person_with_address(address)
    person = owner if owner and owner.is_active else Person(email=address)
    context = {
        "user": person,
        "purpose": attempt.purpose,
        "device_url": link_to(AccountLink.DEVICE, person),
        "report_url": link_to(AccountLink.REPORT, person),
        "timestamp": timezone.now(),
        "ip": attempt.source,
    }
    with transaction.atomic():
        get_adapter().send_mail(f"account/email/{name}", person.email, context)
        if person is not owner:
            transaction.set_rollback(True)


@contextmanager
def limited_try(request: HttpRequest, *, purpose: str, address: str) -> Iterator[None]:
    """Run the block, which checks a password or code and raises ValidationError if it is wrong.

    Raises ValidationError without running the block if there were too many wrong tries.
    """
    account = address.strip().lower()
    person = person_with_address(account)
    attempt = Attempt(
        purpose=purpose,
        account=account,
        source=source_of(request),
        device=_device(request, person),
        at=timezone.now(),
    )
    verdict = count_attempt(attempt)
    if verdict.refusal is TryRefusal.LINK:
        send_device_link(attempt, address=attempt.account)
        raise _link_sent(purpose)
    if verdict.refusal:
        raise get_adapter().validation_error("too_many_login_attempts")
    try:
        yield
    except ValidationError:
        record_wrong_try(request, person, purpose=purpose, is_last=bool(verdict.reached))
        if not {BY_PAIR, BY_ACCOUNT}.isdisjoint(verdict.reached):
            send_alert(attempt, address=attempt.account)
        raise
    forgive(attempt, verdict)


def _device(request: HttpRequest, person: Person | None) -> str:
    """The ID of a known device. A browser in which the person is signed in is one, too."""
    if person and request.user == person:
        return request.session.session_key or ""
    return known_device(request, person) if person else ""


def _link_sent(purpose: str) -> ValidationError:
    """The error for an unknown device. Whoever enters a code has entered a password, so the account is no secret."""
    if purpose == "code":
        text = _("There were too many wrong codes. To sign in on this device, open the link in our e-mail.")
        return ValidationError(text, code="device_link_sent")
    return ValidationError(
        _(
            "There were too many attempts to sign in to this account. To sign in on this device, open the link that we "
            "sent to this address. No e-mail arrives if no account uses the address."
        ),
        code="device_link_sent",
    )
