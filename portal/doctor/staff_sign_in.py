"""Tests the identity provider of staff, and that an admin can sign in if it doesn't work."""

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from accounts.company_sign_in.problems import discovery_problem
from accounts.models import Person
from common.errors import IssuerUnavailable
from common.issuers import fetch_document
from portal.doctor.problems import ServiceDown, ServiceProblem


def check_provider() -> None:
    """Do nothing if staff sign in with passwords. Raises ServiceDown: the recovery admin can still sign in."""
    if not settings.STAFF_ISSUER:
        return
    try:
        fetch_document(settings.STAFF_ISSUER, timezone.now())
    except IssuerUnavailable as fault:
        text = f"{discovery_problem(settings.STAFF_ISSUER)} It is set in STAFF_ISSUER."
        raise ServiceDown(text) from fault


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
