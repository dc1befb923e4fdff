"""The portal's settings with the kinds of jobs for fault tests, and fast password hashes."""

from portal.settings import *  # only one application is added
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.slow"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
