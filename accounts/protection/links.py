"""Links in e-mails to the owner of an account: to sign in on an unknown device, and to report wrong tries."""

from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from accounts.models import Person
from accounts.protection.devices import password_mark


class AccountLink(Enum):
    """A kind of link: the name of its page, and how long it is valid."""

    DEVICE = ("accounts:device-allow", timedelta(hours=1))
    REPORT = ("accounts:account-secure", timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))


def link_to(kind: AccountLink, person: Person) -> str:
    """The full address of a link for the person. It stops working when the password changes."""
    token = signing.dumps([str(person.pk), password_mark(person)], salt=kind.value[0])
    return f"{settings.PUBLIC_URL}{reverse(kind.value[0])}?{urlencode({'token': token})}"


def person_of_link(kind: AccountLink, token: str) -> Person | None:
    """The active person to whom the link was sent; None if it has expired or was used."""
    page, lifetime = kind.value
    try:
        person_id, mark = signing.loads(token, salt=page, max_age=lifetime)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    return person if person and constant_time_compare(mark, password_mark(person)) else None
