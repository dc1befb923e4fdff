"""Creates the account of an admin without a sign-up, for somebody who can run commands on the server."""

from datetime import datetime

from allauth.account.models import EmailAddress

from accounts.errors import AccountNotConfirmed, AccountUnusable
from accounts.models import Person
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM
from common.names import assert_no_address


@action
def create_admin(*, email: str, name: str, now: datetime) -> Person:
    """Create an admin without a password, or make the person with this address an admin. email is in lower case.

    It is a recovery admin, who can use a password if staff must use an identity provider.

    Raises NameRefused; AccountUnusable for an account that is closed or signs in with another address; and
    AccountNotConfirmed if nobody has proved that the address belongs to the account, because a stranger could have
    entered it.
    """
    address = EmailAddress.objects.filter(email=email).order_by("-verified").first()
    person = Person.objects.select_for_update().filter(email=email).first()
    if (person is None and address is not None and address.verified) or (person is not None and not person.is_active):
        raise AccountUnusable(email=email)
    if person is None:
        assert_no_address(name)
        person = Person.objects.create_user(email, name=name, created_at=now)
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        record_event("person.sign-up", by=SYSTEM, objects={"person": person.pk}, now=now)
    elif not EmailAddress.objects.filter(user=person, email=email, verified=True).exists():
        raise AccountNotConfirmed(email=email)
    if not person.is_admin:
        record_event("person.make-admin", by=SYSTEM, objects={"person": person.pk}, now=now)
    elif not person.is_recovery_admin:
        record_event("person.make-recovery-admin", by=SYSTEM, objects={"person": person.pk}, now=now)
    person.is_admin = person.is_recovery_admin = True
    person.save(update_fields=["is_admin", "is_recovery_admin"])
    return person
