"""E-mails to the owner of an account about wrong tries. Their work is the same for an address without an account."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from accounts.protection.attempts import Attempt
from accounts.protection.links import AccountLink, link_to
from accounts.queries import person_with_address
from accounts.tokens import hash_of

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
