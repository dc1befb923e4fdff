"""Tests that the configured keys can read the stored secrets, for example after a restore."""

from django.db import DatabaseError, InterfaceError
from django.template.defaultfilters import pluralize

from accounts.key_use import key_use
from portal.doctor.problems import ServiceProblem


def check_keys() -> None:
    """Raises ServiceProblem if no key can read a secret."""
    try:
        number = len(key_use().unreadable)
    except (DatabaseError, InterfaceError):  # the test of the database reports it, or `prepare` has not run
        return
    if number:
        text = (
            f"No key can read {number} stored secret{pluralize(number)}. Add the lost key to ENCRYPTION_KEYS. "
            "`manage.py reencrypt --check` shows where."
        )
        raise ServiceProblem(text)
