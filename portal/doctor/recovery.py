"""Tests that an admin can sign in if the identity provider of staff doesn't work."""

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import DatabaseError, InterfaceError

from accounts.models import Person
from portal.doctor.problems import ServiceProblem


def check_recovery_admin() -> None:
    """Raises ServiceProblem if nobody could. Does nothing if staff sign in with passwords anyway."""
    if not settings.STAFF_ISSUER:
        return
    admins = Person.objects.filter(is_recovery_admin=True, is_active=True)
    try:
        has_admin = admins.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()
    except (DatabaseError, InterfaceError):  # the test of the database reports it, or `prepare` has not run
        return
    if not has_admin:
        text = (
            "No recovery admin has a password, so no admin can sign in if the provider in STAFF_ISSUER fails. Run "
            "`manage.py create_admin EMAIL`, and open its link."
        )
        raise ServiceProblem(text)
