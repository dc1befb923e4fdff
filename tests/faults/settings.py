"""The portal's own settings, with the kinds of job that the fault tests need, and quick password hashes."""

from portal.settings import *  # noqa: F403 only one application is added
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.slow"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
