"""Tests that the configured keys can read the stored secrets, for example after a restore."""

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.template.defaultfilters import pluralize

from accounts.ciphers import encryption_keys
from accounts.key_use import key_use, newest_use
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


def assert_keys_fit() -> None:
    """Raises ServiceProblem if no key can read one of the newest secrets, unless the operator allows it."""
    unreadable = [] if settings.ALLOW_UNREADABLE_SECRETS else newest_use().unreadable
    if unreadable:
        keys = ", ".join(f"{key.fingerprint} ({key.variable})" for key in encryption_keys())
        text = (
            f"keys: No key can read {unreadable[0]}. The keys are {keys}. Set ENCRYPTION_KEYS, SECRET_KEY and "
            "SECRET_KEY_FALLBACKS to those that this database was used with. If a key is lost, set "
            "ALLOW_UNREADABLE_SECRETS=on, and replace what `manage.py reencrypt --check` lists."
        )
        raise ServiceProblem(text)
